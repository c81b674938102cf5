// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace test::model {

/// One's complement sum of @p bytes as 16-bit words in network order (RFC 1071), added to @p sum, folded.
[[nodiscard]] std::uint16_t ones_sum(std::span<const std::uint8_t> bytes, std::uint32_t sum = 0);

/// The Internet checksum: ones_sum inverted.
[[nodiscard]] inline std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes, std::uint32_t sum = 0)
{
    return static_cast<std::uint16_t>(~ones_sum(bytes, sum));
}

/// Big-endian fields of a frame.
[[nodiscard]] inline std::uint16_t get16(std::span<const std::uint8_t> bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
inline void put16(std::span<std::uint8_t> bytes, std::size_t at, std::uint16_t value)
{
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}
[[nodiscard]] inline std::uint32_t get32(std::span<const std::uint8_t> bytes, std::size_t at)
{
    return std::uint32_t{get16(bytes, at)} << 16 | get16(bytes, at + 2);
}
inline void put32(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value)
{
    put16(bytes, at, static_cast<std::uint16_t>(value >> 16));
    put16(bytes, at + 2, static_cast<std::uint16_t>(value));
}

/// The Ethernet FCS of a frame (IEEE 802.3 3.2.9), as the four bytes on the wire in order from the lowest.
[[nodiscard]] std::uint32_t frame_check_sequence(std::span<const std::uint8_t> bytes);

/// What receive checksum offload finds in a frame (SDM 3.2.9).
struct ReceivedChecksums {
    bool ip_checked = false, ip_bad = false;
    bool l4_checked = false, l4_bad = false;
};
[[nodiscard]] ReceivedChecksums check_received(std::span<const std::uint8_t> frame);

}  // namespace test::model
