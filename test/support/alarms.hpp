// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace test {

/// EAL's alarms in a Bed: rte_eal_alarm_set() and rte_eal_alarm_cancel() of a test program take the place of EAL's, so
/// that alarms are due by simulated time. Only Bed::pass() runs them, never a delay of the driver's.
///
/// Run what is due by @p now_us, one after another and in EAL's interrupt thread, as EAL does. Returns when it has run.
void run_alarms(std::uint64_t now_us);

/// EAL's own alarm, in real time: what a test has done in the interrupt thread while it goes on. @return as EAL's
int set_real_alarm(std::uint64_t us, void (*call)(void*), void* argument);

}  // namespace test
