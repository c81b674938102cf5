// SPDX-License-Identifier: BSD-3-Clause
#include "hw/counter.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <utility>

namespace test {

namespace {

namespace hw = e1k::hw;

constexpr std::uint64_t full = 0xffffffff;

/// A register, and what it counts between one reading of it and the next.
struct Register {
    bool clears;
    std::uint64_t value = 0;
    std::deque<std::uint64_t> before_each{};  ///< what is counted before a reading; then nothing any more
    unsigned readings = 0;

    std::uint64_t operator()()
    {
        ++readings;
        if (!before_each.empty()) {
            value += before_each.front();
            before_each.pop_front();
        }
        return clears ? std::exchange(value, 0) : value;
    }
};

/// Let @p counter look, while @p counts are counted, each before a reading.
void look(hw::Counter& counter, Register& reg, std::deque<std::uint64_t> counts = {})
{
    reg.before_each = std::move(counts);
    reg.readings = 0;
    counter.update(std::ref(reg));
    ASSERT_TRUE(reg.before_each.empty()) << "fewer readings than this test takes for granted";
}

struct CounterThatClearsOnReading : testing::Test {
    hw::Counter counter;
    Register reg{.clears = true};
};

TEST_F(CounterThatClearsOnReading, AddsWhatEachReadingShows)
{
    look(counter, reg, {5});
    look(counter, reg, {3});
    EXPECT_EQ(counter.total(), 8u);
}

TEST_F(CounterThatClearsOnReading, AddsWhatCameBetweenTheReadings)
{
    look(counter, reg, {5, 2});
    EXPECT_EQ(counter.total(), 7u);
}

TEST_F(CounterThatClearsOnReading, AddsAFullRegisterEachTime)
{
    look(counter, reg, {full});
    look(counter, reg, {full});
    EXPECT_EQ(counter.total(), 2 * full);
}

TEST_F(CounterThatClearsOnReading, AddsNothingOfZero)
{
    look(counter, reg, {0});
    EXPECT_EQ(counter.total(), 0u);
    EXPECT_EQ(reg.readings, 1u);
}

TEST_F(CounterThatClearsOnReading, LosesNothingThoughAsMuchCameBetweenTwoReadings)
{
    look(counter, reg, {1, 1});
    EXPECT_EQ(counter.total(), 2u);
    look(counter, reg, {2});
    EXPECT_EQ(counter.total(), 4u);
}

TEST_F(CounterThatClearsOnReading, IsReadOnceWhenThatIsKnown)
{
    look(counter, reg, {5});
    EXPECT_EQ(reg.readings, 2u);
    look(counter, reg, {5});
    EXPECT_EQ(reg.readings, 1u);
}

TEST_F(CounterThatClearsOnReading, LosesNothingThatCameBetweenReadingsOnceItHasShownItself)
{
    look(counter, reg, {5});
    for (const std::uint64_t count : {1u, 1u, 2u, 3u, 3u, 3u})
        look(counter, reg, {count});
    EXPECT_EQ(counter.total(), 18u);
}

TEST_F(CounterThatClearsOnReading, CatchesUpWhenItShowsItself)
{
    look(counter, reg, {1, 1, 2, 2});
    EXPECT_EQ(counter.total(), 2u) << "as if it kept its value";
    look(counter, reg, {2, 1});
    EXPECT_EQ(counter.total(), 9u);
}

TEST_F(CounterThatClearsOnReading, CatchesUpToNoMoreThanWhatCameAfterAClear)
{
    look(counter, reg, {4, 4, 4, 4});
    counter.clear();
    look(counter, reg, {5, 1});
    EXPECT_EQ(counter.total(), 6u);
}

TEST(Counter, NeverTellsLessThanBeforeNorMoreThanWasCounted)
{
    std::uint32_t random = 1;
    for (int run = 0; run < 1000; ++run) {
        hw::Counter counter;
        Register reg{.clears = run % 2 == 0};
        std::uint64_t counted = 0, told = 0;
        for (int i = 0; i < 20; ++i) {
            counter.update([&] {
                random = random * 1664525 + 1013904223;
                counted += random >> 30;
                reg.value += random >> 30;
                return reg();
            });
            ASSERT_GE(counter.total(), told);
            told = counter.total();
            ASSERT_LE(told, counted);
            ASSERT_TRUE(reg.clears || told == counted);
        }
    }
}

TEST(Counter, NeverTellsLessThanBeforeOfARegisterThatReadsNonsense)
{
    std::uint64_t random = 1, told = 0;
    hw::Counter counter;
    for (int i = 0; i < 1000; ++i) {
        counter.update([&] { return random = random * 6364136223846793005 + 1442695040888963407; });
        ASSERT_GE(counter.total(), told);
        told = counter.total();
    }
}

struct CounterThatKeepsItsValue : testing::Test {
    hw::Counter counter;
    Register reg{.clears = false};
};

TEST_F(CounterThatKeepsItsValue, AddsTheDifferences)
{
    look(counter, reg, {5});
    look(counter, reg);
    look(counter, reg, {4});
    EXPECT_EQ(counter.total(), 9u);
}

TEST_F(CounterThatKeepsItsValue, AddsWhatCameBetweenTheReadings)
{
    look(counter, reg, {5, 1, 0, 2});
    look(counter, reg);
    EXPECT_EQ(counter.total(), 8u);
}

TEST_F(CounterThatKeepsItsValue, IsReadTwiceWhereNothingHasHappened)
{
    look(counter, reg, {5});
    look(counter, reg);
    EXPECT_EQ(reg.readings, 2u);
}

TEST_F(CounterThatKeepsItsValue, StandsStillWhenTheRegisterIsFull)
{
    look(counter, reg, {full});
    look(counter, reg);
    EXPECT_EQ(counter.total(), full);
}

TEST_F(CounterThatKeepsItsValue, BeginsAnewAfterTheDeviceHas)
{
    look(counter, reg, {9});
    reg.value = 2;
    look(counter, reg);
    EXPECT_EQ(counter.total(), 11u);
}

TEST_F(CounterThatKeepsItsValue, CountsFromZeroAfterAClear)
{
    look(counter, reg, {9});
    counter.clear();
    look(counter, reg);
    EXPECT_EQ(counter.total(), 0u);
    look(counter, reg, {1});
    EXPECT_EQ(counter.total(), 1u);
}

}  // namespace

}  // namespace test
