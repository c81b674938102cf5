// SPDX-License-Identifier: BSD-3-Clause
#include "engine.hpp"

#include <rte_epoll.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace responder {

namespace {

constexpr std::uint64_t tick_ns = 10'000'000;
constexpr std::uint64_t spin_ns = 1'000'000;  // adaptive: how long to poll on when frames stop coming
constexpr int sleep_ms = 20;
constexpr unsigned main_sleep_us = 10'000;

}  // namespace

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
    for (const auto* port : ports_) {
        if (!port->started())
            continue;
        const int error = rte_eth_dev_rx_intr_ctl_q(port->id(), 0, epoll_, RTE_INTR_EVENT_ADD, nullptr);
        if (error != 0)
            throw std::runtime_error("--rx-mode: port " + std::to_string(port->id()) + " (" + port->driver() +
                                     ") has no receive interrupts; accepted with it is: --rx-mode poll");
        armed_.push_back(port->id());
    }
}

void Crew::disarm() noexcept
{
    for (const auto id : armed_)
        rte_eth_dev_rx_intr_ctl_q(id, 0, epoll_, RTE_INTR_EVENT_DEL, nullptr);
    armed_.clear();
}

void Crew::turn() noexcept
{
    unsigned frames = 0;
    for (auto* port : ports_)
        if (port->started())
            frames += port->poll();
    const std::uint64_t now = now_ns();
    if (frames != 0)
        last_frame_ns_ = now;
    if (now >= next_tick_ns_) {
        next_tick_ns_ = now + tick_ns;
        for (auto* port : ports_)
            if (port->started())
                port->tick(now);
    }
    if (mode_ == RxMode::poll || frames != 0 || (mode_ == RxMode::adaptive && now - last_frame_ns_ < spin_ns))
        return;
    sleep();
}

void Crew::sleep() noexcept
{
    for (const auto id : armed_)
        rte_eth_dev_rx_intr_enable(id, 0);
    // What came before the interrupt was on does not wake: look once more.
    unsigned frames = 0;
    for (auto* port : ports_)
        if (port->started())
            frames += port->poll();
    if (frames == 0) {
        std::array<rte_epoll_event, 8> events{};
        rte_epoll_wait(epoll_, events.data(), events.size(), sleep_ms);
    }
    for (const auto id : armed_)
        rte_eth_dev_rx_intr_disable(id, 0);
}

Engine::Engine(std::list<Port>& ports, RxMode mode) : main_(mode)
{
    for (unsigned lcore = rte_get_next_lcore(UINT32_MAX, 1, 0); lcore < RTE_MAX_LCORE && workers_.size() < ports.size();
         lcore = rte_get_next_lcore(lcore, 1, 0))
        workers_.emplace_back(lcore, mode, &stop_);
    auto worker = workers_.begin();
    for (auto& port : ports) {
        if (workers_.empty()) {
            main_.join(port);
            continue;
        }
        worker->crew.join(port);
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
    running_ = true;
    stop_ = false;
    main_.arm();
    for (auto& worker : workers_) {
        worker.crew.arm();
        rte_eal_remote_launch(work, &worker, worker.lcore);
    }
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

void Engine::turn() noexcept
{
    if (main_.empty() || !running_) {
        usleep(main_sleep_us);
        return;
    }
    const std::uint64_t end = now_ns() + tick_ns;
    do
        main_.turn();
    while (now_ns() < end);
}

}  // namespace responder
