// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace perf {

/// What to measure, and how.
struct Setting {
    std::string driver;        ///< net_e1k, net_e1000_em or net_null
    std::string plugin;        ///< of net_e1k
    unsigned burst = 32;       ///< packets
    unsigned ring = 512;       ///< descriptors
    unsigned bursts = 20000;   ///< measured for the cycles
    bool rx_offloads = false;  ///< checksum flags and VLAN stripping, as far as the driver has them
    bool hugepages = false;
    bool count = true;  ///< the instructions too; the same in every run, and slow
};

/// Of one direction, per packet.
struct Cost {
    double instructions = 0;  ///< exact
    double cycles = 0;        ///< of the time stamp counter
};

struct Result {
    Cost rx, tx;
};

/// Bring a port of that driver up and measure it: frames of 60 bytes received by rx_burst and sent by tx_burst.
/// One measurement a process, since EAL starts once.
/// @throws std::exception saying what failed
[[nodiscard]] Result measure(const Setting& setting);

}  // namespace perf
