// SPDX-License-Identifier: BSD-3-Clause
#include <cstring>
#include <mutex>
#include <utility>

#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"
#include "hw/interrupts.hpp"
#include "hw/receiver.hpp"
#include "hw/transmitter.hpp"
#include "port/adapter.hpp"
#include "port/bursts.hpp"
#include "port/frame_size.hpp"
#include "port/interrupts.hpp"
#include "port/queue_state.hpp"
#include "port/thresholds.hpp"

namespace e1k::ops {

namespace {

/// @param usual  the default, which every ring takes
[[nodiscard]] bool valid_threshold(const Port& p, const char* what, std::uint16_t asked, std::uint16_t usual,
                                   std::uint16_t most)
{
    if (asked <= most || asked == usual)
        return true;
    E1K_LOG(init, ERR, p.name, "%s %u: at most %u with this ring, or 0 for the driver's choice", what, asked, most);
    return false;
}

/// A queue with its ring of @p n descriptors, @p extra bytes behind it, and its slots. All or nothing: null when memory
/// has run out.
template <class Queue, class Desc>
[[nodiscard]] RteUnique<Queue> make_queue(const Port& p, const char* what, std::uint16_t id, std::uint16_t n,
                                          std::size_t extra, int socket)
{
    auto q = make_rte<Queue>(what, socket);
    if (q) {
        q->slots = make_rte_array<rte_mbuf*>(what, n, socket);
        q->zone.reset(rte_eth_dma_zone_reserve(p.d, what, id, n * sizeof(Desc) + extra, hw::ring_alignment, socket));
    }
    if (!q || !q->slots || !q->zone) {
        E1K_LOG(init, ERR, p.name, "%s of %u descriptors: out of memory on NUMA node %d", what, n, socket);
        return nullptr;
    }
    std::memset(q->zone->addr, 0, q->zone->len);
    q->ring = {static_cast<Desc*>(q->zone->addr), n};
    return q;
}

/// Let who looks from outside find @p q from now on, or none.
template <class Queue>
void show(const Port& p, Queue*& place, Queue* q)
{
    const std::lock_guard held{p.a.lock};
    place = q;
}

[[nodiscard]] bool valid_pool(const Port& p, rte_mempool* pool)
{
    if (rx_buffer_size(pool) != 0)
        return true;
    E1K_LOG(init, ERR, p.name, "mempool %s: data room of %u bytes, at least %u (headroom and %u) are needed",
            pool->name, rte_pktmbuf_data_room_size(pool), RTE_PKTMBUF_HEADROOM + hw::min_rx_buffer, hw::min_rx_buffer);
    return false;
}

}  // namespace

int rx_queue_setup(rte_eth_dev* d, std::uint16_t id, std::uint16_t n, unsigned socket, const rte_eth_rxconf* conf,
                   rte_mempool* pool) noexcept
{
    const Port p = open(d);
    if (!valid_pool(p, pool) ||
        !valid_threshold(p, "rx_free_thresh", conf->rx_free_thresh, usual_rx_batch, most_batch(n)))
        return -EINVAL;
    auto q = make_queue<RxQueue, hw::RxDesc>(p, "rx_ring", id, n, 0, static_cast<int>(socket));
    if (!q)
        return -ENOMEM;
    q->pool = pool;
    q->rdt = hw::rx_doorbell(p.dev);
    q->ics = hw::delivery_doorbell(p.dev);
    q->batch = or_usual(conf->rx_free_thresh, usual_rx_batch, n);
    q->port_id = p.data().port_id;
    q->offloads = conf->offloads;
    q->deferred = conf->rx_deferred_start != 0;
    p.a.stats.attach_rx(id, q->counters);
    show(p, p.a.queues.rx, q.get());
    d->data->rx_queues[id] = q.release();  // ethdev owns it until rx_queue_release()
    return 0;
}

int tx_queue_setup(rte_eth_dev* d, std::uint16_t id, std::uint16_t n, unsigned socket,
                   const rte_eth_txconf* conf) noexcept
{
    const Port p = open(d);
    if (!valid_threshold(p, "tx_rs_thresh", conf->tx_rs_thresh, usual_tx_batch, most_batch(n)) ||
        !valid_threshold(p, "tx_free_thresh", conf->tx_free_thresh, usual_tx_free, static_cast<std::uint16_t>(n - 1)))
        return -EINVAL;
    auto q = make_queue<TxQueue, hw::TxDesc>(p, "tx_ring", id, n, min_tx_packet, static_cast<int>(socket));
    if (!q)
        return -ENOMEM;
    q->padding_iova = q->zone->iova + q->ring.size_bytes();
    q->tdt = hw::tx_doorbell(p.dev);
    q->rs_thresh = or_usual(conf->tx_rs_thresh, usual_tx_batch, n);
    q->free_thresh = or_usual_tx_free(conf->tx_free_thresh, n);
    q->offloads = conf->offloads;
    q->deferred = conf->tx_deferred_start != 0;
    p.a.stats.attach_tx(id, q->counters);
    show(p, p.a.queues.tx[id], q.get());
    d->data->tx_queues[id] = q.release();  // ethdev owns it until tx_queue_release()
    return 0;
}

void rx_queue_release(rte_eth_dev* d, std::uint16_t id) noexcept
{
    const RteUnique<RxQueue> q{static_cast<RxQueue*>(std::exchange(d->data->rx_queues[id], nullptr))};
    if (!q)
        return;
    const Port p = open(d);
    show<RxQueue>(p, p.a.queues.rx, nullptr);
    p.a.stats.detach_rx(id);
}

void tx_queue_release(rte_eth_dev* d, std::uint16_t id) noexcept
{
    const RteUnique<TxQueue> q{static_cast<TxQueue*>(std::exchange(d->data->tx_queues[id], nullptr))};
    if (!q)
        return;
    const Port p = open(d);
    show<TxQueue>(p, p.a.queues.tx[id], nullptr);
    p.a.stats.detach_tx(id);
}

void release_queues(rte_eth_dev* d) noexcept
{
    for (std::uint16_t id = 0; id < d->data->nb_rx_queues; ++id)
        rx_queue_release(d, id);
    for (std::uint16_t id = 0; id < d->data->nb_tx_queues; ++id)
        tx_queue_release(d, id);
}

int rx_queue_start(rte_eth_dev* d, std::uint16_t) noexcept
{
    return start_rx_queue(open(d));
}

int rx_queue_stop(rte_eth_dev* d, std::uint16_t) noexcept
{
    stop_rx_queue(open(d));
    return 0;
}

int tx_queue_start(rte_eth_dev* d, std::uint16_t id) noexcept
{
    start_tx_queue(open(d), id);
    return 0;
}

int tx_queue_stop(rte_eth_dev* d, std::uint16_t id) noexcept
{
    stop_tx_queue(open(d), id);
    return 0;
}

int rx_burst_mode_get(rte_eth_dev* d, std::uint16_t id, rte_eth_burst_mode* mode) noexcept
{
    const auto* const q = static_cast<const RxQueue*>(d->data->rx_queues[id]);
    if (q == nullptr)  // ethdev asks nobody whether it is set up
        return -EINVAL;
    describe_rx_burst(d, *q, *mode);
    return 0;
}

int tx_burst_mode_get(rte_eth_dev* d, std::uint16_t id, rte_eth_burst_mode* mode) noexcept
{
    const auto* const q = static_cast<const TxQueue*>(d->data->tx_queues[id]);
    if (q == nullptr)  // ethdev asks nobody whether it is set up
        return -EINVAL;
    describe_tx_burst(d, *q, *mode);
    return 0;
}

int rx_queue_intr_enable(rte_eth_dev* d, std::uint16_t) noexcept
{
    return arm_rx_interrupt(open(d));
}

int rx_queue_intr_disable(rte_eth_dev* d, std::uint16_t) noexcept
{
    disarm_rx_interrupt(open(d));
    return 0;
}

void rxq_info_get(rte_eth_dev* d, std::uint16_t id, rte_eth_rxq_info* info) noexcept
{
    const Port p = open(d);
    const auto& q = *static_cast<const RxQueue*>(d->data->rx_queues[id]);
    info->mp = q.pool;
    info->nb_desc = q.size();
    info->rx_buf_size = rx_buffer_size(q.pool);
    info->scattered_rx = scatters(p, d->data->mtu);
    info->conf.rx_free_thresh = q.batch;
    info->conf.rx_deferred_start = q.deferred;
    info->conf.rx_drop_en = 1;  // the chip can do no other; it tells the partner to pause before (flow control)
    info->conf.offloads = p.offloads(q);
}

void txq_info_get(rte_eth_dev* d, std::uint16_t id, rte_eth_txq_info* info) noexcept
{
    const auto& q = *static_cast<const TxQueue*>(d->data->tx_queues[id]);
    info->nb_desc = q.size();
    info->conf.tx_rs_thresh = q.rs_thresh;
    info->conf.tx_free_thresh = q.free_thresh;
    info->conf.tx_deferred_start = q.deferred;
    info->conf.offloads = open(d).offloads(q);
}

}  // namespace e1k::ops
