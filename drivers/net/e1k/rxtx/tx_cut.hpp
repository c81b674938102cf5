// SPDX-License-Identifier: BSD-3-Clause
// Packets that software cuts, because the device does it wrong: into frames that each take their headers from a place
// of its own and their data from the packet. Nothing of that is copied, and hardware makes the checksums.
#pragma once

#include <cstdint>

#include <rte_mbuf.h>

#include "rxtx/tx_offload.hpp"
#include "rxtx/tx_split.hpp"

namespace e1k {

class TxQueue;

/// Descriptors that @p m takes, cut as @p plan says, but for a context; 0 if it can never be sent.
[[nodiscard]] unsigned descriptors_of_cut(const TxQueue& q, const rte_mbuf& m, const TxPlan& plan);

/// Queue @p m so, behind @p plan's context if that is needed. There is room.
/// @tparam Split  TxWhole or TxSplit, with which it takes twice as many descriptors at most
template <class Split>
void put_cut(TxQueue& q, rte_mbuf* m, const TxPlan& plan, bool context);
template <>
void put_cut<TxWhole>(TxQueue& q, rte_mbuf* m, const TxPlan& plan, bool context);
// Compiled to be small, as all that takes care.
template <>
[[gnu::cold]] void put_cut<TxSplit>(TxQueue& q, rte_mbuf* m, const TxPlan& plan, bool context);

}  // namespace e1k
