// SPDX-License-Identifier: BSD-3-Clause
#include "port/frame_size.hpp"

#include "dpdk/log.hpp"
#include "hw/receiver.hpp"
#include "port/adapter.hpp"

namespace e1k {

namespace {

/// Bytes that one mbuf takes. Hardware may fill less (rx_buffer_size()); the queue brings two together then.
[[nodiscard]] std::uint32_t rx_room(rte_mempool* pool)
{
    const std::uint32_t room = rte_pktmbuf_data_room_size(pool);
    return room < RTE_PKTMBUF_HEADROOM ? 0 : room - RTE_PKTMBUF_HEADROOM;
}

/// What the device may lay down at @p mtu of one frame, bytes.
[[nodiscard]] std::uint32_t longest(const Port& p, const RxQueue& q, std::uint16_t mtu)
{
    return max_packet(mtu) + (keeps_crc(p, q) ? RTE_ETHER_CRC_LEN : 0);
}

[[nodiscard]] bool one_mbuf_suffices(const Port& p, const RxQueue& q, std::uint16_t mtu)
{
    return longest(p, q, mtu) <= rx_room(q.pool);
}

[[nodiscard]] bool may_scatter(const Port& p, const RxQueue& q)
{
    return p.a.devargs.rx_scatter || (p.offloads(q) & RTE_ETH_RX_OFFLOAD_SCATTER) != 0;
}

}  // namespace

std::uint16_t rx_buffer_size(rte_mempool* pool)
{
    return hw::largest_rx_buffer(rx_room(pool));
}

bool keeps_crc(const Port& p, const RxQueue& q)
{
    return (p.offloads(q) & RTE_ETH_RX_OFFLOAD_KEEP_CRC) != 0;
}

bool scatters(const Port& p, std::uint16_t mtu)
{
    const RxQueue* q = p.rx();
    return q != nullptr && may_scatter(p, *q) && !one_mbuf_suffices(p, *q, mtu);
}

bool packets_fit(const Port& p, std::uint16_t mtu, const char* doing)
{
    const RxQueue* q = p.rx();
    if (q == nullptr || one_mbuf_suffices(p, *q, mtu) || may_scatter(p, *q))
        return true;
    const std::uint32_t room = rx_room(q->pool), packet = longest(p, *q, mtu);
    E1K_LOG(init, ERR, p.name,
            "%s: MTU %u has packets of up to %u bytes, an mbuf of mempool %s takes %u (data room %u, headroom %u): ask "
            "for RTE_ETH_RX_OFFLOAD_SCATTER (or give devarg rx_scatter=1), or give it a data room of %u, or set an MTU "
            "of at most %u",
            doing, mtu, packet, q->pool->name, room, rte_pktmbuf_data_room_size(q->pool), RTE_PKTMBUF_HEADROOM,
            packet + RTE_PKTMBUF_HEADROOM, room - longest(p, *q, 0));
    return false;
}

}  // namespace e1k
