// SPDX-License-Identifier: BSD-3-Clause
#include "app.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include "port/clock.hpp"
#include "port/readings.hpp"
#include "service/choice.hpp"
#include "text/statistics.hpp"

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

}  // namespace

App::App(Options options) : options_(std::move(options))
{
    handle_signals();
    try {
        for (const auto& port : options_.ports) {
            check_port(static_cast<std::uint16_t>(port.id));
            stations_.emplace_back(port, options_);
        }
        for (auto& station : stations_)
            station.start();
        engine_ = std::make_unique<Engine>(stations_, options_.rx_mode);
        if (options_.ping)
            ping(*options_.ping);
        engine_->resume();
        links_.assign(stations_.size(), true);
        integration_ = std::make_unique<Integration>(*this);
        if (options_.interactive || !options_.cmdline_file.empty())
            console_ = std::make_unique<Console>(*this);
    } catch (...) {
        engine_.reset();
        for (auto& station : stations_)
            station.close();
        throw;
    }
}

App::~App()
{
    console_.reset();
    integration_.reset();
    engine_.reset();
    // All devices first: one port may hold buffers of another's pool.
    for (auto& station : stations_)
        station.close();
}

void App::announce() const
{
    for (const auto& station : stations_) {
        const auto id = station.port().id();
        std::printf("%s\n", link_text(id, read_link(id)).c_str());
        const auto& host = station.responder().host();
        std::printf("%s: %s%sat %s\n", name_of(station.snapshot()).c_str(),
                    host.probe ? "asking whether others have " : "answering for ", addresses(host).c_str(),
                    to_string(host.mac).c_str());
    }
    std::printf(options_.interactive ? "help lists the commands\n" : "end with Ctrl-C\n");
    std::fflush(stdout);
}

/// Print lines while the program runs.
void App::say(const std::string& lines)
{
    if (lines.empty())
        return;
    if (console_) {
        console_->say(lines);
        return;
    }
    std::fputs(lines.c_str(), stdout);
    std::fflush(stdout);
}

void App::print_statistics() const
{
    for (const auto& station : stations_)
        std::fputs(statistics(station.snapshot()).c_str(), stdout);
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
void App::keep_ping_going()
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
}

void App::report_ping()
{
    const bool was = pause();  // no reply comes while they are counted
    say(pinger_->take_text() + pinger_->summary());
    answered_ = pinger_->received() != 0;
    for (auto& station : stations_)
        station.ping(nullptr);
    pinger_.reset();
    resume(was);
}

std::string App::describe()
{
    const bool served = pause();
    std::string text = std::string("rx-mode ") + name_of(options_.rx_mode) + ", burst " +
                       std::to_string(options_.burst) + ", ports are " +
                       (served ? "served" : "left alone (start serves them)") + "\n";
    for (const auto& station : stations_)
        text += name_of(station.snapshot()) + " " +
                (station.port().closed() ? "closed"
                 : station.started()     ? "started"
                                         : "stopped") +
                ": " + claims(station.responder().host()) + "\n";
    resume(served);
    return text;
}

/// A device that was removed, or that needs a reset.
void App::look_after_device(Station& station)
{
    const Port& port = station.port();
    const std::string name = "port " + std::to_string(port.id()) + " (" + port.name() + ")";
    if ((DeviceEvents::take_removed(port.id()) || port.gone()) && !port.closed()) {
        const bool was = pause();
        station.let_device_go();
        resume(was);
        say(name + ": the device was removed, the port is closed\n");
    }
    if (DeviceEvents::take_reset(port.id()) && !port.closed()) {
        const bool was = pause();
        try {
            station.reset();
            say(name + ": the device asked for a reset and got it\n");
        } catch (const std::exception& error) {
            say(name + ": the device asked for a reset: " + error.what() + "\n");
        }
        resume(was);
    }
}

void App::look_after_ports()
{
    std::size_t index = 0;
    for (auto& station : stations_) {
        look_after_device(station);
        for (const auto& line : station.take_lines())
            say(name_of(station.snapshot()) + ": " + line + "\n");
        const Port& port = station.port();
        const bool up = port.link_up();
        // Not before the port's first look at its link, and not while someone holds it stopped.
        if (port.started() && engine_->running() && port.link_seen() && up != links_[index]) {
            links_[index] = up;
            say("port " + std::to_string(port.id()) + ": link " + (up ? "up" : "down") + "\n");
        }
        index++;
    }
}

bool App::all_closed() const
{
    return std::all_of(stations_.begin(), stations_.end(), [](const Station& s) { return s.port().closed(); });
}

/// Look after what is not frames.
bool App::finished()
{
    look_after_ports();
    if (all_closed() && !options_.interactive) {
        say("no port is left\n");
        answered_ = false;
        return true;
    }
    if (pinger_) {
        keep_ping_going();
        say(pinger_->take_text());
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

void App::report()
{
    const auto now = now_ns();
    if (!reporter_->due(now))
        return;
    std::vector<Snapshot> all;
    for (const auto& station : stations_)
        all.push_back(station.snapshot());
    say(reporter_->report(all, now));
    if (reporter_->moved() && console_)
        console_->say("");
}

/// The terminal as it was before, for what is printed last.
void App::leave_terminal()
{
    reporter_.reset();
    console_.reset();
}

bool App::run()
{
    announce();
    if (!options_.cmdline_file.empty())
        console_->run_file(options_.cmdline_file);
    if (options_.interactive)
        console_->open_standard_input();
    if (options_.stats_period_ms != 0)
        reporter_ = std::make_unique<Reporter>(options_.stats_period_ms);
    while (!finished()) {
        engine_->turn(options_.interactive ? STDIN_FILENO : -1);
        if (reporter_)
            report();
    }
    pause();
    leave_terminal();
    if (pinger_) {
        std::printf("\n");  // below the ^C
        report_ping();
    }
    std::printf("\nstatistics\n");
    print_statistics();
    return answered_;
}

}  // namespace responder
