// SPDX-License-Identifier: BSD-3-Clause
#include "port/histogram.hpp"

#include <numeric>

namespace responder {

namespace {

std::uint64_t percentile(const Histogram::Counts& counts, std::uint64_t total, unsigned percent)
{
    const std::uint64_t wanted = (total * percent + 99) / 100;
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts.size(); bucket++) {
        seen += counts[bucket];
        if (seen >= wanted)
            return Histogram::longest_of(bucket);
    }
    return 0;
}

}  // namespace

Histogram::Counts since(const Histogram::Counts& before, const Histogram::Counts& now) noexcept
{
    Histogram::Counts result = now;
    for (std::size_t bucket = 0; bucket < now.size(); bucket++) {
        if (now[bucket] < before[bucket])
            return now;
        result[bucket] -= before[bucket];
    }
    return result;
}

Percentiles percentiles(const Histogram::Counts& counts) noexcept
{
    const auto total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    if (total == 0)
        return {};
    return {percentile(counts, total, 50), percentile(counts, total, 90), percentile(counts, total, 99),
            percentile(counts, total, 100)};
}

}  // namespace responder
