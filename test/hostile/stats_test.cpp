// SPDX-License-Identifier: BSD-3-Clause
// Statistics registers that are full, that wrap, that read nonsense.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

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

/// All extended statistics, in the order of their ids.
std::vector<std::uint64_t> xstats(std::uint16_t port)
{
    std::vector<rte_eth_xstat> all(static_cast<std::size_t>(rte_eth_xstats_get(port, nullptr, 0)));
    EXPECT_EQ(rte_eth_xstats_get(port, all.data(), static_cast<unsigned>(all.size())), static_cast<int>(all.size()));
    std::vector<std::uint64_t> values;
    values.reserve(all.size());
    for (const rte_eth_xstat& each : all)
        values.push_back(each.value);
    return values;
}

class LiarXstats : public test::Liar, public testing::WithParamInterface<const char*> {
protected:
    LiarXstats() : test::Liar(test::model::Profile::named(GetParam())) {}

    void set_all(std::uint32_t value)
    {
        for (std::uint32_t at = counter::CRCERRS; at <= counter::TSCTFC; at += 4)
            model.statistics().set(at, value);
    }
};

TEST_P(LiarXstats, OfFullRegistersAreFullAndStayWhatTheyAre)
{
    ASSERT_EQ(start(), 0);
    set_all(static_cast<std::uint32_t>(full));
    const auto once = xstats(port);
    EXPECT_GE(std::ranges::count(once, full), 40) << "registers of 32 bits";
    EXPECT_GE(std::ranges::count(once, ~std::uint64_t{0}), 4) << "registers of 64 bits";
    EXPECT_EQ(xstats(port), once) << "read again";
}

TEST_P(LiarXstats, NeverGoBackwardsWhateverTheRegistersSay)
{
    ASSERT_EQ(start(), 0);
    std::uint32_t random = 1;
    auto before = xstats(port);
    for (unsigned round = 0; round < 200; ++round) {
        for (std::uint32_t at = counter::CRCERRS; at <= counter::TSCTFC; at += 4) {
            random = random * 1664525 + 1013904223;
            model.statistics().set(at, round % 7 == 0 ? static_cast<std::uint32_t>(full) : random >> (random >> 27));
        }
        const auto now = xstats(port);
        for (std::size_t id = 0; id < now.size(); ++id)
            ASSERT_GE(now[id], before[id]) << id << " in round " << round;
        before = now;
    }
}

TEST_P(LiarXstats, OfADeviceThatGoesWhileTheyAreReadAreThoseOfBefore)
{
    ASSERT_EQ(start(), 0);
    set_all(5);
    const auto before = xstats(port);
    set_all(7);
    model.faults().remove_at_access = 20;
    EXPECT_EQ(xstats(port), before);
    EXPECT_EQ(rte_eth_xstats_reset(port), 0);
}

INSTANTIATE_TEST_SUITE_P(On, LiarXstats, testing::Values("silicon", "qemu", "virtualbox"),
                         [](const auto& profile) { return profile.param; });

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
