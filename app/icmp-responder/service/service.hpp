// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <list>
#include <memory>
#include <string>

#include "port/station.hpp"
#include "service/engine.hpp"
#include "text/options.hpp"

namespace responder {

/// The stations, on the cores that serve them, and the ping under way. The main core's, but for what says otherwise.
class Service {
public:
    /// Set all ports up, and serve them.
    /// @throws std::runtime_error if a port cannot be had; those before it are given back
    /// @throws UsageError if what is to be pinged is on no network of ours
    explicit Service(const Options& options);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    [[nodiscard]] std::list<Station>& stations() noexcept { return stations_; }
    /// Whether all ports are closed.
    [[nodiscard]] bool all_closed() const;

    /// Leave the ports alone until resume().
    /// @return whether they were served
    bool pause();
    /// @param wanted  false: stay paused
    /// @throws std::runtime_error if a port cannot be served
    void resume(bool wanted);
    [[nodiscard]] bool running() const noexcept { return engine_->running(); }
    /// As Engine.
    void turn(int waker) noexcept { engine_->turn(waker); }

    /// Ping a neighbour beside the other work; one at a time.
    /// @throws UsageError if it is on no network of ours
    void ping(const PingOptions& asked);
    [[nodiscard]] bool pinging() const noexcept { return pinger_ != nullptr; }
    /// What there is to tell of the ping under way since the last call; to be called often, for it to end in its time.
    [[nodiscard]] std::string serve_ping();
    [[nodiscard]] bool ping_done() const noexcept { return pinger_->done(); }
    /// End the ping under way, done or not.
    /// @return the rest to tell of it
    [[nodiscard]] std::string end_ping();
    /// Whether the last ping that ended got an answer; true if there was none.
    [[nodiscard]] bool answered() const noexcept { return answered_; }

    /// Modes, ports and addresses, for people.
    [[nodiscard]] std::string describe();

    /// The program is to end.
    void end() noexcept { ending_ = true; }
    [[nodiscard]] bool ending() const noexcept { return ending_; }

private:
    void close() noexcept;

    CommonOptions common_;
    std::list<Station> stations_{};
    std::unique_ptr<Engine> engine_{};
    std::unique_ptr<Pinger> pinger_{};
    bool ending_ = false, answered_ = true;
};

}  // namespace responder
