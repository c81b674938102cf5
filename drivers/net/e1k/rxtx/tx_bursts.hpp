// SPDX-License-Identifier: BSD-3-Clause
// ethdev's tx_pkt_burst for packets that ask for nothing, one function a row of the table of paths. @p queue is a
// TxQueue.
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

std::uint16_t tx_burst(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
/// By vectors of 256 bits, on processors with AVX2.
std::uint16_t tx_burst_avx2(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

}  // namespace e1k
