// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <list>
#include <vector>

#include "port/station.hpp"

namespace responder {

/// The stations of one core and how it serves them.
class Crew {
public:
    Crew(RxMode mode, bool on_main_core);
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    void join(Station& station) { stations_.push_back(&station); }
    [[nodiscard]] bool empty() const noexcept { return stations_.empty(); }
    /// Wake for the ports' frames from here on; for the modes that sleep.
    /// @throws std::runtime_error if a port has no receive interrupts
    void arm();
    void disarm() noexcept;
    /// One round over the stations; sleeps if all are idle and the mode says so: at most 100 ms, on the main core 20
    /// ms.
    void turn() noexcept;
    /// The time when the crew last looked at the clock, which is not in every turn.
    [[nodiscard]] std::uint64_t seen_ns() const noexcept { return now_ns_; }

private:
    [[nodiscard]] bool due() noexcept;
    void listen(bool on) noexcept;
    void sleep() noexcept;

    RxMode mode_;
    int longest_sleep_ms_;
    std::uint64_t look_cycles_, looked_at_tsc_ = 0;
    std::vector<Station*> stations_{};
    std::vector<const Port*> armed_{};
    int epoll_ = -1;
    bool listening_ = false;           ///< frames raise interrupts
    unsigned turns_ = 0, frames_ = 0;  ///< since the last look at the clock
    std::uint64_t now_ns_ = 0, next_tick_ns_ = 0, last_frame_ns_ = 0;
};

/// Shares the stations out: over the worker cores, or all on the main core where there are none.
class Engine {
public:
    Engine(std::list<Station>& stations, RxMode mode);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Ports are served from here on.
    /// @throws std::runtime_error if a port cannot be served in this mode
    void resume();
    /// No port is touched any more when it returns. Idempotent.
    void pause() noexcept;
    [[nodiscard]] bool running() const noexcept { return running_; }
    /// The main core's share of the work: about 10 ms; where it has none, a sleep of 50 ms.
    /// @param waker  file descriptor that ends the sleep when it can be read; -1: none
    void turn(int waker) noexcept;

private:
    struct Worker {
        Worker(unsigned on, RxMode mode, std::atomic<bool>* flag) : lcore(on), crew(mode, false), stop(flag) {}

        unsigned lcore;
        Crew crew;
        std::atomic<bool>* stop;
    };
    static int work(void* worker);

    std::list<Worker> workers_{};
    Crew main_;
    std::atomic<bool> stop_{false};
    bool running_ = false;
};

}  // namespace responder
