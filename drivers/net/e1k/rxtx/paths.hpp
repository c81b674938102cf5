// SPDX-License-Identifier: BSD-3-Clause
// Which ways a burst may take: a variant is a row.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <rte_ethdev.h>

#include "rxtx/rx_bursts.hpp"
#include "rxtx/tx_bursts.hpp"
#include "rxtx/tx_full.hpp"

namespace e1k {

/// A burst function of ethdev's, and what it is good for.
struct Path {
    std::uint16_t (*burst)(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
    const char* name;             ///< rte_eth_rx_burst_mode_get() and its twin tell it
    std::uint64_t offloads;       ///< what it can, RTE_ETH_RX_OFFLOAD_… or RTE_ETH_TX_OFFLOAD_…
    bool packet_types = false;    ///< it can tell them
    std::uint16_t simd_bits = 0;  ///< of the vectors that it uses
    bool careful = false;         ///< it minds hw::TxCare
};

/// All that rows with offloads can do to received frames.
inline constexpr std::uint64_t rx_offloads_of_rows = RTE_ETH_RX_OFFLOAD_SCATTER | RTE_ETH_RX_OFFLOAD_CHECKSUM |
                                                     RTE_ETH_RX_OFFLOAD_KEEP_CRC | RTE_ETH_RX_OFFLOAD_VLAN_STRIP;

/// The cheapest first; the last can all, and works with any queue however it is configured.
inline constexpr std::array rx_paths{
#ifdef RTE_ARCH_X86
    Path{rx_burst_avx2, "Vector AVX2", RTE_ETH_RX_OFFLOAD_SCATTER, false, 256},
    Path{rx_burst_avx2_offloads, "Vector AVX2, offloads", rx_offloads_of_rows, true, 256},
#endif
    Path{rx_burst_vector, "Vector", RTE_ETH_RX_OFFLOAD_SCATTER, false, 128},
    Path{rx_burst_vector_offloads, "Vector, offloads", rx_offloads_of_rows, true, 128},
    Path{rx_burst, "Scalar", RTE_ETH_RX_OFFLOAD_SCATTER},
    Path{rx_burst_offloads, "Scalar, offloads", rx_offloads_of_rows, true},
};
inline constexpr std::uint64_t tx_offloads_of_rows = RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE |
                                                     RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_IPV4_CKSUM |
                                                     RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
                                                     RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO;
inline constexpr std::array tx_paths{
#ifdef RTE_ARCH_X86
    Path{tx_burst_avx2, "Vector AVX2", RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE, false, 256},
#endif
    Path{tx_burst, "Scalar", RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE},
    Path{tx_burst_full, "Scalar, offloads", tx_offloads_of_rows},
    Path{tx_burst_careful, "Scalar, careful", tx_offloads_of_rows, false, 0, true},
};

/// All that any of @p paths can.
[[nodiscard]] constexpr std::uint64_t offloads_of(std::span<const Path> paths) noexcept
{
    return paths.back().offloads;
}

/// What a burst is needed for.
struct Wanted {
    std::uint64_t offloads;
    bool packet_types = false;
    std::uint16_t simd_bits = 0;  ///< of the widest vectors that may be used
    bool careful = false;
};

/// Row of the first of @p paths that suffices; else of the last.
[[nodiscard]] constexpr std::uint8_t select(std::span<const Path> paths, const Wanted& wanted) noexcept
{
    const auto suffices = [&](const Path& path) {
        return (wanted.offloads & ~path.offloads) == 0 && (path.packet_types || !wanted.packet_types) &&
               path.simd_bits <= wanted.simd_bits && (path.careful || !wanted.careful);
    };
    std::uint8_t row = 0;
    while (row + 1u < paths.size() && !suffices(paths[row]))
        ++row;
    return row;
}

}  // namespace e1k
