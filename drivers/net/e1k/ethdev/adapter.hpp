// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bus_pci_driver.h>
#include <ethdev_driver.h>
#include <ethdev_pci.h>
#include <rte_cycles.h>

#include "dpdk/rx_wakeup.hpp"
#include "dpdk/shared_lock.hpp"
#include "ethdev/port_stats.hpp"
#include "hw/device.hpp"
#include "hw/filter.hpp"
#include "hw/interrupts.hpp"
#include "hw/receiver.hpp"
#include "hw/result.hpp"
#include "rxtx/rx_queue.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

/// dev_private of a port. Processes share it: no pointer into one of them but the BAR
/// and queues, which all map at one address.
struct Adapter {
    hw::Mmio mmio;
    hw::MacAddress own_mac{};  ///< what the device came with
    hw::MulticastTable multicast{};
    hw::Rctl rctl{};                     ///< what RCTL holds: QEMU stops reception for a second at every write of it
    std::uint32_t rx_packet_buffer = 0;  ///< KiB that PBA gives receive since the last reset
    SharedLock lock{};                   ///< between the interrupt thread and control calls
    bool running = false;                ///< from a start to a stop
    bool link_off = false;               ///< by rte_eth_dev_set_link_down(): no traffic, no signal
    bool has_line = false;               ///< EAL knows the interrupt line and could open it at the probe
    bool line_open = false;              ///< interrupts are on their way to the handler
    hw::Cause unmasked{};                ///< what IMS holds: the causes of interrupts
    bool rx_pending = false;             ///< frames came while they were none
    RxWakeup rx_wakeup{};
    PortStats stats;
};

[[nodiscard]] inline Adapter& adapter(const rte_eth_dev* d)
{
    return *static_cast<Adapter*>(d->data->dev_private);
}

/// The hardware layer's view of the device, for the time of one call.
[[nodiscard]] inline hw::Device device(const rte_eth_dev* d)
{
    return {.mmio = adapter(d).mmio, .delay_us = [](unsigned us) { rte_delay_us(us); }};
}

[[nodiscard]] inline rte_pci_device& pci_device(const rte_eth_dev* d)
{
    return *RTE_DEV_TO_PCI(d->device);
}

/// Queue 0, the only one; null if it is not set up.
[[nodiscard]] inline RxQueue* rx_queue(const rte_eth_dev* d)
{
    return d->data->nb_rx_queues == 0 ? nullptr : static_cast<RxQueue*>(d->data->rx_queues[0]);
}

/// Queue 0, the only one; null if it is not set up.
[[nodiscard]] inline TxQueue* tx_queue(const rte_eth_dev* d)
{
    return d->data->nb_tx_queues == 0 ? nullptr : static_cast<TxQueue*>(d->data->tx_queues[0]);
}

/// The offloads in force on @p q: those that it was set up with, and the port's, which the next configuration changes.
[[nodiscard]] inline std::uint64_t offloads(const rte_eth_dev* d, const RxQueue& q)
{
    return q.offloads | d->data->dev_conf.rxmode.offloads;
}
[[nodiscard]] inline std::uint64_t offloads(const rte_eth_dev* d, const TxQueue& q)
{
    return q.offloads | d->data->dev_conf.txmode.offloads;
}

[[nodiscard]] inline hw::MacAddress mac_address(const rte_ether_addr& a)
{
    hw::MacAddress mac{};
    for (unsigned i = 0; i < mac.size(); ++i)
        mac[i] = a.addr_bytes[i];
    return mac;
}

/// The name that log lines begin with: the PCI address.
[[nodiscard]] inline const char* name(const rte_eth_dev* d)
{
    return d->data->name;
}

/// The one place where a Result becomes the errno of the C interface.
[[nodiscard]] constexpr int to_errno(hw::Result r) noexcept
{
    return static_cast<int>(r);
}

}  // namespace e1k
