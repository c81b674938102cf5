// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <ethdev_driver.h>

namespace e1k {

/// Tell ethdev the link's state: that of the device while the port runs, else down. Any thread.
/// @return true if it changed
bool refresh_link(rte_eth_dev* d);

/// The same, and call the application's callback for a change if it has asked for link interrupts.
void report_link(rte_eth_dev* d);

/// Note that the port runs from now on, or no longer, and refresh the link.
void set_running(rte_eth_dev* d, bool running);

}  // namespace e1k
