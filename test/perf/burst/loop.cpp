// SPDX-License-Identifier: BSD-3-Clause
#include "perf/burst/loop.hpp"

#include <rte_ip.h>
#include <rte_tcp.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "perf/burst/frames.hpp"

namespace perf {

Loop::Loop(const Setting& setting, std::vector<Device> devices) : setting_(setting), devices_(std::move(devices))
{
    if (setting.burst > most_burst)
        throw std::runtime_error("bursts have at most " + std::to_string(most_burst) + " packets");
}

void Loop::ask(std::span<rte_mbuf*> packets) const
{
    if (!setting_.tx_checksum)
        return;
    static const test::Frame header = incomplete_header();
    for (rte_mbuf* packet : packets) {
        std::copy(header.begin(), header.end(), rte_pktmbuf_mtod(packet, std::uint8_t*));
        packet->l2_len = RTE_ETHER_HDR_LEN;
        packet->l3_len = sizeof(rte_ipv4_hdr);
        packet->l4_len = sizeof(rte_tcp_hdr);
        packet->ol_flags |= RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_TCP_CKSUM;
    }
}

void Loop::judge(unsigned got, unsigned sent) const
{
    const unsigned most = setting_.idle ? 0 : setting_.burst;
    if (got != most || sent != got)
        throw std::runtime_error("a burst of " + std::to_string(most) + " gave " + std::to_string(got) +
                                 " received and " + std::to_string(sent) + " sent");
}

}  // namespace perf
