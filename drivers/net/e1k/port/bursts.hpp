// SPDX-License-Identifier: BSD-3-Clause
// Which functions send and receive. They live in a process, not in the memory that processes share; the row of the
// table that a queue's burst stands in does.
#pragma once

#include <ethdev_driver.h>

#include "port/adapter.hpp"

namespace e1k {

/// Those that work with any queue, for a process that comes to know the port.
void set_full_bursts(rte_eth_dev* d);

/// The cheapest that can what the port is configured for, when it starts. @see rxtx/paths.hpp
void select_bursts(const Port& p);

/// The same for receive while the port runs, whatever its lcore does: what it is asked for has changed. What the device
/// has reported so far is still told. Only in the primary process, whose bursts are the cheapest; the others can all.
void renew_rx_burst(const Port& p);

/// Those of a running port that queues which were started or stopped need now.
void install_rx_burst(const Port& p);
void install_tx_burst(const Port& p);

/// What sends the packets of @p q since the start, logged or not.
[[nodiscard]] eth_tx_burst_t tx_burst_of(const TxQueue& q);

/// For rte_eth_rx_burst_mode_get() and rte_eth_tx_burst_mode_get(). What a primary process logs, only it can tell.
void describe_rx_burst(const rte_eth_dev* d, const RxQueue& q, rte_eth_burst_mode& mode);
void describe_tx_burst(const rte_eth_dev* d, const TxQueue& q, rte_eth_burst_mode& mode);

}  // namespace e1k
