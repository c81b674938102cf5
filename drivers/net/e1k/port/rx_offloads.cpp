// SPDX-License-Identifier: BSD-3-Clause
#include "port/rx_offloads.hpp"

#include "hw/receiver.hpp"
#include "port/frame_size.hpp"

namespace e1k {

namespace {

constexpr std::uint64_t l4_checksums = RTE_ETH_RX_OFFLOAD_UDP_CKSUM | RTE_ETH_RX_OFFLOAD_TCP_CKSUM;

}  // namespace

RxOffloads rx_offloads(const Port& p, const RxQueue& q)
{
    const std::uint64_t asked = p.offloads(q);
    std::uint64_t flags = 0;
    RxOffloads out;
    if ((asked & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM) != 0)
        flags |= RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD;
    if ((asked & l4_checksums) != 0)
        flags |= RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD;
    if ((asked & RTE_ETH_RX_OFFLOAD_VLAN_STRIP) != 0) {
        if (p.a.traits.strips_vlan)
            flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
        else
            out.software_tpid = p.a.vlans.type;
    }
    out.packet_types = p.a.packet_types.layers & RTE_PTYPE_ALL_MASK;
    out.verifies = p.a.devargs.rx_sw_csum ? 1 : 0;
    out.keeps_crc = keeps_crc(p, q) ? 1 : 0;
    out.flags = static_cast<std::uint16_t>(flags);
    return out;
}

void program_rx_offloads(const Port& p, const RxQueue& q)
{
    const std::uint64_t asked = p.offloads(q);
    hw::receiver::verify_checksums(p.dev, (asked & RTE_ETH_RX_OFFLOAD_IPV4_CKSUM) != 0, (asked & l4_checksums) != 0);
}

}  // namespace e1k
