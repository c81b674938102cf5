// SPDX-License-Identifier: BSD-3-Clause
#include "service/engine.hpp"

#include <poll.h>
#include <rte_cycles.h>
#include <rte_epoll.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "port/clock.hpp"

namespace responder {

namespace {

constexpr std::uint64_t tick_ns = 10'000'000;
constexpr std::uint64_t spin_ns = 1'000'000;  // adaptive: how long to poll on when frames stop coming
// Asleep, a port needs no more than a look at its link and the expiry of fragments; one that pings has a clock to keep,
// and the main core a console to serve.
constexpr int long_sleep_ms = 100, short_sleep_ms = 20, main_sleep_ms = 50;

// Reading the clock may take many times as long as a poll: where the TSC is not good enough for the kernel, the clock
// is a device. The TSC is good enough to tell when to look at it, and even that not in every turn.
constexpr unsigned turns_a_look = 64;

std::uint64_t look_cycles(RxMode mode)
{
    const std::uint64_t period_ns = (mode == RxMode::poll ? tick_ns : spin_ns) / 4;
    return rte_get_tsc_hz() / 1'000'000 * period_ns / 1'000;
}

}  // namespace

Crew::Crew(RxMode mode, bool on_main_core)
    : mode_(mode), longest_sleep_ms_(on_main_core ? short_sleep_ms : long_sleep_ms), look_cycles_(look_cycles(mode))
{
}

Crew::~Crew()
{
    disarm();
    if (epoll_ >= 0)
        close(epoll_);
}

void Crew::arm()
{
    if (mode_ == RxMode::poll)
        return;
    if (epoll_ < 0)
        epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (const auto* station : stations_) {
        if (!station->started())
            continue;
        const Port& port = station->port();
        if (!port.listen(epoll_))
            throw std::runtime_error("--rx-mode: port " + std::to_string(port.id()) + " (" + port.driver() +
                                     ") has no receive interrupts; accepted with it is: --rx-mode poll");
        armed_.push_back(&port);
    }
}

void Crew::disarm() noexcept
{
    for (auto* station : stations_)
        station->flush();
    listen(false);
    for (const auto* port : armed_)
        port->stop_listening(epoll_);
    armed_.clear();
}

void Crew::turn() noexcept
{
    unsigned frames = 0;
    for (auto* station : stations_)
        if (station->started())
            frames += station->poll();
    if (frames != 0)
        listen(false);
    frames_ += frames;
    const bool may_sleep = mode_ == RxMode::interrupt && frames == 0;
    if (!may_sleep && !due())
        return;
    now_ns_ = now_ns();
    if (std::exchange(frames_, 0) != 0)
        last_frame_ns_ = now_ns_;
    if (now_ns_ >= next_tick_ns_) {
        next_tick_ns_ = now_ns_ + tick_ns;
        for (auto* station : stations_)
            if (station->started())
                station->tick(now_ns_);
    }
    if (may_sleep || (mode_ == RxMode::adaptive && now_ns_ - last_frame_ns_ >= spin_ns))
        sleep();
}

/// Whether it is time for another look at the clock.
bool Crew::due() noexcept
{
    if (++turns_ < turns_a_look)
        return false;
    turns_ = 0;
    const std::uint64_t tsc = rte_rdtsc();
    if (tsc - looked_at_tsc_ < look_cycles_)
        return false;
    looked_at_tsc_ = tsc;
    return true;
}

/// Let frames raise interrupts, or not.
void Crew::listen(bool on) noexcept
{
    if (std::exchange(listening_, on) == on)
        return;
    for (const auto* port : armed_)
        port->raise_interrupts(on);
}

/// Until a frame comes or it is time to look at the ports. Interrupts stay on as long as none comes.
void Crew::sleep() noexcept
{
    if (!listening_) {
        listen(true);
        return;  // what came before does not wake: look once more
    }
    const bool pinging =
        std::any_of(stations_.begin(), stations_.end(), [](const Station* station) { return station->pinging(); });
    std::array<rte_epoll_event, 8> events{};
    if (rte_epoll_wait(epoll_, events.data(), events.size(), pinging ? short_sleep_ms : longest_sleep_ms_) != 0)
        listen(false);
}

Engine::Engine(std::list<Station>& stations, RxMode mode) : main_(mode, true)
{
    for (unsigned lcore = rte_get_next_lcore(UINT32_MAX, 1, 0);
         lcore < RTE_MAX_LCORE && workers_.size() < stations.size(); lcore = rte_get_next_lcore(lcore, 1, 0))
        workers_.emplace_back(lcore, mode, &stop_);
    auto worker = workers_.begin();
    for (auto& station : stations) {
        if (workers_.empty()) {
            main_.join(station);
            continue;
        }
        worker->crew.join(station);
        if (++worker == workers_.end())
            worker = workers_.begin();
    }
}

Engine::~Engine()
{
    pause();
}

int Engine::work(void* argument)
{
    auto* worker = static_cast<Worker*>(argument);
    while (!worker->stop->load(std::memory_order_relaxed))
        worker->crew.turn();
    return 0;
}

void Engine::resume()
{
    if (running_)
        return;
    stop_ = false;
    try {
        main_.arm();
        for (auto& worker : workers_)
            worker.crew.arm();
    } catch (...) {
        pause();
        throw;
    }
    running_ = true;
    for (auto& worker : workers_)
        rte_eal_remote_launch(work, &worker, worker.lcore);
}

void Engine::pause() noexcept
{
    stop_ = true;
    rte_eal_mp_wait_lcore();
    main_.disarm();
    for (auto& worker : workers_)
        worker.crew.disarm();
    running_ = false;
}

void Engine::turn(int waker) noexcept
{
    if (main_.empty() || !running_) {
        pollfd typed{waker, POLLIN, 0};
        ::poll(&typed, 1, main_sleep_ms);
        return;
    }
    const std::uint64_t end = now_ns() + tick_ns;
    do
        main_.turn();
    while (main_.seen_ns() < end);
}

}  // namespace responder
