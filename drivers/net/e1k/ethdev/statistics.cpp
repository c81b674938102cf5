// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/ops.hpp"
#include "port/adapter.hpp"

namespace e1k::ops {

int stats_get(rte_eth_dev* d, rte_eth_stats* stats) noexcept
{
    const Port p = open(d);
    const PortTotals now = p.a.stats.read(p.dev);
    stats->ipackets = stats->q_ipackets[0] = now.rx.packets;
    stats->ibytes = stats->q_ibytes[0] = now.rx.bytes;
    stats->opackets = stats->q_opackets[0] = now.tx.packets;
    stats->obytes = stats->q_obytes[0] = now.tx.bytes;
    stats->q_errors[0] = now.rx.errors;
    stats->rx_nombuf = now.rx.no_mbuf;
    stats->imissed = now.missed;
    stats->ierrors = now.rx.errors + now.rx_errors;
    stats->oerrors = now.tx.errors + now.tx_errors;
    return 0;
}

int stats_reset(rte_eth_dev* d) noexcept
{
    const Port p = open(d);
    p.a.stats.reset(p.dev);
    return 0;
}

}  // namespace e1k::ops
