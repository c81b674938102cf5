// SPDX-License-Identifier: BSD-3-Clause
#include "port/port_stats.hpp"

#include <mutex>
#include <utility>

#include "hw/reset.hpp"

namespace e1k {

void PortStats::attach_rx(std::uint16_t id, RxCounters& counters)
{
    const std::lock_guard held{lock_};
    rx_.attach(id, counters);
}

void PortStats::attach_tx(std::uint16_t id, TxCounters& counters)
{
    const std::lock_guard held{lock_};
    tx_.attach(id, counters);
}

void PortStats::detach_rx(std::uint16_t id)
{
    const std::lock_guard held{lock_};
    rx_.detach(id);
}

void PortStats::detach_tx(std::uint16_t id)
{
    const std::lock_guard held{lock_};
    tx_.detach(id);
}

void PortStats::begin(const hw::Device& dev)
{
    const std::lock_guard held{lock_};
    begin_locked(dev);
}

void PortStats::begin_locked(const hw::Device& dev)
{
    if (!std::exchange(begun_, true))
        hw_.reset(dev);
}

PortTotals PortStats::read(const hw::Device& dev, hw::CounterSet which)
{
    const std::lock_guard held{lock_};
    begin_locked(dev);
    hw_.update(dev, which);
    const hw::CounterTotals device = hw_.totals(*dev.traits);
    return {.rx_queues = rx_.totals(),
            .tx_queues = tx_.totals(),
            .device = device,
            .missed = lost(device, hw::Loss::missed),
            .rx_errors =
                lost(device, hw::Loss::received) + (dev.traits->takes_short ? 0 : lost(device, hw::Loss::undersized)),
            .tx_errors = lost(device, hw::Loss::sent)};
}

void PortStats::reset(const hw::Device& dev)
{
    const std::lock_guard held{lock_};
    begun_ = true;
    rx_.reset();
    tx_.reset();
    hw_.reset(dev);
}

hw::Result PortStats::reset_device(const hw::Device& dev, std::uint32_t rx_packet_buffer)
{
    const std::lock_guard held{lock_};
    if (begun_)
        hw_.update(dev, hw::all_counters);
    return hw::reset(dev, rx_packet_buffer);
}

}  // namespace e1k
