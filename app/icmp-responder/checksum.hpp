// SPDX-License-Identifier: BSD-3-Clause
// The Internet checksum, RFC 1071, and its incremental update, RFC 1624.
#pragma once

#include "bytes.hpp"

namespace responder {

/// One's complement sum of 16-bit words, not yet complemented.
class InternetSum {
public:
    /// Add bytes; a run may end on an odd byte and the next go on from there (RFC 1071 2 (A), (B)).
    void add(std::span<const std::uint8_t> bytes) noexcept;
    /// Add one word; only where an even number of bytes was added so far.
    void add(std::uint16_t word) noexcept { sum_ += word; }
    [[nodiscard]] std::uint16_t folded() const noexcept;

private:
    std::uint64_t sum_ = 0;
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
[[nodiscard]] std::uint16_t updated(std::uint16_t checksum, std::uint16_t before, std::uint16_t after) noexcept;

}  // namespace responder
