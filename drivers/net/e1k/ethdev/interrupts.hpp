// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ethdev_driver.h>

namespace e1k {

/// Prepare the device's one interrupt line, INTx. Without one the port works, and says so when link interrupts are
/// asked for.
void attach_interrupts(rte_eth_dev* d);
/// The reverse; returns when no handler runs any more.
void detach_interrupts(rte_eth_dev* d);

/// Let the device raise the interrupts that the port's configuration asks for.
void enable_interrupts(rte_eth_dev* d);
void disable_interrupts(rte_eth_dev* d);

}  // namespace e1k
