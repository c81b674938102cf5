// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <utility>

#include <bus_pci_driver.h>

#include "dpdk/log.hpp"
#include "dpdk/release.hpp"
#include "ethdev/probe.hpp"
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
    .drv_flags = RTE_PCI_DRV_NEED_MAPPING | RTE_PCI_DRV_INTR_LSC,
};

[[gnu::constructor(102)]] void register_driver()
{
    if (!built_for_this_dpdk())
        return;
    rte_pci_register(&driver);
    E1K_LOG(init, DEBUG, "plugin", "registered, built for DPDK %d.%02d", built_for.year, built_for.month);
}

}  // namespace

}  // namespace e1k
