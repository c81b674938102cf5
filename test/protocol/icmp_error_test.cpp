// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "protocol/icmp_error.hpp"

#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;
using responder::Event;
using responder::Trouble;

namespace {

/// What a responder with both families says of a frame; empty: nothing.
Bytes complaint(Bytes frame, Trouble trouble, responder::Host host = our_host6())
{
    responder::Responder responder(std::move(host));
    Bytes out(responder::error_room);
    out.resize(responder.complain({frame}, trouble, out));
    return out;
}

Bytes cut_to(const Bytes& frame, std::size_t from, std::size_t length)
{
    const auto begin = frame.begin() + static_cast<std::ptrdiff_t>(from);
    return {begin, begin + static_cast<std::ptrdiff_t>(std::min(length, frame.size() - from))};
}

Bytes error4(unsigned type, unsigned code, const Bytes& told, unsigned tos = 0xc0, unsigned id = 0)
{
    Bytes message;
    put(message, {type, code, 0, 0, 0, 0, 0, 0});
    message = message + told;
    const unsigned sum = reference_checksum(message);
    message[2] = static_cast<std::uint8_t>(sum >> 8);
    message[3] = static_cast<std::uint8_t>(sum & 0xff);
    return ethernet(peer_mac, our_mac, 0x0800) +
           ipv4({.tos = tos, .id = id, .fragment = 0, .source = our_ip, .destination = peer_ip}, message);
}

Bytes error6(unsigned type, unsigned code, unsigned parameter, const Bytes& told)
{
    Bytes message;
    put(message, {type, code, 0, 0, 0, 0, 0, parameter});
    const Ipv6 header{.hop_limit = 64, .source = our_ip6, .destination = peer_ip6};
    return ethernet(peer_mac, our_mac, 0x86dd) + ipv6(header, icmpv6_message(message + told, header));
}

Bytes other6(unsigned next_header, const Bytes& extensions = {}, unsigned last = 0)
{
    return echo6_frame({.next_header = extensions.empty() ? next_header : last, .extensions = extensions});
}

}  // namespace

TEST(IcmpError, Rfc792TimeExceededTellsTheFirstFragment)
{
    const Bytes frame = echo_frame({.tos = 0x18, .fragment = 0x2000});
    EXPECT_EQ(complaint(frame, Trouble::late), error4(11, 1, cut_to(frame, 14, 1500), 0xd8));
    EXPECT_EQ(complaint(padded(frame, 200), Trouble::late), error4(11, 1, cut_to(frame, 14, 1500), 0xd8));
    const Bytes with_tag = tagged(frame, 0xe007);
    auto host = our_host();
    host.vlans = {7};
    EXPECT_EQ(complaint(with_tag, Trouble::late, host), tagged(error4(11, 1, cut_to(frame, 14, 1500), 0xd8), 0xe007));
}

TEST(IcmpError, Rfc4443TimeExceededTellsTheFirstFragment)
{
    const Bytes frame = other6(0, {58, 0, 0, 1, 1, 2, 3, 4}, 44);
    EXPECT_EQ(complaint(frame, Trouble::late), error6(3, 1, 0, cut_to(frame, 14, 1500)));
}

TEST(IcmpError, TellsNoMoreThanTheLeastDatagramHolds)
{
    const Bytes long4 = echo_frame({.fragment = 0x2000}, {}, pattern(1472));
    EXPECT_EQ(complaint(long4, Trouble::late), error4(11, 1, cut_to(long4, 14, 548)));
    const Bytes long6 = echo6_frame({.next_header = 44, .extensions = {58, 0, 0, 1, 1, 2, 3, 4}}, pattern(1440));
    EXPECT_EQ(complaint(long6, Trouble::late), error6(3, 1, 0, cut_to(long6, 14, 1232)));
}

TEST(IcmpError, TellsOfProtocolsAndPortsThatNobodyServes)
{
    for (const auto& [protocol, code] : {std::pair{17u, 3u}, {6u, 2u}, {253u, 2u}}) {
        const Bytes frame = echo_frame({.protocol = protocol});
        EXPECT_EQ(complaint(frame, Trouble::unserved), error4(3, code, cut_to(frame, 14, 1500)));
    }
    const Bytes udp = other6(17);
    EXPECT_EQ(complaint(udp, Trouble::unserved), error6(1, 4, 0, cut_to(udp, 14, 1500)));
    const Bytes unknown = other6(253);
    EXPECT_EQ(complaint(unknown, Trouble::unserved), error6(4, 1, 6, cut_to(unknown, 14, 1500)));
    const Bytes behind = other6(0, {253, 0, 1, 4, 0, 0, 0, 0}, 60);
    EXPECT_EQ(complaint(behind, Trouble::unserved), error6(4, 1, 40, cut_to(behind, 14, 1500)));
    const Bytes first = other6(0, {253, 0, 0, 1, 1, 2, 3, 4}, 44);
    EXPECT_EQ(complaint(first, Trouble::unserved), error6(4, 1, 40, cut_to(first, 14, 1500)));
}

TEST(IcmpError, Rfc1122NobodyIsToldOfErrorsGroupsAndLaterFragments)
{
    const auto told = [](const Bytes& frame) { return !complaint(frame, Trouble::late).empty(); };
    for (unsigned type = 0; type < 256; type++) {
        const bool error = type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
        EXPECT_EQ(told(echo_frame({.fragment = 0x2000}, {.type = type})), !error) << type;
        const Ipv6 header{.next_header = 44, .extensions = {58, 0, 0, 1, 1, 2, 3, 4}};
        const Bytes frame = ethernet(our_mac, peer_mac, 0x86dd) + ipv6(header, echo6(type, 0, pattern(56)));
        EXPECT_EQ(told(frame), type >= 128 && type != 137) << type;
    }
    EXPECT_FALSE(told(echo_frame({.fragment = 0x2001})));
    EXPECT_FALSE(told(other6(0, {58, 0, 0, 9, 1, 2, 3, 4}, 44)));
    EXPECT_FALSE(told(echo_frame({.fragment = 0x2000}, {}, pattern(56), broadcast_mac)));
    EXPECT_FALSE(told(echo_frame({.fragment = 0x2000, .destination = {{192, 168, 100, 255}}})));
    EXPECT_FALSE(
        told(echo6_frame({.next_header = 44, .destination = all_nodes6, .extensions = {58, 0, 0, 1, 1, 2, 3, 4}})));
    EXPECT_FALSE(told(echo6_frame({.next_header = 44, .source = {}, .extensions = {58, 0, 0, 1, 1, 2, 3, 4}})));
    EXPECT_FALSE(told(other6(59)));  // "no next header"
    EXPECT_FALSE(told(arp_frame()));
}

TEST(IcmpError, EveryTruncationIsSurvived)
{
    for (const Bytes& whole : {tagged(echo_frame({.fragment = 0x2000}), 0), other6(0, {58, 0, 0, 1, 1, 2, 3, 4}, 44)})
        for (std::size_t length = 14; length < whole.size(); length++) {
            Bytes frame = cut_to(whole, 0, length);
            frame.shrink_to_fit();
            responder::Responder responder(our_host6());
            Bytes out(responder::error_room);
            if (responder.handle({frame}).event == Event::ethernet_short)
                continue;
            EXPECT_LE(responder.complain({frame}, Trouble::late, out), responder::error_room);
        }
}

TEST(IcmpError, NoMoreThanTenAtOnceAndTenInASecond)
{
    responder::Responder responder(our_host());
    Bytes frame = echo_frame({.fragment = 0x2000}), out(responder::error_room);
    const auto sent = [&](std::uint64_t from, std::uint64_t to, std::uint64_t step) {
        unsigned count = 0;
        for (std::uint64_t now = from; now < to; now += step) {
            responder.neighbours().set_time(now);
            count += responder.complain({frame}, Trouble::late, out) != 0 ? 1 : 0;
        }
        return count;
    };
    EXPECT_EQ(sent(100 * second_ns, 100 * second_ns + 1000, 1), 10u);
    EXPECT_EQ(sent(101 * second_ns, 111 * second_ns, second_ns / 1000), 110u - 1);
    EXPECT_EQ(responder.counters().get(Event::time_exceeded), 119u);
    EXPECT_EQ(responder.counters().get(Event::error_limited), 990u + 10000 - 109);
    EXPECT_EQ(sent(1000 * second_ns, 1000 * second_ns + 1000, 1), 10u);  // a long silence earns no more
}
