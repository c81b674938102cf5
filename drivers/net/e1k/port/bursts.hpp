// SPDX-License-Identifier: BSD-3-Clause
// Which functions send and receive. They live in a process, not in the memory that processes share.
#pragma once

#include <ethdev_driver.h>

namespace e1k {

/// Those that work with any queue, for a process that comes to know the port.
void set_plain_bursts(rte_eth_dev* d);

/// Those for a port that starts.
void select_bursts(rte_eth_dev* d);

}  // namespace e1k
