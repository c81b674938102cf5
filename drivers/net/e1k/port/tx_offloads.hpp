// SPDX-License-Identifier: BSD-3-Clause
// Which offloads of transmit a port has, and how they reach its queues.
#pragma once

#include <cstdint>

#include "port/adapter.hpp"
#include "rxtx/tx_offload.hpp"

namespace e1k {

/// RTE_ETH_TX_OFFLOAD_… of a port with a device of @p traits: what some burst can, and the device or software for it.
[[nodiscard]] std::uint64_t tx_offloads(const hw::Traits& traits);

/// What packets may ask for that are sent through the ring of @p q, as the port and its queues are configured now.
[[nodiscard]] TxAbilities tx_abilities(const Port& p, const TxQueue& q);

}  // namespace e1k
