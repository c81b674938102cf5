// SPDX-License-Identifier: BSD-3-Clause
#include "port/vlan.hpp"

#include <mutex>
#include <utility>

#include "port/bursts.hpp"
#include "port/rx_offloads.hpp"
#include "port/traffic.hpp"

namespace e1k {

namespace {

/// What VFTA has to hold while RCTL.VFE is set.
[[nodiscard]] hw::VlanTable wanted_table(const Port& p)
{
    return filters_vlans(p) ? p.a.vlans.table : hw::VlanTable::all();
}

[[nodiscard]] bool strips_vlans(const Port& p)
{
    const RxQueue* q = p.rx();
    return q != nullptr && (p.offloads(*q) & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) != 0;
}

/// With the lock held. Where the device takes no tags out, software does.
void tell_mode(const Port& p)
{
    const bool mode = strips_vlans(p) && p.a.traits.strips_vlan;
    if (std::exchange(p.a.vlans.mode, mode) != mode)
        hw::set_vlan_mode(p.dev, mode);
}

/// With the lock held.
void tell_type(const Port& p)
{
    hw::set_vlan_type(p.dev, p.a.vlans.type);
    if (RxQueue* q = p.rx(); q != nullptr)
        q->ask(rx_offloads(p, *q));
    if (TxQueue* q = p.tx(); q != nullptr)
        q->offload.tag_type.store(p.a.vlans.type, std::memory_order_relaxed);
}

}  // namespace

bool filters_vlans(const Port& p)
{
    return (p.conf().rxmode.offloads & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) != 0;
}

void begin_vlans(const Port& p)
{
    p.a.vlans.judged = filters_vlans(p) || spares_rctl(p);
    p.a.vlans.mode = false;
}

void program_vlans(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    if (p.a.vlans.judged)
        wanted_table(p).write(p.dev);
    tell_type(p);
    tell_mode(p);
}

void set_vlan(const Port& p, std::uint16_t id, bool in)
{
    const std::lock_guard held{p.a.lock};
    if (p.a.vlans.table.set(id, in) && p.a.running && p.a.vlans.judged && filters_vlans(p))
        p.a.vlans.table.write(p.dev, id);
}

void change_vlan_filter(const Port& p)
{
    {
        const std::lock_guard held{p.a.lock};
        if (!p.a.running || (!p.a.vlans.judged && !filters_vlans(p)))
            return;  // the start does it
        wanted_table(p).write(p.dev);
        p.a.vlans.judged = true;
    }
    change_rx(p, rx_mode(p));
}

/// First the bursts, which know what to do with either kind of frame, then the device.
void change_vlan_strip(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    if (!p.a.running)
        return;  // the start does it
    renew_rx_burst(p);
    tell_mode(p);
}

void set_vlan_type(const Port& p, std::uint16_t type)
{
    const std::lock_guard held{p.a.lock};
    if (std::exchange(p.a.vlans.type, type) != type && p.a.running)
        tell_type(p);
}

}  // namespace e1k
