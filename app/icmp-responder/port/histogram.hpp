// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "protocol/host/event.hpp"

namespace responder {

/// How often each duration occurred, in ticks of any clock: 16 buckets for every power of two, so that what is read
/// back is too long by at most a sixteenth. Adding costs a few instructions.
class Histogram {
public:
    static constexpr unsigned precision_bits = 4, longest_bits = 40;  ///< longer durations go into the last bucket
    static constexpr std::size_t buckets = (longest_bits - precision_bits + 1) << precision_bits;
    using Counts = std::array<std::uint64_t, buckets>;

    /// @param n  how many took that long; one thread only
    void add(std::uint64_t ticks, std::uint64_t n = 1) noexcept { counters_[bucket_of(ticks)].add(n); }
    /// Any thread.
    [[nodiscard]] Counts counts() const noexcept
    {
        Counts counts{};
        std::transform(counters_.begin(), counters_.end(), counts.begin(), [](const Counter& c) { return c.get(); });
        return counts;
    }
    /// Only while no thread adds.
    void clear() noexcept
    {
        for (auto& counter : counters_)
            counter.clear();
    }

    [[nodiscard]] static constexpr std::size_t bucket_of(std::uint64_t ticks) noexcept
    {
        const std::uint64_t value = std::min(ticks, (std::uint64_t{1} << longest_bits) - 1);
        const auto width = static_cast<unsigned>(std::bit_width(value));
        const unsigned shift = width > precision_bits + 1 ? width - precision_bits - 1 : 0;
        return (std::size_t{shift} << precision_bits) + static_cast<std::size_t>(value >> shift);
    }
    /// The longest duration of a bucket.
    [[nodiscard]] static constexpr std::uint64_t longest_of(std::size_t bucket) noexcept
    {
        constexpr std::size_t step = std::size_t{1} << precision_bits;
        const std::size_t shift = bucket < 2 * step ? 0 : (bucket >> precision_bits) - 1;
        return ((bucket - (shift << precision_bits) + std::uint64_t{1}) << shift) - 1;
    }

private:
    std::array<Counter, buckets> counters_{};
};

/// What was added since @p before; all of @p now where the counters were cleared in between.
[[nodiscard]] Histogram::Counts since(const Histogram::Counts& before, const Histogram::Counts& now) noexcept;

/// Ticks that the given share of all durations did not exceed.
struct Percentiles {
    std::uint64_t p50, p90, p99, most;
};

/// @return all 0 if nothing was counted
[[nodiscard]] Percentiles percentiles(const Histogram::Counts& counts) noexcept;

}  // namespace responder
