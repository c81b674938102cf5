// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/rx_offload.hpp"

#include <cstring>

#include <rte_byteorder.h>
#include <rte_ether.h>

namespace e1k {

namespace {

/// Take the outermost tag of type @p tpid out of @p frame, as a device does that strips. Its first segment holds the
/// tag, or the frame is too short for one. @return bytes taken out
std::uint16_t strip_tag(rte_mbuf* frame, std::uint16_t tpid)
{
    constexpr std::size_t addresses = 2 * RTE_ETHER_ADDR_LEN;
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

}  // namespace

void AllRxOffloads::finish(RxCounters& counters, std::span<rte_mbuf* const> frames)
{
    if (asked_.software())
        for (rte_mbuf* frame : frames)
            bytes_ -= strip_tag(frame, asked_.software_tpid);
    counters.packets += packets_;
    counters.bytes += bytes_;
}

}  // namespace e1k
