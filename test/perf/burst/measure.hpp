// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "perf/burst/setting.hpp"

namespace perf {

/// Of one direction, per packet; per poll where Setting::idle.
struct Cost {
    double instructions = 0;  ///< exact
    double cycles = 0;        ///< of the time stamp counter; 0: not measured
    double reads = 0;         ///< of registers
    double writes = 0;
    std::string mode{};  ///< what the driver says of its burst
};

struct Result {
    Cost rx, tx;
};

/// Bring ports of that driver up and measure what receiving by rx_burst and sending by tx_burst costs; of a mempool,
/// what taking and giving back costs. One measurement a process, since EAL starts once.
/// @throws std::exception saying what failed
[[nodiscard]] Result measure(const Setting& setting);

}  // namespace perf
