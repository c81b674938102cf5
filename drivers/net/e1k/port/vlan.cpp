// SPDX-License-Identifier: BSD-3-Clause
#include "port/vlan.hpp"

#include <mutex>
#include <utility>

#include "port/traffic.hpp"

namespace e1k {

namespace {

/// What VFTA has to hold while RCTL.VFE is set.
[[nodiscard]] hw::VlanTable wanted_table(const Port& p)
{
    return filters_vlans(p) ? p.a.vlans.table : hw::VlanTable::all();
}

}  // namespace

bool filters_vlans(const Port& p)
{
    return (p.conf().rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) != 0;
}

void begin_vlans(const Port& p)
{
    p.a.vlans.judged = filters_vlans(p);
}

void program_vlans(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    if (p.a.vlans.judged)
        wanted_table(p).write(p.dev);
    hw::set_vlan_type(p.dev, p.a.vlans.type);
}

void set_vlan(const Port& p, std::uint16_t id, bool in)
{
    const std::lock_guard held{p.a.lock};
    if (p.a.vlans.table.set(id, in) && p.a.running && p.a.vlans.judged && filters_vlans(p))
        p.a.vlans.table.write(p.dev, id);
}

void change_vlan_filter(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    if (!p.a.running || (!p.a.vlans.judged && !filters_vlans(p)))
        return;  // the start does it
    wanted_table(p).write(p.dev);
    p.a.vlans.judged = true;
    change_rx(p, rx_mode(p));
}

void set_vlan_type(const Port& p, std::uint16_t type)
{
    const std::lock_guard held{p.a.lock};
    if (std::exchange(p.a.vlans.type, type) != type && p.a.running)
        hw::set_vlan_type(p.dev, type);
}

}  // namespace e1k
