// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/transmitter.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "support/model/checksum.hpp"

namespace test::model {

namespace {

constexpr std::uint32_t type_mask = 0xf << 20, type_data = 1 << 20;
constexpr std::uint32_t legacy_limit = 16288;  // SDM 3.3.3.1: the greatest length of a legacy descriptor

std::uint8_t byte_of(std::uint64_t value, unsigned n)
{
    return static_cast<std::uint8_t>(value >> (8 * n));
}
std::uint32_t length_of(const TxDescriptor& descriptor, bool extended)
{
    return descriptor.command & (extended ? 0xfffff : 0xffff);
}
std::uint16_t word_of(std::uint64_t value, unsigned n)
{
    return static_cast<std::uint16_t>(value >> (16 * n));
}

}  // namespace

void Transmitter::fail(const std::string& what)
{
    core_.failures.add("transmit: " + what);
}

bool Transmitter::ring_valid()
{
    const std::uint32_t size = ring_size();
    const bool valid = size != 0 && size <= core_.chip.most_descriptors && core_.regs[reg::TDLEN] % 128 == 0 &&
                       core_.regs[reg::TDBAL] % 16 == 0 && head() < size && tail() < size;
    if (!valid)
        fail("TDLEN " + std::to_string(core_.regs[reg::TDLEN]) + ", TDH " + std::to_string(head()) + ", TDT " +
             std::to_string(tail()) + " are no ring (SDM 3.4)");
    return valid;
}

void Transmitter::write_tdt(std::uint32_t value)
{
    const std::uint32_t before = std::exchange(core_.regs[reg::TDT], value & 0xffff);
    if (!enabled())
        return;
    idle_ = false;
    if (ring_size() == 0 || before >= ring_size() || tail() >= ring_size() || head() >= ring_size())
        return;  // run() says so
    const auto from_head = [this](std::uint32_t to) { return (to + ring_size() - head()) % ring_size(); };
    if (from_head(tail()) < from_head(before))
        fail("TDT goes back from " + std::to_string(before) + " to " + std::to_string(tail()) + ", TDH is " +
             std::to_string(head()));
    else
        check_handed_over(before, tail());
}

void Transmitter::write_tctl(std::uint32_t value)
{
    const bool before = enabled();
    core_.regs[reg::TCTL] = value;
    if (before || !enabled())
        return;
    idle_ = !core_.profile.tctl_starts_tx;
    if (head() < ring_size() && tail() < ring_size())
        check_handed_over(head(), tail());
}

/// What hardware has done is software's until it is filled anew: handed over as it is, it goes out again.
void Transmitter::check_handed_over(std::uint32_t from, std::uint32_t to)
{
    for (; from != to; from = (from + 1) % ring_size())
        if (const TxDescriptor* each = descriptor(from); each != nullptr && (each->high & TxDescriptor::DD) != 0)
            return fail("descriptor " + std::to_string(from) + " is handed over with DD set");
}

void Transmitter::reset()
{
    idle_ = hung_ = after_cut_ = false;
    packet_.clear();
    in_packet_ = false;
    plain_ = segmenting_ = {};
    segments_ = contexts_ = buffers_ = 0;
}

TxDescriptor* Transmitter::descriptor(std::uint32_t index)
{
    return core_.memory.object<TxDescriptor>(core_.regs.pair(reg::TDBAL), index, "transmit ring");
}

/// All that drivers load at once: ThreadSanitizer takes a half of it for another word, which nothing comes after.
void Transmitter::write_back(std::uint32_t index)
{
    if (auto* word = core_.memory.object<std::uint64_t>(core_.regs.pair(reg::TDBAL), 2 * index + 1, "transmit ring"))
        std::atomic_ref{*word}.fetch_or(std::uint64_t{TxDescriptor::DD} << 32, std::memory_order_release);
}

void Transmitter::run(bool link)
{
    const bool paused = core_.clock.now_us() < core_.tx_paused_until_us;
    const bool may = enabled() && !idle_ && !paused && (link || !core_.profile.tx_needs_link);
    if (running_ || !may || hung_ || core_.faults.tx_stalled || head() == tail() || !ring_valid())
        return;
    running_ = true;  // a frame that comes back at once may end here again
    while (head() != tail()) {
        process(head());
        if (hung_)
            break;
        core_.regs[reg::TDH] = (head() + 1) % ring_size();
    }
    running_ = false;
    if (!hung_)
        interrupts_.raise(icr::TXQE);
}

void Transmitter::process(std::uint32_t index)
{
    const TxDescriptor* at = descriptor(index);
    if (at == nullptr)
        return;
    const TxDescriptor copy = *at;
    const bool extended = (copy.command & TxDescriptor::DEXT) != 0;
    if (extended && (copy.command & type_mask) != type_data)
        set_context(copy);
    else if (hung_ = hangs_on(copy, extended); hung_)
        return;
    else
        take_data(copy, extended);
    if ((copy.command & (TxDescriptor::RS | TxDescriptor::RPS)) == 0)
        return;
    if (!core_.faults.tx_no_writeback)
        write_back(index);
    interrupts_.raise(icr::TXDW);
}

void Transmitter::set_context(const TxDescriptor& descriptor)
{
    if (in_packet_)
        fail("a context descriptor within a packet (SDM 3.3.6)");
    const std::uint32_t tucmd = descriptor.command;
    TxContext made{.ipcss = byte_of(descriptor.low, 0),
                   .ipcso = byte_of(descriptor.low, 1),
                   .ipcse = word_of(descriptor.low, 1),
                   .tucss = byte_of(descriptor.low, 4),
                   .tucso = byte_of(descriptor.low, 5),
                   .tucse = word_of(descriptor.low, 3),
                   .payload_length = descriptor.command & 0xfffff,
                   .mss = word_of(descriptor.high, 1),
                   .header_length = byte_of(descriptor.high, 1),
                   .ipv4 = (tucmd & bit(25)) != 0,
                   .tcp = (tucmd & bit(24)) != 0};
    const bool segments = (tucmd & TxDescriptor::TSE) != 0;
    if (segments && !core_.chip.segments)
        fail("the " + std::string{core_.chip.name} + " does not segment");
    if (segments && (made.mss == 0 || made.header_length == 0 || made.header_length > core_.profile.tso_header_limit))
        fail("segmentation with MSS " + std::to_string(made.mss) + " and a header of " +
             std::to_string(made.header_length) + " bytes");
    (segments ? segmenting_ : plain_) = made;
    if (core_.profile.one_tx_context)
        plain_ = segmenting_ = made;
    ++contexts_;
    ++segments_;
    context_used_ = context_used_ && !segments;
}

void Transmitter::check_mixing(bool extended)
{
    if (in_packet_ && extended != extended_packet_)
        fail("legacy and extended descriptors in one packet");
    if (core_.profile.tx_segment_limit != 0 && ++segments_ > core_.profile.tx_segment_limit)
        fail("more than " + std::to_string(core_.profile.tx_segment_limit) + " descriptors in a packet");
}

/// What hangs the chip on PCI-X. 82546GB, specification update, 10; of the others Linux's e1000_main.c, e1000_tx_map().
bool Transmitter::hangs_on(const TxDescriptor& descriptor, bool extended)
{
    const std::uint32_t length = length_of(descriptor, extended);
    const bool long_start = core_.chip.long_start_hangs && !in_packet_ && length > 2015;
    const bool low_end = core_.chip.low_end_hangs && length > 4 && ((descriptor.low + length - 1) & 4) == 0;
    if (long_start)
        fail("a first buffer of " + std::to_string(length) + " bytes hangs the chip on PCI-X");
    if (low_end)
        fail("a buffer of " + std::to_string(length) + " bytes that ends in the lower half of eight hangs the chip");
    return long_start || low_end;
}

void Transmitter::take_data(const TxDescriptor& descriptor, bool extended)
{
    const std::uint32_t length = length_of(descriptor, extended);
    check_mixing(extended);
    const bool last = (descriptor.command & TxDescriptor::EOP) != 0;
    if (core_.profile.tx_options_of_last ? last : !in_packet_) {  // the first descriptor's count (SDM 3.3.7.2)
        options_ = extended ? descriptor.high : 0;
        tse_ = extended && (descriptor.command & TxDescriptor::TSE) != 0;
    }
    in_packet_ = true;
    extended_packet_ = extended;
    ++buffers_;
    if (!extended && length > legacy_limit)
        fail("a legacy descriptor of " + std::to_string(length) + " bytes");
    if (length != 0)
        if (const std::uint8_t* data = core_.memory.at(descriptor.low, length, "transmit buffer"))
            packet_.insert(packet_.end(), data, data + length);
    if (!last)
        return;
    check_report(length);
    end_packet(descriptor, extended);
}

/// 82546GB, specification update, 1: DD may be there before the end of what is cut was read, and, in Linux's
/// e1000_tx_map(), of a packet behind it that is one buffer.
void Transmitter::check_report(std::uint32_t length)
{
    const bool next = std::exchange(after_cut_, tse_) && !tse_ && buffers_ == 1;
    constexpr std::uint32_t read_at_once = 8;
    if (length > read_at_once && ((tse_ && core_.chip.cut_reported_early) || (next && core_.chip.next_reported_early)))
        fail("the last " + std::to_string(length) +
             " bytes of a packet that is cut, or the one behind it, are reported " + "before they are read");
    buffers_ = 0;
}

void Transmitter::end_packet(const TxDescriptor& descriptor, bool extended)
{
    Frame packet = std::move(packet_);
    packet_ = {};
    in_packet_ = false;
    segments_ = 0;
    if (tse_)
        return cut(packet, descriptor);
    if (packet.empty() || (core_.profile.tx_packet_limit != 0 && packet.size() > core_.profile.tx_packet_limit))
        return;
    if (!extended) {
        legacy_checksum(packet, descriptor);
    } else {
        const bool ip = (options_ & TxDescriptor::IXSM) != 0;
        insert_checksums(packet, plain_, ip, (options_ & TxDescriptor::TXSM) != 0, core_.profile.checksum_never_zero);
        if (ip && core_.profile.tx_ipv4_checksum_zero && plain_.ipcso + 2u <= packet.size())
            put16(packet, plain_.ipcso, 0);
    }
    finish(std::move(packet), descriptor);
}

void Transmitter::cut(const Frame& packet, const TxDescriptor& last)
{
    const bool ip = (options_ & TxDescriptor::IXSM) != 0, l4 = (options_ & TxDescriptor::TXSM) != 0;
    const Profile& profile = core_.profile;
    if (std::exchange(context_used_, true) && profile.tx_context_for_each)
        fail("segmentation in a context that has been used up");
    if (!segmenting_.tcp && !profile.cuts_udp)
        fail("segmentation of UDP");
    if (packet.size() != std::size_t{segmenting_.header_length} + segmenting_.payload_length)
        fail("segmentation of " + std::to_string(packet.size()) + " bytes, PAYLEN says " +
             std::to_string(segmenting_.payload_length) + " and HDRLEN " + std::to_string(segmenting_.header_length));
    if (segmenting_.mss == 0 || packet.size() < segmenting_.header_length || segmenting_.header_length < 34)
        return;
    statistics_.add(counter::TSCTC);
    const CutQuirks quirks{.checksum_never_zero = profile.checksum_never_zero,
                           .ipv6_length_with_header = profile.ipv6_length_with_header,
                           .empty_last = profile.empty_last_segment};
    for (Frame& frame : segment(packet, segmenting_, ip, l4, quirks))
        finish(std::move(frame), last);
}

/// CSO and CSS of a legacy descriptor with IC (SDM 3.3.3.2); QEMU ignores them.
void Transmitter::legacy_checksum(Frame& packet, const TxDescriptor& descriptor) const
{
    if ((descriptor.command & TxDescriptor::IC) == 0 || core_.profile.unimplemented_read_zero)
        return;
    const std::size_t field = byte_of(descriptor.command, 2), start = byte_of(descriptor.high, 1);
    if (field + 2 <= packet.size() && start < packet.size())
        put16(packet, field, internet_checksum(std::span{packet}.subspan(start)));
}

void Transmitter::finish(Frame frame, const TxDescriptor& descriptor)
{
    const bool tagged =
        (descriptor.command & TxDescriptor::VLE) != 0 && (core_.regs[reg::CTRL] & ctrl::VME) != 0 && frame.size() >= 12;
    if (tagged) {
        const auto type = static_cast<std::uint16_t>(core_.regs[reg::VET]);
        const std::uint16_t tag = word_of(descriptor.high, 1);
        const std::array<std::uint8_t, 4> inserted{byte_of(type, 1), byte_of(type, 0), byte_of(tag, 1),
                                                   byte_of(tag, 0)};
        frame.insert(frame.begin() + 12, inserted.begin(), inserted.end());
    }
    if ((descriptor.command & TxDescriptor::IFCS) == 0 && core_.profile.ifcs_truncates)
        frame.resize(frame.size() - std::min(frame.size(), crc_size));
    if ((core_.regs[reg::TCTL] & tctl::PSP) != 0 && core_.profile.pads_transmitted && frame.size() < shortest_frame)
        frame.resize(shortest_frame);
    statistics_.sent(frame, tagged);
    send_(std::move(frame));
}

}  // namespace test::model
