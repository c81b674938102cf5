// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <list>
#include <memory>

#include "cli.hpp"
#include "engine.hpp"
#include "port.hpp"

namespace responder {

/// The running program: its ports, its loop, its statistics.
class App {
public:
    /// @throws std::runtime_error if a port cannot be had; those before it are given back
    explicit App(const Options& options);
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Answer until SIGINT or SIGTERM, or until the ping is over; then print the statistics.
    /// @return whether all went well: false after a ping without an answer
    [[nodiscard]] bool run();

private:
    void announce() const;
    void print_statistics() const;
    void start_ping();
    [[nodiscard]] bool ping_over();

    Options options_;
    std::list<Port> ports_{};
    std::unique_ptr<Engine> engine_{};
    std::unique_ptr<Pinger> pinger_{};
};

}  // namespace responder
