// SPDX-License-Identifier: BSD-3-Clause
// What hardware does to packets on their way out: sums, cuts and tags, each by itself and all at once.
#include <algorithm>
#include <array>
#include <string>

#include "scenarios.hpp"
#include "sending.hpp"
#include "support/message.hpp"
#include "support/model/checksum.hpp"

namespace test {

namespace {

using namespace sending;

constexpr std::uint32_t ip_sum = Desc::IXSM, l4_sum = Desc::TXSM;

/// Both kinds of IP and of what it carries, with options and tags.
std::vector<Message> messages(std::size_t payload)
{
    std::vector<Message> out;
    for (const bool ipv6 : {false, true})
        for (const bool tcp_message : {true, false})
            for (const std::size_t more : {0u, 1u, 2u})
                out.push_back({.ipv6 = ipv6,
                               .tcp = tcp_message,
                               .payload = payload,
                               .ip_options = more == 1 ? 40u : 0u,
                               .l4_options = more != 0 ? 12u : 0u,
                               .tags = more});
    return out;
}

std::string name(const Message& m)
{
    return std::string{m.ipv6 ? "IPv6 " : "IPv4 "} + (m.tcp ? "TCP " : "UDP ") + std::to_string(m.tags) + " tags, " +
           std::to_string(m.payload);
}

/// The context that @p m needs. @param mss  0: for its checksums alone
Desc context_of(const Message& m, std::uint32_t mss = 0)
{
    const std::uint64_t ip = m.l2(), l4 = ip + m.l3(), field = l4 + (m.tcp ? 16 : 6);
    const std::uint32_t kind = (m.tcp ? as_tcp : 0) | (m.ipv6 ? 0 : as_ipv4);
    const auto payload = static_cast<std::uint32_t>(m.payload), header = static_cast<std::uint32_t>(m.header());
    return {.low = ip | (ip + 10) << 8 | (l4 - 1) << 16 | l4 << 32 | field << 40,
            .command = kind | Desc::DEXT | (mss != 0 ? Desc::TSE | payload : 0),
            .high = mss != 0 ? header << 8 | mss << 16 : 0};
}

std::uint32_t sums(const Message& m)
{
    return l4_sum | (m.ipv6 ? 0 : ip_sum);
}

void message_checksums(Specimen& device, Transcript& out)
{
    for (const std::size_t payload : {0u, 1u, 1000u})
        for (const Message& m : messages(payload)) {
            Sender sender{device};
            const Frame frame = m.incomplete();
            const auto address = put(device, frame);
            sender.add(context_of(m));
            sender.add(address, frame.size(), data | whole, sums(m));
            sender.add(address, m.header(), data | Desc::IFCS, sums(m));  // in pieces
            sender.add(address + m.header(), 0, data | Desc::IFCS, 0);
            sender.add(address + m.header(), payload, data | whole, 0);
            sender.go(out, name(m));
        }
}

void message_segments(Specimen& device, Transcript& out)
{
    for (const std::size_t payload : {1u, 999u, 1000u, 1001u, 3000u})
        for (const Message& m : messages(payload)) {
            Sender sender{device};
            const Frame frame = m.uncut();
            const auto address = put(device, frame);
            const std::uint32_t cut = data | Desc::IFCS | Desc::TSE;
            sender.add(context_of(m, 500));
            sender.add(address, frame.size(), cut | whole, sums(m));
            sender.add(context_of(m, 500));  // the headers in two pieces, the data in two that are no segments
            sender.add(address, 30, cut, sums(m));
            sender.add(address + 30, m.header() - 30, cut, sums(m));
            sender.add(address + m.header(), payload / 3, cut, sums(m));
            sender.add(address + m.header() + payload / 3, payload - payload / 3, cut | whole, sums(m));
            sender.go(out, name(m));
        }
}

/// From one byte to all that a length can say.
void segment_sizes(Specimen& device, Transcript& out)
{
    for (const std::size_t payload : {64u, 65000u})
        for (const std::uint32_t mss : {1u, 64u, 1460u, 9000u, 16000u}) {
            if (payload / mss > 100)
                continue;
            Sender sender{device};
            const Message m{.payload = payload};
            const Frame frame = m.uncut();
            const auto address = put(device, frame);
            sender.add(context_of(m, mss));
            for (std::size_t at = 0; at < frame.size(); at += 16000) {
                const std::size_t length = std::min<std::size_t>(16000, frame.size() - at);
                sender.add(address + at, length,
                           data | Desc::IFCS | Desc::TSE | (at + length == frame.size() ? whole : 0), sums(m));
            }
            sender.go(out, std::to_string(payload) + " in " + std::to_string(mss));
        }
}

/// A tag that hardware inserts does not shift what the context says, whichever descriptor asks for it.
void offloads_and_tags(Specimen& device, Transcript& out)
{
    const auto control = device.read(reg::CTRL);
    for (const std::uint32_t type : {0x8100u, 0x88a8u})
        for (const std::uint32_t mode : {0u, model::ctrl::VME})
            for (const Message& m : messages(1000)) {
                device.write(reg::VET, type);
                device.write(reg::CTRL, (control & ~model::ctrl::VME) | mode);
                Sender sender{device};
                const std::uint32_t tag = 0x6064u << 16;
                const Frame incomplete = m.incomplete();
                const auto address = put(device, incomplete);
                sender.add(context_of(m));
                sender.add(address, incomplete.size(), data | whole | Desc::VLE, sums(m) | tag);
                sender.add(address, 60, data | Desc::IFCS, sums(m));
                sender.add(address + 60, incomplete.size() - 60, data | whole | Desc::VLE, tag);
                const std::string what = name(m) + (mode != 0 ? " VME " : " ") + std::to_string(type);
                sender.go(out, what);

                Sender cutter{device};
                const Frame uncut = m.uncut();
                put(device, uncut);
                const std::uint32_t cut = data | Desc::IFCS | Desc::TSE | Desc::VLE;
                cutter.add(context_of(m, 300));
                cutter.add(address, 100, cut, sums(m) | tag);
                cutter.add(address + 100, uncut.size() - 100, cut | whole, sums(m) | tag);
                cutter.go(out, what + " cut");
            }
}

/// Sums that come to nothing, and fields that are not nothing beforehand.
void peculiar_sums(Specimen& device, Transcript& out)
{
    for (const Message& m : messages(64)) {
        const std::size_t ip = m.l2() + 10, field = m.l2() + m.l3() + (m.tcp ? 16 : 6);
        Frame frame = m.incomplete();
        const auto send = [&](const char* what, std::uint32_t options) {
            Sender sender{device};
            sender.add(context_of(m));
            sender.add(put(device, frame), frame.size(), data | whole, options);
            sender.go(out, name(m) + what);
        };
        const std::uint16_t right = model::get16(m.frame(), field);
        const std::uint16_t last = model::get16(frame, frame.size() - 2);
        model::put16(frame, frame.size() - 2, model::ones_sum({}, std::uint32_t{last} + right));
        send(", zero", l4_sum);
        frame = m.incomplete();
        model::put16(frame, field, 0xdead);
        send(", a wrong seed", l4_sum);
        if (m.ipv6)
            continue;
        frame = m.incomplete();
        model::put16(frame, ip, 0xbeef);
        send(", a field that is not zero", ip_sum);
        frame = m.frame();
        send(", right ones", ip_sum | l4_sum);
    }
}

/// Which ranges a context may name.
void ranges(Specimen& device, Transcript& out)
{
    const Message m{.payload = 200};
    const Frame frame = m.incomplete();
    const auto address = put(device, frame);
    struct Range {
        std::uint64_t start, field, last;
    };
    for (const Range& each : {Range{34, 50, 0}, Range{34, 50, 53}, Range{34, 50, 54}, Range{34, 50, 1000},
                              Range{60, 50, 0}, Range{34, 0, 0}, Range{34, 252, 0}, Range{34, 253, 0},
                              Range{34, 255, 0}, Range{253, 50, 0}, Range{34, 50, 34}}) {
        Sender sender{device};
        const std::uint64_t bits = each.start | each.field << 8 | each.last << 16;
        sender.add({.low = bits, .command = Desc::DEXT | as_tcp | as_ipv4, .high = 0});
        sender.add(address, frame.size(), data | whole, ip_sum);
        sender.add({.low = bits << 32, .command = Desc::DEXT | as_tcp | as_ipv4, .high = 0});
        sender.add(address, frame.size(), data | whole, l4_sum);
        sender.go(out, std::to_string(each.start) + " " + std::to_string(each.field) + " " + std::to_string(each.last));
    }
}

/// Contexts stay over packets without one, over the ring's end, and over those of the other kind.
void contexts_kept(Specimen& device, Transcript& out)
{
    const Message tcp_message{.payload = 700}, udp{.ipv6 = true, .tcp = false, .payload = 700};
    Sender sender{device};
    for (unsigned round = 0; round < 5; ++round) {
        const std::string what = "round " + std::to_string(round);
        const Frame first = tcp_message.incomplete();
        if (round % 2 == 0)
            sender.add(context_of(tcp_message));
        sender.add(put(device, first), first.size(), data | whole, sums(tcp_message));
        sender.add(Arena::base + data_offset, 100, whole);
        sender.add(Arena::base + data_offset, first.size(), data | whole, ip_sum);
        sender.add(Arena::base + data_offset, first.size(), data | whole, 0);
        sender.go(out, what);
        const Frame second = udp.incomplete();
        put(device, second);
        sender.add(context_of(udp));
        sender.add(context_of(tcp_message, 300));
        sender.add(Arena::base + data_offset, second.size(), data | whole, sums(udp));
        sender.go(out, what + ", UDP");
        const Frame third = tcp_message.uncut();
        put(device, third);
        sender.add(Arena::base + data_offset, third.size(), data | whole | Desc::TSE, sums(tcp_message));
        sender.add(context_of(tcp_message));
        sender.go(out, what + ", cut");
    }
}

}  // namespace

void append_offload_scenarios(std::vector<Scenario>& list)
{
    list.push_back({"MessageChecksums", message_checksums, {}});
    list.push_back({"MessageSegments", message_segments, {}});
    list.push_back({"SegmentSizes", segment_sizes, {}});
    list.push_back({"OffloadsAndTags", offloads_and_tags, {}});
    list.push_back({"PeculiarSums", peculiar_sums, {}});
    list.push_back(
        {"ChecksumRanges", ranges, {{"34 50 34 254", "QEMU leaves a field alone that lies behind what is summed up"}}});
    list.push_back({"ContextsKept", contexts_kept, {}});
}

}  // namespace test
