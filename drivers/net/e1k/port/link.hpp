// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "port/adapter.hpp"

namespace e1k {

/// Tell ethdev the link's state: that of the device while the port runs, else down. Any thread.
/// @return true if it changed
bool refresh_link(const Port& p);

/// The same, and call the application's callback for a change if it has asked for link interrupts.
void report_link(const Port& p);

/// Refresh the link; if asked to @p wait, until it is up, the port has none, or 9 s have passed.
/// @return true if it changed
bool update_link(const Port& p, bool wait);

/// Switch the link on or off: the PHY's power, and traffic.
/// @return 0; a negative errno if the device is gone. The application may have closed the port in its callback
[[nodiscard]] int switch_link(const Port& p, bool on);

/// Note that the port runs from now on, or no longer, and refresh the link.
void set_running(const Port& p, bool running);

}  // namespace e1k
