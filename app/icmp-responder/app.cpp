// SPDX-License-Identifier: BSD-3-Clause
#include "app.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <utility>

#include "port/clock.hpp"
#include "port/readings.hpp"
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

}  // namespace

App::App(Options options) : options_(std::move(options))
{
    handle_signals();
    service_ = std::make_unique<Service>(options_);
    links_.assign(service_->stations().size(), true);
    integration_ = std::make_unique<Integration>(*service_);
    if (options_.interactive || !options_.cmdline_file.empty())
        console_ = std::make_unique<Console>(*service_);
}

void App::announce() const
{
    for (const auto& station : service_->stations()) {
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
    for (const auto& station : service_->stations())
        std::fputs(statistics(station.snapshot()).c_str(), stdout);
    std::fflush(stdout);
}

void App::report_ping()
{
    say(service_->end_ping());
    all_went_well_ = service_->answered();
}

/// A device that was removed, or that needs a reset.
void App::look_after_device(Station& station)
{
    const Port& port = station.port();
    const std::string name = "port " + std::to_string(port.id()) + " (" + port.name() + ")";
    if ((DeviceEvents::take_removed(port.id()) || port.gone()) && !port.closed()) {
        const bool was = service_->pause();
        station.let_device_go();
        service_->resume(was);
        say(name + ": the device was removed, the port is closed\n");
    }
    if (DeviceEvents::take_reset(port.id()) && !port.closed()) {
        const bool was = service_->pause();
        try {
            station.reset();
            say(name + ": the device asked for a reset and got it\n");
        } catch (const std::exception& error) {
            say(name + ": the device asked for a reset: " + error.what() + "\n");
        }
        service_->resume(was);
    }
}

void App::look_after_ports()
{
    std::size_t index = 0;
    for (auto& station : service_->stations()) {
        look_after_device(station);
        for (const auto& line : station.take_lines())
            say(name_of(station.snapshot()) + ": " + line + "\n");
        const Port& port = station.port();
        const bool up = port.link_up();
        // Not before the port's first look at its link, and not while someone holds it stopped.
        if (port.started() && service_->running() && port.link_seen() && up != links_[index]) {
            links_[index] = up;
            say("port " + std::to_string(port.id()) + ": link " + (up ? "up" : "down") + "\n");
        }
        index++;
    }
}

/// Look after what is not frames.
bool App::finished()
{
    look_after_ports();
    if (service_->all_closed() && !options_.interactive) {
        say("no port is left\n");
        all_went_well_ = false;
        return true;
    }
    if (service_->pinging()) {
        say(service_->serve_ping());
        if (service_->ping_done()) {
            report_ping();
            if (options_.ping && !options_.interactive)
                return true;
        }
    }
    if (options_.interactive && !console_->serve())
        return true;
    return service_->ending() || asked_to_end != 0;
}

void App::report()
{
    const auto now = now_ns();
    if (!reporter_->due(now))
        return;
    std::vector<Snapshot> all;
    for (const auto& station : service_->stations())
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
        service_->turn(options_.interactive ? STDIN_FILENO : -1);
        if (reporter_)
            report();
    }
    service_->pause();
    leave_terminal();
    if (service_->pinging()) {
        std::printf("\n");  // below the ^C
        report_ping();
    }
    std::printf("\nstatistics\n");
    print_statistics();
    return all_went_well_;
}

}  // namespace responder
