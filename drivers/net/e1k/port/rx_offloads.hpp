// SPDX-License-Identifier: BSD-3-Clause
// What the port's configuration asks of the frames that it delivers, beyond their bytes.
#pragma once

#include "port/adapter.hpp"
#include "rxtx/rx_offload.hpp"

namespace e1k {

/// What bursts of @p q are to do: what the device reports, or software in place of a device that does not.
[[nodiscard]] RxOffloads rx_offloads(const Port& p, const RxQueue& q);

/// Have the device do its part for @p q. The receiver is off.
void program_rx_offloads(const Port& p, const RxQueue& q);

}  // namespace e1k
