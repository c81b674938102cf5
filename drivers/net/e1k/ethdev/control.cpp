// SPDX-License-Identifier: BSD-3-Clause
#include <span>

#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"
#include "port/adapter.hpp"
#include "port/filters.hpp"
#include "port/flow_control.hpp"
#include "port/frame_size.hpp"
#include "port/traffic.hpp"

namespace e1k::ops {

int promiscuous_enable(rte_eth_dev* d) noexcept
{
    set_promiscuous(open(d), true);
    return 0;
}

int promiscuous_disable(rte_eth_dev* d) noexcept
{
    set_promiscuous(open(d), false);
    return 0;
}

int allmulticast_enable(rte_eth_dev* d) noexcept
{
    set_all_multicast(open(d), true);
    return 0;
}

int allmulticast_disable(rte_eth_dev* d) noexcept
{
    set_all_multicast(open(d), false);
    return 0;
}

int mac_addr_set(rte_eth_dev* d, rte_ether_addr* mac) noexcept
{
    // Else the start does it. A stopped port's receive address 0 holds the device's own address: where no EEPROM
    // answers, that is what the next driver takes for it.
    if (const Port p = open(d); p.a.running)
        hw::set_receive_address(p.dev, 0, mac_address(*mac));
    return 0;
}

int mac_addr_add(rte_eth_dev* d, rte_ether_addr* mac, std::uint32_t index, std::uint32_t pool) noexcept
{
    const Port p = open(d);
    if (pool != 0) {
        E1K_LOG(driver, ERR, p.name, "MAC address for pool %u: there is one receive queue, pool 0", pool);
        return -EINVAL;
    }
    if (p.a.running)  // else the start does it, with all that ethdev keeps
        hw::set_receive_address(p.dev, index, mac_address(*mac));
    return 0;
}

void mac_addr_remove(rte_eth_dev* d, std::uint32_t index) noexcept
{
    if (const Port p = open(d); p.a.running)
        hw::clear_receive_address(p.dev, index);
}

int set_mc_addr_list(rte_eth_dev* d, rte_ether_addr* groups, std::uint32_t n) noexcept
{
    const Port p = open(d);
    hw::MulticastTable table;
    for (const rte_ether_addr& each : std::span{groups, n}) {
        const hw::MacAddress group = mac_address(each);
        if (!hw::multicast(group)) {
            E1K_LOG(driver, ERR, p.name, "multicast list: %02x:%02x:%02x:%02x:%02x:%02x is no multicast address",
                    group[0], group[1], group[2], group[3], group[4], group[5]);
            return -EINVAL;
        }
        table.add(group);
    }
    set_groups(p, table);
    return 0;
}

int mtu_set(rte_eth_dev* d, std::uint16_t mtu) noexcept
{
    const Port p = open(d);
    if (!p.a.running)
        return 0;  // ethdev has checked the range and keeps it; the start applies it
    if (!packets_fit(p, mtu, "running port"))
        return -EINVAL;
    if (rx_packet_buffer(p, mtu) < p.a.rx_packet_buffer) {
        E1K_LOG(driver, ERR, p.name, "MTU %u: the packet buffer must be shared out anew; stop the port, set it, start",
                mtu);
        return -EBUSY;
    }
    if (RxQueue* q = p.rx(); q != nullptr)
        q->limit(max_packet(mtu));
    p.data().scattered_rx = scatters(p, mtu);
    apply_pause_limits(p, mtu);
    change_rx(p, rx_mode(p, mtu));
    return 0;
}

}  // namespace e1k::ops
