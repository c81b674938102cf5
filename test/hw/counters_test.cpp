// SPDX-License-Identifier: BSD-3-Clause
#include "hw/counters.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint32_t full = 0xffffffff;

TEST(CounterThatClearsOnReading, AddsWhatEachReadingShows)
{
    hw::Counter counter;
    counter.add(5, 0);
    counter.add(3, 0);
    EXPECT_EQ(counter.total(), 8u);
}

TEST(CounterThatClearsOnReading, AddsWhatCameBetweenTheReadings)
{
    hw::Counter counter;
    counter.add(5, 2);
    EXPECT_EQ(counter.total(), 7u);
}

TEST(CounterThatClearsOnReading, AddsAFullRegisterEachTime)
{
    hw::Counter counter;
    counter.add(full, 0);
    counter.add(full, 0);
    EXPECT_EQ(counter.total(), 2 * std::uint64_t{full});
}

TEST(CounterThatClearsOnReading, AddsNothingOfZero)
{
    hw::Counter counter;
    counter.add(0, 0);
    EXPECT_EQ(counter.total(), 0u);
}

TEST(CounterThatClearsOnReading, LosesNothingThatCameBetweenReadingsOnceItHasShownItself)
{
    hw::Counter counter;
    counter.add(5, 0);
    counter.add(1, 1);
    counter.add(2, 3);
    counter.add(3, 3);
    EXPECT_EQ(counter.total(), 18u);
}

TEST(CounterThatClearsOnReading, CatchesUpWhenItShowsItself)
{
    hw::Counter counter;
    counter.add(1, 1);
    counter.add(1, 2);
    counter.add(2, 2);
    EXPECT_EQ(counter.total(), 2u) << "as if it kept its value";
    counter.add(1, 0);
    EXPECT_EQ(counter.total(), 10u);
}

TEST(CounterThatClearsOnReading, CatchesUpToNoMoreThanWhatCameAfterAClear)
{
    hw::Counter counter;
    counter.add(4, 4);
    counter.clear();
    counter.add(2, 2);
    counter.add(3, 1);
    EXPECT_EQ(counter.total(), 8u);
}

TEST(CounterThatClearsOnReading, NeverTellsLessThanBefore)
{
    std::uint32_t random = 1;
    for (int run = 0; run < 1000; ++run) {
        hw::Counter counter;
        std::uint64_t counted = 0, told = 0;
        const auto count = [&] {
            random = random * 1664525 + 1013904223;
            const std::uint32_t some = random >> 30;
            counted += some;
            return some;
        };
        bool shown = false;
        for (int i = 0; i < 20; ++i) {
            const std::uint32_t first = count(), second = count();
            counter.add(first, second);
            ASSERT_GE(counter.total(), told);
            told = counter.total();
            ASSERT_LE(told, counted);
            shown = shown || second < first;
            ASSERT_TRUE(!shown || told == counted) << told << " of " << counted;
        }
    }
}

TEST(CounterThatKeepsItsValue, AddsTheDifferences)
{
    hw::Counter counter;
    counter.add(5, 5);
    counter.add(5, 5);
    counter.add(9, 9);
    EXPECT_EQ(counter.total(), 9u);
}

TEST(CounterThatKeepsItsValue, AddsWhatCameBetweenTheReadings)
{
    hw::Counter counter;
    counter.add(5, 6);
    counter.add(6, 6);
    EXPECT_EQ(counter.total(), 6u);
}

TEST(CounterThatKeepsItsValue, StandsStillWhenTheRegisterIsFull)
{
    hw::Counter counter;
    counter.add(full, full);
    counter.add(full, full);
    EXPECT_EQ(counter.total(), full);
}

TEST(CounterThatKeepsItsValue, BeginsAnewAfterTheDeviceHas)
{
    hw::Counter counter;
    counter.add(9, 9);
    counter.add(2, 2);
    EXPECT_EQ(counter.total(), 11u);
}

TEST(CounterThatKeepsItsValue, CountsFromZeroAfterAClear)
{
    hw::Counter counter;
    counter.add(9, 9);
    counter.clear();
    counter.add(9, 9);
    EXPECT_EQ(counter.total(), 0u);
    counter.add(10, 10);
    EXPECT_EQ(counter.total(), 1u);
}

struct Counted {
    const char* name;
    std::uint32_t offset;
    std::uint64_t missed, rx_errors, tx_errors, undersized = 0;
};

class StatsRegister : public OnRegisters, public testing::WithParamInterface<Counted> {};

TEST_P(StatsRegister, CountsTowardsItsGroup)
{
    registers.values[GetParam().offset] = 7;
    hw::Counters stats;
    stats.update(dev);
    EXPECT_EQ(stats.missed.total(), 7 * GetParam().missed);
    EXPECT_EQ(stats.rx_errors.total(), 7 * GetParam().rx_errors);
    EXPECT_EQ(stats.tx_errors.total(), 7 * GetParam().tx_errors);
    EXPECT_EQ(stats.undersized.total(), 7 * GetParam().undersized);
}

INSTANTIATE_TEST_SUITE_P(
    Of, StatsRegister,
    testing::Values(Counted{"MPC", counter::MPC, 1, 0, 0}, Counted{"CRCERRS", counter::CRCERRS, 0, 1, 0},
                    Counted{"ALGNERRC", counter::ALGNERRC, 0, 1, 0}, Counted{"RXERRC", counter::RXERRC, 0, 1, 0},
                    Counted{"CEXTERR", counter::CEXTERR, 0, 1, 0}, Counted{"RFC", counter::RFC, 0, 1, 0},
                    Counted{"ROC", counter::ROC, 0, 1, 0}, Counted{"RUC", counter::RUC, 0, 0, 0, 1},
                    Counted{"RLEC_counts_RUC_RFC_ROC_and_RJC_again", counter::RLEC, 0, 0, 0},
                    Counted{"RJC_is_in_CRCERRS", counter::RJC, 0, 0, 0}, Counted{"ECOL", counter::ECOL, 0, 0, 1},
                    Counted{"late_collisions_are_retried", counter::LATECOL, 0, 0, 0},
                    Counted{"RNBC_is_no_loss_yet", counter::RNBC, 0, 0, 0},
                    Counted{"good_packets_are_not_errors", counter::GPRC, 0, 0, 0},
                    Counted{"collisions_are_not_errors", counter::COLC, 0, 0, 0}),
    [](const auto& counted) { return counted.param.name; });

class StatsOn : public OnModel, public testing::WithParamInterface<const char*> {
protected:
    void SetUp() override { model.power_on(Model::Profile::named(GetParam())); }
};

TEST_P(StatsOn, EachMissedPacketCountsOnce)
{
    hw::Counters stats;
    for (std::uint64_t total = 0; total < 3; ++total) {
        model.statistics().add(counter::MPC);
        stats.update(dev);
        stats.update(dev);
        EXPECT_EQ(stats.missed.total(), total + 1);
    }
}

TEST_P(StatsOn, WhatWasThereBeforeAResetIsForgotten)
{
    hw::Counters stats;
    model.statistics().add(counter::MPC, 1000);
    model.statistics().add(counter::ROC, 1000);
    stats.reset(dev);
    EXPECT_EQ(stats.missed.total(), 0u);
    EXPECT_EQ(stats.rx_errors.total(), 0u);
    model.statistics().add(counter::MPC, 2);
    stats.update(dev);
    EXPECT_EQ(stats.missed.total(), 2u);
    EXPECT_EQ(stats.rx_errors.total(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Profiles, StatsOn, testing::Values("silicon", "qemu", "virtualbox"),
                         [](const auto& profile) { return profile.param; });

using StatsOnRegisters = OnRegisters;

TEST_F(StatsOnRegisters, AReadingOfZeroIsNotRepeated)
{
    hw::Counters stats;
    stats.update(dev);
    EXPECT_EQ(rig.bar.reads_of(counter::MPC), 1u);
}

TEST_F(StatsOnRegisters, ADeviceThatIsGoneAddsNothing)
{
    unplug(registers);
    hw::Counters stats;
    stats.update(dev);
    EXPECT_EQ(stats.missed.total(), 0u);
    EXPECT_EQ(stats.rx_errors.total(), 0u);
    EXPECT_EQ(stats.tx_errors.total(), 0u);
}

}  // namespace

}  // namespace test
