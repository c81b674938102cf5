// SPDX-License-Identifier: BSD-3-Clause
#include "support/mbufs.hpp"

#include <algorithm>

namespace test {

namespace {

rte_mbuf* segment_of(rte_mempool* pool, std::span<const std::uint8_t> bytes)
{
    rte_mbuf* out = rte_pktmbuf_alloc(pool);
    if (out == nullptr)
        return nullptr;
    std::ranges::copy(bytes, rte_pktmbuf_mtod(out, std::uint8_t*));
    out->data_len = static_cast<std::uint16_t>(bytes.size());
    out->pkt_len = out->data_len;
    return out;
}

}  // namespace

Frame bytes_of(const rte_mbuf* packet)
{
    Frame out;
    for (const rte_mbuf* segment = packet; segment != nullptr; segment = segment->next) {
        const auto* data = rte_pktmbuf_mtod(segment, const std::uint8_t*);
        out.insert(out.end(), data, data + segment->data_len);
    }
    return out;
}

rte_mbuf* packet_of(rte_mempool* pool, std::span<const std::uint8_t> bytes, std::size_t segment)
{
    const std::size_t most =
        segment != 0 ? segment : static_cast<std::size_t>(rte_pktmbuf_data_room_size(pool) - RTE_PKTMBUF_HEADROOM);
    rte_mbuf* packet = segment_of(pool, bytes.first(std::min(most, bytes.size())));
    for (std::size_t at = most; packet != nullptr && at < bytes.size(); at += most) {
        rte_mbuf* next = segment_of(pool, bytes.subspan(at, std::min(most, bytes.size() - at)));
        if (next == nullptr || rte_pktmbuf_chain(packet, next) != 0) {
            rte_pktmbuf_free(next);
            rte_pktmbuf_free(packet);
            return nullptr;
        }
    }
    return packet;
}

void describe(rte_mbuf& m, const Message& message)
{
    m.l2_len = message.l2() & 0x7f;
    m.l3_len = message.l3() & 0x1ff;
    m.l4_len = message.l4() & 0xff;
    m.ol_flags |= message.ipv6 ? RTE_MBUF_F_TX_IPV6 : RTE_MBUF_F_TX_IPV4;
}

void ask_to_complete(rte_mbuf& m, const Message& message)
{
    describe(m, message);
    m.ol_flags |= message.tcp ? RTE_MBUF_F_TX_TCP_CKSUM : RTE_MBUF_F_TX_UDP_CKSUM;
    if (!message.ipv6)
        m.ol_flags |= RTE_MBUF_F_TX_IP_CKSUM;
}

void ask_to_cut(rte_mbuf& m, const Message& message, std::uint16_t mss)
{
    describe(m, message);
    m.ol_flags |= message.tcp ? RTE_MBUF_F_TX_TCP_SEG : RTE_MBUF_F_TX_UDP_SEG;
    if (!message.ipv6)
        m.ol_flags |= RTE_MBUF_F_TX_IP_CKSUM;
    m.tso_segsz = mss;
}

}  // namespace test
