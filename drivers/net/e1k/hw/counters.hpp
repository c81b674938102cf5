// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "counter.hpp"
#include "counter_table.hpp"
#include "device.hpp"

namespace e1k::hw {

/// Some rows of counter_table.
using CounterSet = std::bitset<counters_n>;

/// The registers that count losses.
inline constexpr CounterSet losses = [] {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < counters_n; ++i)
        bits |= counter_table[i].loss != Loss::none ? std::uint64_t{1} << i : 0;
    return CounterSet{bits};
}();

/// Every one.
inline constexpr CounterSet all_counters{std::numeric_limits<std::uint64_t>::max()};
static_assert(counters_n <= 64);

/// What each row of counter_table has counted.
using CounterTotals = std::array<std::uint64_t, counters_n>;

/// What was lost as @p loss, by the totals of all its registers.
[[nodiscard]] constexpr std::uint64_t lost(const CounterTotals& totals, Loss loss)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < counters_n; ++i)
        sum += counter_table[i].loss == loss ? totals[i] : 0;
    return sum;
}

/// The hardware's own account of frames.
class Counters {
public:
    /// Read the registers of @p which; a device that is gone adds nothing.
    void update(const Device& dev, CounterSet which) noexcept;
    /// Begin at zero: what the registers hold now is forgotten.
    void reset(const Device& dev) noexcept;

    /// Read all registers, and count nothing of what they held.
    void skip(const Device& dev) noexcept;

    /// What update() has read of each so far.
    [[nodiscard]] CounterTotals totals(const Traits& traits) const noexcept;

private:
    std::array<Counter, counters_n> counters_{};
};

}  // namespace e1k::hw
