// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;
using responder::Event;

TEST(Ipv4, Rfc791OtherVersionIsDropped)
{
    for (const unsigned version : {0u, 3u, 5u, 6u, 15u})
        EXPECT_EQ(ipv4_event({.version = version}), Event::ipv4_version) << version;
}

TEST(Ipv4, Rfc791HeaderLengthOutsideThePacketIsDropped)
{
    for (const int words : {-5, -1})
        EXPECT_EQ(ipv4_event({.header_length_error = words}), Event::ipv4_header_length) << words;
    const Bytes frame = ethernet(our_mac, peer_mac, 0x0800) + ipv4({.header_length_error = 10}, pattern(4));
    EXPECT_EQ(handle(our_host(), frame).event, Event::ipv4_header_length);
}

TEST(Ipv4, Rfc791TotalLengthOutsideTheFrameIsDropped)
{
    for (const int error : {-84, -65, 1, 1000})
        EXPECT_EQ(ipv4_event({.length_error = error}), Event::ipv4_total_length) << error;
}

TEST(Ipv4, Rfc791BytesBehindTheTotalLengthAreNotPartOfTheReply)
{
    const auto outcome = handle(our_host(), padded(echo_frame({}, {}, {}), 100));
    ASSERT_EQ(outcome.reply.size(), 60u);
    EXPECT_EQ(Bytes(outcome.reply.begin() + 42, outcome.reply.end()), Bytes(18, 0));
}

TEST(Ipv4, Rfc1122WrongHeaderChecksumIsDropped)
{
    for (const int error : {1, 0x100, 0xffff})
        EXPECT_EQ(ipv4_event({.checksum_error = error}), Event::ipv4_checksum) << error;
}

TEST(Ipv4, EveryFlippedBitOfTheHeaderIsDropped)
{
    const Bytes whole = echo_frame();
    for (unsigned bit = 14 * 8; bit < 34 * 8; bit++) {
        Bytes frame = whole;
        frame[bit / 8] = static_cast<std::uint8_t>(frame[bit / 8] ^ 1u << bit % 8);
        const auto outcome = handle(our_host(), frame);
        EXPECT_TRUE(outcome.reply.empty()) << bit;
        EXPECT_TRUE(outcome.unchanged) << bit;
    }
}

TEST(Ipv4, Rfc1122TimeToLiveZeroAndOneAreAnsweredByTheAddressee)
{
    for (const unsigned ttl : {0u, 1u, 2u, 64u, 255u})
        EXPECT_EQ(ipv4_event({.ttl = ttl}), Event::icmp_answered) << ttl;
}

TEST(Ipv4, Rfc1122ReplyNeverLeavesWithTimeToLiveZero)
{
    for (unsigned ttl = 0; ttl < 256; ttl++) {
        const auto outcome = handle(our_host(), echo_frame({.ttl = ttl}));
        ASSERT_EQ(outcome.reply.at(22), 64u) << ttl;
        ASSERT_EQ(reference_checksum(Bytes(outcome.reply.begin() + 14, outcome.reply.begin() + 34)), 0u) << ttl;
    }
}

TEST(Ipv4, Rfc1122ReplyKeepsTypeOfServiceAndIdentification)
{
    const auto outcome = handle(our_host(), echo_frame({.tos = 0xb9, .id = 0xffff, .fragment = 0}));
    const Bytes expected = ethernet(peer_mac, our_mac, 0x0800) +
                           ipv4({.tos = 0xb9, .id = 0xffff, .fragment = 0, .source = our_ip, .destination = peer_ip},
                                echo({.type = 0}, pattern(56)));
    EXPECT_EQ(outcome.reply, expected);
}

TEST(Ipv4, Rfc1122ImpossibleSourceIsDropped)
{
    for (const responder::Ipv4Address ip : {responder::Ipv4Address{{0, 0, 0, 0}},
                                            {{0, 1, 2, 3}},
                                            {{127, 0, 0, 1}},
                                            {{224, 0, 0, 1}},
                                            {{239, 255, 255, 255}},
                                            {{255, 255, 255, 255}},
                                            {{240, 0, 0, 1}},
                                            {{192, 168, 100, 255}},
                                            {{192, 168, 100, 224}}})
        EXPECT_EQ(ipv4_event({.source = ip}), Event::ipv4_source) << to_string(ip);
}

TEST(Ipv4, SourceOnAnotherNetworkIsAnswered)
{
    EXPECT_EQ(ipv4_event({.source = {{10, 0, 0, 1}}}), Event::icmp_answered);
}

TEST(Ipv4, DestinationOfAnotherIsDropped)
{
    for (const responder::Ipv4Address ip :
         {other_ip, responder::Ipv4Address{{0, 0, 0, 0}}, {{192, 168, 100, 0}}, {{127, 0, 0, 1}}, {{10, 0, 0, 255}}})
        EXPECT_EQ(ipv4_event({.destination = ip}), Event::ipv4_destination_other) << to_string(ip);
}

TEST(Ipv4, Rfc1122UnicastDestinationInALinkBroadcastIsDropped)
{
    EXPECT_EQ(ipv4_event({}, broadcast_mac), Event::ipv4_link_broadcast);
    EXPECT_EQ(ipv4_event({}, {{0x01, 0, 0x5e, 0, 0, 1}}), Event::ipv4_link_broadcast);
}

TEST(Ipv4, FragmentsAreLeftToThePort)
{
    EXPECT_EQ(ipv4_event({.fragment = 0x2000}), Event::ipv4_fragment);
    EXPECT_EQ(ipv4_event({.fragment = 0x0001}), Event::ipv4_fragment);
    EXPECT_EQ(ipv4_event({.fragment = 0x1fff}), Event::ipv4_fragment);
    EXPECT_EQ(ipv4_event({.fragment = 0}), Event::icmp_answered);
}

TEST(Ipv4, FragmentsOfOtherProtocolsAreDroppedAtOnce)
{
    for (const unsigned fragment : {0x2000u, 0x2001u, 0x0001u})
        EXPECT_EQ(ipv4_event({.fragment = fragment, .protocol = 17}), Event::ipv4_protocol_other) << fragment;
}

TEST(Ipv4, OtherProtocolsAreSilent)
{
    for (const unsigned protocol : {0u, 2u, 6u, 17u, 255u})
        EXPECT_EQ(ipv4_event({.protocol = protocol}), Event::ipv4_protocol_other) << protocol;
}

TEST(Ipv4, EveryTruncationIsRefused)
{
    const Bytes whole = echo_frame({.options = {1, 1, 1, 0}}, {}, pattern(20));
    for (std::size_t length = 0; length < whole.size(); length++) {
        const auto outcome =
            handle(our_host(), Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
        const auto expected = length < 14   ? "ethernet_short"
                              : length < 34 ? "ipv4_short"
                              : length < 38 ? "ipv4_header_length"
                                            : "ipv4_total_length";
        EXPECT_EQ(name(outcome.event), expected) << length;
        EXPECT_TRUE(outcome.unchanged) << length;
    }
}

TEST(Ipv4, Rfc791ReservedFlagIsZeroInTheReply)
{
    for (const auto& [asked, answered] : {std::pair{0x8000u, 0u}, {0xc000u, 0x4000u}, {0x4000u, 0x4000u}})
        EXPECT_EQ(
            handle(our_host(), echo_frame({.fragment = asked})).reply,
            ethernet(peer_mac, our_mac, 0x0800) +
                ipv4({.fragment = answered, .source = our_ip, .destination = peer_ip}, echo({.type = 0}, pattern(56))))
            << asked;
}
