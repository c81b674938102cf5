// SPDX-License-Identifier: BSD-3-Clause
#include "service/service.hpp"

#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "port/clock.hpp"
#include "service/choice.hpp"
#include "text/statistics.hpp"

namespace responder {

namespace {

const char* name_of(RxMode mode)
{
    return mode == RxMode::poll ? "poll" : mode == RxMode::interrupt ? "interrupt" : "adaptive";
}

const char* state_of(const Station& station)
{
    return station.port().closed() ? "closed" : station.started() ? "started" : "stopped";
}

}  // namespace

Service::Service(const Options& options) : common_(options.common())
{
    try {
        for (const auto& port : options.ports) {
            check_port(static_cast<std::uint16_t>(port.id));
            stations_.emplace_back(port, common_);
        }
        for (auto& station : stations_)
            station.start();
        engine_ = std::make_unique<Engine>(stations_, common_.rx_mode);
        if (options.ping)
            ping(*options.ping);
        engine_->resume();
    } catch (...) {
        close();
        throw;
    }
}

Service::~Service()
{
    close();
}

/// All devices first: one port may hold buffers of another's pool.
void Service::close() noexcept
{
    engine_.reset();
    for (auto& station : stations_)
        station.close();
}

bool Service::all_closed() const
{
    return std::all_of(stations_.begin(), stations_.end(), [](const Station& s) { return s.port().closed(); });
}

bool Service::pause()
{
    const bool was = engine_->running();
    engine_->pause();
    return was;
}

void Service::resume(bool wanted)
{
    if (wanted)
        engine_->resume();
}

void Service::ping(const PingOptions& asked)
{
    const auto name = std::visit([](const auto& a) { return to_string(a); }, asked.target);
    if (pinger_)
        throw std::runtime_error("ping " + name + ": the one before is not over yet");
    std::string networks;
    for (auto& station : stations_) {
        const auto& host = station.responder().host();
        networks += " " + addresses(host);
        if (!host.reaches(asked.target))
            continue;
        const bool was = pause();
        pinger_ = std::make_unique<Pinger>(asked.target, asked.count, static_cast<std::uint16_t>(getpid()));
        station.ping(pinger_.get());
        resume(was);
        return;
    }
    throw UsageError("ping " + name + ": not on the network of a port, and there is no router; the ports have" +
                     networks);
}

/// A ping ends in its time, whether or not anyone serves its port.
std::string Service::serve_ping()
{
    for (const auto& station : stations_) {
        if (!station.pinging() || (engine_->running() && station.started()))
            continue;
        pinger_->pass(now_ns(),
                      station.port().closed() ? "the port is closed"
                      : station.started()     ? "ports are left alone (start serves them)"
                                              : "the port is stopped",
                      0);
    }
    return pinger_->take_text();
}

std::string Service::end_ping()
{
    const bool was = pause();  // no reply comes while they are counted
    std::string text = pinger_->take_text() + pinger_->summary();
    answered_ = pinger_->received() != 0;
    for (auto& station : stations_)
        station.ping(nullptr);
    pinger_.reset();
    resume(was);
    return text;
}

std::string Service::describe()
{
    const bool served = pause();
    std::string text = std::string("rx-mode ") + name_of(common_.rx_mode) + ", burst " + std::to_string(common_.burst) +
                       ", ports are " + (served ? "served" : "left alone (start serves them)") + "\n";
    for (const auto& station : stations_)
        text +=
            name_of(station.snapshot()) + " " + state_of(station) + ": " + claims(station.responder().host()) + "\n";
    resume(served);
    return text;
}

}  // namespace responder
