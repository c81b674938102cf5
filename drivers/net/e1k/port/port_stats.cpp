// SPDX-License-Identifier: BSD-3-Clause
#include "port/port_stats.hpp"

#include <atomic>
#include <mutex>

#include "hw/reset.hpp"

namespace e1k {

namespace {

/// A counter that its lcore goes on writing.
[[nodiscard]] std::uint64_t look(std::uint64_t& counter)
{
    return std::atomic_ref{counter}.load(std::memory_order_relaxed);
}

[[nodiscard]] RxCounters look(RxCounters& c)
{
    return {.packets = look(c.packets), .bytes = look(c.bytes), .errors = look(c.errors), .no_mbuf = look(c.no_mbuf)};
}

[[nodiscard]] TxCounters look(TxCounters& c)
{
    return {.packets = look(c.packets), .bytes = look(c.bytes), .errors = look(c.errors)};
}

[[nodiscard]] RxCounters since(const RxCounters& zero, const RxCounters& now)
{
    return {.packets = now.packets - zero.packets,
            .bytes = now.bytes - zero.bytes,
            .errors = now.errors - zero.errors,
            .no_mbuf = now.no_mbuf - zero.no_mbuf};
}

[[nodiscard]] TxCounters since(const TxCounters& zero, const TxCounters& now)
{
    return {.packets = now.packets - zero.packets, .bytes = now.bytes - zero.bytes, .errors = now.errors - zero.errors};
}

}  // namespace

void PortStats::attach(RxQueue& q)
{
    const std::lock_guard held{lock_};
    rx_queue_ = &q;
}

void PortStats::attach(TxQueue& q)
{
    const std::lock_guard held{lock_};
    tx_queue_ = &q;
}

void PortStats::detach(RxQueue& q)
{
    const std::lock_guard held{lock_};
    released_rx_ += q.counters;
    rx_queue_ = nullptr;
}

void PortStats::detach(TxQueue& q)
{
    const std::lock_guard held{lock_};
    released_tx_ += q.counters;
    tx_queue_ = nullptr;
}

RxCounters PortStats::all_rx() const
{
    RxCounters all = released_rx_;
    if (rx_queue_ != nullptr)
        all += look(rx_queue_->counters);
    return all;
}

TxCounters PortStats::all_tx() const
{
    TxCounters all = released_tx_;
    if (tx_queue_ != nullptr)
        all += look(tx_queue_->counters);
    return all;
}

PortTotals PortStats::read(const hw::Device& dev)
{
    const std::lock_guard held{lock_};
    hw_.update(dev);
    return {.rx = since(zero_rx_, all_rx()),
            .tx = since(zero_tx_, all_tx()),
            .missed = hw_.missed.total(),
            .rx_errors = hw_.rx_errors.total() + (pads_received_ ? 0 : hw_.undersized.total()),
            .tx_errors = hw_.tx_errors.total()};
}

void PortStats::reset(const hw::Device& dev)
{
    const std::lock_guard held{lock_};
    zero_rx_ = all_rx();
    zero_tx_ = all_tx();
    hw_.reset(dev);
}

hw::Result PortStats::reset_device(const hw::Device& dev, std::uint32_t rx_packet_buffer)
{
    const std::lock_guard held{lock_};
    hw_.update(dev);
    return hw::reset(dev, rx_packet_buffer);
}

}  // namespace e1k
