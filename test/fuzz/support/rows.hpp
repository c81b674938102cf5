// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

#include "rxtx/paths.hpp"
#include "support/processor.hpp"

namespace fuzz {

/// The rows of a table of paths with vectors of at most @p simd_bits, by a number drawn.
template <std::size_t N>
[[nodiscard]] const e1k::Path& row(const std::array<e1k::Path, N>& paths, unsigned simd_bits, unsigned drawn)
{
    std::array<std::size_t, N> rows{};
    std::size_t n = 0;
    for (std::size_t i = 0; i < N; ++i)
        if (paths[i].simd_bits <= simd_bits)
            rows[n++] = i;
    return paths[rows[drawn % n]];
}

/// What the compiler's hooks see the loads of: none has more than 128 bits.
inline constexpr unsigned watched_bits = 128;

/// What this processor can.
[[nodiscard]] inline unsigned possible_bits()
{
    return test::has_avx2() ? 256 : 128;
}

}  // namespace fuzz
