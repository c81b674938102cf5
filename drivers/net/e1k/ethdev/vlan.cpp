// SPDX-License-Identifier: BSD-3-Clause
#include "port/vlan.hpp"

#include "dpdk/log.hpp"
#include "ethdev/ops.hpp"

namespace e1k::ops {

namespace {

constexpr std::uint16_t lowest_type = 0x0600;  // what is below is the length of a frame, IEEE 802.3 3.2.6

}  // namespace

int vlan_filter_set(rte_eth_dev* d, std::uint16_t id, int in) noexcept
{
    set_vlan(open(d), id, in != 0);
    return 0;
}

/// ethdev has put into the configuration what is asked for, as far as the port offers it. There is one queue, so that
/// its word and the port's are one: the last counts.
int vlan_offload_set(rte_eth_dev* d, int changed) noexcept
{
    const Port p = open(d);
    if ((changed & RTE_ETH_VLAN_STRIP_MASK) != 0) {
        if (RxQueue* q = p.rx(); q != nullptr)
            q->offloads &= ~RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
        change_vlan_strip(p);
    }
    if ((changed & RTE_ETH_VLAN_FILTER_MASK) != 0)
        change_vlan_filter(p);
    return 0;
}

void vlan_strip_queue_set(rte_eth_dev* d, std::uint16_t, int on) noexcept
{
    const Port p = open(d);
    std::uint64_t& of_port = p.data().dev_conf.rxmode.offloads;
    of_port = on != 0 ? of_port | RTE_ETH_RX_OFFLOAD_VLAN_STRIP : of_port & ~RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
    if (RxQueue* q = p.rx(); q != nullptr)
        q->offloads &= ~RTE_ETH_RX_OFFLOAD_VLAN_STRIP;
    change_vlan_strip(p);
}

int vlan_tpid_set(rte_eth_dev* d, rte_vlan_type which, std::uint16_t type) noexcept
{
    const Port p = open(d);
    if (which != RTE_ETH_VLAN_TYPE_OUTER) {
        E1K_LOG(driver, ERR, p.name, "TPID 0x%04x of inner tags: the chip knows one tag, the outer or only one", type);
        return -ENOTSUP;
    }
    if (type < lowest_type) {
        E1K_LOG(driver, ERR, p.name, "TPID 0x%04x is the length of a frame: types begin at 0x%04x, usual is 0x%04x",
                type, lowest_type, hw::usual_vlan_type);
        return -EINVAL;
    }
    set_vlan_type(p, type);
    return 0;
}

}  // namespace e1k::ops
