// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/statistics.hpp"

#include <algorithm>
#include <limits>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

constexpr std::array<std::uint32_t, 4> low_halves{counter::GORCL, counter::GOTCL, counter::TORL, counter::TOTL};

bool is_low_half(std::uint32_t counter)
{
    return std::ranges::find(low_halves, counter) != low_halves.end();
}

/// QEMU has handlers that clear for these alone.
bool cleared_by_qemu(std::uint32_t counter)
{
    return (counter >= counter::PRC64 && counter <= counter::GOTCH) || counter == counter::RUC ||
           counter == counter::ROC || (counter >= counter::TORL && counter <= counter::TSCTC);
}

/// QEMU 2.4 had these: TPR and TPT, the good ones, their octets but those of the good, MPC and what stays zero.
bool first_of_qemu(std::uint32_t counter)
{
    return counter == counter::MPC || counter == counter::CRCERRS || counter == counter::GPRC ||
           counter == counter::GPTC || (counter >= counter::TORL && counter <= counter::TPT);
}

/// VirtualBox has the others, but nothing counts in them.
bool counted_by_virtualbox(std::uint32_t counter)
{
    return (counter >= counter::PRC64 && counter <= counter::GOTCH) || counter == counter::ROC ||
           counter >= counter::TORL;
}

bool broadcast(std::span<const std::uint8_t> frame)
{
    return frame.size() >= 6 && std::ranges::all_of(frame.first(6), [](std::uint8_t byte) { return byte == 0xff; });
}

}  // namespace

bool Statistics::counts(std::uint32_t counter) const
{
    return core_.profile.statistics && (!core_.profile.counts_of_traffic_only || counted_by_virtualbox(counter));
}

void Statistics::add(std::uint32_t counter, std::uint32_t amount)
{
    if (!counts(counter))
        return;
    std::uint32_t& value = at(counter);
    const std::uint32_t room = std::numeric_limits<std::uint32_t>::max() - value;
    value += std::min(room, amount);
}

void Statistics::add_octets(std::uint32_t low_half, std::uint64_t amount)
{
    if (!counts(low_half))
        return;
    const std::uint64_t before = std::uint64_t{at(low_half + 4)} << 32 | at(low_half);
    const std::uint64_t after = before + std::min(amount, ~before);
    at(low_half) = static_cast<std::uint32_t>(after);
    at(low_half + 4) = static_cast<std::uint32_t>(after >> 32);
}

/// The class of a frame of @p length bytes, in the six from @p first on (PRC64 or PTC64).
void Statistics::add_to_histogram(std::uint32_t first, std::size_t length)
{
    constexpr std::array<std::size_t, 5> up_to{64, 127, 255, 511, 1023};
    if (length < up_to[0] && !core_.profile.smallest_in_second_class)
        return;
    const auto bucket = length < up_to[0] ? 1 : std::ranges::lower_bound(up_to, length) - up_to.begin();
    add(first + 4 * static_cast<std::uint32_t>(bucket));
}

void Statistics::add_group(std::span<const std::uint8_t> frame)
{
    const std::uint32_t control = core_.regs[reg::RCTL];
    if (!core_.profile.group_counts_by_filter)
        add(broadcast(frame) ? counter::BPRC : counter::MPRC);
    else if ((control & rctl::MPE) != 0)
        add(counter::MPRC);
    else if (broadcast(frame) && (control & rctl::BAM) != 0)
        add(counter::BPRC);
}

void Statistics::copy_totals(std::uint32_t packets, std::uint32_t octets, std::uint32_t from_packets,
                             std::uint32_t from_octets)
{
    at(packets) = at(from_packets);
    at(octets) = at(from_octets);
    at(octets + 4) = at(from_octets + 4);
}

void Statistics::received(std::span<const std::uint8_t> frame, bool crc_kept, bool by_hash)
{
    const std::size_t on_wire = frame.size() + crc_size, in_memory = crc_kept ? on_wire : frame.size();
    add(counter::TPR);
    add_octets(counter::TORL, on_wire);
    if (core_.profile.good_counts_copied) {
        copy_totals(counter::GPRC, counter::GORCL, counter::TPR, counter::TORL);
    } else {
        add(counter::GPRC);
        add_octets(counter::GORCL, core_.profile.good_octets_of_memory ? in_memory : on_wire);
    }
    add_to_histogram(counter::PRC64, core_.profile.received_sizes_of_memory ? in_memory : on_wire);
    if (by_hash && core_.profile.group_counts_by_filter)
        add(counter::MPRC);
    else if ((frame[0] & 1) != 0)
        add_group(frame);
}

void Statistics::received_in_vain(std::size_t length)
{
    if (core_.profile.totals_are_of_good)
        return;
    add(counter::TPR);
    add_octets(counter::TORL, length + crc_size);
}

void Statistics::sent(std::span<const std::uint8_t> frame, bool tagged)
{
    const std::size_t size = frame.size() + (core_.profile.sent_without_crc ? 0 : crc_size);
    const std::size_t octets = size - (tagged && core_.profile.sent_octets_without_tag ? 4 : 0);
    add(counter::TPT);
    add_octets(counter::TOTL, octets);
    if (core_.profile.good_counts_copied) {
        copy_totals(counter::GPTC, counter::GOTCL, counter::TPT, counter::TOTL);
    } else {
        add(counter::GPTC);
        add_octets(counter::GOTCL, octets);
    }
    add_to_histogram(counter::PTC64, size);
    if (!frame.empty() && (frame[0] & 1) != 0)
        add(broadcast(frame) ? counter::BPTC : counter::MPTC);
}

bool Statistics::flow_control(std::span<const std::uint8_t> frame)
{
    constexpr std::array<std::uint8_t, 6> pause_address{0x01, 0x80, 0xc2, 0x00, 0x00, 0x01};
    const bool control = frame.size() >= 18 && frame[12] == 0x88 && frame[13] == 0x08 &&
                         std::ranges::equal(frame.first(6), pause_address);
    if (!control || !core_.profile.counts_flow_control)
        return false;
    const bool pause = frame[14] == 0 && frame[15] == 1, off = frame[16] != 0 || frame[17] != 0;
    add(!pause ? counter::FCRUC : off ? counter::XOFFRXC : counter::XONRXC);
    add(counter::TPR);
    add_octets(counter::TORL, frame.size() + crc_size);
    return true;
}

bool Statistics::clears(std::uint32_t counter) const
{
    if (is_low_half(counter))
        return core_.profile.octet_halves_clear_by_self;
    return core_.profile.errors_clear_on_read || cleared_by_qemu(counter);
}

std::uint32_t Statistics::read(std::uint32_t counter)
{
    if (core_.profile.first_counters_only && !first_of_qemu(counter))
        return 0;
    const std::uint32_t value = at(counter);
    if (clears(counter)) {
        at(counter) = 0;
        if (is_low_half(counter - 4) &&
            !core_.profile.octet_halves_clear_by_self)  // reading the high half ends both (SDM 13.7.29)
            at(counter - 4) = 0;
    }
    return value;
}

}  // namespace test::model
