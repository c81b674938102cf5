// SPDX-License-Identifier: BSD-3-Clause
#include "port/plan.hpp"

#include <rte_mbuf.h>

#include <algorithm>
#include <stdexcept>

#include "protocol/host/reassembly.hpp"

namespace responder {

namespace {

constexpr std::uint16_t default_ring = 512;
constexpr unsigned pool_cache = 256;
constexpr unsigned default_held = 512;  // eleven datagrams of 64 KiB on Ethernet
constexpr unsigned largest_datagram = 65535;

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

/// The one that was asked for, else the port's.
unsigned mtu_of(const PortPlan& plan, std::uint16_t id)
{
    std::uint16_t mtu = RTE_ETHER_MTU;
    rte_eth_dev_get_mtu(id, &mtu);
    return plan.conf.rxmode.mtu != 0 ? plan.conf.rxmode.mtu : mtu;
}

/// Frames beyond one buffer come in several if the device can, else buffers are as large as the frames.
void size_buffers(PortPlan& plan, const rte_eth_dev_info& info, unsigned mtu)
{
    constexpr unsigned link_header = RTE_ETHER_HDR_LEN + RTE_VLAN_HLEN + RTE_ETHER_CRC_LEN;
    const unsigned frame = mtu + link_header;
    unsigned data = RTE_MBUF_DEFAULT_DATAROOM;
    if (frame > data && (info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_SCATTER) != 0)
        plan.conf.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_SCATTER;
    else
        data = std::max(data, frame);
    plan.frame_buffers = (frame + data - 1) / data;
    plan.data_room = static_cast<std::uint16_t>(std::min<unsigned>(data + RTE_PKTMBUF_HEADROOM, UINT16_MAX));
}

/// Buffers for the largest datagram in the most fragments: each begins one of its own.
unsigned one_datagram(const PortPlan& plan)
{
    return Reassembly::most_pieces + largest_datagram / (plan.data_room - RTE_PKTMBUF_HEADROOM) + 1;
}

/// Buffers for the reply to it while it is cut, beside its own: a header for each fragment, a reference for each piece
/// of the datagram's buffers in them, a copy.
unsigned one_reply(const PortPlan& plan, unsigned mtu)
{
    constexpr unsigned headers = 48;  // of an IPv6 fragment
    const unsigned data = mtu > headers + 8 ? (mtu - headers) / 8 * 8 : 8;
    const auto fragments = std::min<unsigned>(largest_datagram / data + 1, Reassembly::most_pieces);
    return 2 * fragments + one_datagram(plan) + plan.frame_buffers;
}

/// Both rings full, two bursts in hand, the largest datagram in fragments and its reply; what is beyond that is shared
/// by more fragments and what the pool's caches may hold back: one and a half times their size, on two cores.
void size_pool(PortPlan& plan, std::optional<unsigned> asked, unsigned burst, unsigned mtu)
{
    const unsigned in_hand = plan.rx_ring + plan.tx_ring + 2 * burst * plan.frame_buffers;
    const unsigned datagram = one_datagram(plan) + one_reply(plan, mtu);
    const unsigned needed = in_hand + datagram;
    if (!asked) {
        plan.held_buffers = default_held;
        plan.mbufs = in_hand + default_held + one_reply(plan, mtu) + 3 * pool_cache;
        plan.cache = pool_cache;
        return;
    }
    if (*asked < needed)
        refuse("--mbufs " + std::to_string(*asked) + ": " + plan.name + " needs at least " + std::to_string(needed) +
               " buffers: receive ring " + std::to_string(plan.rx_ring) + ", transmit ring " +
               std::to_string(plan.tx_ring) + ", two bursts of " + std::to_string(burst) +
               (plan.frame_buffers == 1 ? "" : " over " + std::to_string(plan.frame_buffers) + " buffers a frame") +
               ", " + std::to_string(datagram) + " for a datagram in fragments and its reply");
    plan.mbufs = *asked;
    plan.cache = std::min((*asked - needed) / 4, pool_cache);
    plan.held_buffers = one_datagram(plan) + (*asked - needed) / 4;
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
    const unsigned mtu = mtu_of(plan, id);
    size_buffers(plan, info, mtu);
    size_pool(plan, options.mbufs, burst, mtu);
    // Replies are requests' own buffers, and whatever else is sent comes from the same pool, too.
    plan.conf.txmode.offloads =
        info.tx_offload_capa & (RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE);
    // With link interrupts the link's state is read from memory, not from the device.
    plan.conf.intr_conf.lsc = (*info.dev_flags & RTE_ETH_DEV_INTR_LSC) != 0;
    return plan;
}

}  // namespace responder
