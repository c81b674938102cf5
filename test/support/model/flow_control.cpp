// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/flow_control.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

constexpr std::size_t address_size = 6, type_at = 12, opcode_at = 14, time_at = 16;

std::array<std::uint8_t, address_size> address(std::uint32_t low, std::uint32_t high)
{
    const auto octet = [](std::uint32_t word, unsigned n) { return static_cast<std::uint8_t>(word >> (8 * n)); };
    return {octet(low, 0), octet(low, 1), octet(low, 2), octet(low, 3), octet(high, 0), octet(high, 1)};
}

unsigned word(Bytes frame, std::size_t at)
{
    return static_cast<unsigned>(frame[at] << 8 | frame[at + 1]);
}

}  // namespace

unsigned FlowControl::opcode(const RegisterFile& regs, Bytes frame)
{
    const auto to = frame.first(address_size);
    const bool for_us = std::ranges::equal(to, address(regs[reg::FCAL], regs[reg::FCAH])) ||
                        std::ranges::equal(to, address(regs[reg::RA], regs[reg::RA + 4]));
    return for_us && word(frame, type_at) == (regs[reg::FCT] & 0xffff) ? word(frame, opcode_at) : 0;
}

void FlowControl::look_at(Bytes frame, bool full_duplex, unsigned speed_mbps)
{
    if (!core_.profile.pauses || frame.size() < shortest_frame || opcode(core_.regs, frame) != pause)
        return;
    if ((core_.regs[reg::CTRL] & ctrl::RFCE) == 0 || !full_duplex) {
        statistics_.add(counter::FCRUC);
        return;
    }
    const std::uint64_t bit_times = word(frame, time_at) * std::uint64_t{512};
    statistics_.add(bit_times == 0 ? counter::XONRXC : counter::XOFFRXC);
    core_.tx_paused_until_us = bit_times == 0 ? 0 : core_.clock.now_us() + bit_times / speed_mbps + 1;
}

void FlowControl::fill(std::uint32_t bytes, bool full_duplex)
{
    if (!core_.profile.pauses || (core_.regs[reg::CTRL] & ctrl::TFCE) == 0)
        return;
    if (!full_duplex)
        core_.failures.add("CTRL.TFCE at half duplex (SDM 8.7.5)");
    check_limits();
    const std::uint32_t low = core_.regs[reg::FCRTL] & fcrtl::RTL, high = core_.regs[reg::FCRTH] & fcrtl::RTL;
    if (!stopped_partner_ && bytes >= high) {
        stopped_partner_ = true;
        statistics_.add(counter::XOFFTXC);
        send_(make(static_cast<std::uint16_t>(core_.regs[reg::FCTTV])));
    } else if (stopped_partner_ && bytes <= low) {
        stopped_partner_ = false;
        if ((core_.regs[reg::FCRTL] & fcrtl::XONE) == 0)
            return;
        statistics_.add(counter::XONTXC);
        send_(make(0));
    }
}

void FlowControl::check_limits()
{
    constexpr std::uint32_t kib = 1024;
    const std::uint32_t low = core_.regs[reg::FCRTL] & ~fcrtl::XONE, high = core_.regs[reg::FCRTH];
    if (((low | high) & ~fcrtl::RTL) != 0 || low >= high || high >= (core_.packet_buffer & 0xffff) * kib)
        core_.failures.add("FCRTL " + std::to_string(low) + ", FCRTH " + std::to_string(high) + ", receive buffer " +
                           std::to_string(core_.packet_buffer & 0xffff) + " KiB (SDM 8.7.5, 13.4.23)");
}

Frame FlowControl::make(std::uint16_t time) const
{
    Frame frame(shortest_frame);
    std::ranges::copy(address(core_.regs[reg::FCAL], core_.regs[reg::FCAH]), frame.begin());
    std::ranges::copy(address(core_.regs[reg::RA], core_.regs[reg::RA + 4]), frame.begin() + address_size);
    const auto put = [&frame](std::size_t at, std::uint32_t value) {
        frame[at] = static_cast<std::uint8_t>(value >> 8);
        frame[at + 1] = static_cast<std::uint8_t>(value);
    };
    put(type_at, core_.regs[reg::FCT]);
    put(opcode_at, pause);
    put(time_at, time);
    return frame;
}

void FlowControl::reset()
{
    stopped_partner_ = false;
    core_.tx_paused_until_us = 0;
}

}  // namespace test::model
