// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/adapter.hpp"
#include "ethdev/ops.hpp"

namespace e1k::ops {

int stats_get(rte_eth_dev* d, rte_eth_stats* stats) noexcept
{
    Adapter& a = adapter(d);
    RxCounters rx = a.released_rx;
    TxCounters tx = a.released_tx;
    if (const RxQueue* q = rx_queue(d); q != nullptr)
        rx += q->counters;
    if (const TxQueue* q = tx_queue(d); q != nullptr)
        tx += q->counters;
    a.hw_stats.update(device(d));

    stats->ipackets = stats->q_ipackets[0] = rx.packets;
    stats->ibytes = stats->q_ibytes[0] = rx.bytes;
    stats->opackets = stats->q_opackets[0] = tx.packets;
    stats->obytes = stats->q_obytes[0] = tx.bytes;
    stats->q_errors[0] = rx.errors;
    stats->rx_nombuf = rx.no_mbuf;
    stats->imissed = a.hw_stats.missed.total();
    stats->ierrors = rx.errors + a.hw_stats.rx_errors.total();
    stats->oerrors = tx.errors + a.hw_stats.tx_errors.total();
    return 0;
}

int stats_reset(rte_eth_dev* d) noexcept
{
    Adapter& a = adapter(d);
    a.released_rx = {};
    a.released_tx = {};
    if (RxQueue* q = rx_queue(d); q != nullptr)
        q->counters = {};
    if (TxQueue* q = tx_queue(d); q != nullptr)
        q->counters = {};
    a.hw_stats.reset(device(d));
    return 0;
}

}  // namespace e1k::ops
