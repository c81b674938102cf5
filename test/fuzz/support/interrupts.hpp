// SPDX-License-Identifier: BSD-3-Clause
// EAL's interrupt thread, as the driver sees it, without the thread: the target says when an interrupt comes.
#pragma once

namespace fuzz {

/// Call the handler that the driver has registered, if it has one and the line is enabled.
void interrupt();

/// From now on registering a handler and enabling the line succeed, or do not.
void admit_interrupts(bool yes);

}  // namespace fuzz
