// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/rx_offload.hpp"

#include <bit>
#include <cstring>

#include <rte_byteorder.h>
#include <rte_ether.h>
#include <rte_net.h>

#include "rxtx/rx_checksum.hpp"

namespace e1k {

namespace {

/// Take the outermost tag of type @p tpid out of @p frame, as a device does that strips. Its first segment holds the
/// tag, or the frame is too short for one. @return bytes taken out
std::uint16_t strip_tag(rte_mbuf* frame, std::uint16_t tpid)
{
    constexpr std::size_t addresses = std::size_t{2} * RTE_ETHER_ADDR_LEN;
    struct Tag {
        rte_be16_t tpid, tci;
    } tag;
    if (frame->data_len < RTE_ETHER_HDR_LEN + sizeof tag)
        return 0;
    auto* const begin = rte_pktmbuf_mtod(frame, std::byte*);
    std::memcpy(&tag, begin + addresses, sizeof tag);
    if (tag.tpid != rte_cpu_to_be_16(tpid))
        return 0;
    std::memmove(begin + sizeof tag, begin, addresses);
    frame->data_off = static_cast<std::uint16_t>(frame->data_off + sizeof tag);
    frame->data_len = static_cast<std::uint16_t>(frame->data_len - sizeof tag);
    frame->pkt_len -= static_cast<std::uint32_t>(sizeof tag);
    frame->vlan_tci = rte_be_to_cpu_16(tag.tci);
    frame->ol_flags |= RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_RX_VLAN_STRIPPED;
    return sizeof tag;
}

/// What @p frame is, as far as @p layers ask, RTE_PTYPE_…_MASK. DPDK 26.07 says QinQ of each frame with a tag, by
/// adding VLAN's bits to plain Ethernet's; the outermost tag tells.
std::uint32_t packet_type(const rte_mbuf* frame, std::uint32_t layers)
{
    const std::uint32_t and_those_outside = (1u << std::bit_width(layers)) - 1;
    rte_net_hdr_lens lengths;
    std::uint32_t type = rte_net_get_ptype(frame, &lengths, and_those_outside);
    if ((type & RTE_PTYPE_L2_MASK) == RTE_PTYPE_L2_ETHER_QINQ &&
        rte_pktmbuf_mtod(frame, const rte_ether_hdr*)->ether_type == rte_cpu_to_be_16(RTE_ETHER_TYPE_VLAN))
        type = (type & ~std::uint32_t{RTE_PTYPE_L2_MASK}) | RTE_PTYPE_L2_ETHER_VLAN;
    return type & layers;
}

}  // namespace

void AllRxOffloads::finish(RxCounters& counters, std::span<rte_mbuf* const> frames)
{
    if (asked_.software())
        for (rte_mbuf* frame : frames)
            look_at(counters, frame);
    counters.packets += packets_;
    counters.bytes += bytes_;
}

/// What software does for the device, and what no device of the family does.
void AllRxOffloads::look_at(RxCounters& counters, rte_mbuf* frame)
{
    if (asked_.software_tpid != 0)
        bytes_ -= strip_tag(frame, asked_.software_tpid);
    if (asked_.verifies != 0)
        verify(counters, frame);
    if (asked_.packet_types != 0)
        frame->packet_type = packet_type(frame, asked_.packet_types);
}

void AllRxOffloads::verify(RxCounters& counters, rte_mbuf* frame) const
{
    constexpr std::uint64_t good = RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_GOOD,
                            bad = RTE_MBUF_F_RX_IP_CKSUM_BAD | RTE_MBUF_F_RX_L4_CKSUM_BAD;
    std::uint64_t wanted = asked_.flags & (good | bad);
    for (const std::uint64_t kind : {RTE_MBUF_F_RX_IP_CKSUM_GOOD | RTE_MBUF_F_RX_IP_CKSUM_BAD,
                                     RTE_MBUF_F_RX_L4_CKSUM_GOOD | RTE_MBUF_F_RX_L4_CKSUM_BAD})
        if ((frame->ol_flags & kind) != 0)  // the device has
            wanted &= ~kind;
    const std::uint64_t found = verify_checksums(frame, wanted);
    frame->ol_flags |= found;
    counters.sw_checksums_good += static_cast<unsigned>(std::popcount(found & good));
    counters.sw_checksums_bad += static_cast<unsigned>(std::popcount(found & bad));
}

}  // namespace e1k
