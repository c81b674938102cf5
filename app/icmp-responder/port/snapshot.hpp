// SPDX-License-Identifier: BSD-3-Clause
// What a port tells of itself: plain values, from which text is made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "port/histogram.hpp"
#include "protocol/host/event.hpp"

namespace responder {

/// What ethdev counts of every device.
struct DeviceCounters {
    std::uint64_t rx_frames = 0, rx_bytes = 0, tx_frames = 0, tx_bytes = 0;
    std::uint64_t missed = 0;     ///< by the device
    std::uint64_t rx_errors = 0;  ///< frames received with errors
    std::uint64_t no_buffer = 0;  ///< receive buffers that could not be allocated
    std::uint64_t tx_errors = 0;  ///< frames that could not be sent
};

/// One of a driver's own counters.
struct NamedCounter {
    std::string name;
    std::uint64_t value;
};

struct LinkState {
    bool up = false;
    std::optional<unsigned> mbit_s{};  ///< none: unknown
    bool full_duplex = false;
};

enum class PortState { stopped, started, closed };

/// Who a port is and what was counted on it.
struct Snapshot {
    unsigned port = 0;
    std::string device{}, driver{};
    PortState state = PortState::stopped;
    bool link_up = false;                      ///< as the port saw it last
    std::optional<DeviceCounters> counters{};  ///< none: the port is closed, or its driver does not tell
    Counters::Values events{};
    Histogram::Counts handled{};  ///< how long replies took
    double ticks_per_us = 1;      ///< of `handled`
};

/// What else there is to say of a port that is not closed.
struct Details {
    std::optional<LinkState> link{};  ///< none: unknown
    unsigned mtu = 0;
    bool promiscuous = false;
};

}  // namespace responder
