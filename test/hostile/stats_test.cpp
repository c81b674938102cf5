// SPDX-License-Identifier: BSD-3-Clause
// Statistics registers that are full, that wrap, that read nonsense.
#include <gtest/gtest.h>

#include "hostile/liar.hpp"

namespace {

using test::Delivery;
namespace counter = test::model::counter;

constexpr std::uint64_t full = 0xffffffff;

/// Silicon clears a register by reading it.
using LiarStats = test::Liar;

/// QEMU keeps MPC, RNBC and the error counters.
struct LiarKeptStats : test::Liar {
    LiarKeptStats() : test::Liar(test::model::Profile::qemu()) {}
};

TEST_F(LiarStats, FullRegisterCountsOnceAndStaysExactBeyond32Bits)
{
    ASSERT_EQ(start(), 0);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        model.statistics().set(counter::MPC, static_cast<std::uint32_t>(full));
        model.statistics().add(counter::MPC);
        EXPECT_EQ(stats().imissed, i * full);
        EXPECT_EQ(stats().imissed, i * full) << "read again";
    }
}

TEST_F(LiarKeptStats, FullRegisterThatKeepsItsValueCountsOnce)
{
    ASSERT_EQ(start(), 0);
    model.statistics().set(counter::MPC, static_cast<std::uint32_t>(full - 10));
    EXPECT_EQ(stats().imissed, full - 10);
    model.statistics().add(counter::MPC, 100);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(stats().imissed, full);
}

TEST_F(LiarKeptStats, RegisterThatWrapsNeverCountsBackwards)
{
    ASSERT_EQ(start(), 0);
    model.statistics().set(counter::CRCERRS, static_cast<std::uint32_t>(full - 1));
    EXPECT_EQ(stats().ierrors, full - 1);
    model.statistics().set(counter::CRCERRS, 5);
    EXPECT_EQ(stats().ierrors, full + 4);
    EXPECT_EQ(stats().ierrors, full + 4);
}

TEST_F(LiarKeptStats, RegistersStartFromWhatTheyHeldAtProbe)
{
    model.statistics().set(counter::MPC, 1000);
    ASSERT_EQ(rte_eth_stats_reset(port), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(stats().imissed, 0u);
    model.statistics().add(counter::MPC, 3);
    EXPECT_EQ(stats().imissed, 3u);
    ASSERT_EQ(rte_eth_stats_reset(port), 0);
    EXPECT_EQ(stats().imissed, 0u);
}

TEST_F(LiarStats, EveryErrorRegisterFullAddsUpWithoutOverflow)
{
    ASSERT_EQ(start(), 0);
    for (std::uint32_t at = counter::CRCERRS; at <= counter::TSCTFC; at += 4)
        model.statistics().set(at, static_cast<std::uint32_t>(full));
    const rte_eth_stats once = stats();
    EXPECT_EQ(once.ierrors % full, 0u);
    EXPECT_GE(once.ierrors / full, 5u);
    EXPECT_EQ(once.imissed, full);
    EXPECT_EQ(stats().ierrors, once.ierrors);
    EXPECT_EQ(once.ipackets + once.opackets + once.ibytes + once.obytes, 0u);
}

TEST_F(LiarStats, DeviceThatIsGoneAddsNothing)
{
    ASSERT_EQ(start(), 0);
    expect_good_frame();
    model.remove();
    const rte_eth_stats got = stats();
    EXPECT_EQ(got.ipackets, 1u);
    EXPECT_EQ(got.imissed + got.ierrors + got.oerrors, 0u);
}

TEST_F(LiarStats, CountOfWhatIsLostSurvivesStopAndRestart)
{
    ASSERT_EQ(start(), 0);
    claim({.length = 0});
    EXPECT_TRUE(take_all().empty());
    while (model.receive(frame(60)) == Delivery::delivered) {
    }
    EXPECT_EQ(stats().imissed, 1u);
    ASSERT_EQ(model.receive(frame(60)), Delivery::no_buffer);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(stats().imissed, 2u) << "a reset clears the registers";
    EXPECT_EQ(stats().ierrors, 1u);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(stats().imissed, 2u);
}

}  // namespace
