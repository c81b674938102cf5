// SPDX-License-Identifier: BSD-3-Clause
#include "app.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

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

const char* name_of(RxMode mode)
{
    return mode == RxMode::poll ? "poll" : mode == RxMode::interrupt ? "interrupt" : "adaptive";
}

/// Whether the host has an address on the network of @p target.
bool reaches(const Host& host, const Address& target)
{
    const auto any = [](const auto& interfaces, const auto& address) {
        return std::any_of(interfaces.begin(), interfaces.end(), [&](const auto& i) { return i.on_link(address); });
    };
    const auto* v4 = std::get_if<Ipv4Address>(&target);
    return v4 != nullptr ? any(host.ipv4, *v4) : any(host.ipv6, std::get<Ipv6Address>(target));
}

}  // namespace

App::App(Options options) : options_(std::move(options))
{
    handle_signals();
    try {
        for (const auto& port : options_.ports)
            ports_.emplace_back(port, options_);
        for (auto& port : ports_)
            port.start();
        engine_ = std::make_unique<Engine>(ports_, options_.rx_mode);
        if (options_.ping)
            ping(*options_.ping);
        engine_->resume();
        links_.assign(ports_.size(), true);
        integration_ = std::make_unique<Integration>(*this);
        if (options_.interactive || !options_.cmdline_file.empty())
            console_ = std::make_unique<Console>(*this);
    } catch (...) {
        engine_.reset();
        for (auto& port : ports_)
            port.close();
        throw;
    }
}

App::~App()
{
    console_.reset();
    integration_.reset();
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
    std::printf(options_.interactive ? "help lists the commands\n" : "end with Ctrl-C\n");
    std::fflush(stdout);
}

void App::print_statistics() const
{
    for (const auto& port : ports_)
        std::fputs(statistics(port).c_str(), stdout);
    std::fflush(stdout);
}

bool App::pause()
{
    const bool was = engine_->running();
    engine_->pause();
    return was;
}

void App::resume(bool wanted)
{
    if (wanted)
        engine_->resume();
}

void App::ping(const PingOptions& asked)
{
    const auto name = std::visit([](const auto& a) { return to_string(a); }, asked.target);
    if (pinger_)
        throw std::runtime_error("ping " + name + ": the one before is not over yet");
    std::string networks;
    for (auto& port : ports_) {
        const auto& host = port.responder().host();
        networks += " " + addresses(host);
        if (!reaches(host, asked.target))
            continue;
        const bool was = pause();
        pinger_ = std::make_unique<Pinger>(asked.target, asked.count, static_cast<std::uint16_t>(getpid()));
        port.ping(pinger_.get());
        resume(was);
        return;
    }
    throw UsageError("ping " + name + ": not on the network of a port, and there is no router; the ports have" +
                     networks);
}

void App::report_ping()
{
    std::printf("%s%s", pinger_->take_text().c_str(), pinger_->summary().c_str());
    std::fflush(stdout);
    answered_ = pinger_->received() != 0;
    const bool was = pause();
    for (auto& port : ports_)
        port.ping(nullptr);
    pinger_.reset();
    resume(was);
}

std::string App::describe() const
{
    std::string text = std::string("rx-mode ") + name_of(options_.rx_mode) + ", burst " +
                       std::to_string(options_.burst) + ", ports are " +
                       (engine_->running() ? "served" : "left alone (start serves them)") + "\n";
    for (const auto& port : ports_)
        text += "port " + std::to_string(port.id()) + " (" + port.name() + ", " + port.driver() + ") " +
                (port.closed()    ? "closed"
                 : port.started() ? "started"
                                  : "stopped") +
                ": " + addresses(port.responder().host()) + "\n";
    return text;
}

/// A device that was removed, or that needs a reset.
void App::look_after_device(Port& port)
{
    const std::string name = "port " + std::to_string(port.id()) + " (" + port.name() + ")";
    if (DeviceEvents::take_removed(port.id()) && !port.closed()) {
        const bool was = pause();
        port.close();
        resume(was);
        std::printf("%s: the device was removed, the port is closed\n", name.c_str());
    }
    if (DeviceEvents::take_reset(port.id()) && !port.closed()) {
        const bool was = pause();
        try {
            port.reset();
            std::printf("%s: the device asked for a reset and got it\n", name.c_str());
        } catch (const std::exception& error) {
            std::printf("%s: the device asked for a reset: %s\n", name.c_str(), error.what());
        }
        resume(was);
    }
}

void App::look_after_ports()
{
    std::size_t index = 0;
    for (auto& port : ports_) {
        look_after_device(port);
        const bool up = port.link_up();
        // Not before the port's first look at its link, and not while someone holds it stopped.
        if (port.started() && engine_->running() && port.link_seen() && up != links_[index]) {
            links_[index] = up;
            std::printf("port %u: link %s\n", port.id(), up ? "up" : "down");
            std::fflush(stdout);
        }
        index++;
    }
}

bool App::all_closed() const
{
    return std::all_of(ports_.begin(), ports_.end(), [](const Port& port) { return port.closed(); });
}

/// Look after what is not frames.
bool App::finished()
{
    look_after_ports();
    if (all_closed() && !options_.interactive) {
        std::printf("no port is left\n");
        answered_ = false;
        return true;
    }
    if (pinger_) {
        std::fputs(pinger_->take_text().c_str(), stdout);
        std::fflush(stdout);
        if (pinger_->done()) {
            report_ping();
            if (options_.ping && !options_.interactive)
                return true;
        }
    }
    if (options_.interactive && !console_->serve())
        return true;
    return ending_ || asked_to_end != 0;
}

bool App::run()
{
    announce();
    if (!options_.cmdline_file.empty())
        console_->run_file(options_.cmdline_file);
    if (options_.interactive)
        console_->open_standard_input();
    const std::uint64_t period = std::uint64_t{options_.stats_period_ms} * 1'000'000;
    std::uint64_t last = now_ns();
    while (!finished()) {
        engine_->turn();
        if (period != 0 && now_ns() - last >= period) {
            last += period;
            print_statistics();
        }
    }
    pause();
    if (pinger_)
        report_ping();
    std::printf("\nstatistics\n");
    print_statistics();
    return answered_;
}

}  // namespace responder
