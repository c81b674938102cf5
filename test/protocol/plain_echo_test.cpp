// SPDX-License-Identifier: BSD-3-Clause
// The short cut for ordinary echo requests gives what the long way gives, or leaves the frame to it.
#include <algorithm>

#include "protocol/ipv4/plain_echo.hpp"

#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;

namespace {

using Last = responder::EchoAddresses;

/// The short cut's reply; empty: none.
Bytes short_cut(const responder::Host& host, const Bytes& frame, Last& last)
{
    Bytes reply = frame;
    reply.resize(responder::answer_plain_echo(reply, host, last));
    return reply;
}

Bytes short_cut(const responder::Host& host, const Bytes& frame)
{
    Last last;
    return short_cut(host, frame, last);
}

/// @return whether the short cut was taken
bool agrees(const responder::Host& host, const Bytes& frame, Last last = {})
{
    Bytes left = frame;
    const std::size_t length = responder::answer_plain_echo(left, host, last);
    if (length == 0) {
        EXPECT_EQ(left, frame);
        return false;
    }
    left.resize(length);
    EXPECT_EQ(left, handle(host, frame).reply);
    return true;
}

}  // namespace

TEST(PlainEcho, TakesOrdinaryRequestsOfEverySize)
{
    for (std::size_t size = 0; size <= 1472; size++)
        ASSERT_TRUE(agrees(our_host(), padded(echo_frame({}, {}, pattern(size)), std::max(size + 42, std::size_t{60}))))
            << size;
}

TEST(PlainEcho, TakesEveryTimeToLiveServiceAndCode)
{
    for (unsigned value = 0; value <= 255; value++)
        ASSERT_TRUE(agrees(our_host(), echo_frame({.tos = value, .ttl = value}, {.code = value}))) << value;
}

TEST(PlainEcho, AgreesForEveryRequestChecksum)
{
    Bytes data(2);
    unsigned taken = 0;
    for (unsigned value = 0; value <= 0xffff; value++) {
        data[0] = static_cast<std::uint8_t>(value >> 8);
        data[1] = static_cast<std::uint8_t>(value & 0xff);
        taken += agrees(our_host(), echo_frame({}, {}, data)) ? 1 : 0;
    }
    EXPECT_GE(taken, 0xfffeu);
}

TEST(PlainEcho, AgreesWhicheverBitIsAnother)
{
    const Bytes frame = echo_frame({}, {}, pattern(21));
    Last last;
    ASSERT_NE(short_cut(our_host(), frame, last), Bytes());
    for (std::size_t bit = 0; bit < frame.size() * 8; bit++) {
        Bytes changed = frame;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        agrees(our_host(), changed);
        agrees(our_host(), changed, last);
    }
}

TEST(PlainEcho, RemembersOnlyAddressesThatWereGood)
{
    Last last;
    EXPECT_EQ(short_cut(our_host(), echo_frame({.destination = other_ip}), last), Bytes());
    EXPECT_EQ(last, Last{});
    for (int i = 0; i < 2; i++) {
        EXPECT_NE(short_cut(our_host(), echo_frame(), last), Bytes());
        EXPECT_EQ(short_cut(our_host(), echo_frame({.destination = other_ip}), last), Bytes());
    }
}

TEST(PlainEcho, RefusesZerosInPlaceOfAllAddresses)
{
    Bytes frame = echo_frame({.source = {}, .destination = {}});
    std::fill_n(frame.begin(), 14, std::uint8_t{0});
    EXPECT_EQ(short_cut(our_host(), frame), Bytes());
}

TEST(PlainEcho, AgreesAtEveryTruncation)
{
    const Bytes frame = echo_frame();
    for (std::size_t size = 0; size < frame.size(); size++)
        EXPECT_FALSE(agrees(our_host(), {frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)})) << size;
}

TEST(PlainEcho, LeavesTheOthersToTheLongWay)
{
    auto in_vlan = our_host();
    in_vlan.vlans = {7};
    EXPECT_EQ(short_cut(in_vlan, echo_frame()), Bytes());
    in_vlan.vlans = {7, 0};  // untagged frames too
    EXPECT_NE(short_cut(in_vlan, echo_frame()), Bytes());
    EXPECT_EQ(short_cut(our_host(), tagged(echo_frame(), 0)), Bytes());
    for (const auto& ip :
         {Ipv4{.fragment = 0x2000}, Ipv4{.fragment = 1}, Ipv4{.protocol = 17}, Ipv4{.options = {1, 1, 1, 0}},
          Ipv4{.checksum_error = 1}, Ipv4{.length_error = 1}, Ipv4{.source = our_ip}, Ipv4{.source = {{127, 0, 0, 1}}},
          Ipv4{.source = {{0, 1, 2, 3}}}, Ipv4{.source = {{224, 0, 0, 1}}}, Ipv4{.source = {{240, 0, 0, 1}}},
          Ipv4{.source = {{192, 168, 100, 255}}}, Ipv4{.destination = other_ip}})
        EXPECT_EQ(short_cut(our_host(), echo_frame(ip)), Bytes());
    EXPECT_EQ(short_cut(our_host(), echo_frame({}, {.checksum_error = 1})), Bytes());
    EXPECT_EQ(short_cut(our_host(), echo_frame({}, {.type = 0})), Bytes());
    EXPECT_EQ(short_cut(our_host(), echo_frame({}, {}, pattern(56), broadcast_mac)), Bytes());
}
