// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/filter.hpp"

#include <algorithm>
#include <array>

#include "support/model/flow_control.hpp"
#include "support/model/registers.hpp"

namespace test::model {

bool Filter::tagged(Bytes frame) const
{
    return frame.size() >= 16 && (frame[12] << 8 | frame[13]) == static_cast<int>(core_.regs[reg::VET] & 0xffff);
}

std::uint16_t Filter::tag(Bytes frame)
{
    return static_cast<std::uint16_t>(frame[14] << 8 | frame[15]);
}

bool Filter::in_vlan_table(std::uint16_t id) const
{
    return (core_.regs[reg::VFTA + 4u * (id >> 5)] >> (id & 31) & 1) != 0;
}

bool Filter::in_receive_addresses(Bytes frame) const
{
    constexpr std::uint32_t valid = bit(31), select = 3u << 16;  // AV; AS: 0 compares the destination
    for (std::uint32_t at = reg::RA; at < reg::RA_END; at += 8) {
        const std::uint32_t low = core_.regs[at], high = core_.regs[at + 4];
        const std::array<std::uint8_t, 6> address{
            static_cast<std::uint8_t>(low),       static_cast<std::uint8_t>(low >> 8),
            static_cast<std::uint8_t>(low >> 16), static_cast<std::uint8_t>(low >> 24),
            static_cast<std::uint8_t>(high),      static_cast<std::uint8_t>(high >> 8)};
        if ((high & valid) != 0 && (high & select) == 0 && std::ranges::equal(address, frame.first(6)))
            return true;
    }
    return false;
}

bool Filter::in_multicast_table(Bytes frame) const
{
    constexpr std::array<unsigned, 4> shift{4, 3, 2, 0};  // RCTL.MO: address bits 47:36, 46:35, 45:34, 43:32
    const unsigned offset = core_.regs[reg::RCTL] >> rctl::MO_SHIFT & 3;
    const unsigned hash = static_cast<unsigned>(frame[5] << 8 | frame[4]) >> shift[offset] & 0xfff;
    return (core_.regs[reg::MTA + 4u * (hash >> 5)] >> (hash & 31) & 1) != 0;
}

Filter::Verdict Filter::judge(Bytes frame) const
{
    const std::uint32_t control = core_.regs[reg::RCTL];
    if ((control & rctl::VFE) != 0 && tagged(frame) && !in_vlan_table(tag(frame) & 0xfff))
        return {};
    if (const unsigned opcode = FlowControl::opcode(core_.regs, frame);
        opcode != 0 && opcode != FlowControl::pause && (control & rctl::PMCF) != 0 && core_.profile.pauses)
        return {.passes = true};  // SDM 8.7.4
    const bool group = (frame[0] & 1) != 0;
    const bool broadcast = std::ranges::all_of(frame.first(6), [](std::uint8_t byte) { return byte == 0xff; });
    if (!group && ((control & rctl::UPE) != 0 || !core_.profile.unicast_filter))
        return {.passes = true};
    if (group && (control & rctl::MPE) != 0)
        return {.passes = true};
    if (broadcast && (control & rctl::BAM) != 0)
        return {.passes = true};
    if (in_receive_addresses(frame))
        return {.passes = true};
    if ((group || core_.profile.hash_judges_unicast) && in_multicast_table(frame))
        return {.passes = true, .inexact = true};
    return {};
}

}  // namespace test::model
