// SPDX-License-Identifier: BSD-3-Clause
// What a port did in a period, and how --stats-period shows it. Knows nothing of DPDK.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace responder {

/// Microseconds from the receive burst that brought a request to the end of the transmit burst that took its reply.
struct Latency {
    double p50, p90, p99, most;
};

struct Traffic {
    std::uint64_t frames;  ///< since the start
    double pps, mbit_s;    ///< in the period; of the bytes that ethdev counts: no preamble, no gap
};

struct Activity {
    unsigned port;
    std::string state;  ///< "up", "down", "stop" or "gone"
    Traffic rx, tx;
    std::uint64_t drops;             ///< since the start
    std::optional<Latency> latency;  ///< of the period's replies, if there were any
};

/// One line, for logs.
[[nodiscard]] std::string to_line(const Activity& activity);

/// A line of headings and one for each port, 79 characters wide.
[[nodiscard]] std::vector<std::string> to_table(std::span<const Activity> activities);

/// "p50 0.87, p90 1.20, p99 3.40, max 5.60"
[[nodiscard]] std::string to_string(const Latency& latency);

}  // namespace responder
