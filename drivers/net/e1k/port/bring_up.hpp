// SPDX-License-Identifier: BSD-3-Clause
// What a probe makes of a device, and a reset of the port once more.
#pragma once

#include "port/adapter.hpp"

namespace e1k {

/// Reset the device, learn its address and log what it is. A failure is logged.
[[nodiscard]] hw::Result bring_up(const Port& p);

/// Make a stopped port what it was at first, but for its queues. A failure is logged, and leaves what was set.
[[nodiscard]] hw::Result begin_anew(const Port& p);

/// Take from the device what every mapping by EAL gives it: that it may reach memory. Nothing happens if it is gone.
void end_bus_mastering(const Port& p);

/// The port's own address and no other.
void set_own_address(const Port& p);

}  // namespace e1k
