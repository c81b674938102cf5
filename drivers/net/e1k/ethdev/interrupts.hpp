// SPDX-License-Identifier: BSD-3-Clause
// The device has one interrupt line, INTx, for the link and for received frames: ICR tells them apart.
#pragma once

#include <ethdev_driver.h>

namespace e1k {

/// Prepare the line when the port is made, and note whether there is one. A port without one does not claim link
/// interrupts, and works as long as it is only polled.
void attach_interrupts(rte_eth_dev* d);
/// The reverse; returns when no handler runs any more that could follow the port. Any thread, a callback of the port's
/// own interrupt among them.
void detach_interrupts(rte_eth_dev* d);

/// Open the way for the interrupts that the port's configuration asks for; the device still raises none.
/// @return 0; a negative errno, logged, if they cannot be had: close_interrupts() then
[[nodiscard]] int open_interrupts(rte_eth_dev* d);
/// Let the device raise link interrupts, if asked for. Receive interrupts wait for rx_queue_intr_enable().
void unmask_interrupts(rte_eth_dev* d);
/// The device raises none any more.
void close_interrupts(rte_eth_dev* d);

}  // namespace e1k
