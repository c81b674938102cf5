// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "text/activity.hpp"

using responder::Activity;

namespace {

Activity busy()
{
    return {.port = 0,
            .state = "up",
            .rx = {.frames = 12, .pps = 1234567.4, .mbit_s = 9876.54},
            .tx = {.frames = 11, .pps = 10, .mbit_s = 0.01},
            .drops = 1,
            .latency = responder::Latency{0.874, 9.996, 99.96, 12345}};
}

}  // namespace

TEST(Activity, LineHasCountsRatesDropsAndLatencies)
{
    EXPECT_EQ(to_line(busy()),
              "port 0 up: rx 12 frames, 1234567 pps, 9876.54 Mbit/s; tx 11 frames, 10 pps, 0.01 Mbit/s; 1 drops; "
              "latency us p50 0.87, p90 10.0, p99 100, max 12345");
}

TEST(Activity, PeriodWithoutAReplyHasNoLatency)
{
    auto idle = busy();
    idle.latency.reset();
    EXPECT_TRUE(to_line(idle).ends_with("; latency us -")) << to_line(idle);
}

TEST(Activity, TableFitsAnEightyColumnTerminalAndItsHeadingsStandAboveTheirColumns)
{
    auto idle = busy();
    idle.latency.reset();
    idle.drops = 45'932'384;
    const std::vector<Activity> ports{busy(), idle};
    const auto lines = responder::to_table(ports);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0], "port link   rx pps  Mbit/s   tx pps  Mbit/s   drops p50 us    p90    p99    max");
    EXPECT_EQ(lines[1], "   0 up    1234567  9876.5       10     0.0       1   0.87   10.0    100  12345");
    EXPECT_EQ(lines[2], "   0 up    1234567  9876.5       10     0.0   45.9M      -      -      -      -");
}
