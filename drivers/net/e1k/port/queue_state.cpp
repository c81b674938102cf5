// SPDX-License-Identifier: BSD-3-Clause
#include "port/queue_state.hpp"

#include <algorithm>

#include "dpdk/log.hpp"
#include "port/bursts.hpp"
#include "port/frame_size.hpp"
#include "port/rx_offloads.hpp"
#include "port/traffic.hpp"
#include "port/tx_queues.hpp"

namespace e1k {

namespace {

constexpr std::uint8_t started = RTE_ETH_QUEUE_STATE_STARTED, stopped = RTE_ETH_QUEUE_STATE_STOPPED;

/// How long a burst may go on that was called before its queue was stopped, and the device with a frame: the longest
/// takes 13 ms at 10 Mbit/s.
constexpr unsigned settle_us = 20'000;

constexpr unsigned tx_step_us = 100, tx_limit_us = 100'000;

[[nodiscard]] bool any_tx_started(const Port& p)
{
    return std::any_of(p.data().tx_queue_state, p.data().tx_queue_state + p.data().nb_tx_queues,
                       [](std::uint8_t state) { return state == started; });
}

/// Nobody sends. Free what the hardware does not send, and begin with an empty ring.
void empty_ring(const Port& p)
{
    disable_tx(p);
    hw::deliver(p.dev);
    p.dev.delay_us(settle_us);
    drain_tx(p);
    start_tx(p);
    if (!p.a.link_off)
        enable_tx(p);
}

}  // namespace

void mark_queues_started(const Port& p)
{
    if (const RxQueue* q = p.rx(); q != nullptr)
        p.data().rx_queue_state[0] = q->deferred ? stopped : started;
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id) {
        TxQueue& q = *p.tx(id);
        q.stopped.store(q.deferred, std::memory_order_relaxed);
        p.data().tx_queue_state[id] = q.deferred ? stopped : started;
    }
}

void mark_queues_stopped(const Port& p)
{
    std::fill_n(p.data().rx_queue_state, p.data().nb_rx_queues, stopped);
    std::fill_n(p.data().tx_queue_state, p.data().nb_tx_queues, stopped);
}

int fill_rx(const Port& p, const hw::RxMode& mode)
{
    RxQueue* q = p.rx();
    if (q == nullptr)
        return 0;
    p.data().scattered_rx = scatters(p, p.data().mtu);
    if (q->fill(mode.buffer_size, max_packet(p.data().mtu), rx_offloads(p, *q)))
        return 0;
    E1K_LOG(init, ERR, p.name, "start: the RX ring needs %u mbufs, mempool %s has %u", q->size(), q->pool->name,
            rte_mempool_avail_count(q->pool));
    return -ENOMEM;
}

int start_rx_queue(const Port& p)
{
    const hw::RxMode mode = rx_mode(p);
    if (const int err = fill_rx(p, mode); err != 0)
        return err;
    p.data().rx_queue_state[0] = started;
    install_rx_burst(p);
    start_rx(p, mode);
    return 0;
}

void stop_rx_queue(const Port& p)
{
    p.data().rx_queue_state[0] = stopped;
    install_rx_burst(p);
    p.dev.delay_us(settle_us);  // for the burst
    stop_rx(p);
    hw::deliver(p.dev);
    p.dev.delay_us(settle_us);  // for the device
    p.rx()->drain();
}

void start_tx_queue(const Port& p, std::uint16_t id)
{
    p.tx(id)->stopped.store(false, std::memory_order_relaxed);
    p.data().tx_queue_state[id] = started;
    install_tx_burst(p);
}

void stop_tx_queue(const Port& p, std::uint16_t id)
{
    p.tx(id)->stopped.store(true, std::memory_order_relaxed);
    p.data().tx_queue_state[id] = stopped;
    install_tx_burst(p);
    p.dev.delay_us(settle_us);
    if (any_tx_started(p))
        return;
    TxQueue& ring = *p.tx();
    if (hw::wait_until(p.dev, tx_step_us, tx_limit_us, [&] { return ring.all_done(); }) != hw::Result::ok)
        empty_ring(p);
}

}  // namespace e1k
