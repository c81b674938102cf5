// SPDX-License-Identifier: BSD-3-Clause
#include "rte_pmd_e1k.h"

#include <algorithm>
#include <iterator>

#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"
#include "hw/chips.hpp"
#include "hw/platforms.hpp"
#include "port/adapter.hpp"
#include "port/selftest.hpp"

namespace {

/// The port of that number; null if there is none or another driver has it.
[[nodiscard]] rte_eth_dev* find(std::uint16_t port_id)
{
    if (rte_eth_dev_is_valid_port(port_id) == 0)
        return nullptr;
    rte_eth_dev* const d = &rte_eth_devices[port_id];
    return d->dev_ops == &e1k::ops_table || d->dev_ops == &e1k::secondary_ops_table ? d : nullptr;
}

}  // namespace

int rte_pmd_e1k_info_get(std::uint16_t port_id, rte_pmd_e1k_info* info)
{
    rte_eth_dev* const d = find(port_id);
    if (d == nullptr)
        return -ENODEV;
    if (info == nullptr)
        return -EINVAL;
    const e1k::Port p = e1k::open(d);
    *info = {.chip = e1k::hw::find_chip(p.pci().id.device_id)->name,
             .platform = e1k::hw::name(p.a.platform),
             .by_devarg = p.a.devargs.platform ? 1 : 0};
    return 0;
}

int rte_pmd_e1k_selftest(std::uint16_t port_id, rte_pmd_e1k_results* results)
{
    rte_eth_dev* const d = find(port_id);
    if (d == nullptr)
        return -ENODEV;
    if (results == nullptr)
        return -EINVAL;
    const e1k::Port p = e1k::open(d);
    if (rte_eal_process_type() != RTE_PROC_PRIMARY) {
        E1K_LOG(driver, ERR, p.name, "rte_pmd_e1k_selftest(): not in a secondary process; call it in the primary");
        return -E_RTE_SECONDARY;
    }
    if (d->data->dev_started != 0) {
        E1K_LOG(driver, ERR, p.name, "rte_pmd_e1k_selftest() needs a stopped port: rte_eth_dev_stop()");
        return -EBUSY;
    }
    if (const int err = e1k::selftest(p, *results); err != 0)
        return err;
    return static_cast<int>(std::ranges::count(results->part, RTE_PMD_E1K_FAILED, &rte_pmd_e1k_result::outcome));
}
