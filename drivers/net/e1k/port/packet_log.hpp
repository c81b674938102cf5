// SPDX-License-Identifier: BSD-3-Clause
// Burst functions that log a line a packet and then do what the real ones do. A port gets them when it is started with
// pmd.net.e1k.rx or .tx at debug level: the fast path itself never asks.
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

std::uint16_t rx_burst_logged(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
std::uint16_t tx_burst_logged(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

}  // namespace e1k
