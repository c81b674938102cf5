// SPDX-License-Identifier: BSD-3-Clause
// The Internet checksum, RFC 1071, and its incremental update, RFC 1624.
#pragma once

#include <bit>

#include "bytes.hpp"

namespace responder {

/// To 16 bits, with end-around carry. Without a loop: each step leaves at most one carry for the next.
[[nodiscard]] constexpr std::uint16_t fold(std::uint64_t sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>((sum & 0xffff) + (sum >> 16));
}

/// One's complement sum of 16-bit words, not yet complemented.
class InternetSum {
public:
    /// Add bytes; a run may end on an odd byte and the next go on from there (RFC 1071 2 (A), (B)).
    void add(std::span<const std::uint8_t> bytes) noexcept;
    /// Add one word; only where an even number of bytes was added so far.
    void add(std::uint16_t word) noexcept { sum_ += std::bit_cast<std::uint16_t>(Be16(word)); }
    [[nodiscard]] std::uint16_t folded() const noexcept { return std::bit_cast<Be16>(fold(sum_)); }

private:
    std::uint64_t sum_ = 0;  ///< of words in the machine's byte order: swapped once, at the end (RFC 1071 2 (B))
    bool odd_ = false;
};

/// Sum of @p length bytes of @p frame from @p offset on, over all its segments; the frame must have them.
[[nodiscard]] InternetSum sum(const Frame& frame, std::size_t offset, std::size_t length) noexcept;

/// @return whether the bytes, their checksum field included, sum up as RFC 1071 says
[[nodiscard]] inline bool checks(const InternetSum& sum) noexcept
{
    return sum.folded() == 0xffff;
}

/// The checksum after one 16-bit word under it changed, RFC 1624 eqn. 3.
[[nodiscard]] constexpr std::uint16_t updated(std::uint16_t checksum, std::uint16_t before,
                                              std::uint16_t after) noexcept
{
    const std::uint32_t sum =
        std::uint32_t{static_cast<std::uint16_t>(~checksum)} + static_cast<std::uint16_t>(~before) + after;
    const std::uint32_t once = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~(once + (once >> 16)));
}

}  // namespace responder
