// SPDX-License-Identifier: BSD-3-Clause
#include "port/events.hpp"

#include <rte_dev.h>
#include <rte_ethdev.h>

#include <array>
#include <atomic>

namespace responder {

namespace {

// A port can neither be stopped nor closed in its own callback: the main core does it.
std::array<std::atomic<bool>, RTE_MAX_ETHPORTS> removed, to_reset;

int on_event(std::uint16_t port, rte_eth_event_type event, void*, void*)
{
    (event == RTE_ETH_EVENT_INTR_RMV ? removed : to_reset).at(port) = true;
    return 0;
}

/// From the bus: vfio-pci asks for the device back, or the kernel tells that it is gone.
void on_bus_event(const char* device, rte_dev_event_type event, void*)
{
    std::uint16_t port = 0;
    if (event == RTE_DEV_EVENT_REMOVE && rte_eth_dev_get_port_by_name(device, &port) == 0)
        removed.at(port) = true;
}

}  // namespace

DeviceEvents::DeviceEvents()
    // Without it, only vfio-pci tells.
    : monitoring_(rte_dev_event_monitor_start() == 0)
{
    rte_dev_event_callback_register(nullptr, on_bus_event, nullptr);
    for (const auto event : {RTE_ETH_EVENT_INTR_RMV, RTE_ETH_EVENT_INTR_RESET})
        rte_eth_dev_callback_register(RTE_ETH_ALL, event, on_event, nullptr);
}

DeviceEvents::~DeviceEvents()
{
    if (monitoring_)
        rte_dev_event_monitor_stop();
    rte_dev_event_callback_unregister(nullptr, on_bus_event, nullptr);
    for (const auto event : {RTE_ETH_EVENT_INTR_RMV, RTE_ETH_EVENT_INTR_RESET})
        rte_eth_dev_callback_unregister(RTE_ETH_ALL, event, on_event, nullptr);
}

bool DeviceEvents::take_removed(std::uint16_t port) noexcept
{
    return removed.at(port).exchange(false);
}

bool DeviceEvents::take_reset(std::uint16_t port) noexcept
{
    return to_reset.at(port).exchange(false);
}

}  // namespace responder
