// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "hw/result.hpp"
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

/// Wait for a partner that may not negotiate, where nobody would look again: link interrupts tell of the link alone,
/// and without a PHY there is none before that partner is done without. At most 0.5 s.
void await_partner(const Port& p);

/// Have the PHY and the MAC do as configured, see hw::start_link().
[[nodiscard]] hw::Result raise_link(const Port& p);
/// Wait for a link that raise_link() has begun, of a port that does not run and so tells nobody. At most 9 s.
/// @return whether it is up
[[nodiscard]] bool link_comes(const Port& p);
/// Power the PHY down.
[[nodiscard]] hw::Result lower_link(const Port& p);
/// The same as raise_link(), of a port that runs: where nothing is negotiated anew, what of it changes is in force.
[[nodiscard]] hw::Result renew_link(const Port& p);

/// Whether what depends on the link is as the link is; of a link that has come up, it is made so.
[[nodiscard]] bool link_settled(const Port& p);

/// Switch the link on or off: the PHY's power, and traffic.
/// @return 0; a negative errno if the device is gone. The application may have closed the port in its callback
[[nodiscard]] int switch_link(const Port& p, bool on);

/// Note that the port runs from now on, or no longer, and refresh the link.
void set_running(const Port& p, bool running);

}  // namespace e1k
