// SPDX-License-Identifier: BSD-3-Clause
#include "port/tx_queues.hpp"

#include <array>
#include <span>

#include "hw/transmitter.hpp"
#include "port/tx_offloads.hpp"

namespace e1k {

namespace {

/// One queue sends by itself, and counts for itself.
void start_alone(const Port& p, TxQueue& q)
{
    q.shared = nullptr;
    q.start(tx_abilities(p, q));
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

void start_tx(const Port& p)
{
    TxQueue* const ring = p.tx();
    if (ring == nullptr)
        return;
    ring->fast_free = true;  // a chunk is of one queue, and so of one mempool
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id)
        ring->fast_free &= (p.offloads(*p.tx(id)) & RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE) != 0;
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
