// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "port/histogram.hpp"
#include "port/port.hpp"
#include "text/activity.hpp"
#include "text/live_table.hpp"

namespace responder {

/// Measures a port from one look to the next.
class Meter {
public:
    explicit Meter(const Port& port) : port_(port) {}

    /// What the port did since the last look.
    [[nodiscard]] Activity look(std::uint64_t now_ns);

private:
    const Port& port_;
    rte_eth_stats before_{};
    Histogram::Counts handled_{};
    std::uint64_t looked_ns_ = 0;
};

/// --stats-period: one table in place on a terminal, else a line for each port and period.
class Reporter {
public:
    Reporter(const std::list<Port>& ports, unsigned period_ms);

    /// Draw the table if it is time to.
    /// @return the lines to print instead, where there is no table; empty if it is not time
    [[nodiscard]] std::string due(std::uint64_t now_ns);
    /// Whether the last due() took other lines of the terminal than before: what is being typed is to be shown again.
    [[nodiscard]] bool moved() const noexcept { return moved_; }

private:
    bool moved_ = false;
    std::uint64_t period_ns_, next_ns_ = 0;
    std::vector<Meter> meters_{};
    std::unique_ptr<LiveTable> table_{};
};

}  // namespace responder
