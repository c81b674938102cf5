// SPDX-License-Identifier: BSD-3-Clause
// ethdev's rx_pkt_burst, one function a row of the table of paths. @p queue is an RxQueue.
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

std::uint16_t rx_burst(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
/// The same, with whatever offloads the queue was asked for.
std::uint16_t rx_burst_offloads(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
/// Both again, by vectors of 128 bits.
std::uint16_t rx_burst_vector(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
std::uint16_t rx_burst_vector_offloads(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
/// And by those of 256 bits, on processors with AVX2.
std::uint16_t rx_burst_avx2(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;
std::uint16_t rx_burst_avx2_offloads(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

}  // namespace e1k
