// SPDX-License-Identifier: BSD-3-Clause
// The Internet checksum, RFC 1071, and its incremental update, RFC 1624.
#pragma once

#include <bit>

#include "protocol/wire/bytes.hpp"

namespace responder {

/// To 16 bits, with end-around carry. Without a loop: each step leaves at most one carry for the next.
[[nodiscard]] constexpr std::uint16_t fold(std::uint64_t sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>((sum & 0xffff) + (sum >> 16));
}

/// With end-around carry: as words of 16 bits add up, so do four of them at once (RFC 1071 2 (C)).
[[nodiscard]] constexpr std::uint64_t add_around(std::uint64_t a, std::uint64_t b) noexcept
{
    const bool carry = __builtin_add_overflow(a, b, &a);
    return a + carry;
}

/// Sum of the whole words of eight bytes from @p at on, in the machine's byte order (RFC 1071 2 (B)).
/// @param at    afterwards behind them
/// @param left  bytes; afterwards those that are left, up to 7
[[nodiscard]] inline std::uint64_t sum_of_words(const std::uint8_t*& at, std::size_t& left) noexcept
{
    std::uint64_t sum = 0;
    const auto add = [&](std::size_t offset) { sum = add_around(sum, load<std::uint64_t>(at + offset)); };
    for (; left >= 32; at += 32, left -= 32) {  // unrolled: the loop costs more than the sum
        add(0);
        add(8);
        add(16);
        add(24);
    }
    for (; left >= 8; at += 8, left -= 8)
        add(0);
    return sum;
}

/// One's complement sum of 16-bit words, not yet complemented.
class InternetSum {
public:
    /// Add bytes; a run may end on an odd byte and the next go on from there (RFC 1071 2 (A), (B)).
    void add(std::span<const std::uint8_t> bytes) noexcept;
    /// Add one word; only where an even number of bytes was added so far.
    void add(std::uint16_t word) noexcept { add_native(std::bit_cast<std::uint16_t>(Be16(word))); }
    [[nodiscard]] std::uint16_t folded() const noexcept { return std::bit_cast<Be16>(fold(sum_)); }

private:
    void add_native(std::uint64_t words) noexcept { sum_ = add_around(sum_, words); }

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

/// The 16-bit word that two bytes make in network byte order.
[[nodiscard]] constexpr std::uint16_t word(std::uint8_t high, std::uint8_t low)
{
    return static_cast<std::uint16_t>(high << 8 | low);
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
