// SPDX-License-Identifier: BSD-3-Clause
#include "port/filters.hpp"

#include <utility>

#include "port/traffic.hpp"

namespace e1k {

namespace {

/// Put into MTA who is let in by it: the groups, or everyone where that is promiscuous mode without a write to RCTL.
void write_hashes(const Port& p)
{
    (p.a.mta_full ? hw::MulticastTable::all() : p.a.multicast).write(p.dev);
}

}  // namespace

/// @sdm 13.5.1, 13.5.2
void program_filters(const Port& p)
{
    for (std::uint32_t i = 0; i < hw::receive_addresses; ++i)
        if (const rte_ether_addr& mac = p.data().mac_addrs[i]; rte_is_zero_ether_addr(&mac) == 0)
            hw::set_receive_address(p.dev, i, mac_address(mac));
    p.a.mta_full = fills_hashes(p, admission(p));
    write_hashes(p);
}

void set_promiscuous(const Port& p, bool on)
{
    if (!p.a.running)  // the start does it
        return;
    Admission admitted = admission(p);
    admitted.everyone = on;
    const hw::RxMode mode = rx_mode(p, admitted, p.data().mtu);
    const bool full = fills_hashes(p, admitted);
    if (std::exchange(p.a.mta_full, full) != full)
        write_hashes(p);
    change_rx(p, mode);
}

void set_all_multicast(const Port& p, bool on)
{
    Admission admitted = admission(p);
    admitted.every_group = on;
    change_rx(p, rx_mode(p, admitted, p.data().mtu));
}

void set_groups(const Port& p, const hw::MulticastTable& groups)
{
    p.a.multicast = groups;
    if (p.a.running && !p.a.mta_full)
        write_hashes(p);
}

}  // namespace e1k
