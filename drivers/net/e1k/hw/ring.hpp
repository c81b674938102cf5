// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace e1k::hw {

/// What another thread may be writing just now.
template <class T>
[[nodiscard]] T seen(T& value) noexcept
{
    return std::atomic_ref{value}.load(std::memory_order_relaxed);
}

/// The smaller one, which std::min() would keep in memory until it knows.
[[nodiscard]] constexpr std::size_t least(std::size_t a, std::size_t b) noexcept
{
    return a < b ? a : b;
}

/// How far an engine has come, as its registers have it: it works from @p head up to @p tail.
struct Progress {
    bool enabled;
    std::uint32_t head, tail;
};

/// Index @p i moved on by @p n <= @p size in a ring of @p size entries. The one place that narrows.
[[nodiscard]] constexpr std::uint16_t advance(std::uint16_t i, unsigned n, std::uint16_t size) noexcept
{
    const unsigned sum = i + n;
    return static_cast<std::uint16_t>(sum >= size ? sum - size : sum);
}

/// The entry after @p i.
[[nodiscard]] constexpr std::uint16_t next(std::uint16_t i, std::uint16_t size) noexcept
{
    const unsigned after = i + 1u;
    return static_cast<std::uint16_t>(after == size ? 0 : after);
}

/// Entries from @p from up to, not including, @p to.
[[nodiscard]] constexpr std::uint16_t distance(std::uint16_t from, std::uint16_t to, std::uint16_t size) noexcept
{
    return static_cast<std::uint16_t>(to >= from ? to - from : to + size - from);
}

static_assert(advance(39, 1, 40) == 0 && advance(0, 39, 40) == 39 && advance(5, 40, 40) == 5);
static_assert(next(0, 40) == 1 && next(38, 40) == 39 && next(39, 40) == 0);
static_assert(distance(3, 3, 40) == 0 && distance(39, 0, 40) == 1 && distance(0, 39, 40) == 39);

}  // namespace e1k::hw
