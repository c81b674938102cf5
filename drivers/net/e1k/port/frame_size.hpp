// SPDX-License-Identifier: BSD-3-Clause
// How long frames may be, and the mbufs that they must fit into.
#pragma once

#include <cstdint>

#include "hw/receiver.hpp"
#include "port/adapter.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

/// What of a frame is not MTU, by ethdev's reckoning: it takes max_rx_pktlen less this for the MTU.
inline constexpr std::uint16_t frame_overhead = RTE_ETHER_HDR_LEN + RTE_ETHER_CRC_LEN;

/// Longest packet to deliver at @p mtu, bytes without CRC: header and two VLAN tags on top.
[[nodiscard]] constexpr std::uint32_t max_packet(std::uint16_t mtu)
{
    return mtu + std::uint32_t{RTE_ETHER_HDR_LEN + 2 * RTE_VLAN_HLEN};
}

/// With all that is on top, it can be sent as well as received.
inline constexpr std::uint16_t max_mtu = max_tx_packet - max_packet(0);
static_assert(max_packet(max_mtu) + RTE_ETHER_CRC_LEN <= hw::max_frame);

/// KiB of the packet buffer for receive: what is left for transmit must hold a whole packet. @sdm 13.4.16
[[nodiscard]] inline std::uint32_t rx_packet_buffer(const Port& p, std::uint16_t mtu)
{
    constexpr std::uint32_t half_of_longest = 8192;
    return mtu > half_of_longest ? p.a.traits.rx_buffer_kib_of_long : p.a.traits.rx_buffer_kib;
}

/// Bytes that hardware may write into one mbuf of @p pool, a power of two; 0 if its data room is too small for any
/// buffer. The room is less than twice as large, or suffices for any packet: what fits an mbuf comes in two at most.
[[nodiscard]] std::uint16_t rx_buffer_size(rte_mempool* pool);

/// Whether the CRC comes behind each packet, in its mbuf as long as there is room: KEEP_CRC is asked for.
[[nodiscard]] bool keeps_crc(const Port& p, const RxQueue& q);

/// Whether packets may come in several mbufs at @p mtu: SCATTER is asked for, and the longest does not fit into one.
[[nodiscard]] bool scatters(const Port& p, std::uint16_t mtu);

/// Whether each packet fits into one mbuf at @p mtu, or SCATTER is asked for. Else there is a log line with the ways
/// out. @param doing  what the line begins with
[[nodiscard]] bool packets_fit(const Port& p, std::uint16_t mtu, const char* doing);

}  // namespace e1k
