// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;
using responder::Event;

namespace {

Bytes expected_reply(const Bytes& data, unsigned code = 0)
{
    const Ipv6 ip{.hop_limit = 64, .source = our_ip6, .destination = peer_ip6};
    return ethernet(peer_mac, our_mac, 0x86dd) + ipv6(ip, icmpv6_message(echo6(129, code, data), ip));
}

}  // namespace

TEST(Icmpv6, Rfc4443ReplyIsExactForEverySize)
{
    for (std::size_t size = 0; size <= 1452; size++)
        ASSERT_EQ(handle(our_host6(), echo6_frame({}, pattern(size))).reply, expected_reply(pattern(size))) << size;
    for (const std::size_t size : {8952u, 65526u, 65527u})
        ASSERT_EQ(handle(our_host6(), echo6_frame({}, pattern(size))).reply, expected_reply(pattern(size))) << size;
}

TEST(Icmpv6, Rfc4443CodeIsKept)
{
    const Ipv6 ip;
    const Bytes frame = ethernet(our_mac, peer_mac, 0x86dd) + ipv6(ip, icmpv6_message(echo6(128, 0xa5, {}), ip));
    EXPECT_EQ(handle(our_host6(), frame).reply, expected_reply({}, 0xa5));
}

TEST(Icmpv6, Rfc4443WrongChecksumIsDropped)
{
    const Ipv6 ip;
    for (const int error : {1, 0x100, 0xffff}) {
        const Bytes frame =
            ethernet(our_mac, peer_mac, 0x86dd) + ipv6(ip, icmpv6_message(echo6(128, 0, {}), ip, error));
        EXPECT_EQ(name(handle(our_host6(), frame).event), "icmpv6_checksum") << error;
    }
}

TEST(Icmpv6, OtherTypesAreSilent)
{
    const Ipv6 ip;
    for (unsigned type = 0; type < 256; type++) {
        if ((type >= 128 && type <= 130) || type == 135 || type == 136)
            continue;
        const Bytes frame = ethernet(our_mac, peer_mac, 0x86dd) + ipv6(ip, icmpv6_message(echo6(type, 0, {}), ip));
        EXPECT_EQ(name(handle(our_host6(), frame).event), "icmpv6_type_other") << type;
    }
}

TEST(Icmpv6, EchoToMulticastIsIgnoredUnlessAsked)
{
    const Ipv6 ip{.destination = all_nodes6};
    const auto to = responder::multicast_mac(all_nodes6);
    EXPECT_EQ(name(handle(our_host6(), echo6_frame(ip, pattern(56), to)).event), "icmpv6_multicast");
    auto host = our_host6();
    host.answer_broadcast = true;
    EXPECT_EQ(handle(host, echo6_frame(ip, pattern(56), to)).reply, expected_reply(pattern(56)));
}

TEST(Icmpv6, EveryTruncationOfTheMessageIsRefused)
{
    const Bytes message = echo6(128, 0, {});
    for (std::size_t length = 0; length < message.size(); length++) {
        Bytes cut(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(length));
        const Ipv6 ip;
        if (length >= 4)
            cut = icmpv6_message(cut, ip);
        const auto outcome = handle(our_host6(), padded(ethernet(our_mac, peer_mac, 0x86dd) + ipv6(ip, cut), 80));
        EXPECT_EQ(name(outcome.event), "icmpv6_short") << length;
    }
}

TEST(Ipv6, HostWithoutIpv6AddressIsSilent)
{
    EXPECT_EQ(name(handle(our_host(), echo6_frame()).event), "ipv6_destination_other");
}

TEST(Ipv6, Rfc8200OtherVersionIsDropped)
{
    for (const unsigned version : {0u, 4u, 5u, 7u, 15u})
        EXPECT_EQ(ipv6_event({.version = version}), Event::ipv6_version) << version;
}

TEST(Ipv6, Rfc8200PayloadLengthBeyondTheFrameIsDropped)
{
    for (const int error : {1, 1000})
        EXPECT_EQ(ipv6_event({.length_error = error}), Event::ipv6_payload_length) << error;
}

TEST(Ipv6, DestinationOfAnotherIsDropped)
{
    for (const auto& ip : {other_ip6, responder::Ipv6Address{},
                           responder::Ipv6Address{{0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0x99}}})
        EXPECT_EQ(ipv6_event({.destination = ip}), Event::ipv6_destination_other) << to_string(ip);
}

TEST(Ipv6, UnicastDestinationInALinkMulticastIsDropped)
{
    EXPECT_EQ(ipv6_event({}, responder::multicast_mac(our_group)), Event::ipv6_link_multicast);
}

TEST(Ipv6, Rfc4291ImpossibleSourceIsDropped)
{
    const responder::Ipv6Address loopback{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
    for (const auto& ip : {responder::Ipv6Address{}, loopback, all_nodes6, our_ip6})
        EXPECT_EQ(ipv6_event({.source = ip}), Event::ipv6_source) << to_string(ip);
}

TEST(Ipv6, OtherProtocolsAreSilent)
{
    for (const unsigned next : {6u, 17u, 59u, 1u, 255u})
        EXPECT_EQ(ipv6_event({.next_header = next}), Event::ipv6_next_header_other) << next;
}

TEST(Ipv6, Rfc8200ExtensionHeadersArePassedOverAndNotSentBack)
{
    const Bytes padding{60, 0, 1, 4, 0, 0, 0, 0};  // hop-by-hop with PadN, then destination options
    const Bytes options{43, 1, 1, 4, 0, 0, 0, 0, 0x1e, 6, 1, 2, 3, 4, 5, 6};  // an unknown option that may be skipped
    const Bytes routing{58, 0, 0, 0, 0, 0, 0, 0};                             // no segments left
    const Ipv6 ip{.next_header = 0, .extensions = padding + options + routing};
    const auto outcome = handle(our_host6(), echo6_frame(ip));
    EXPECT_EQ(name(outcome.event), "icmpv6_answered");
    EXPECT_EQ(outcome.reply, expected_reply(pattern(56)));
}

TEST(Ipv6, Rfc8200ExtensionHeadersThatMustNotBePassedOverAreDropped)
{
    const std::pair<unsigned, Bytes> cases[] = {
        {0, {58, 0, 0x40 | 0x1e, 4, 0, 0, 0, 0}},   // unknown option: discard
        {60, {58, 0, 0x80 | 0x1e, 4, 0, 0, 0, 0}},  // unknown option: discard and say so
        {60, {58, 0, 1, 5, 0, 0, 0, 0}},            // an option longer than its header
        {43, {58, 0, 0, 1, 0, 0, 0, 0}},            // segments left
        {60, {0, 0, 1, 4, 0, 0, 0, 0}},             // hop-by-hop not right behind the IPv6 header
        {60, {58, 255, 1, 4, 0, 0, 0, 0}},          // a header longer than the packet
    };
    for (const auto& [next, bytes] : cases) {
        const Bytes more = next == 60 && bytes[0] == 0 ? Bytes{58, 0, 1, 4, 0, 0, 0, 0} : Bytes{};
        EXPECT_EQ(ipv6_event({.next_header = next, .extensions = bytes + more}), Event::ipv6_extension) << next;
    }
}

TEST(Ipv6, FragmentsAreLeftToThePort)
{
    EXPECT_EQ(ipv6_event({.next_header = 44, .extensions = {58, 0, 0, 1, 1, 2, 3, 4}}), Event::ipv6_fragment);
    EXPECT_EQ(ipv6_event({.next_header = 44, .extensions = {58, 0, 0xff, 0xf8, 1, 2, 3, 4}}), Event::ipv6_fragment);
}

TEST(Ipv6, FirstFragmentsOfOtherProtocolsAreDroppedAtOnce)
{
    EXPECT_EQ(ipv6_event({.next_header = 44, .extensions = {17, 0, 0, 1, 1, 2, 3, 4}}), Event::ipv6_next_header_other);
    // Behind destination options in the fragment; then with these cut short.
    EXPECT_EQ(ipv6_event({.next_header = 44, .extensions = {60, 0, 0, 1, 1, 2, 3, 4, 17, 0, 1, 4, 0, 0, 0, 0}}),
              Event::ipv6_next_header_other);
    EXPECT_EQ(ipv6_event({.next_header = 44, .extensions = {60, 0, 0, 1, 1, 2, 3, 4, 58, 99, 1, 4, 0, 0, 0, 0}}),
              Event::ipv6_extension);
    EXPECT_EQ(ipv6_event({.next_header = 44, .extensions = {60, 0, 0, 1, 1, 2, 3, 4, 58, 0, 1, 4, 0, 0, 0, 0}}),
              Event::ipv6_fragment);
}

TEST(Ipv6, FragmentsTellWhetherTheyMayBeAnswered)
{
    const auto answerable = [](responder::Host host, const Ipv6& fields) {
        Bytes frame = echo6_frame(fields);
        responder::Responder responder(std::move(host));
        const auto verdict = responder.handle({frame});
        EXPECT_EQ(name(verdict.event), "ipv6_fragment");
        return verdict.fragment != nullptr && verdict.fragment->answerable;
    };
    const Ipv6 icmp{.next_header = 44, .extensions = {58, 0, 0, 9, 1, 2, 3, 4}};
    EXPECT_TRUE(answerable(our_host6(), icmp));
    EXPECT_TRUE(answerable(our_host6(), {.next_header = 44, .extensions = {60, 0, 0, 9, 1, 2, 3, 4}}));
    EXPECT_FALSE(answerable(our_host6(), {.next_header = 44, .extensions = {17, 0, 0, 9, 1, 2, 3, 4}}));
    Ipv6 to_group = icmp;
    to_group.destination = all_nodes6;
    EXPECT_FALSE(answerable(our_host6(), to_group));
    auto open = our_host6();
    open.answer_broadcast = true;
    EXPECT_TRUE(answerable(open, to_group));
}

TEST(Ipv6, Rfc8200FragmentsWithUnlikeNextHeadersBelongTogether)
{
    const auto key = [](unsigned next_header) {
        Bytes frame = echo6_frame(
            {.next_header = 44, .extensions = {static_cast<std::uint8_t>(next_header), 0, 0, 9, 1, 2, 3, 4}});
        responder::Responder responder(our_host6());
        const auto verdict = responder.handle({frame});
        EXPECT_EQ(name(verdict.event), "ipv6_fragment");
        return verdict.fragment != nullptr ? verdict.fragment->key : responder::FragmentKey{};
    };
    EXPECT_EQ(key(58), key(17));
    EXPECT_NE(key(58), responder::FragmentKey{});
}

TEST(Ipv6, EveryTruncationIsRefused)
{
    const Bytes whole = echo6_frame({.next_header = 60, .extensions = {58, 0, 1, 4, 0, 0, 0, 0}});
    for (std::size_t length = 0; length < whole.size(); length++) {
        const auto outcome =
            handle(our_host6(), Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        EXPECT_EQ(name(outcome.event), length < 14   ? "ethernet_short"
                                       : length < 54 ? "ipv6_short"
                                                     : "ipv6_payload_length")
            << length;
        EXPECT_TRUE(outcome.unchanged) << length;
    }
}

TEST(Ipv6, HeadersOverTwoBuffersAreNeverMisread)
{
    const Bytes whole = echo6_frame({.next_header = 60, .extensions = {58, 0, 1, 4, 0, 0, 0, 0}});
    for (std::size_t head = 14; head < whole.size(); head++) {
        const auto outcome = handle_split(our_host6(), whole, head);
        if (outcome.reply.empty())
            EXPECT_TRUE(outcome.unchanged) << head;
        else
            EXPECT_EQ(outcome.reply, expected_reply(pattern(56))) << head;
        EXPECT_EQ(outcome.reply.empty(), head < 70) << head;
    }
}
