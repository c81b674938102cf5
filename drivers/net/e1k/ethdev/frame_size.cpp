// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/frame_size.hpp"

#include <bit>

#include "dpdk/log.hpp"
#include "ethdev/adapter.hpp"
#include "hw/receiver.hpp"

namespace e1k {

namespace {

[[nodiscard]] bool one_mbuf_suffices(const RxQueue& q, std::uint16_t mtu)
{
    return max_packet(mtu) <= rx_buffer_size(q.pool);
}

[[nodiscard]] bool may_scatter(const rte_eth_dev* d, const RxQueue& q)
{
    return (offloads(d, q) & RTE_ETH_RX_OFFLOAD_SCATTER) != 0;
}

}  // namespace

std::uint16_t rx_buffer_size(rte_mempool* pool)
{
    const std::uint32_t room = rte_pktmbuf_data_room_size(pool);
    return room < RTE_PKTMBUF_HEADROOM ? std::uint16_t{0} : hw::largest_rx_buffer(room - RTE_PKTMBUF_HEADROOM);
}

bool scatters(const rte_eth_dev* d, std::uint16_t mtu)
{
    const RxQueue* q = rx_queue(d);
    return q != nullptr && may_scatter(d, *q) && !one_mbuf_suffices(*q, mtu);
}

/// Buffers are powers of two: a data room without the headroom, which makes them half as large, is found out here.
bool packets_fit(const rte_eth_dev* d, std::uint16_t mtu, const char* doing)
{
    const RxQueue* q = rx_queue(d);
    if (q == nullptr || one_mbuf_suffices(*q, mtu) || may_scatter(d, *q))
        return true;
    const std::uint32_t buffer = rx_buffer_size(q->pool), packet = max_packet(mtu);
    E1K_LOG(init, ERR, name(d),
            "%s: MTU %u has packets of up to %u bytes, an mbuf of mempool %s takes %u (data room %u, headroom %u): ask "
            "for RTE_ETH_RX_OFFLOAD_SCATTER, or give it a data room of %u, or set an MTU of at most %u",
            doing, mtu, packet, q->pool->name, buffer, rte_pktmbuf_data_room_size(q->pool), RTE_PKTMBUF_HEADROOM,
            std::bit_ceil(packet) + RTE_PKTMBUF_HEADROOM, buffer - max_packet(0));
    return false;
}

}  // namespace e1k
