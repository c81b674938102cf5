// SPDX-License-Identifier: BSD-3-Clause
// What hardware does to a packet on its way out, as descriptors: from lengths and offsets to words.
#pragma once

#include <cstdint>

#include "descriptors.hpp"

namespace e1k::hw {

/// Where the headers of a frame begin, in bytes from its first, and what they are.
struct TxHeaders {
    std::uint16_t l3 = 0;   ///< IP
    std::uint16_t l4 = 0;   ///< TCP or UDP
    std::uint16_t end = 0;  ///< the data behind them; only segmentation needs to know
    bool ipv4 = false;      ///< else IPv6
    bool tcp = false;       ///< else UDP

    /// Of the checksum's field. RFC 791, RFC 9293, RFC 768
    [[nodiscard]] constexpr unsigned ip_checksum() const noexcept { return l3 + 10u; }
    [[nodiscard]] constexpr unsigned l4_checksum() const noexcept { return l4 + (tcp ? 16u : 6u); }
};

/// What of a context descriptor is narrower than what software may ask for. @sdm 3.3.6
inline constexpr unsigned max_checksum_offset = 0xff, max_tx_header = 0xff;
inline constexpr std::uint32_t max_tx_payload = 0xfffff;

/// While a packet is cut, hardware makes sure that its FIFO takes what a descriptor names by a reckoning that holds for
/// four segments a descriptor at most. @return bytes that one descriptor may name
[[nodiscard]] constexpr std::uint32_t longest_piece(std::uint16_t mss) noexcept
{
    const std::uint32_t four = 4u * mss;
    return four < max_tx_segment ? four : max_tx_segment;
}

namespace detail {

constexpr std::uint64_t tucmd_tcp = 1ull << 24, tucmd_ipv4 = 1ull << 25;

/// IPCSS, IPCSO, IPCSE, TUCSS, TUCSO, TUCSE: each sum from its header on, IP's over that alone, the other to the end.
[[nodiscard]] constexpr std::uint64_t offsets(const TxHeaders& h) noexcept
{
    return (h.l3 & 0xffull) | (h.ip_checksum() & 0xffull) << 8 | static_cast<std::uint64_t>(h.l4 - 1u) << 16 |
           (h.l4 & 0xffull) << 32 | (h.l4_checksum() & 0xffull) << 40;
}

[[nodiscard]] constexpr std::uint64_t kind(const TxHeaders& h) noexcept
{
    return TxDesc::DEXT | (h.tcp ? tucmd_tcp : 0) | (h.ipv4 ? tucmd_ipv4 : 0);
}

}  // namespace detail

/// The context descriptor for checksums of packets with headers like @p h. @sdm 3.3.6
[[nodiscard]] constexpr TxDesc checksum_context(const TxHeaders& h) noexcept
{
    return {.addr = detail::offsets(h), .word = detail::kind(h)};
}

/// The context descriptor for a packet that is cut into frames of @p mss bytes of its @p payload, each behind the
/// packet's headers. @sdm 3.3.6, 3.5
[[nodiscard]] constexpr TxDesc segmentation_context(const TxHeaders& h, std::uint32_t payload,
                                                    std::uint16_t mss) noexcept
{
    return {.addr = detail::offsets(h),
            .word = detail::kind(h) | TxDesc::TSE | (payload & max_tx_payload) | (h.end & 0xffull) << 40 |
                    std::uint64_t{mss} << 48};
}

}  // namespace e1k::hw
