// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "control/console.hpp"
#include "control/telemetry.hpp"
#include "port/events.hpp"
#include "service/service.hpp"
#include "text/options.hpp"
#include "text/reporter.hpp"

namespace responder {

/// The running program: its service, its loop, its statistics.
class App {
public:
    /// @throws std::runtime_error if a port cannot be had; those before it are given back
    explicit App(Options options);
    ~App() = default;
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Answer until SIGINT or SIGTERM, or until the ping is over; then print the statistics.
    /// @return whether all went well: false after a ping without an answer
    [[nodiscard]] bool run();

private:
    void announce() const;
    void say(const std::string& lines);
    void print_statistics() const;
    void report();
    void leave_terminal();
    void report_ping();
    void look_after_ports();
    void look_after_device(Station& station);
    [[nodiscard]] bool finished();

    Options options_;
    DeviceEvents device_events_{};
    std::unique_ptr<Service> service_{};
    std::unique_ptr<Integration> integration_{};
    std::unique_ptr<Reporter> reporter_{};
    std::unique_ptr<Console> console_{};
    std::vector<bool> links_{};  ///< as last told, in the order of the stations
    bool all_went_well_ = true;
};

}  // namespace responder
