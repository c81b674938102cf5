// SPDX-License-Identifier: BSD-3-Clause
// How the offloads of transmit that a port is configured for reach its queues.
#pragma once

#include <cstdint>

#include "port/adapter.hpp"
#include "rxtx/tx_offload.hpp"

namespace e1k {

/// What packets may ask for that are sent through the ring of @p q, as the port and its queues are configured now.
[[nodiscard]] TxAbilities tx_abilities(const Port& p, const TxQueue& q);

/// How its descriptors must be filled for that.
[[nodiscard]] hw::TxCare tx_care(const Port& p);

}  // namespace e1k
