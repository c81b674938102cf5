// SPDX-License-Identifier: BSD-3-Clause
#include "port/tx_queues.hpp"

#include <array>
#include <cstddef>
#include <mutex>
#include <span>
#include <utility>

#include "dpdk/log.hpp"
#include "hw/transmitter.hpp"
#include "port/tx_offloads.hpp"
#include "rxtx/paths.hpp"

namespace e1k {

namespace {

/// A queue with a stage, where its packets may wait: as many as its ring has descriptors.
[[nodiscard]] bool have_stage(TxQueue& q, std::uint16_t id)
{
    if (q.stage)
        return true;
    const int socket = q.zone->socket_id;
    auto stage = make_rte<TxStage>("tx_stage", socket);
    if (!stage)
        return false;
    stage->mbufs = make_rte_array<rte_mbuf*>("tx_stage_mbufs", q.size(), socket);
    if (!stage->mbufs)
        return false;
    stage->id = id;
    stage->size = q.size();
    q.stage = std::move(stage);
    return true;
}

/// A ring with places for the beginnings of packets that software writes.
[[nodiscard]] bool have_heads(const Port& p, TxQueue& ring, std::uint16_t id)
{
    if (!ring.heads)
        ring.heads.reset(rte_eth_dma_zone_reserve(p.d, "tx_heads", id, std::size_t{ring.size()} * TxQueue::head_room,
                                                  RTE_CACHE_LINE_SIZE, ring.zone->socket_id));
    return ring.heads != nullptr;
}

/// Whether software may have to write a packet's beginning: not in the rows for packets that ask for nothing.
[[nodiscard]] bool writes_heads(const Port& p)
{
    return (tx_offloads(p) & ~tx_paths.front().offloads) != 0;
}

/// One queue sends by itself, and counts for itself.
void start_alone(const Port& p, TxQueue& q)
{
    q.shared = nullptr;
    q.start(tx_abilities(p, q));
    if (p.a.traits.half_duplex_stalls) {
        p.a.tx_fifo.start(p.dev.mmio, p.a.rx_packet_buffer, p.a.lock);
        q.fifo = &p.a.tx_fifo;
    }
    p.a.stats.attach_tx(0, q.counters);
}

/// Several send through the ring of one of them, and each counts on its stage.
void start_sharing(const Port& p, TxQueue& ring)
{
    const std::uint16_t n = p.data().nb_tx_queues;
    std::array<TxStage*, max_tx_queues> stages{};
    for (std::uint16_t id = 0; id < n; ++id) {
        TxQueue& q = *p.tx(id);
        q.shared = &p.a.tx_shared;
        stages[id] = q.stage.get();
        p.a.stats.attach_tx(id, q.stage->counters);
    }
    ring.start(tx_abilities(p, ring), TxShared::promised_at_most(ring.size(), n));
    p.a.tx_shared.start(ring, std::span{stages}.first(n));
}

}  // namespace

std::uint64_t tx_offloads(const Port& p)
{
    std::uint64_t asked = 0;
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id)
        asked |= p.offloads(*p.tx(id));
    return asked;
}

int take_tx_memory(const Port& p)
{
    const bool heads = writes_heads(p), stages = p.data().nb_tx_queues > 1;
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id) {
        TxQueue& q = *p.tx(id);
        if ((!stages || have_stage(q, id)) && (!heads || &q != p.tx() || have_heads(p, q, id)))
            continue;
        E1K_LOG(init, ERR, p.name, "start: TX queue %u of %u descriptors: out of memory on NUMA node %d", id, q.size(),
                q.zone->socket_id);
        return -ENOMEM;
    }
    return 0;
}

void start_tx(const Port& p)
{
    TxQueue* const ring = p.tx();
    if (ring == nullptr)
        return;
    const std::lock_guard held{p.a.lock};  // who looks must find the ring of queues that share one
    ring->fast_free = true;                // a chunk is of one queue, and so of one mempool
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id)
        ring->fast_free &= (p.offloads(*p.tx(id)) & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0;
    ring->take_care(tx_care(p));
    if (p.data().nb_tx_queues == 1)
        start_alone(p, *ring);
    else
        start_sharing(p, *ring);
    hw::transmitter::set_ring(p.dev, ring->zone->iova, ring->ring.size_bytes());
}

void drain_tx(const Port& p)
{
    TxQueue* const ring = p.tx();
    if (ring == nullptr)
        return;
    if (ring->shared != nullptr)
        ring->shared->drain();
    else
        ring->drain();
}

}  // namespace e1k
