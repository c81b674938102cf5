// SPDX-License-Identifier: BSD-3-Clause
#include "port/tx_fifo.hpp"

#include <algorithm>
#include <array>
#include <mutex>

#include <rte_cycles.h>
#include <rte_ether.h>

#include "hw/transmitter.hpp"
#include "rxtx/paths.hpp"
#include "rxtx/tx_limits.hpp"
#include "rxtx/tx_shared.hpp"

namespace e1k {

namespace {

constexpr std::uint32_t whole_kib = 40;  // the packet buffer of an 82547, SDM 13.4.16
// Linux, e1000_main.c, e1000_82547_fifo_workaround()
constexpr std::uint32_t header = 16, unit = 16, bearable = 0x3e0;
constexpr std::size_t at_once = 32;

/// Bytes of @p m on the wire, without CRC.
[[nodiscard]] std::uint32_t frame_length(const TxQueue& q, const rte_mbuf& m)
{
    const std::uint32_t total = total_length(&m);
    const bool tagged = q.offload.asked_by(m) && q.offload.plan(m, total).tagged;
    return std::max<std::uint32_t>(total + (tagged ? RTE_VLAN_HLEN : 0), min_tx_packet);
}

}  // namespace

void TxFifo::start(const hw::Mmio& mmio, std::uint32_t rx_packet_buffer, SharedLock& lock)
{
    mmio_ = mmio;
    lock_ = &lock;
    rx_packet_buffer_ = rx_packet_buffer;
    size_ = (whole_kib - rx_packet_buffer) * 1024;
    head_ = 0;
    known_ = true;
}

/// Have @p packet bytes lie behind the others, if they may.
bool TxFifo::take(std::uint32_t packet)
{
    const std::uint32_t length = (packet + header + unit - 1) / unit * unit;
    if (head_ + length >= size_ + bearable)
        return false;
    head_ += length;
    if (head_ >= size_)
        head_ -= size_;
    return true;
}

/// Every burst ends with the doorbell: what the ring has, hardware knows of.
bool TxFifo::rewind()
{
    const std::unique_lock held{*lock_, std::try_to_lock};
    known_ = held && hw::transmitter::rewind_fifo({.mmio = mmio_, .delay_us = rte_delay_us_block}, rx_packet_buffer_);
    if (known_)
        head_ = 0;
    return known_;
}

std::uint16_t TxFifo::burst_some(TxQueue& q, std::span<rte_mbuf*> pkts)
{
    std::array<std::uint32_t, at_once> heads{};  // behind each, for it may be gone when it is sent
    std::uint16_t n = 0;
    std::uint32_t begin = head_;
    const auto fit = [&] {
        begin = head_;
        for (; n < pkts.size() && take(frame_length(q, *pkts[n])); ++n)
            heads[n] = head_;
    };
    if (known_)
        fit();
    if (n == 0 && rewind())
        fit();
    const std::uint64_t before = q.counters.packets;
    const std::uint16_t sent = tx_paths[q.path].burst(&q, pkts.data(), n);  // of none, too: it gives back what is done
    known_ = known_ && q.counters.packets - before == sent;                 // else some were dropped
    head_ = sent != 0 ? heads[sent - 1u] : begin;
    return sent;
}

std::uint16_t TxFifo::burst(TxQueue& q, std::span<rte_mbuf*> pkts)
{
    if (!half_duplex_.load(std::memory_order_relaxed)) {
        known_ = false;
        return tx_paths[q.path].burst(&q, pkts.data(), static_cast<std::uint16_t>(pkts.size()));
    }
    std::size_t n = 0, sent = 0;
    do {
        sent = burst_some(q, pkts.subspan(n, std::min(pkts.size() - n, at_once)));
        n += sent;
    } while (sent != 0 && n < pkts.size());
    return static_cast<std::uint16_t>(n);
}

std::uint16_t tx_burst_by_fifo(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    auto& q = *static_cast<TxQueue*>(queue);
    if (q.fifo == nullptr)  // it has not been started yet
        return tx_burst_any(queue, pkts, n);
    return q.stopped.load(std::memory_order_relaxed) ? std::uint16_t{0} : q.fifo->burst(q, {pkts, n});
}

}  // namespace e1k
