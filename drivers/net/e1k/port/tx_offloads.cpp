// SPDX-License-Identifier: BSD-3-Clause
#include "port/tx_offloads.hpp"

#include <array>

#include "hw/transmitter.hpp"
#include "port/adapter.hpp"
#include "port/tx_queues.hpp"
#include "rxtx/paths.hpp"

namespace e1k {

TxAbilities tx_abilities(const Port& p, const TxQueue& q)
{
    struct Row {
        std::uint64_t offload, flag;
    };
    constexpr std::array rows{Row{RTE_ETH_TX_OFFLOAD_VLAN_INSERT, RTE_MBUF_F_TX_VLAN},
                              Row{RTE_ETH_TX_OFFLOAD_IPV4_CKSUM, RTE_MBUF_F_TX_IP_CKSUM},
                              Row{RTE_ETH_TX_OFFLOAD_TCP_TSO, RTE_MBUF_F_TX_TCP_SEG},
                              Row{RTE_ETH_TX_OFFLOAD_UDP_TSO, RTE_MBUF_F_TX_UDP_SEG}};
    const std::uint64_t offloads = tx_offloads(p);
    TxAbilities out{.tcp_checksum = (offloads & RTE_ETH_TX_OFFLOAD_TCP_CKSUM) != 0,
                    .udp_checksum = (offloads & RTE_ETH_TX_OFFLOAD_UDP_CKSUM) != 0,
                    .segments = p.a.traits.segments,
                    .empty_last_segment = p.a.traits.empty_last_segment,
                    .ipv4_checksum_right = p.a.traits.tx_ipv4_checksum_right,
                    .longest_header = p.a.traits.longest_tx_header,
                    .most_cuts = static_cast<std::uint16_t>(q.size() / 4)};
    for (const Row& row : rows)
        if ((offloads & row.offload) != 0)
            out.flags |= row.flag;
    return out;
}

hw::TxCare tx_care(const Port& p)
{
    hw::TxCare care = hw::transmitter::care(p.dev);
    if ((tx_offloads(p) & RTE_ETH_TX_OFFLOAD_TCP_TSO) == 0)  // hardware cuts nothing
        care.short_end = care.short_next_end = false;
    return care;
}

}  // namespace e1k
