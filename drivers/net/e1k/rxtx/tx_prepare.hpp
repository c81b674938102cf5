// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

namespace e1k {

/// ethdev's tx_pkt_prepare: refuses what a burst or a hypervisor would drop, and writes into the others the sums of
/// pseudo-headers that hardware begins with. rte_errno is EINVAL for a packet that is empty, too long, of too
/// many segments, or whose lengths cannot be right; ENOTSUP for one that
/// asks for what is not configured or no hardware can do. @p queue is a TxQueue.
std::uint16_t tx_prepare(void* queue, rte_mbuf** pkts, std::uint16_t n) noexcept;

}  // namespace e1k
