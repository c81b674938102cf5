// SPDX-License-Identifier: BSD-3-Clause
#include "rxtx/tx_cut.hpp"

#include <cstring>

#include <rte_byteorder.h>
#include <rte_ip.h>
#include <rte_tcp.h>

namespace e1k {

void write_cut_headers(std::byte* l3, const rte_mbuf& m, const TxCut& cut)
{
    rte_ipv6_hdr ip;
    rte_tcp_hdr tcp;
    std::memcpy(&ip, l3, sizeof ip);
    std::memcpy(&tcp, l3 + m.l3_len, sizeof tcp);

    const auto l4_length = static_cast<std::uint16_t>(m.l4_len + cut.length);
    ip.payload_len = rte_cpu_to_be_16(static_cast<std::uint16_t>(m.l3_len - sizeof ip + l4_length));
    tcp.sent_seq = rte_cpu_to_be_32(rte_be_to_cpu_32(tcp.sent_seq) + cut.from);
    if (cut.from != 0)
        tcp.tcp_flags &= static_cast<std::uint8_t>(~RTE_TCP_CWR_FLAG);
    if (!cut.last)
        tcp.tcp_flags &= static_cast<std::uint8_t>(~(RTE_TCP_FIN_FLAG | RTE_TCP_PSH_FLAG));
    // The sum of the pseudo-header has no length in it: tx_prepare.
    const std::uint32_t sum = std::uint32_t{tcp.cksum} + rte_cpu_to_be_16(l4_length);
    tcp.cksum = static_cast<std::uint16_t>((sum & 0xffff) + (sum >> 16));

    std::memcpy(l3, &ip, sizeof ip);
    std::memcpy(l3 + m.l3_len, &tcp, sizeof tcp);
}

unsigned cut_descriptors(const rte_mbuf& pkt, std::uint32_t head, std::uint32_t total, std::uint16_t mss)
{
    unsigned n = 2 * ((total - head + mss - 1u) / mss);
    std::uint32_t end = 0;
    for (const rte_mbuf* seg = &pkt; seg != nullptr; seg = seg->next) {
        end += seg->data_len;
        const bool in_a_frame = end > head && end < total && (end - head) % mss != 0;
        n += in_a_frame && seg->data_len != 0 ? 1u : 0u;
    }
    return n;
}

}  // namespace e1k
