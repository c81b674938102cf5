// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <utility>

#include <dlfcn.h>

#include <bus_pci_driver.h>
#include <rte_version.h>

#include "ethdev/log.hpp"
#include "ethdev/probe.hpp"
#include "hw/models.hpp"

namespace e1k {

namespace {

template <std::size_t... I>
constexpr auto make_id_table(std::index_sequence<I...>)
{
    return std::array<rte_pci_id, sizeof...(I) + 2>{{
        {RTE_PCI_DEVICE(hw::vendor_intel, hw::models[I].device_id)}...,
        {RTE_PCI_DEVICE(hw::vendor_intel, hw::refused_model.device_id)},
        {},
    }};
}

constexpr auto id_table = make_id_table(std::make_index_sequence<hw::models.size()>{});

rte_pci_driver driver{
    .driver = {.name = "net_e1k"},
    .probe = probe,
    .remove = remove,
    .id_table = id_table.data(),
    .drv_flags = RTE_PCI_DRV_NEED_MAPPING | RTE_PCI_DRV_INTR_LSC,
};

/// The DPDK that the process runs on. Looked up past the symbol versions that this plugin is bound to: with another
/// release those would find that release's neighbour, a second copy of the libraries loaded for us alone.
[[nodiscard]] int running(const char* version_part)
{
    const auto get = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, version_part));
    return get == nullptr ? 0 : get();
}

/// Driver structures are laid out anew in every release: registering with another one would crash later.
[[nodiscard]] bool built_for_this_dpdk()
{
    const int year = running("rte_version_year"), month = running("rte_version_month");
    if (year == RTE_VER_YEAR && month == RTE_VER_MONTH)
        return true;
    E1K_LOG(init, ERR, "plugin",
            "built for DPDK %d.%02d, loaded into DPDK %d.%02d: not registered; build it for that one", RTE_VER_YEAR,
            RTE_VER_MONTH, year, month);
    return false;
}

[[gnu::constructor(102)]] void register_driver()
{
    if (!built_for_this_dpdk())
        return;
    rte_pci_register(&driver);
    E1K_LOG(init, DEBUG, "plugin", "registered, built for DPDK %d.%02d", RTE_VER_YEAR, RTE_VER_MONTH);
}

}  // namespace

}  // namespace e1k
