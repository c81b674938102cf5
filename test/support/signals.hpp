// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <csignal>
#include <initializer_list>

namespace test {

/// All signals but those that a thread raises by what it does itself: to block them would end the process.
[[nodiscard]] inline sigset_t signals_from_outside()
{
    sigset_t set;
    sigfillset(&set);
    for (const int crash : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP})
        sigdelset(&set, crash);
    return set;
}

}  // namespace test
