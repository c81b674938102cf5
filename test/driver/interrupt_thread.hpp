// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <rte_alarm.h>

#include <atomic>
#include <thread>

namespace test {

/// Wait until EAL's interrupt thread has done all that it knew of, by alarms, which are called there too: of what
/// becomes known to it at once, any may come first.
[[nodiscard]] inline bool interrupt_thread_has_passed()
{
    for (int i = 0; i < 2; ++i) {
        std::atomic<bool> passed = false;
        const auto set = [](void* flag) { *static_cast<std::atomic<bool>*>(flag) = true; };
        if (rte_eal_alarm_set(1, set, &passed) != 0)
            return false;
        while (!passed)
            std::this_thread::yield();
    }
    return true;
}

}  // namespace test
