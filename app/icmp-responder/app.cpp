// SPDX-License-Identifier: BSD-3-Clause
#include "app.hpp"

#include <csignal>
#include <cstdio>

#include "stats.hpp"

namespace responder {

namespace {

constexpr std::uint64_t tick_ns = 10'000'000;

volatile std::sig_atomic_t asked_to_end = 0;

void handle_signals()
{
    struct sigaction action {};
    action.sa_handler = [](int) { asked_to_end = 1; };
    for (const int signal : {SIGINT, SIGTERM})
        sigaction(signal, &action, nullptr);
}

}  // namespace

App::App(const Options& options) : options_(options)
{
    handle_signals();
    try {
        for (const auto& port : options_.ports)
            ports_.emplace_back(port, options_.burst);
        for (auto& port : ports_)
            port.start();
    } catch (...) {
        for (auto& port : ports_)
            port.close();
        throw;
    }
}

App::~App()
{
    // All devices first: one port may hold buffers of another's pool.
    for (auto& port : ports_)
        port.close();
}

void App::announce() const
{
    for (const auto& port : ports_) {
        std::printf("%s\n", link_text(port).c_str());
        const auto& host = port.responder().host();
        std::string addresses;
        for (const auto& interface : host.ipv4)
            addresses += to_string(Interface(interface)) + " ";
        for (const auto& interface : host.ipv6)
            addresses += to_string(Interface(interface)) + " ";
        std::printf("port %u (%s, %s): answering for %sat %s\n", port.id(), port.name().c_str(), port.driver().c_str(),
                    addresses.c_str(), to_string(host.mac).c_str());
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

void App::run()
{
    announce();
    const std::uint64_t period = std::uint64_t{options_.stats_period_ms} * 1'000'000;
    std::uint64_t last = now_ns(), next_tick = last;
    while (asked_to_end == 0) {
        for (auto& port : ports_)
            port.poll();
        const std::uint64_t now = now_ns();
        if (now < next_tick)
            continue;
        next_tick = now + tick_ns;
        for (auto& port : ports_)
            port.tick(now);
        if (period != 0 && now - last >= period) {
            last += period;
            print_statistics();
        }
    }
    std::printf("\nstatistics\n");
    print_statistics();
}

}  // namespace responder
