// SPDX-License-Identifier: BSD-3-Clause
#include "port/bursts.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <utility>

#include <rte_cpuflags.h>

#include "dpdk/log.hpp"
#include "port/adapter.hpp"
#include "port/packet_log.hpp"
#include "port/rx_offloads.hpp"
#include "port/tx_queues.hpp"
#include "rxtx/paths.hpp"
#include "rxtx/tx_prepare.hpp"

extern "C" {  // which the header of 22.11 for arm64 does not say itself
#include <rte_vect.h>
}

namespace e1k {

namespace {

void describe(const Path& path, bool shared, bool logged, rte_eth_burst_mode& mode)
{
    (void)std::snprintf(mode.info, sizeof mode.info, "%s%s%s", path.name, shared ? ", shared ring" : "",
                        logged ? ", logged" : "");
}

/// Of a queue that is stopped.
std::uint16_t no_burst(void*, rte_mbuf**, std::uint16_t) noexcept
{
    return 0;
}

[[nodiscard]] bool logs(std::uint32_t type)
{
    return rte_log_can_log(type, RTE_LOG_DEBUG);
}

[[nodiscard]] eth_rx_burst_t rx_function(const Port& p, bool logged)
{
    if (p.data().rx_queue_state[0] != RTE_ETH_QUEUE_STATE_STARTED)
        return no_burst;
    return logged ? rx_burst_logged : rx_paths[p.rx()->path].burst;
}

/// One for all queues. Where they share a ring, each tells by itself whether it is stopped.
[[nodiscard]] eth_tx_burst_t tx_function(const Port& p, bool logged)
{
    const TxQueue& ring = *p.tx();
    if (ring.shared == nullptr && ring.stopped.load(std::memory_order_relaxed))
        return no_burst;
    return logged ? tx_burst_logged : tx_burst_of(ring);
}

/// Bits of the widest vectors that EAL, and so its user, lets us have, and the processor has.
[[nodiscard]] std::uint16_t simd_bits()
{
    const std::uint16_t allowed = rte_vect_get_max_simd_bitwidth();
#ifdef RTE_ARCH_X86
    constexpr std::uint16_t without_avx2 = 128;
    if (rte_cpu_get_flag_enabled(RTE_CPUFLAG_AVX2) != 1)
        return std::min(allowed, without_avx2);
#endif
    return allowed;
}

/// One row for all queues: they send through one ring.
void select_tx(const Port& p)
{
    const bool careful = p.tx()->care().any();
    const std::uint8_t row =
        select(tx_paths, {.offloads = tx_offloads(p), .simd_bits = simd_bits(), .careful = careful});
    for (std::uint16_t id = 0; id < p.data().nb_tx_queues; ++id)
        p.tx(id)->path = row;
    p.d->tx_pkt_burst = tx_function(p, logs(log::tx));
    p.d->tx_pkt_prepare = p.tx()->shared != nullptr ? tx_prepare_shared : tx_prepare;
}

/// The functions that the application calls are copies, which ethdev makes when it has started the port, and takes away
/// before it stops it.
template <class Function>
void install(Function& ours, Function& copy, Function now)
{
    Function before = std::exchange(ours, now);
    std::atomic_ref{copy}.compare_exchange_strong(before, now);
}

/// The row of the table that suffices for what @p q is asked.
[[nodiscard]] std::uint8_t rx_row(const Port& p, const RxQueue& q)
{
    return select(rx_paths, {.offloads = p.offloads(q) & offloads_of(rx_paths),
                             .packet_types = p.a.packet_types.layers != 0,
                             .simd_bits = simd_bits()});
}

}  // namespace

eth_tx_burst_t tx_burst_of(const TxQueue& q)
{
    if (q.fifo != nullptr)
        return tx_burst_by_fifo;
    return q.shared != nullptr ? tx_burst_shared : tx_paths[q.path].burst;
}

void set_full_bursts(rte_eth_dev* d)
{
    d->rx_pkt_burst = rx_paths.back().burst;
    d->tx_pkt_burst = open(d).a.traits.half_duplex_stalls ? tx_burst_by_fifo : tx_burst_any;
    d->tx_pkt_prepare = tx_prepare_any;
}

void select_bursts(const Port& p)
{
    set_full_bursts(p.d);
    if (RxQueue* q = p.rx(); q != nullptr) {
        q->path = rx_row(p, *q);
        p.d->rx_pkt_burst = rx_function(p, logs(log::rx));
    }
    if (p.tx() != nullptr)
        select_tx(p);
}

void renew_rx_burst(const Port& p)
{
    RxQueue* q = p.rx();
    if (q == nullptr || !p.a.running)
        return;
    q->ask(rx_offloads(p, *q));
    q->path = std::max(q->path, rx_row(p, *q));
    install(p.d->rx_pkt_burst, rte_eth_fp_ops[p.data().port_id].rx_pkt_burst,
            rx_function(p, p.d->rx_pkt_burst == rx_burst_logged));
}

void install_rx_burst(const Port& p)
{
    install(p.d->rx_pkt_burst, rte_eth_fp_ops[p.data().port_id].rx_pkt_burst, rx_function(p, logs(log::rx)));
}

void install_tx_burst(const Port& p)
{
    install(p.d->tx_pkt_burst, rte_eth_fp_ops[p.data().port_id].tx_pkt_burst, tx_function(p, logs(log::tx)));
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
