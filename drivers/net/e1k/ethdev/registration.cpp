// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include <sys/queue.h>

#include <bus_pci_driver.h>

#include "dpdk/log.hpp"
#include "dpdk/release.hpp"
#include "ethdev/probe.hpp"
#include "ethdev/telemetry.hpp"
#include "hw/chips.hpp"

namespace e1k {

namespace {

template <std::size_t... I>
constexpr auto make_id_table(std::index_sequence<I...>)
{
    return std::array<rte_pci_id, sizeof...(I) + 2>{{
        {RTE_PCI_DEVICE(hw::vendor_intel, hw::chips[I].device_id)}...,
        {RTE_PCI_DEVICE(hw::vendor_intel, hw::refused_chip.device_id)},
        {},
    }};
}

constexpr auto id_table = make_id_table(std::make_index_sequence<hw::chips.size()>{});

rte_pci_driver driver{
    .driver = {.name = "net_e1k"},
    .probe = probe,
    .remove = remove,
    .id_table = id_table.data(),
    .drv_flags = RTE_PCI_DRV_NEED_MAPPING | RTE_PCI_DRV_INTR_LSC | RTE_PCI_DRV_INTR_RMV,
};

/// Of two drivers that know a device the first in the bus's list takes it, and EAL loads its plugin folder in whatever
/// order the file system has: so a driver that is installed goes to the front. One of the same name that is there
/// already was given with `-d`, which EAL loads first: that one is meant.
void go_first(ListedDriver& ours)
{
    ListedDriver* first = &ours;
    while (ListedDriver* before = TAILQ_PREV(first, DriverList, next)) {
        if (std::string_view{name_of(*before)} == name_of(ours))
            return;
        first = before;
    }
    if (first == &ours)
        return;
    auto* list = reinterpret_cast<DriverList*>(first->next.tqe_prev);
    TAILQ_REMOVE(list, &ours, next);
    TAILQ_INSERT_BEFORE(first, &ours, next);
}

[[gnu::constructor(102)]] void register_driver()
{
    if (!built_for_this_dpdk())
        return;
    rte_pci_register(&driver);
    register_telemetry();
    go_first(entry_of(driver));
    E1K_LOG(init, DEBUG, "plugin", "registered, built for DPDK %d.%02d", built_for.year, built_for.month);
}

}  // namespace

}  // namespace e1k
