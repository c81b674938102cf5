// SPDX-License-Identifier: BSD-3-Clause
#include "perf/burst/ports.hpp"

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#include <stdexcept>

namespace perf {

namespace {

constexpr auto any_socket = static_cast<unsigned>(SOCKET_ID_ANY);

rte_eth_conf conf_of(const Setting& setting, const rte_eth_dev_info& info)
{
    rte_eth_conf conf{};
    if (setting.rx_offloads)
        conf.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_CHECKSUM | RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
    if (setting.scatter)
        conf.rxmode.offloads |= RTE_ETH_RX_OFFLOAD_SCATTER;
    if (!setting.no_fast_free)
        conf.txmode.offloads |= RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
    if (setting.frame > setting.buffer)
        conf.txmode.offloads |= RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
    if (setting.tx_checksum)
        conf.txmode.offloads |= RTE_ETH_TX_OFFLOAD_IPV4_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM;
    // As far as the driver has them.
    conf.rxmode.offloads &= info.rx_offload_capa;
    conf.txmode.offloads &= info.tx_offload_capa;
    return conf;
}

}  // namespace

void check(int error, const char* step)
{
    if (error < 0)
        throw std::runtime_error(std::string{step} + ": " + rte_strerror(-error));
}

rte_mempool* make_pool(const Setting& setting)
{
    const unsigned mbufs = setting.ports * setting.ring > 2048 ? 16383 : 8191;
    rte_mempool* pool =
        rte_pktmbuf_pool_create("burst", mbufs, setting.cache, 0,
                                static_cast<std::uint16_t>(RTE_PKTMBUF_HEADROOM + setting.buffer), SOCKET_ID_ANY);
    if (pool == nullptr)
        throw std::runtime_error(std::string{"mempool: "} + rte_strerror(rte_errno));
    return pool;
}

void start(std::uint16_t port, const Setting& setting, rte_mempool* pool)
{
    rte_eth_dev_info info{};
    check(rte_eth_dev_info_get(port, &info), "info");
    if (setting.driver != info.driver_name)
        throw std::runtime_error("the port is driven by " + std::string{info.driver_name} + ", not " + setting.driver);
    const rte_eth_conf conf = conf_of(setting, info);
    const auto ring = static_cast<std::uint16_t>(setting.ring);
    check(rte_eth_dev_configure(port, 1, 1, &conf), "configure");
    check(rte_eth_rx_queue_setup(port, 0, ring, any_socket, nullptr, pool), "rx queue");
    check(rte_eth_tx_queue_setup(port, 0, ring, any_socket, nullptr), "tx queue");
    check(rte_eth_dev_start(port), "start");
}

void tell_modes(std::uint16_t port, Result& out)
{
    rte_eth_burst_mode mode{};
    if (rte_eth_rx_burst_mode_get(port, 0, &mode) == 0)
        out.rx.mode = mode.info;
    if (rte_eth_tx_burst_mode_get(port, 0, &mode) == 0)
        out.tx.mode = mode.info;
}

}  // namespace perf
