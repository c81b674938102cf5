// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;
using responder::Event;

namespace {

Bytes expected_reply(const Echo& fields, const Bytes& data)
{
    Echo answer = fields;
    answer.type = 0;
    return ethernet(peer_mac, our_mac, 0x0800) + ipv4({.source = our_ip, .destination = peer_ip}, echo(answer, data));
}

}  // namespace

TEST(Icmp, Rfc792ReplyIsExactForEverySize)
{
    for (std::size_t size = 0; size <= 1472; size++) {
        const Bytes data = pattern(size);
        const auto outcome = handle(our_host(), echo_frame({}, {}, data));
        ASSERT_EQ(name(outcome.event), "icmp_answered") << size;
        ASSERT_EQ(outcome.reply, expected_reply({}, data)) << size;
    }
}

TEST(Icmp, Rfc792ReplyIsExactUpToTheLargestDatagram)
{
    constexpr std::size_t largest = 65507;
    std::vector<std::size_t> sizes{largest - 1, largest};
    for (std::size_t size = 1473; size < largest; size += 97)
        sizes.push_back(size);
    for (const auto size : sizes) {
        const Bytes data = pattern(size);
        ASSERT_EQ(handle(our_host(), echo_frame({}, {}, data)).reply, expected_reply({}, data)) << size;
    }
}

TEST(Icmp, Rfc792CodeIdentifierAndSequenceAreKept)
{
    for (const unsigned value : {0u, 1u, 0x00ffu, 0xff00u, 0xffffu}) {
        const Echo fields{.code = value & 0xff, .id = value, .sequence = value ^ 0xffff};
        EXPECT_EQ(handle(our_host(), echo_frame({}, fields)).reply, expected_reply(fields, pattern(56))) << value;
    }
}

TEST(Icmp, Rfc1624ReplyChecksumIsExactForEveryRequestChecksum)
{
    Bytes data(2);
    for (unsigned value = 0; value <= 0xffff; value++) {
        data[0] = static_cast<std::uint8_t>(value >> 8);
        data[1] = static_cast<std::uint8_t>(value & 0xff);
        ASSERT_EQ(handle(our_host(), echo_frame({}, {}, data)).reply, expected_reply({}, data)) << value;
    }
}

TEST(Icmp, Rfc1624ReplyOfZerosOnlyHasItsChecksum)
{
    for (const std::size_t size : {0u, 1u, 56u}) {
        const Bytes zeros(size);
        const Echo fields{.id = 0, .sequence = 0};
        EXPECT_EQ(handle(our_host(), echo_frame({}, fields, zeros)).reply, expected_reply(fields, zeros)) << size;
    }
}

TEST(Icmp, Rfc1071RequestWithTheOtherZeroAsChecksumIsAnswered)
{
    // Words that sum up to 0xffff have the checksum 0; 0xffff is the other zero of one's complement.
    Bytes request = echo_frame({}, {.id = 0, .sequence = 0}, {0xf7, 0xff});
    ASSERT_EQ(request[36] << 8 | request[37], 0);
    request[36] = request[37] = 0xff;
    const auto outcome = handle(our_host(), request);
    EXPECT_EQ(name(outcome.event), "icmp_answered");
    EXPECT_EQ(reference_checksum(Bytes(outcome.reply.begin() + 34, outcome.reply.end())), 0u);
}

TEST(Icmp, Rfc1122WrongChecksumIsDropped)
{
    for (const int error : {1, 0x100, 0x8000, 0xffff}) {
        const auto outcome = handle(our_host(), echo_frame({}, {.checksum_error = error}));
        EXPECT_EQ(name(outcome.event), "icmp_checksum") << error;
        EXPECT_TRUE(outcome.unchanged);
    }
}

TEST(Icmp, EveryFlippedBitOfTheMessageIsDropped)
{
    const Bytes whole = echo_frame({}, {}, pattern(9));
    constexpr std::size_t message = 34;
    for (std::size_t bit = message * 8; bit < whole.size() * 8; bit++) {
        Bytes frame = whole;
        frame[bit / 8] = static_cast<std::uint8_t>(frame[bit / 8] ^ 1u << bit % 8);
        EXPECT_EQ(name(handle(our_host(), frame).event), "icmp_checksum") << bit;
    }
}

TEST(Icmp, OtherTypesAreSilent)
{
    for (unsigned type = 0; type < 256; type++) {
        if (type == 8)
            continue;
        const auto outcome = handle(our_host(), echo_frame({}, {.type = type}));
        EXPECT_EQ(name(outcome.event), type == 0 ? "echo_reply" : "icmp_type_other") << type;
        EXPECT_TRUE(outcome.unchanged);
    }
}

TEST(Icmp, Rfc1122EchoToBroadcastAndMulticastIsIgnored)
{
    for (const responder::Ipv4Address to :
         {responder::Ipv4Address{{255, 255, 255, 255}}, {{192, 168, 100, 255}}, {{224, 0, 0, 1}}}) {
        const auto outcome = handle(our_host(), echo_frame({.destination = to}, {}, pattern(56), broadcast_mac));
        EXPECT_EQ(name(outcome.event), "icmp_broadcast") << to_string(to);
        EXPECT_TRUE(outcome.unchanged);
    }
}

TEST(Icmp, BroadcastIsAnsweredFromOurAddressWhereAsked)
{
    auto host = our_host();
    host.answer_broadcast = true;
    for (const responder::Ipv4Address to :
         {responder::Ipv4Address{{255, 255, 255, 255}}, {{192, 168, 100, 255}}, {{224, 0, 0, 1}}}) {
        const auto outcome = handle(host, echo_frame({.destination = to}, {}, pattern(56), broadcast_mac));
        EXPECT_EQ(outcome.reply, expected_reply({}, pattern(56))) << to_string(to);
    }
}

TEST(Icmp, EveryTruncationOfTheMessageIsRefused)
{
    const Bytes message = echo({}, {});
    for (std::size_t length = 0; length < message.size(); length++) {
        const Bytes cut(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(length));
        const auto outcome = handle(our_host(), padded(ethernet(our_mac, peer_mac, 0x0800) + ipv4({}, cut), 60));
        EXPECT_EQ(name(outcome.event), "icmp_short") << length;
        EXPECT_TRUE(outcome.unchanged) << length;
    }
}

TEST(Icmp, MessageOverTwoBuffersIsAnswered)
{
    const Bytes frame = echo_frame();
    for (std::size_t head = 42; head < frame.size(); head++)
        EXPECT_EQ(handle_split(our_host(), frame, head).reply, expected_reply({}, pattern(56))) << head;
}

TEST(Icmp, HeadersOverTwoBuffersAreRefused)
{
    for (std::size_t head = 14; head < 42; head++) {
        const auto outcome = handle_split(our_host(), echo_frame(), head);
        EXPECT_EQ(name(outcome.event), "headers_split") << head;
        EXPECT_TRUE(outcome.unchanged) << head;
    }
}
