// SPDX-License-Identifier: BSD-3-Clause
#include "port/plan.hpp"

#include <rte_mbuf.h>

#include <algorithm>
#include <stdexcept>

namespace responder {

namespace {

constexpr std::uint16_t default_ring = 512;
constexpr unsigned pool_cache = 256;
constexpr unsigned default_held_fragments = 512;  // eleven datagrams of 64 KiB on Ethernet

[[noreturn]] void refuse(const std::string& what)
{
    throw std::runtime_error(what);
}

std::uint16_t ring(const std::string& name, const char* option, std::optional<unsigned> asked,
                   const rte_eth_desc_lim& limits)
{
    const unsigned step = std::max<unsigned>(limits.nb_align, 1);
    const unsigned highest = limits.nb_max != 0 ? limits.nb_max : UINT16_MAX;
    if (!asked) {
        const unsigned fitting = std::clamp<unsigned>(default_ring, limits.nb_min, highest);
        return static_cast<std::uint16_t>(fitting - fitting % step);
    }
    if (*asked < limits.nb_min || *asked > highest || *asked % step != 0)
        refuse(std::string(option) + " " + std::to_string(*asked) + ": " + name + " takes " +
               std::to_string(limits.nb_min) + " to " + std::to_string(highest) + " descriptors, a multiple of " +
               std::to_string(step));
    return static_cast<std::uint16_t>(*asked);
}

void set_mtu(PortPlan& plan, const rte_eth_dev_info& info, unsigned mtu)
{
    const unsigned highest = info.max_mtu != 0 ? info.max_mtu : UINT16_MAX;
    const unsigned lowest = std::max<unsigned>(info.min_mtu, least_mtu);
    if (mtu < lowest || mtu > highest)
        refuse("--mtu " + std::to_string(mtu) + ": " + plan.name + " takes " + std::to_string(lowest) + " to " +
               std::to_string(highest));
    plan.conf.rxmode.mtu = mtu;
    plan.mtu_text = " (MTU " + std::to_string(mtu) + ")";
}

/// Frames beyond one buffer come in several if the device can, else buffers are as large as the frames.
void size_buffers(PortPlan& plan, std::uint16_t id, const rte_eth_dev_info& info)
{
    constexpr unsigned link_header = RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN + RTE_ETHER_CRC_LEN;
    std::uint16_t mtu = RTE_ETHER_MTU;
    rte_eth_dev_get_mtu(id, &mtu);
    const unsigned frame = (plan.conf.rxmode.mtu != 0 ? plan.conf.rxmode.mtu : mtu) + link_header;
    unsigned data = RTE_MBUF_DEFAULT_DATAROOM;
    if (frame > data && (info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER) != 0)
        plan.conf.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_SCATTER;
    else
        data = std::max(data, frame);
    plan.data_room = static_cast<std::uint16_t>(std::min<unsigned>(data + RTE_PKTMBUF_HEADROOM, UINT16_MAX));
}

/// Both rings full, a burst in hand, what the pool's per-core cache may hold back, fragments and their replies.
void size_pool(PortPlan& plan, std::optional<unsigned> asked, unsigned burst)
{
    const unsigned needed = plan.rx_ring + plan.tx_ring + 2 * burst;
    if (!asked) {
        plan.held_fragments = default_held_fragments;
        plan.mbufs = needed + 2 * pool_cache + 2 * default_held_fragments;
        plan.cache = pool_cache;
        return;
    }
    if (*asked < needed)
        refuse("--mbufs " + std::to_string(*asked) + ": " + plan.name + " needs at least " + std::to_string(needed) +
               " buffers: receive ring " + std::to_string(plan.rx_ring) + ", transmit ring " +
               std::to_string(plan.tx_ring) + ", two bursts of " + std::to_string(burst));
    plan.mbufs = *asked;
    plan.cache = std::min((*asked - needed) / 4, pool_cache);
    plan.held_fragments = (*asked - needed) / 4;
}

}  // namespace

PortPlan make_plan(std::uint16_t id, const rte_eth_dev_info& info, const PortOptions& options, unsigned burst)
{
    PortPlan plan{};
    plan.name = "port " + std::to_string(id) + " (" + info.driver_name + ")";
    plan.rx_ring = ring(plan.name, "--rx-ring", options.rx_ring, info.rx_desc_lim);
    plan.tx_ring = ring(plan.name, "--tx-ring", options.tx_ring, info.tx_desc_lim);
    if (options.mtu)
        set_mtu(plan, info, *options.mtu);
    size_buffers(plan, id, info);
    size_pool(plan, options.mbufs, burst);
    // Replies are requests' own buffers, and whatever else is sent comes from the same pool, too.
    plan.conf.txmode.offloads =
        info.tx_offload_capa & (RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE);
    // With link interrupts the link's state is read from memory, not from the device.
    plan.conf.intr_conf.lsc = (*info.dev_flags & RTE_ETH_DEV_INTR_LSC) != 0;
    return plan;
}

}  // namespace responder
