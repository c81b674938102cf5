// SPDX-License-Identifier: BSD-3-Clause
#include "app.hpp"

#include <rte_cycles.h>

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
        for (const auto& interface : port.responder().host().ipv4)
            std::printf("port %u (%s, %s): answering for %s at %s\n", port.id(), port.name().c_str(),
                        port.driver().c_str(), to_string(Interface(interface)).c_str(),
                        to_string(port.responder().host().mac).c_str());
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
    const std::uint64_t period = options_.stats_period * rte_get_timer_hz();
    std::uint64_t last = rte_get_timer_cycles();
    while (asked_to_end == 0) {
        for (auto& port : ports_)
            port.poll();
        if (period == 0 || rte_get_timer_cycles() - last < period)
            continue;
        last += period;
        print_statistics();
    }
    std::printf("\nstatistics\n");
    print_statistics();
}

}  // namespace responder
