// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/receiver.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <string>

#include "support/model/checksum.hpp"

namespace test::model {

namespace {

constexpr std::size_t longest_standard = 1522, longest = 16384;
constexpr std::size_t backlog_limit = 10000;  // QEMU net/queue.c

}  // namespace

bool Receiver::ready(bool link) const
{
    return link && (core_.regs[reg::RCTL] & rctl::EN) != 0 && open();
}

std::uint32_t Receiver::free_descriptors() const
{
    const std::uint32_t size = ring_size();
    return size == 0 ? 0 : (tail() + size - head()) % size;
}

std::size_t Receiver::buffer_size() const
{
    const std::uint32_t control = core_.regs[reg::RCTL];
    const unsigned size = control >> rctl::BSIZE_SHIFT & 3;
    return (control & rctl::BSEX) != 0 ? 32768u >> size : 2048u >> size;
}

bool Receiver::ring_valid()
{
    const std::uint32_t size = ring_size();
    const bool valid = size != 0 && size <= core_.chip.most_descriptors && core_.regs[reg::RDLEN] % 128 == 0 &&
                       core_.regs[reg::RDBAL] % 16 == 0 && head() < size && tail() < size;
    if (!valid)
        core_.failures.add("receive ring: RDLEN " + std::to_string(core_.regs[reg::RDLEN]) + ", RDH " +
                           std::to_string(head()) + ", RDT " + std::to_string(tail()) + " are no ring (SDM 3.2.6)");
    return valid;
}

bool Receiver::too_long(std::size_t size) const
{
    const bool large = (core_.regs[reg::RCTL] & rctl::LPE) != 0;
    return size + (core_.profile.limits_leave_crc_out ? 0 : crc_size) > (large ? longest : longest_standard);
}

Delivery Receiver::receive(Bytes frame, bool link, bool crc_error)
{
    if (!ready(link) || (core_.profile.queues_without_buffer && (!backlog_.empty() || free_descriptors() == 0))) {
        if (!core_.profile.queues_without_buffer)
            return Delivery::disabled;
        if (backlog_.size() == backlog_limit)
            return Delivery::no_buffer;
        backlog_.emplace_back(frame.begin(), frame.end());
        return Delivery::queued;
    }
    return accept(frame, crc_error);
}

void Receiver::loop_back(Frame frame, bool link)
{
    if (core_.faults.loopback_corrupts)
        frame.back() ^= 1;
    if (open() && !core_.faults.loopback_drops)
        receive(frame, link);
}

void Receiver::flush(bool link)
{
    while (!backlog_.empty() && ready(link) && free_descriptors() != 0) {
        const auto frame = std::move(backlog_.front());
        backlog_.pop_front();
        accept(frame, false);
    }
}

Delivery Receiver::accept(Bytes frame, bool crc_error)
{
    if (!ring_valid())
        return Delivery::failed;
    std::vector<std::uint8_t> bytes{frame.begin(), frame.end()};
    if (bytes.size() < shortest_frame) {
        if (!core_.profile.pads_received && (!core_.profile.takes_short || bytes.empty())) {
            count_bad_length(bytes.size(), crc_error ? counter::RFC : counter::RUC);
            return Delivery::runt;
        }
        if (core_.profile.counts_padded)
            statistics_.add(counter::RUC);
        bytes.resize(shortest_frame);  // for the filter, if not for good
    }
    if (too_long(bytes.size())) {
        if (crc_error)
            statistics_.add(counter::CRCERRS);  // frames of 64 bytes and more, SDM 13.7.1
        count_bad_length(bytes.size(), crc_error ? counter::RJC : counter::ROC);
        return Delivery::oversize;
    }
    const bool flow_control = !crc_error && statistics_.flow_control(bytes);
    const Filter::Verdict passed = filter_.judge(bytes);
    if (!passed.passes)
        return Delivery::filtered;
    const bool arp = bytes[12] == 0x08 && bytes[13] == 0x06;
    if (arp && (core_.regs[reg::MANC] & manc::ARP_EN) != 0 && core_.profile.packet_buffer)
        return Delivery::filtered;  // the management's
    if (crc_error) {
        statistics_.add(counter::CRCERRS);
        if ((core_.regs[reg::RCTL] & rctl::SBP) == 0) {
            statistics_.received_in_vain(bytes.size());
            return Delivery::crc_error;
        }
    }
    if (core_.profile.takes_short)
        bytes.resize(frame.size());
    RxWriteback last = verdict(bytes, passed.inexact, crc_error);
    const std::vector<std::uint8_t> counted = bytes;
    if (core_.profile.strips_vlan && (core_.regs[reg::CTRL] & ctrl::VME) != 0 && filter_.tagged(bytes)) {
        last.special = Filter::tag(bytes);
        last.status |= RxDescriptor::VP;
        bytes.erase(bytes.begin() + 12, bytes.begin() + 16);
    }
    std::size_t written = bytes.size();
    if ((core_.regs[reg::RCTL] & rctl::SECRC) == 0) {
        const std::uint32_t fcs = frame_check_sequence(counted);
        for (unsigned i = 0; i < crc_size; ++i)
            bytes.push_back(static_cast<std::uint8_t>(fcs >> (8 * i)));
        if (core_.profile.writes_crc)
            written = bytes.size();
    }
    const Delivery outcome = store(std::move(bytes), last, written);
    if (outcome == Delivery::delivered && !crc_error && !flow_control)
        statistics_.received(counted, (core_.regs[reg::RCTL] & rctl::SECRC) == 0, passed.inexact);
    else if (!flow_control)
        statistics_.received_in_vain(counted.size());
    return outcome;
}

/// SDM 13.7.15, 13.7.34 to 13.7.37.
void Receiver::count_bad_length(std::size_t length, std::uint32_t kind)
{
    statistics_.received_in_vain(length);
    if (core_.profile.counts_bad_lengths)
        statistics_.add(counter::RLEC);
    if (core_.profile.counts_bad_lengths || kind == counter::RUC || kind == counter::ROC)
        statistics_.add(kind);
}

RxWriteback Receiver::verdict(Bytes frame, bool inexact, bool crc_error) const
{
    RxWriteback out;
    const std::uint32_t control = core_.regs[reg::RXCSUM];
    const ReceivedChecksums found = check_received(frame);
    const bool ip = found.ip_checked && (control & rxcsum::IPOFL) != 0;
    const bool l4 = found.l4_checked && (control & rxcsum::TUOFL) != 0;
    const std::size_t start = std::min<std::size_t>(control & rxcsum::PCSS, frame.size());
    out.status |= inexact ? RxDescriptor::PIF : 0;
    out.errors |= crc_error ? RxDescriptor::CE : 0;
    if (!core_.profile.checksum_verdict || (!ip && !l4)) {
        out.status |= RxDescriptor::IXSM;
    } else {
        out.status |= static_cast<std::uint8_t>((ip ? RxDescriptor::IPCS : 0) | (l4 ? RxDescriptor::TCPCS : 0));
        out.errors |= static_cast<std::uint8_t>((ip && found.ip_bad ? RxDescriptor::IPE : 0) |
                                                (l4 && found.l4_bad ? RxDescriptor::TCPE : 0));
    }
    const std::uint16_t sum = ones_sum(frame.subspan(start));
    out.checksum = static_cast<std::uint16_t>(sum << 8 | sum >> 8);
    return out;
}

Delivery Receiver::miss()
{
    if (core_.profile.partial_frame_left)  // VirtualBox drops silently
        return Delivery::no_buffer;
    statistics_.add(counter::RNBC);
    statistics_.add(counter::MPC);
    interrupts_.raise(icr::RXO);
    return Delivery::no_buffer;
}

Delivery Receiver::store(std::vector<std::uint8_t> bytes, const RxWriteback& last, std::size_t written)
{
    const std::size_t room = buffer_size();
    const std::size_t needed = (bytes.size() + room - 1) / room;
    const bool fits = needed <= free_descriptors();
    if (core_.faults.rx_stalled || (!fits && !core_.profile.partial_frame_left))
        return miss();
    const int in_each = (core_.profile.ixsm_with_eop_only ? 0 : RxDescriptor::IXSM) |
                        (core_.profile.vp_in_every_buffer ? RxDescriptor::VP : 0);
    for (std::size_t at = 0; at < bytes.size(); at += room) {
        if (free_descriptors() == 0 || !skip_null_buffers())
            return miss();
        const std::size_t length = std::min(room, bytes.size() - at);
        const std::size_t present = written > at ? std::min(length, written - at) : 0;
        RxWriteback what = last;
        if (at + length < bytes.size())
            what.status = static_cast<std::uint8_t>(RxDescriptor::DD | (last.status & in_each));
        if (!store_one(Bytes{bytes}.subspan(at, present), length, what))
            return Delivery::failed;
    }
    const unsigned part = 2u << (core_.regs[reg::RCTL] >> rctl::RDMTS_SHIFT & 3);
    interrupts_.raise(icr::RXT0 | (free_descriptors() <= ring_size() / part ? icr::RXDMT0 : 0));
    return Delivery::delivered;
}

/// QEMU looks at RDT before a frame, not within it: it stops at the next address, or when it has been around.
bool Receiver::skip_null_buffers()
{
    for (std::uint32_t looked = 0; core_.profile.skips_null_buffers; ++looked) {
        RxDescriptor* const target = looked < ring_size() ? descriptor(head()) : nullptr;
        if (target == nullptr)
            return false;
        if (target->address != 0)
            break;
        std::atomic_ref{target->status}.fetch_or(RxDescriptor::DD, std::memory_order_release);
        set_head((head() + 1) % ring_size());
    }
    return true;
}

bool Receiver::store_one(Bytes chunk, std::size_t length, const RxWriteback& what)
{
    const std::uint32_t index = head();
    const RxDescriptor* target = descriptor(index);
    if (target == nullptr)
        return false;
    std::uint8_t* buffer = core_.memory.at(target->address, length, "receive buffer");
    if (buffer == nullptr)
        return false;
    std::memcpy(buffer, chunk.data(), chunk.size());
    RxWriteback written = what;
    written.length = static_cast<std::uint16_t>(length);
    if (core_.profile.keeps_stale_writeback) {
        written.errors = target->errors;
        written.checksum = target->checksum;
        constexpr std::uint8_t but_eop = 0xff & ~RxDescriptor::EOP;
        const bool last = (what.status & RxDescriptor::EOP) != 0;
        written.status |= last ? target->status : static_cast<std::uint8_t>(target->status & but_eop);
    }
    write_back(index, written);
    set_head((index + 1) % ring_size());
    return true;
}

RxDescriptor* Receiver::descriptor(std::uint32_t index)
{
    return core_.memory.object<RxDescriptor>(core_.regs.pair(reg::RDBAL), index, "receive ring");
}

/// As one word, as hardware does: who polls it must not see half of it.
void Receiver::write_back(std::uint32_t index, const RxWriteback& what)
{
    if (auto* const word =
            core_.memory.object<std::uint64_t>(core_.regs.pair(reg::RDBAL), 2 * index + 1, "receive ring"))
        std::atomic_ref{*word}.store(what.length | std::uint64_t{what.checksum} << 16 |
                                         std::uint64_t{what.status} << 32 | std::uint64_t{what.errors} << 40 |
                                         std::uint64_t{what.special} << 48,
                                     std::memory_order_release);
}

void Receiver::put_data(std::uint32_t index, Bytes data)
{
    const RxDescriptor* target = descriptor(index);
    if (target == nullptr)
        return;
    if (std::uint8_t* buffer = core_.memory.at(target->address, data.size(), "receive buffer"))
        std::memcpy(buffer, data.data(), data.size());
}

void Receiver::write_rctl(std::uint32_t value)
{
    core_.regs[reg::RCTL] = value;
    if (core_.profile.rctl_blocks_us != 0)
        blocked_until_us_ = core_.clock.now_us() + core_.profile.rctl_blocks_us;
}

void Receiver::write_rdt(std::uint32_t value)
{
    core_.regs[reg::RDT] = value & 0xffff;
    if (ring_size() != 0 && tail() >= ring_size())
        core_.failures.add("RDT " + std::to_string(value) + " is beyond the ring of " + std::to_string(ring_size()));
}

void Receiver::reset()
{
    backlog_.clear();
    blocked_until_us_ = 0;
}

}  // namespace test::model
