// SPDX-License-Identifier: BSD-3-Clause
// The device has one interrupt line, INTx, for the link and for received frames: ICR tells them apart.
#pragma once

#include "port/adapter.hpp"

namespace e1k {

/// Prepare the line when the port is made, and note whether there is one. A port without one does not claim link
/// interrupts, and works as long as it is only polled.
void attach_interrupts(const Port& p);
/// The reverse; returns when no handler runs any more that could follow the port. Any thread, a callback of the port's
/// own interrupt among them.
void detach_interrupts(const Port& p);

/// Open the way for the interrupts that the port's configuration asks for; the device still raises none.
/// @return 0; a negative errno, logged, if they cannot be had: close_interrupts() then
[[nodiscard]] int open_interrupts(const Port& p);
/// Let the device raise link interrupts, if asked for. Receive interrupts wait for arm_rx_interrupt().
void unmask_interrupts(const Port& p);
/// The device raises none any more.
void close_interrupts(const Port& p);

/// What a line does.
struct LineState {
    bool works = false;
    hw::Cause missing{};  ///< the first that did not come as an interrupt; none: it stays set, or the line did not open
};

/// Of a stopped port that has a line: whether the causes that software sets come to the handler, and go. Nothing of it
/// is told the application. At most 2 s.
[[nodiscard]] LineState check_line(const Port& p);

/// The next frames, or those that came since the last wake-up, wake who sleeps for the receive queue; once.
/// @return 0; -EINVAL, logged, if the port does not run or has not asked for receive interrupts
[[nodiscard]] int arm_rx_interrupt(const Port& p);
void disarm_rx_interrupt(const Port& p);

}  // namespace e1k
