// SPDX-License-Identifier: BSD-3-Clause
#include "port/packet_log.hpp"

#include "dpdk/log.hpp"
#include "port/bursts.hpp"
#include "rxtx/paths.hpp"
#include "rxtx/rx_queue.hpp"

namespace e1k {

std::uint16_t rx_burst_logged(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    const std::uint16_t got = rx_paths[static_cast<RxQueue*>(queue)->path].burst(queue, pkts, n);
    for (std::uint16_t i = 0; i < got; ++i)
        E1K_LOG(rx, DEBUG, "rx", "port %u: %u bytes in %u buffers", unsigned{pkts[i]->port}, pkts[i]->pkt_len,
                unsigned{pkts[i]->nb_segs});
    return got;
}

/// One packet at a time: once it is the driver's it may be gone.
std::uint16_t tx_burst_logged(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept
{
    const eth_tx_burst_t burst = tx_burst_of(*static_cast<const TxQueue*>(queue));
    for (std::uint16_t i = 0; i < n; ++i) {
        const std::uint32_t length = pkts[i]->pkt_len;
        const unsigned segments = pkts[i]->nb_segs;
        if (burst(queue, &pkts[i], 1) == 0)
            return i;
        E1K_LOG(tx, DEBUG, "tx", "%u bytes in %u segments", length, segments);
    }
    return n;
}

}  // namespace e1k
