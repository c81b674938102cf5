// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <list>
#include <memory>

#include "control/console.hpp"
#include "control/telemetry.hpp"
#include "port/events.hpp"
#include "port/station.hpp"
#include "service/engine.hpp"
#include "text/options.hpp"
#include "text/reporter.hpp"

namespace responder {

/// The running program: its ports, its loop, its statistics.
class App {
public:
    /// @throws std::runtime_error if a port cannot be had; those before it are given back
    explicit App(Options options);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Answer until SIGINT or SIGTERM, or until the ping is over; then print the statistics.
    /// @return whether all went well: false after a ping without an answer
    [[nodiscard]] bool run();

    [[nodiscard]] std::list<Station>& stations() noexcept { return stations_; }
    /// Leave the ports alone until resume().
    /// @return whether they were served
    bool pause();
    /// @param wanted  false: stay paused
    /// @throws std::runtime_error if a port cannot be served
    void resume(bool wanted);
    /// Ping a neighbour beside the other work; one at a time.
    /// @throws UsageError if it is on no network of ours
    void ping(const PingOptions& asked);
    void end() noexcept { ending_ = true; }
    [[nodiscard]] bool ending() const noexcept { return ending_; }
    [[nodiscard]] std::string describe();

private:
    void announce() const;
    void say(const std::string& lines);
    void print_statistics() const;
    void report();
    void leave_terminal();
    void keep_ping_going();
    void report_ping();
    void look_after_ports();
    void look_after_device(Station& station);
    [[nodiscard]] bool all_closed() const;
    [[nodiscard]] bool finished();

    Options options_;
    std::list<Station> stations_{};
    std::unique_ptr<Engine> engine_{};
    std::unique_ptr<Pinger> pinger_{};
    std::unique_ptr<Console> console_{};
    std::unique_ptr<Reporter> reporter_{};
    DeviceEvents device_events_{};
    std::unique_ptr<Integration> integration_{};
    std::vector<bool> links_{};  ///< as last told, in the order of stations_
    bool ending_ = false, answered_ = true;
};

}  // namespace responder
