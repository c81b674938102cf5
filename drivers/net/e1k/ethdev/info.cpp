// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "ethdev/ops.hpp"
#include "hw/descriptors.hpp"
#include "hw/filter.hpp"
#include "hw/receiver.hpp"
#include "port/frame_size.hpp"
#include "port/link_setup.hpp"
#include "port/port_stats.hpp"
#include "port/thresholds.hpp"
#include "rxtx/paths.hpp"

namespace e1k::ops {

namespace {

constexpr std::uint16_t preferred_ring = 512, preferred_burst = 32;

}  // namespace

int dev_infos_get(rte_eth_dev* d, rte_eth_dev_info* info) noexcept
{
    const hw::Traits& traits = open(d).a.traits;
    const std::uint16_t most = traits.most_descriptors;
    info->min_rx_bufsize = hw::min_rx_buffer;
    info->max_rx_pktlen = max_mtu + frame_overhead;
    info->max_mtu = max_mtu;
    info->max_rx_queues = max_rx_queues;
    info->max_tx_queues = traits.half_duplex_stalls ? 1 : max_tx_queues;  // with TxFifo one lcore sends
    info->max_mac_addrs = hw::receive_addresses;

    info->rx_offload_capa = offloads_of(rx_paths) | RTE_ETH_RX_OFFLOAD_VLAN_FILTER;
    info->tx_offload_capa = offloads_of(tx_paths);
    if (traits.half_duplex_stalls)  // nor a packet that is many
        info->tx_offload_capa &= ~(RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO);
    info->rx_queue_offload_capa = offloads_of(rx_paths);  // VLANs are entered for a port
    info->tx_queue_offload_capa = info->tx_offload_capa;

    info->rx_desc_lim = {.nb_max = most, .nb_min = hw::min_ring, .nb_align = hw::ring_step};
    info->tx_desc_lim = {.nb_max = most,
                         .nb_min = hw::min_ring,
                         .nb_align = hw::ring_step,
                         .nb_seg_max = hw::max_packet_descriptors,
                         .nb_mtu_seg_max = hw::max_packet_descriptors};
    info->speed_capa = link_speeds(open(d));

    info->default_rxconf = {.rx_free_thresh = usual_rx_batch, .rx_drop_en = 1};
    info->default_txconf = {.tx_rs_thresh = usual_tx_batch, .tx_free_thresh = usual_tx_free};
    info->default_rxportconf = {
        .burst_size = preferred_burst, .ring_size = std::min(preferred_ring, most), .nb_queues = 1};
    info->default_txportconf = info->default_rxportconf;
    return 0;
}

}  // namespace e1k::ops
