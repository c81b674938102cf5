// SPDX-License-Identifier: BSD-3-Clause
// The bursts that do all that packets ask for.
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

class TxQueue;
struct TxPlan;

/// ethdev's tx_pkt_burst, whatever is configured. @p queue is a TxQueue. A packet whose request cannot be right, or
/// cannot be met, is dropped and counted as an error: sent as it is, it would do harm.
std::uint16_t tx_burst_full(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

/// The same where hardware's descriptors want care. Works for every queue, and is compiled to be small.
[[gnu::cold]] std::uint16_t tx_burst_careful(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

/// Descriptors that a packet of @p total bytes takes as @p plan says, @p context among them where one is needed; 0 if
/// it can never be sent.
[[nodiscard]] unsigned descriptors_for(const TxQueue& q, const rte_mbuf& pkt, std::uint32_t total, const TxPlan& plan,
                                       bool context);
/// The same in tx_burst_careful(), of packets too that ask for nothing.
[[nodiscard, gnu::cold]] unsigned careful_descriptors_for(const TxQueue& q, const rte_mbuf& pkt, std::uint32_t total,
                                                          const TxPlan& plan, bool context);

/// The same, whatever hardware knows of contexts by the time that the packet is sent. Any thread.
[[nodiscard]] unsigned descriptors_at_most(const TxQueue& q, const rte_mbuf& pkt);
[[nodiscard, gnu::cold]] unsigned careful_descriptors_at_most(const TxQueue& q, const rte_mbuf& pkt);

}  // namespace e1k
