// SPDX-License-Identifier: BSD-3-Clause
// Which ways a burst may take: a variant is a row.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <rte_ethdev.h>

#include "rxtx/rx_queue.hpp"
#include "rxtx/tx_full.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

/// A burst function of ethdev's, and what it is good for.
struct Path {
    std::uint16_t (*burst)(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
    const char* name;           ///< rte_eth_rx_burst_mode_get() and its twin tell it
    std::uint64_t offloads;     ///< what it can, RTE_ETH_RX_OFFLOAD_… or RTE_ETH_TX_OFFLOAD_…
    bool packet_types = false;  ///< it can tell them
};

/// The cheapest first; the last can all, and works with any queue however it is configured.
inline constexpr std::array rx_paths{
    Path{rx_burst, "Scalar", RTE_ETH_RX_OFFLOAD_SCATTER},
    Path{rx_burst_offloads, "Scalar, offloads",
         RTE_ETH_RX_OFFLOAD_SCATTER | RTE_ETH_RX_OFFLOAD_CHECKSUM | RTE_ETH_RX_OFFLOAD_KEEP_CRC |
             RTE_ETH_RX_OFFLOAD_VLAN_STRIP,
         true},
};
inline constexpr std::array tx_paths{
    Path{tx_burst, "Scalar", RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE},
    Path{tx_burst_full, "Scalar, offloads",
         RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE | RTE_ETH_TX_OFFLOAD_VLAN_INSERT |
             RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
             RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO},
};

/// All that any of @p paths can.
[[nodiscard]] constexpr std::uint64_t offloads_of(std::span<const Path> paths) noexcept
{
    return paths.back().offloads;
}

/// Row of the first of @p paths that can all of @p offloads and, if asked, tell @p packet_types; else of the last.
[[nodiscard]] constexpr std::uint8_t select(std::span<const Path> paths, std::uint64_t offloads,
                                            bool packet_types = false) noexcept
{
    const auto suffices = [&](const Path& path) {
        return (offloads & ~path.offloads) == 0 && (path.packet_types || !packet_types);
    };
    std::uint8_t row = 0;
    while (row + 1u < paths.size() && !suffices(paths[row]))
        ++row;
    return row;
}

}  // namespace e1k
