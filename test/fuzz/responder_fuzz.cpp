// SPDX-License-Identifier: BSD-3-Clause
// Any bytes as frames to any responder: nothing read or written outside them, and every answer well formed and from an
// address that the responder has.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "protocol/announcer.hpp"
#include "protocol/host/reassembly.hpp"
#include "protocol/ipv4/ipv4.hpp"
#include "protocol/ipv4/plain_echo.hpp"
#include "protocol/ipv6/extensions.hpp"
#include "protocol/ipv6/icmpv6.hpp"
#include "protocol/pinger.hpp"
#include "protocol/responder.hpp"

namespace {

using namespace responder;

constexpr Mac our_mac{{0x52, 0x54, 0, 0x12, 0x34, 0x56}};
constexpr Ipv4Interface our_ipv4{{{192, 168, 100, 224}}, 24}, second_ipv4{{{10, 0, 0, 1}}, 8};
constexpr std::size_t tailroom = 32;

/// What byte 0 of an input says of the host, and of the frames: to mend their checksums.
enum Flag : unsigned {
    answer_broadcast = 1,
    vlans = 2,
    no_ipv4 = 4,
    no_ipv6 = 8,
    one_address = 16,
    one_vlan = 32,
    mend = 64,
    probe = 128
};

Host make_host(unsigned flags)
{
    static const Ipv6Interface our_ipv6{std::get<Ipv6Address>(parse_address("fd00::224")), 64};
    const bool one = (flags & one_address) != 0;
    Host host;
    host.mac = our_mac;
    if ((flags & no_ipv4) == 0)
        host.ipv4 = one ? std::vector{our_ipv4} : std::vector{our_ipv4, second_ipv4};
    if ((flags & no_ipv6) == 0)
        host.ipv6 = one ? std::vector{our_ipv6} : std::vector{our_ipv6, {link_local(our_mac), 64}};
    host.answer_broadcast = (flags & answer_broadcast) != 0;
    host.probe = (flags & probe) != 0;
    if ((flags & vlans) != 0)
        host.vlans = (flags & one_vlan) != 0 ? std::vector<std::uint16_t>{7} : std::vector<std::uint16_t>{7, no_vlan};
    return host;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// Make a message's checksum right, where its frame has it whole.
void sum_up(std::span<std::uint8_t> frame, std::size_t at, std::size_t length, InternetSum sum)
{
    auto* echo = view<EchoHeader>(frame, at);
    if (echo == nullptr || length < sizeof(EchoHeader) || at + length > frame.size())
        return;
    echo->checksum = 0u;
    sum.add(frame.subspan(at, length));
    echo->checksum = static_cast<std::uint16_t>(~sum.folded());
}

/// The frame with the checksums that it ought to have: what hides behind them is not found by chance.
std::vector<std::uint8_t> mended(std::span<const std::uint8_t> input)
{
    std::vector<std::uint8_t> frame(input.begin(), input.end());
    const auto* ethernet = view<EthernetHeader>(frame, 0);
    if (ethernet == nullptr)
        return frame;
    const Payload payload = untag({frame}, *ethernet);
    if (const auto* ip = view<Ipv4Header>(frame, payload.offset); payload.type == ethertype::ipv4 && ip != nullptr) {
        const std::size_t header = ip->header_length();
        if (header < sizeof(*ip) || payload.offset + header > frame.size())
            return frame;
        renew_checksum(frame, payload.offset);
        if (ip->total_length >= header)
            sum_up(frame, payload.offset + header, ip->total_length - header, {});
    }
    if (const auto* ip = view<Ipv6Header>(frame, payload.offset); payload.type == ethertype::ipv6 && ip != nullptr)
        sum_up(frame, payload.offset + sizeof(*ip), ip->payload_length,
               pseudo_sum(ip->source, ip->destination, ip->payload_length));
    return frame;
}

/// A reply goes from us to one station, and what it claims about its length is so.
void check_reply(const Host& host, std::span<std::uint8_t> all, const Verdict& verdict)
{
    require(verdict.skip + verdict.length <= all.size());
    const auto reply = all.subspan(verdict.skip, verdict.length);
    const auto* ethernet = view<EthernetHeader>(reply, 0);
    require(ethernet != nullptr && ethernet->source == our_mac && ethernet->destination != our_mac);
    std::size_t network = sizeof(EthernetHeader);
    std::uint16_t type = ethernet->type;
    if (type == ethertype::vlan) {
        type = *view<Be16>(reply, 16);
        network += 4;
    }
    if (type == ethertype::ipv4) {
        const auto* ip = view<Ipv4Header>(reply, network);
        require(host.owns(ip->source));
        require(ip->ttl == 64 && network + ip->total_length <= reply.size());
        require(checks(sum({reply}, network, ip->header_length())));
        require(checks(sum({reply}, network + ip->header_length(), ip->total_length - ip->header_length())));
    } else if (type == ethertype::ipv6) {
        const auto* ip = view<Ipv6Header>(reply, network);
        require(host.owns(ip->source));
        require(ip->next_header == protocol::icmpv6 &&
                network + sizeof(Ipv6Header) + ip->payload_length <= reply.size());
        InternetSum total = pseudo_sum(ip->source, ip->destination, ip->payload_length);
        total.add(sum({reply}, network + sizeof(Ipv6Header), ip->payload_length).folded());
        require(checks(total));
    } else {
        require(type == ethertype::arp && host.owns(view<ArpPacket>(reply, network)->sender_ip));
    }
}

/// The frame in one buffer, for AddressSanitizer of exactly its size.
void whole(Responder& responder, Reassembly& reassembly, std::span<Pinger* const> pingers,
           std::span<const std::uint8_t> input)
{
    const auto buffer = std::make_unique<std::uint8_t[]>(input.size() + tailroom);
    std::copy(input.begin(), input.end(), buffer.get());
    const std::span<std::uint8_t> all(buffer.get(), input.size() + tailroom);
    const Verdict verdict = responder.handle({all.first(input.size()), {}, tailroom});
    if (verdict.is_reply()) {
        check_reply(responder.host(), all, verdict);
        return;
    }
    require(std::equal(input.begin(), input.end(), all.begin()));
    if (verdict.event == Event::echo_reply)
        for (auto* pinger : pingers)
            pinger->take(all.first(input.size()), responder.neighbours().time());
    const bool is_fragment = verdict.event == Event::ipv4_fragment || verdict.event == Event::ipv6_fragment;
    require(is_fragment == (verdict.fragment != nullptr));
    if (is_fragment || verdict.event == Event::ipv4_protocol_other || verdict.event == Event::ipv6_next_header_other) {
        std::vector<std::uint8_t> error(error_room);
        const auto trouble = is_fragment ? Trouble::late : Trouble::unserved;
        error.resize(responder.complain({all.first(input.size())}, trouble, error));
        if (!error.empty())
            check_reply(responder.host(), error, {verdict.event, error.size()});
    }
    if (!is_fragment)
        return;
    const Fragment fragment = *verdict.fragment;
    require(fragment.start + fragment.length <= input.size());
    if (verdict.event == Event::ipv6_fragment)
        join_ipv6(all.first(input.size()), fragment.network, fragment.start, 1000);
    else
        join_ipv4(all.first(input.size()), fragment.network, 1000);
    (void)reassembly.add(fragment, buffer.get(), responder.neighbours().time());
}

/// The short cut gives what handle() gives, or changes nothing.
void plain_echo(const Host& host, std::span<const std::uint8_t> input, EchoAddresses& last)
{
    std::vector<std::uint8_t> frame(input.begin(), input.end());
    frame.shrink_to_fit();
    const std::size_t length = answer_plain_echo(frame, host, last);
    std::vector<std::uint8_t> expected(input.begin(), input.end());
    if (length != 0) {
        Host as_it_is = host;
        as_it_is.probe = false;
        Responder responder(as_it_is);
        const Verdict verdict = responder.handle({expected});
        require(verdict.event == Event::icmp_answered && verdict.length == length && verdict.skip == 0);
    }
    require(frame == expected);
}

/// The same in two: what is answered then is answered in the same way.
void split(Responder& responder, std::span<const std::uint8_t> input, std::size_t at)
{
    std::vector<std::uint8_t> head(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(at));
    head.shrink_to_fit();
    const std::vector<std::uint8_t> rest(input.begin() + static_cast<std::ptrdiff_t>(at), input.end());
    const std::array<std::span<const std::uint8_t>, 1> tail{rest};
    const Verdict verdict = responder.handle({head, tail});
    if (!verdict.is_reply()) {
        require(std::equal(head.begin(), head.end(), input.begin()));
        return;
    }
    head.insert(head.end(), rest.begin(), rest.end());
    check_reply(responder.host(), head, verdict);
}

/// What the host sends of itself, in buffers of exactly the room that is promised to do.
void speak(Responder& responder, std::span<Pinger* const> pingers)
{
    const Host& host = responder.host();
    std::vector<std::uint8_t> unasked(Announcer::room), report(report_room), request(Pinger::room);
    while (const auto length = responder.due(responder.neighbours().time(), unasked))
        require(length <= Announcer::room);
    for (std::size_t i = 0; i < reports(host); i++)
        for (const auto kind : {Report::current, Report::change, Report::version1})
            require(write_report(host, i, kind, report) <= report_room);
    for (auto* pinger : pingers)
        require(pinger->due(responder.neighbours().time(), host, responder.neighbours(), request) <= Pinger::room);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

/// Draw another host for the same frames in one of four mutations, else what libFuzzer draws.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed)
{
    std::minstd_rand random(seed);
    if (size == 0 || random() % 4 != 0)
        return LLVMFuzzerMutate(data, size, most);
    data[0] = static_cast<std::uint8_t>(random() >> 8);
    return size;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // Byte 0: the host, see Flag; byte 1: where to split; then frames, each behind its length in two bytes.
    if (size < 2)
        return 0;
    Responder responder(make_host(data[0]));
    Counters counters;
    Reassembly reassembly(
        8, [](void*) {}, counters);
    Pinger one(Ipv4Address{{192, 168, 100, 1}}, Pinger::forever, 7);
    Pinger other(std::get<Ipv6Address>(parse_address("fd00::1")), Pinger::forever, 7);
    std::vector<Pinger*> pingers;  // of the families that the host has: the program pings no others
    if (!responder.host().ipv4.empty())
        pingers.push_back(&one);
    if (!responder.host().ipv6.empty())
        pingers.push_back(&other);
    responder.link_up(0);
    EchoAddresses last;
    const std::size_t at = data[1];
    std::span<const std::uint8_t> rest(data + 2, size - 2);
    for (std::uint64_t now = 0; rest.size() >= 2; now += 3'000'000'000) {
        const std::size_t length =
            std::min<std::size_t>(static_cast<std::size_t>(rest[0] << 8 | rest[1]), rest.size() - 2);
        const auto bytes = rest.subspan(2, length);
        const auto frame =
            (data[0] & mend) != 0 ? mended(bytes) : std::vector<std::uint8_t>(bytes.begin(), bytes.end());
        responder.neighbours().set_time(now);
        speak(responder, pingers);
        whole(responder, reassembly, pingers, frame);
        plain_echo(responder.host(), frame, last);
        split(responder, frame, std::min(at, frame.size()));
        rest = rest.subspan(2 + length);
    }
    return 0;
}
