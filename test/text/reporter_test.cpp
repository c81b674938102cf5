// SPDX-License-Identifier: BSD-3-Clause
#include "text/reporter.hpp"

#include <gtest/gtest.h>

using namespace responder;

namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

Snapshot port_after(std::uint64_t frames)
{
    Snapshot port{.port = 1, .state = PortState::started, .link_up = true};
    port.counters = {.rx_frames = frames, .rx_bytes = frames * 125, .tx_frames = frames / 2};
    return port;
}

}  // namespace

TEST(Meter, GivesRatesOfTheTimeBetweenTwoLooks)
{
    Meter meter;
    EXPECT_EQ(meter.look(port_after(1000), second_ns).rx.pps, 0);
    const auto activity = meter.look(port_after(5000), 3 * second_ns);
    EXPECT_EQ(activity.rx.frames, 5000u);
    EXPECT_DOUBLE_EQ(activity.rx.pps, 2000);
    EXPECT_DOUBLE_EQ(activity.rx.mbit_s, 2);
    EXPECT_DOUBLE_EQ(activity.tx.pps, 1000);
}

TEST(Meter, StartsFromZeroWhereCountersWereCleared)
{
    Meter meter;
    (void)meter.look(port_after(1000), second_ns);
    EXPECT_DOUBLE_EQ(meter.look(port_after(300), 2 * second_ns).rx.pps, 300);
}

TEST(Meter, KeepsTheLastCountersOfAClosedPort)
{
    Meter meter;
    (void)meter.look(port_after(1000), second_ns);
    auto port = port_after(0);
    port.state = PortState::closed;
    port.counters.reset();
    const auto activity = meter.look(port, 2 * second_ns);
    EXPECT_EQ(activity.rx.frames, 1000u);
    EXPECT_EQ(activity.rx.pps, 0);
    EXPECT_EQ(activity.state, "gone");
}

TEST(Meter, NamesTheStateOfAPort)
{
    Meter meter;
    auto port = port_after(1);
    EXPECT_EQ(meter.look(port, second_ns).state, "up");
    port.link_up = false;
    EXPECT_EQ(meter.look(port, second_ns).state, "down");
    port.state = PortState::stopped;
    EXPECT_EQ(meter.look(port, second_ns).state, "stop");
}

TEST(Meter, TellsOfTheRepliesBetweenTwoLooksOnly)
{
    Meter meter;
    auto port = port_after(1);
    port.handled[Histogram::bucket_of(10)] = 3;
    EXPECT_TRUE(meter.look(port, second_ns).latency);
    EXPECT_FALSE(meter.look(port, 2 * second_ns).latency);
}

TEST(Reporter, IsDueOnceAPeriod)
{
    Reporter reporter(500);
    EXPECT_TRUE(reporter.due(second_ns));
    (void)reporter.report({}, second_ns);
    EXPECT_FALSE(reporter.due(second_ns + second_ns / 2 - 1));
    EXPECT_TRUE(reporter.due(second_ns + second_ns / 2));
}
