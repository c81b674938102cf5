// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "support/alarms.hpp"

namespace test {

/// Wait until EAL's interrupt thread has done all that it knew of, by alarms, which are called there too: of what
/// becomes known to it at once, any may come first.
[[nodiscard]] inline bool interrupt_thread_has_passed()
{
    // Not a flag of its own each time: ThreadSanitizer does not see that EAL's lock orders its making before the alarm.
    static std::atomic<std::uint64_t> passed = 0;
    for (int i = 0; i < 2; ++i) {
        const std::uint64_t before = passed;
        if (set_real_alarm(
                1, [](void*) { ++passed; }, nullptr) != 0)
            return false;
        while (passed == before)
            std::this_thread::yield();
    }
    return true;
}

}  // namespace test
