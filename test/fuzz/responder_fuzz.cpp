// SPDX-License-Identifier: BSD-3-Clause
// Any bytes as frames to a responder: nothing read or written outside them, and every answer well formed.
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "protocol/host/reassembly.hpp"
#include "protocol/ipv4/ipv4.hpp"
#include "protocol/ipv4/plain_echo.hpp"
#include "protocol/ipv6/extensions.hpp"
#include "protocol/ipv6/icmpv6.hpp"
#include "protocol/responder.hpp"

namespace {

using namespace responder;

constexpr Mac our_mac{{0x52, 0x54, 0, 0x12, 0x34, 0x56}};
constexpr std::size_t tailroom = 32;

Host make_host(unsigned flags)
{
    Host host;
    host.mac = our_mac;
    host.ipv4 = {{{{192, 168, 100, 224}}, 24}, {{{10, 0, 0, 1}}, 8}};
    host.ipv6 = {{std::get<Ipv6Address>(parse_address("fd00::224")), 64}, {link_local(our_mac), 64}};
    host.answer_broadcast = (flags & 1u) != 0;
    if ((flags & 2u) != 0)
        host.vlans = {7, 0};
    return host;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// A reply goes from us to one station, and what it claims about its length is so.
void check_reply(std::span<std::uint8_t> all, const Verdict& verdict)
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
        require(ip->ttl == 64 && network + ip->total_length <= reply.size());
        require(checks(sum({reply}, network, ip->header_length())));
        require(checks(sum({reply}, network + ip->header_length(), ip->total_length - ip->header_length())));
    } else if (type == ethertype::ipv6) {
        const auto* ip = view<Ipv6Header>(reply, network);
        require(ip->next_header == protocol::icmpv6 &&
                network + sizeof(Ipv6Header) + ip->payload_length <= reply.size());
        InternetSum total = pseudo_sum(ip->source, ip->destination, ip->payload_length);
        total.add(sum({reply}, network + sizeof(Ipv6Header), ip->payload_length).folded());
        require(checks(total));
    } else {
        require(type == ethertype::arp);
    }
}

/// The frame in one buffer, for AddressSanitizer of exactly its size.
void whole(Responder& responder, Reassembly& reassembly, std::span<const std::uint8_t> input)
{
    const auto buffer = std::make_unique<std::uint8_t[]>(input.size() + tailroom);
    std::copy(input.begin(), input.end(), buffer.get());
    const std::span<std::uint8_t> all(buffer.get(), input.size() + tailroom);
    const Verdict verdict = responder.handle({all.first(input.size()), {}, tailroom});
    if (verdict.is_reply()) {
        check_reply(all, verdict);
        return;
    }
    require(std::equal(input.begin(), input.end(), all.begin()));
    if (verdict.event != Event::ipv4_fragment && verdict.event != Event::ipv6_fragment)
        return;
    const Fragment fragment = responder.fragment();
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
        Responder responder(host);
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
    check_reply(head, verdict);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // Byte 0: options; byte 1: where to split; then frames, each behind its length in two bytes.
    if (size < 2)
        return 0;
    Responder responder(make_host(data[0]));
    Counters counters;
    Reassembly reassembly(
        8, [](void*) {}, counters);
    EchoAddresses last;
    const std::size_t at = data[1];
    std::span<const std::uint8_t> rest(data + 2, size - 2);
    for (std::uint64_t now = 0; rest.size() >= 2; now += 3'000'000'000) {
        const std::size_t length =
            std::min<std::size_t>(static_cast<std::size_t>(rest[0] << 8 | rest[1]), rest.size() - 2);
        const auto frame = rest.subspan(2, length);
        responder.neighbours().set_time(now);
        whole(responder, reassembly, frame);
        plain_echo(responder.host(), frame, last);
        split(responder, frame, std::min(at, frame.size()));
        rest = rest.subspan(2 + length);
    }
    return 0;
}
