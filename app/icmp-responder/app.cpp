// SPDX-License-Identifier: BSD-3-Clause
#include "app.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "stats.hpp"

namespace responder {

namespace {

volatile std::sig_atomic_t asked_to_end = 0;

void handle_signals()
{
    struct sigaction action {};
    action.sa_handler = [](int) { asked_to_end = 1; };
    for (const int signal : {SIGINT, SIGTERM})
        sigaction(signal, &action, nullptr);
}

/// Every address of the host, each with a space behind it.
std::string addresses(const Host& host)
{
    std::string text;
    for (const auto& interface : host.ipv4)
        text += to_string(Interface(interface)) + " ";
    for (const auto& interface : host.ipv6)
        text += to_string(Interface(interface)) + " ";
    return text;
}

}  // namespace

App::App(const Options& options) : options_(options)
{
    handle_signals();
    try {
        for (const auto& port : options_.ports)
            ports_.emplace_back(port, options_);
        for (auto& port : ports_)
            port.start();
        if (options_.ping)
            start_ping();
        engine_ = std::make_unique<Engine>(ports_, options_.rx_mode);
        engine_->resume();
    } catch (...) {
        engine_.reset();
        for (auto& port : ports_)
            port.close();
        throw;
    }
}

App::~App()
{
    engine_.reset();
    // All devices first: one port may hold buffers of another's pool.
    for (auto& port : ports_)
        port.close();
}

void App::announce() const
{
    for (const auto& port : ports_) {
        std::printf("%s\n", link_text(port).c_str());
        const auto& host = port.responder().host();
        std::printf("port %u (%s, %s): answering for %sat %s\n", port.id(), port.name().c_str(), port.driver().c_str(),
                    addresses(host).c_str(), to_string(host.mac).c_str());
    }
    std::printf("end with Ctrl-C\n");
    std::fflush(stdout);
}

void App::print_statistics() const
{
    for (const auto& port : ports_)
        std::fputs(statistics(port).c_str(), stdout);
    std::fflush(stdout);
}

void App::start_ping()
{
    const auto& target = options_.ping->target;
    std::string networks;
    for (auto& port : ports_) {
        const auto& host = port.responder().host();
        const auto reaches = [&](const auto& interfaces, const auto& address) {
            return std::any_of(interfaces.begin(), interfaces.end(), [&](const auto& i) { return i.on_link(address); });
        };
        const auto* v4 = std::get_if<Ipv4Address>(&target);
        if (v4 != nullptr ? reaches(host.ipv4, *v4) : reaches(host.ipv6, std::get<Ipv6Address>(target))) {
            pinger_ = std::make_unique<Pinger>(target, options_.ping->count, static_cast<std::uint16_t>(getpid()));
            port.ping(pinger_.get());
            return;
        }
        networks += " " + addresses(host);
    }
    const auto name = std::visit([](const auto& a) { return to_string(a); }, target);
    throw UsageError("--ping " + name + ": not on the network of a port, and there is no router; the ports have" +
                     networks);
}

bool App::ping_over()
{
    if (!pinger_)
        return false;
    std::fputs(pinger_->take_text().c_str(), stdout);
    std::fflush(stdout);
    return pinger_->done();
}

bool App::run()
{
    announce();
    const std::uint64_t period = std::uint64_t{options_.stats_period_ms} * 1'000'000;
    std::uint64_t last = now_ns();
    while (asked_to_end == 0 && !ping_over()) {
        engine_->turn();
        if (period != 0 && now_ns() - last >= period) {
            last += period;
            print_statistics();
        }
    }
    engine_->pause();
    if (pinger_)
        std::printf("%s%s", pinger_->take_text().c_str(), pinger_->summary().c_str());
    std::printf("\nstatistics\n");
    print_statistics();
    return !pinger_ || pinger_->received() != 0;
}

}  // namespace responder
