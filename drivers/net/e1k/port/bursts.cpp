// SPDX-License-Identifier: BSD-3-Clause
#include "port/bursts.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>

#include "dpdk/log.hpp"
#include "port/adapter.hpp"
#include "port/packet_log.hpp"
#include "port/rx_offloads.hpp"
#include "port/tx_queues.hpp"
#include "rxtx/paths.hpp"
#include "rxtx/tx_prepare.hpp"

namespace e1k {

namespace {

void describe(const Path& path, bool shared, bool logged, rte_eth_burst_mode& mode)
{
    (void)std::snprintf(mode.info, sizeof mode.info, "%s%s%s", path.name, shared ? ", shared ring" : "",
                        logged ? ", logged" : "");
}

/// One row for all queues: they send through one ring.
void select_tx(const Port& p)
{
    const TxQueue* const ring = p.tx();
    if (ring == nullptr)
        return;
    const std::uint8_t row = select(tx_paths, tx_offloads(p));
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id)
        p.tx(id)->path = row;
    const bool shared = ring->shared != nullptr;
    p.d->tx_pkt_burst = shared ? tx_burst_shared : tx_paths[row].burst;
    p.d->tx_pkt_prepare = shared ? tx_prepare_shared : tx_prepare;
    if (rte_log_can_log(log::tx, RTE_LOG_DEBUG))
        p.d->tx_pkt_burst = tx_burst_logged;
}

/// The row of the table that suffices for what @p q is asked.
[[nodiscard]] std::uint8_t rx_row(const Port& p, const RxQueue& q)
{
    return select(rx_paths, p.offloads(q), p.a.packet_types.layers != 0);
}

}  // namespace

void set_full_bursts(rte_eth_dev* d)
{
    d->rx_pkt_burst = rx_paths.back().burst;
    d->tx_pkt_burst = tx_burst_any;
    d->tx_pkt_prepare = tx_prepare_any;
}

void select_bursts(const Port& p)
{
    set_full_bursts(p.d);
    if (RxQueue* q = p.rx(); q != nullptr) {
        q->path = rx_row(p, *q);
        p.d->rx_pkt_burst = rte_log_can_log(log::rx, RTE_LOG_DEBUG) ? rx_burst_logged : rx_paths[q->path].burst;
    }
    select_tx(p);
}

/// The functions that the application calls are copies, which ethdev makes when it has started the port, and takes away
/// before it stops it.
void renew_rx_burst(const Port& p)
{
    RxQueue* q = p.rx();
    if (q == nullptr || !p.a.running)
        return;
    q->ask(rx_offloads(p, *q));
    q->path = std::max(q->path, rx_row(p, *q));
    eth_rx_burst_t before = p.d->rx_pkt_burst;
    if (before == rx_burst_logged)
        return;  // it asks the queue each time
    p.d->rx_pkt_burst = rx_paths[q->path].burst;
    std::atomic_ref{rte_eth_fp_ops[p.data().port_id].rx_pkt_burst}.compare_exchange_strong(before, p.d->rx_pkt_burst);
}

void describe_rx_burst(const rte_eth_dev* d, const RxQueue& q, rte_eth_burst_mode& mode)
{
    describe(rx_paths[q.path], false, d->rx_pkt_burst == rx_burst_logged, mode);
}

void describe_tx_burst(const rte_eth_dev* d, const TxQueue& q, rte_eth_burst_mode& mode)
{
    describe(tx_paths[q.path], q.shared != nullptr, d->tx_pkt_burst == tx_burst_logged, mode);
}

}  // namespace e1k
