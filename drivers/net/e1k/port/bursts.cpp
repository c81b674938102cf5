// SPDX-License-Identifier: BSD-3-Clause
#include "port/bursts.hpp"

#include "dpdk/log.hpp"
#include "port/packet_log.hpp"
#include "rxtx/rx_queue.hpp"
#include "rxtx/tx_queue.hpp"

namespace e1k {

void set_plain_bursts(rte_eth_dev* d)
{
    d->rx_pkt_burst = rx_burst;
    d->tx_pkt_burst = tx_burst;
    d->tx_pkt_prepare = tx_prepare;
}

void select_bursts(rte_eth_dev* d)
{
    set_plain_bursts(d);
    if (rte_log_can_log(log::rx, RTE_LOG_DEBUG))
        d->rx_pkt_burst = rx_burst_logged;
    if (rte_log_can_log(log::tx, RTE_LOG_DEBUG))
        d->tx_pkt_burst = tx_burst_logged;
}

}  // namespace e1k
