// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/ipv4/options.hpp"

#include <gtest/gtest.h>

#include <ctime>

#include "frames.hpp"

using namespace test;
using responder::Event;

namespace {

constexpr std::uint32_t noon_ms = 12 * 60 * 60 * 1000;  // 0x02932e00

/// What the options of a request become in its reply; empty: the request is dropped.
Bytes filled(Bytes options)
{
    if (responder::refused_options(options))
        return {};
    responder::fill_options(options, our_ip, noon_ms);
    return options;
}

}  // namespace

TEST(Ipv4Options, HeaderWithOptionsIsAnswered)
{
    EXPECT_EQ(ipv4_event({.options = Bytes(40, 1)}), Event::icmp_answered);
}

TEST(Ipv4Options, Rfc1122RecordRouteGetsOurAddress)
{
    const Bytes options{7, 11, 8, 10, 0, 0, 1, 0, 0, 0, 0, 0};
    const auto outcome = handle(our_host(), echo_frame({.options = options}));
    const Bytes filled{7, 11, 12, 10, 0, 0, 1, 192, 168, 100, 224, 0};
    EXPECT_EQ(outcome.reply,
              ethernet(peer_mac, our_mac, 0x0800) +
                  ipv4({.source = our_ip, .destination = peer_ip, .options = filled}, echo({.type = 0}, pattern(56))));
}

TEST(Ipv4Options, Rfc791FullRecordRouteIsLeftAsItIs)
{
    const Bytes options{7, 7, 8, 10, 0, 0, 1, 0};
    const auto outcome = handle(our_host(), echo_frame({.options = options}));
    EXPECT_EQ(Bytes(outcome.reply.begin() + 34, outcome.reply.begin() + 42), options);
}

TEST(Ipv4Options, SourceRoutesAreDropped)
{
    for (const std::uint8_t type : {std::uint8_t{131}, std::uint8_t{137}})
        EXPECT_EQ(ipv4_event({.options = {type, 7, 4, 10, 0, 0, 1, 0}}), Event::ipv4_source_route) << unsigned{type};
    EXPECT_EQ(ipv4_event({.options = {1, 1, 1, 131, 4, 4, 0, 0}}), Event::ipv4_source_route);
}

TEST(Ipv4Options, Rfc791MalformedOptionsAreDropped)
{
    for (const Bytes& options :
         {Bytes{7, 0, 4, 0}, Bytes{7, 1, 4, 0}, Bytes{7, 5, 4, 0}, Bytes{1, 1, 1, 7}, Bytes{7, 2, 0, 0},
          Bytes{7, 4, 3, 0}, Bytes{7, 7, 3, 0, 0, 0, 0, 0}, Bytes{200, 9, 0, 0}})
        EXPECT_EQ(ipv4_event({.options = options}), Event::ipv4_options)
            << unsigned{options[0]} << "," << unsigned{options[1]};
}

TEST(Ipv4Options, Rfc1122UnknownOptionsArePassedOver)
{
    EXPECT_EQ(ipv4_event({.options = {200, 4, 1, 2, 0, 0xff, 0xff, 0xff}}), Event::icmp_answered);
}

TEST(Ipv4Options, Rfc1122OptionsThatAreNotForTheReplyBecomeNoOperations)
{
    EXPECT_EQ(filled({148, 4, 0, 0}), (Bytes{1, 1, 1, 1}));
    EXPECT_EQ(filled({200, 3, 9, 136, 4, 0, 1, 1}), Bytes(8, 1));
    EXPECT_EQ(filled({200, 3, 9, 7, 7, 4, 0, 0, 0, 0, 0, 5}), (Bytes{1, 1, 1, 7, 7, 8, 192, 168, 100, 224, 0, 0}));
}

TEST(Ipv4Options, Rfc791RoomForLessThanAnAddressIsAnError)
{
    EXPECT_EQ(filled({7, 9, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0}), (Bytes{7, 9, 8, 192, 168, 100, 224, 0, 0, 0, 0, 0}));
    EXPECT_EQ(filled({7, 9, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0}), Bytes());
    EXPECT_EQ(filled({68, 6, 5, 0, 0, 0, 0, 0}), Bytes());
    EXPECT_EQ(filled({68, 8, 5, 1, 0, 0, 0, 0}), Bytes());
}

TEST(Ipv4Options, Rfc791RouteAndTimesAreThereOnceAtMost)
{
    EXPECT_EQ(filled({7, 3, 4, 7, 3, 4, 0, 0}), Bytes());
    EXPECT_EQ(filled({68, 4, 5, 0, 68, 4, 5, 0}), Bytes());
    EXPECT_EQ(filled({7, 3, 4, 68, 4, 5, 0, 0}), (Bytes{7, 3, 4, 68, 4, 5, 0x10, 0}));
}

TEST(Ipv4Options, Rfc1122TimestampIsFilledIn)
{
    EXPECT_EQ(filled({68, 8, 5, 0, 0, 0, 0, 0}), (Bytes{68, 8, 9, 0, 0x02, 0x93, 0x2e, 0}));
    EXPECT_EQ(filled({68, 12, 9, 0, 1, 2, 3, 4, 0, 0, 0, 0}), (Bytes{68, 12, 13, 0, 1, 2, 3, 4, 0x02, 0x93, 0x2e, 0}));
    EXPECT_EQ(filled({68, 12, 5, 1, 0, 0, 0, 0, 0, 0, 0, 0}),
              (Bytes{68, 12, 13, 1, 192, 168, 100, 224, 0x02, 0x93, 0x2e, 0}));
    EXPECT_EQ(filled({68, 12, 5, 3, 192, 168, 100, 224, 0, 0, 0, 0}),
              (Bytes{68, 12, 13, 3, 192, 168, 100, 224, 0x02, 0x93, 0x2e, 0}));
}

TEST(Ipv4Options, Rfc791TimestampOfAnotherStationIsLeftAsItIs)
{
    const Bytes options{68, 12, 5, 3, 10, 0, 0, 1, 0, 0, 0, 0};
    EXPECT_EQ(filled(options), options);
}

TEST(Ipv4Options, Rfc791FullTimestampCountsTheStationsWithoutRoom)
{
    EXPECT_EQ(filled({68, 8, 9, 0xe0, 1, 2, 3, 4}), (Bytes{68, 8, 9, 0xf0, 1, 2, 3, 4}));
    EXPECT_EQ(filled({68, 8, 9, 0xf0, 1, 2, 3, 4}), Bytes());
}

TEST(Ipv4Options, Rfc791MalformedTimestampIsDropped)
{
    EXPECT_EQ(filled({68, 3, 5, 0}), Bytes());
    EXPECT_EQ(filled({68, 8, 4, 0, 0, 0, 0, 0}), Bytes());
}

TEST(Ipv4Options, TimestampOfAReplyIsTheTimeOfDay)
{
    const auto reply = handle(our_host(), echo_frame({.options = {68, 8, 5, 0, 0, 0, 0, 0}})).reply;
    ASSERT_GE(reply.size(), 42u);
    const std::time_t now = std::time(nullptr);
    const std::uint32_t stamp =
        std::uint32_t{reply[38]} << 24 | std::uint32_t{reply[39]} << 16 | std::uint32_t{reply[40]} << 8 | reply[41];
    EXPECT_LE((now % 86400 - stamp / 1000 + 86400) % 86400, 2);
}
