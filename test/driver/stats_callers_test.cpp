// SPDX-License-Identifier: BSD-3-Clause
// Several callers of rte_eth_stats_get() at once, as telemetry and an application are.
#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "driver.hpp"
#include "xstats.hpp"

namespace test {

namespace {

using namespace model;

class StatsCallers : public OnEveryProfile {
protected:
    void SetUp() override
    {
        OnEveryProfile::SetUp();
        ASSERT_EQ(start(), 0);
    }
    /// Do @p what while threads look at the port's counts. @param look  makes for each thread a function that takes a
    /// look and tells whether it is sound beside the one before
    template <class Look>
    void beside(const std::function<void()>& what, Look look)
    {
        constexpr unsigned readers = 3;
        std::atomic<unsigned> looking = 0, unsound = 0;
        std::atomic<bool> over = false;
        std::vector<std::thread> threads;
        for (unsigned i = 0; i < readers; ++i)
            threads.emplace_back([&] {
                auto sound = look();
                for (++looking; !over;)
                    unsound += !sound();
            });
        while (looking < readers)
            std::this_thread::yield();
        what();
        over = true;
        for (std::thread& thread : threads)
            thread.join();
        EXPECT_EQ(unsound, 0u);
    }
    /// Beside threads that look at the statistics, and hold @p sound of each two that follow one another.
    void beside_readers(const std::function<void()>& what,
                        const std::function<bool(const rte_eth_stats& before, const rte_eth_stats& now)>& sound)
    {
        beside(what, [&] {
            return [&, before = stats()]() mutable {
                const rte_eth_stats now = stats();
                return sound(std::exchange(before, now), now);
            };
        });
    }
    /// Beside threads that look at the extended statistics: names stay, and no value is less than before.
    void beside_readers_of_all(const std::function<void()>& what)
    {
        beside(what, [&] {
            return [&, names = xstat_names(port), before = xstat_values(port)]() mutable {
                const auto now = xstat_values(port);
                const auto then = std::exchange(before, now);
                return names == xstat_names(port) && std::ranges::equal(now, then, std::greater_equal{});
            };
        });
    }
    void lose()
    {
        const std::lock_guard lock{model.mutex()};
        model.statistics().add(counter::MPC);
        model.statistics().add(counter::CRCERRS, 2);
        model.statistics().add(counter::ECOL, 3);
    }
};

TEST_P(StatsCallers, CountEachLossOnceAndNeverLessThanBefore)
{
    constexpr unsigned losses = 2000;
    beside_readers(
        [this] {
            for (unsigned i = 0; i < losses; ++i) {
                lose();
                if (i % 8 == 0)
                    (void)stats();
            }
        },
        [](const rte_eth_stats& before, const rte_eth_stats& now) {
            return now.imissed >= before.imissed && now.ierrors >= before.ierrors && now.oerrors >= before.oerrors;
        });
    EXPECT_EQ(stats().imissed, losses);
    EXPECT_EQ(stats().ierrors, 2 * losses);
    EXPECT_EQ(stats().oerrors, 3 * losses);
}

TEST_P(StatsCallers, OfAllCountEachLossOnceAndNeverLessThanBefore)
{
    constexpr unsigned losses = 500;
    beside_readers_of_all([this] {
        for (unsigned i = 0; i < losses; ++i) {
            lose();
            if (i % 8 == 0)
                (void)stats();
        }
    });
    const Xstats all = xstats(port);
    EXPECT_EQ(all.at("rx_missed_packets"), losses);
    EXPECT_EQ(all.at("rx_crc_errors"), 2 * losses);
    EXPECT_EQ(all.at("tx_excessive_collision_packets"), 3 * losses);
    EXPECT_EQ(all.at("rx_missed_errors"), losses) << "ethdev's own";
}

TEST_P(StatsCallers, OfAllCountOnExactlyAfterRestartsBesideThem)
{
    constexpr unsigned restarts = 30;
    beside_readers_of_all([this] {
        for (unsigned i = 0; i < restarts; ++i) {
            lose();
            ASSERT_EQ(rte_eth_dev_stop(port), 0);
            ASSERT_EQ(rte_eth_dev_start(port), 0);
        }
    });
    EXPECT_EQ(xstat(port, "rx_missed_packets"), restarts);
    EXPECT_EQ(xstat(port, "rx_crc_errors"), 2 * restarts);
}

TEST_P(StatsCallers, CountOnExactlyAfterResetsBesideThem)
{
    beside_readers(
        [this] {
            for (unsigned i = 0; i < 300; ++i) {
                lose();
                ASSERT_EQ(rte_eth_stats_reset(port), 0);
            }
        },
        [](const rte_eth_stats&, const rte_eth_stats& now) { return now.imissed <= 1 && now.ierrors <= 2; });
    EXPECT_EQ(stats().imissed, 0u);
    for (unsigned i = 0; i < 5; ++i)
        lose();
    EXPECT_EQ(stats().imissed, 5u);
    EXPECT_EQ(stats().oerrors, 15u);
}

TEST_P(StatsCallers, CountOnExactlyAfterRestartsBesideThem)
{
    constexpr unsigned restarts = 30;
    beside_readers(
        [this] {
            for (unsigned i = 0; i < restarts; ++i) {
                lose();
                ASSERT_EQ(rte_eth_dev_stop(port), 0);
                ASSERT_EQ(rte_eth_dev_start(port), 0);
            }
        },
        [](const rte_eth_stats& before, const rte_eth_stats& now) { return now.imissed >= before.imissed; });
    EXPECT_EQ(stats().imissed, restarts);
}

TEST_P(StatsCallers, SeeAllThatWasCountedWhileQueuesComeAndGo)
{
    for (int i = 0; i < 5; ++i)
        expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    beside_readers(
        [this] {
            for (unsigned i = 0; i < 2000; ++i) {
                ASSERT_EQ(configure(), 0);
                const bool rx = i % 4 != 0, tx = i % 4 != 1;
                ASSERT_EQ(rte_eth_dev_configure(port, rx, tx, &conf), 0);
            }
        },
        [](const rte_eth_stats&, const rte_eth_stats& now) {
            return now.ipackets == 5 && now.ibytes == 500 && now.opackets == 5 && now.obytes == 500;
        });
}

INSTANTIATE_TEST_SUITE_P(Profile, StatsCallers, ::testing::Values("silicon", "qemu"), profile_name);

}  // namespace

}  // namespace test
