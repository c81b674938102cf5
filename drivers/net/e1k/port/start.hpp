// SPDX-License-Identifier: BSD-3-Clause
// The order of a start and of a stop.
#pragma once

#include "port/adapter.hpp"

namespace e1k {

/// Begin to send and receive as the port is configured: first what can run out, then what programs the device, the
/// receiver last. @return 0; a negative errno, logged: the port is stopped then
[[nodiscard]] int start(const Port& p);

/// End it: the device is as after a reset, the rings are empty.
/// @return 0; a negative errno, logged: DMA may still run, and the port counts as running
[[nodiscard]] int stop(const Port& p);

}  // namespace e1k
