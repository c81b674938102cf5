// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include <gtest/gtest.h>

#include "port/histogram.hpp"

using responder::Histogram;
using responder::percentiles;

TEST(Histogram, BucketsFollowOneAnotherWithoutAGap)
{
    for (std::size_t bucket = 0; bucket < Histogram::buckets; bucket++) {
        EXPECT_EQ(Histogram::bucket_of(Histogram::longest_of(bucket)), bucket);
        EXPECT_EQ(Histogram::bucket_of(Histogram::longest_of(bucket) + 1),
                  std::min(bucket + 1, Histogram::buckets - 1));
    }
}

TEST(Histogram, WhatIsReadBackIsTooLongByAtMostASixteenth)
{
    for (std::uint64_t ticks = 1; ticks < std::uint64_t{1} << Histogram::longest_bits; ticks += ticks / 37 + 1) {
        const auto read = Histogram::longest_of(Histogram::bucket_of(ticks));
        EXPECT_GE(read, ticks);
        EXPECT_LE(read, ticks + ticks / 16);
    }
}

TEST(Histogram, LongestDurationsShareTheLastBucket)
{
    EXPECT_EQ(Histogram::bucket_of(UINT64_MAX), Histogram::buckets - 1);
}

TEST(Histogram, PercentilesAreThoseOfTheDurationsAdded)
{
    Histogram histogram;
    for (std::uint64_t ticks = 1; ticks <= 20; ticks++)
        histogram.add(ticks);
    histogram.add(1'000'000, 0);
    const auto found = percentiles(histogram.counts());
    EXPECT_EQ(found.p50, 10u);
    EXPECT_EQ(found.p90, 18u);
    EXPECT_EQ(found.p99, 20u);
    EXPECT_EQ(found.most, 20u);
}

TEST(Histogram, DurationThatManyHadCountsAsOften)
{
    Histogram histogram;
    histogram.add(3, 89);
    histogram.add(7, 10);
    histogram.add(30);
    const auto found = percentiles(histogram.counts());
    EXPECT_EQ(found.p50, 3u);
    EXPECT_EQ(found.p90, 7u);
    EXPECT_EQ(found.p99, 7u);
    EXPECT_EQ(found.most, 30u);
}

TEST(Histogram, NothingCountedIsZero)
{
    EXPECT_EQ(percentiles(Histogram{}.counts()).most, 0u);
}

TEST(Histogram, PeriodIsWhatWasAddedSinceThenEvenIfClearedMeanwhile)
{
    Histogram histogram;
    histogram.add(5, 3);
    const auto before = histogram.counts();
    histogram.add(9);
    EXPECT_EQ(percentiles(responder::since(before, histogram.counts())).p50, 9u);
    histogram.clear();
    histogram.add(5);
    EXPECT_EQ(responder::since(before, histogram.counts())[Histogram::bucket_of(5)], 1u);
}
