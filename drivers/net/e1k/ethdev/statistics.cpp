// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "ethdev/ops.hpp"
#include "port/adapter.hpp"

namespace e1k::ops {

namespace {

/// What ethdev shows of each queue; it has room for the first of them.
void show_queues(const PortTotals& now, rte_eth_stats& stats)
{
    for (std::size_t id = 0; id < std::min<std::size_t>(max_rx_queues, RTE_ETHDEV_QUEUE_STAT_CNTRS); ++id) {
        stats.q_ipackets[id] = now.rx_queues[id].packets;
        stats.q_ibytes[id] = now.rx_queues[id].bytes;
        stats.q_errors[id] = now.rx_queues[id].errors;
    }
    for (std::size_t id = 0; id < std::min<std::size_t>(max_tx_queues, RTE_ETHDEV_QUEUE_STAT_CNTRS); ++id) {
        stats.q_opackets[id] = now.tx_queues[id].packets;
        stats.q_obytes[id] = now.tx_queues[id].bytes;
    }
}

}  // namespace

int stats_get(rte_eth_dev* d, rte_eth_stats* stats) noexcept
{
    const Port p = open(d);
    const PortTotals now = p.a.stats.read(p.dev);
    const RxCounters rx = sum_of(now.rx_queues);
    const TxCounters tx = sum_of(now.tx_queues);
    stats->ipackets = rx.packets;
    stats->ibytes = rx.bytes;
    stats->opackets = tx.packets;
    stats->obytes = tx.bytes;
    stats->rx_nombuf = rx.no_mbuf;
    stats->imissed = now.missed;
    stats->ierrors = rx.errors + now.rx_errors;
    stats->oerrors = tx.errors + now.tx_errors;
    show_queues(now, *stats);
    return 0;
}

int stats_reset(rte_eth_dev* d) noexcept
{
    const Port p = open(d);
    p.a.stats.reset(p.dev);
    return 0;
}

}  // namespace e1k::ops
