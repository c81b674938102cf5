// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "port/snapshot.hpp"
#include "text/activity.hpp"
#include "text/live_table.hpp"

namespace responder {

/// Measures a port from one look to the next.
class Meter {
public:
    /// What the port did since the last look.
    [[nodiscard]] Activity look(const Snapshot& port, std::uint64_t now_ns);

private:
    DeviceCounters before_{};
    Histogram::Counts handled_{};
    std::uint64_t looked_ns_ = 0;
};

/// --stats-period: one table in place on a terminal, else a line for each port and period.
class Reporter {
public:
    explicit Reporter(unsigned period_ms);

    [[nodiscard]] bool due(std::uint64_t now_ns) const noexcept { return now_ns >= next_ns_; }
    /// Draw the table; when it is due.
    /// @param ports  the same ones each time, in one order
    /// @return the lines to print instead, where there is no table
    [[nodiscard]] std::string report(std::span<const Snapshot> ports, std::uint64_t now_ns);
    /// Whether the last report() took other lines of the terminal than before: what is being typed is to be shown
    /// again.
    [[nodiscard]] bool moved() const noexcept { return moved_; }

private:
    bool moved_ = false;
    std::uint64_t period_ns_, next_ns_ = 0;
    std::vector<Meter> meters_{};
    std::unique_ptr<LiveTable> table_{};
};

}  // namespace responder
