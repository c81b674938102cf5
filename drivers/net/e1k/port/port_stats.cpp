// SPDX-License-Identifier: BSD-3-Clause
#include "port/port_stats.hpp"

#include <mutex>

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

PortTotals PortStats::read(const hw::Device& dev)
{
    const std::lock_guard held{lock_};
    hw_.update(dev);
    return {.rx_queues = rx_.totals(),
            .tx_queues = tx_.totals(),
            .missed = hw_.missed.total(),
            .rx_errors = hw_.rx_errors.total() + (pads_received_ ? 0 : hw_.undersized.total()),
            .tx_errors = hw_.tx_errors.total()};
}

void PortStats::reset(const hw::Device& dev)
{
    const std::lock_guard held{lock_};
    rx_.reset();
    tx_.reset();
    hw_.reset(dev);
}

hw::Result PortStats::reset_device(const hw::Device& dev, std::uint32_t rx_packet_buffer)
{
    const std::lock_guard held{lock_};
    hw_.update(dev);
    return hw::reset(dev, rx_packet_buffer);
}

}  // namespace e1k
