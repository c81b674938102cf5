// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <list>

#include "cli.hpp"
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

    /// Answer until SIGINT or SIGTERM, then print the statistics.
    void run();

private:
    void announce() const;
    void print_statistics() const;

    Options options_;
    std::list<Port> ports_{};
};

}  // namespace responder
