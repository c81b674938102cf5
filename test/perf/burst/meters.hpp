// SPDX-License-Identifier: BSD-3-Clause
// What a loop is measured by: each is called as meter(sum, work), does the work and adds its cost to the sum.
#pragma once

#include <rte_cycles.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "support/instruction_count.hpp"

namespace perf {

/// None: to warm up.
struct Nothing {
    template <class Work>
    void operator()(double&, Work work) const
    {
        work();
    }
};

/// Exact, and a thousand times slower.
class Instructions {
public:
    template <class Work>
    void operator()(double& sum, Work work)
    {
        count_.begin();
        work();
        sum += static_cast<double>(count_.end());
    }

private:
    test::InstructionCount count_;
};

/// Of the time stamp counter, without those that reading it takes.
class Cycles {
public:
    Cycles()
    {
        for (int i = 0; i < 1000; ++i) {
            const std::uint64_t before = rte_rdtsc_precise();
            overhead_ = std::min(overhead_, rte_rdtsc_precise() - before);
        }
    }
    template <class Work>
    void operator()(double& sum, Work work) const
    {
        const std::uint64_t before = rte_rdtsc_precise();
        work();
        sum += static_cast<double>(rte_rdtsc_precise() - before) - static_cast<double>(overhead_);
    }

private:
    std::uint64_t overhead_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace perf
