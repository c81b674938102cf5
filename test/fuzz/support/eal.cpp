// SPDX-License-Identifier: BSD-3-Clause
#include "support/eal.hpp"

#include <sched.h>

#include <string>

#include "support/require.hpp"
#include "support/start_eal.hpp"

/// Millions of runs: short stacks of allocations, and a small quarantine that stays in the cache.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options()
{
    return "malloc_context_size=5:quarantine_size_mb=4";
}

namespace fuzz {

namespace {

/// One lcore that floats over every CPU of the process: fuzzers run side by side.
std::string floating_lcore()
{
    cpu_set_t allowed;
    require(sched_getaffinity(0, sizeof allowed, &allowed) == 0, "the CPUs of the process are known");
    std::string cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &allowed))
            cpus += (cpus.empty() ? "" : ",") + std::to_string(cpu);
    return "--lcores=0@(" + cpus + ")";
}

}  // namespace

void start_eal(const char* program)
{
    // EAL's usual base address lies in ASan's shadow memory.
    test::start_eal({program, floating_lcore(), "--no-huge", "--no-pci", "--no-shconf", "-m", "64", "--iova-mode=va",
                     "--no-telemetry", "--base-virtaddr=0x300000000000", "--log-level=4"});
}

}  // namespace fuzz
