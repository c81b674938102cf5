// SPDX-License-Identifier: BSD-3-Clause
// Packet types. The chip tells none, so software parses each packet; but only for an application that asks.
#include <array>

#include "ethdev/ops.hpp"
#include "port/adapter.hpp"
#include "port/bursts.hpp"

namespace e1k::ops {

namespace {

/// What rte_net_get_ptype() finds.
constexpr std::array<std::uint32_t, 27> told{RTE_PTYPE_L2_ETHER,
                                             RTE_PTYPE_L2_ETHER_VLAN,
                                             RTE_PTYPE_L2_ETHER_QINQ,
                                             RTE_PTYPE_L2_ETHER_MPLS,
                                             RTE_PTYPE_L3_IPV4,
                                             RTE_PTYPE_L3_IPV4_EXT,
                                             RTE_PTYPE_L3_IPV6,
                                             RTE_PTYPE_L3_IPV6_EXT,
                                             RTE_PTYPE_L4_FRAG,
                                             RTE_PTYPE_L4_TCP,
                                             RTE_PTYPE_L4_UDP,
                                             RTE_PTYPE_L4_SCTP,
                                             RTE_PTYPE_TUNNEL_IP,
                                             RTE_PTYPE_TUNNEL_GRE,
                                             RTE_PTYPE_TUNNEL_NVGRE,
                                             RTE_PTYPE_INNER_L2_ETHER,
                                             RTE_PTYPE_INNER_L2_ETHER_VLAN,
                                             RTE_PTYPE_INNER_L2_ETHER_QINQ,
                                             RTE_PTYPE_INNER_L3_IPV4,
                                             RTE_PTYPE_INNER_L3_IPV4_EXT,
                                             RTE_PTYPE_INNER_L3_IPV6,
                                             RTE_PTYPE_INNER_L3_IPV6_EXT,
                                             RTE_PTYPE_INNER_L4_FRAG,
                                             RTE_PTYPE_INNER_L4_TCP,
                                             RTE_PTYPE_INNER_L4_UDP,
                                             RTE_PTYPE_INNER_L4_SCTP,
                                             RTE_PTYPE_UNKNOWN};

void tell(const Port& p, std::uint32_t layers, bool chosen)
{
    p.a.packet_types = {.layers = layers, .chosen = chosen};
    renew_rx_burst(p);
}

}  // namespace

/// An application that asks what is told relies on it, and some never say more: they get all of it from then on, until
/// they choose. A secondary process learns what the primary gets told.
const std::uint32_t* dev_supported_ptypes_get(rte_eth_dev* d, std::size_t* n) noexcept
{
    const Port p = open(d);
    *n = told.size() - 1;  // all but the mark of the end, by which earlier releases know it
    if (rte_eal_process_type() != RTE_PROC_PRIMARY)
        return p.a.packet_types.layers != 0 ? told.data() : nullptr;
    if (!p.a.packet_types.chosen && p.a.packet_types.layers == 0)
        tell(p, RTE_PTYPE_ALL_MASK, false);
    return told.data();
}

int dev_ptypes_set(rte_eth_dev* d, std::uint32_t layers) noexcept
{
    tell(open(d), layers, true);
    return 0;
}

}  // namespace e1k::ops
