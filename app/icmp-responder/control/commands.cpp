// SPDX-License-Identifier: BSD-3-Clause
#include "control/commands.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "port/clock.hpp"
#include "port/readings.hpp"
#include "service/service.hpp"
#include "text/statistics.hpp"

namespace responder {

namespace {

unsigned number(const char* what, const std::string& text, unsigned lowest, unsigned highest)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < lowest || value > highest)
        throw std::runtime_error(std::string(what) + " '" + text + "': accepted is a number from " +
                                 std::to_string(lowest) + " to " + std::to_string(highest));
    return value;
}

/// The station of the port that a word names, closed ones left out.
Station& find_station(Service& service, const std::string& word)
{
    std::string known;
    for (auto& station : service.stations()) {
        const Port& port = station.port();
        if (port.closed())
            continue;
        if (std::to_string(port.id()) == word)
            return station;
        known += (known.empty() ? "" : ", ") + std::to_string(port.id());
    }
    throw std::runtime_error("port '" + word + "': accepted are " + (known.empty() ? "none, all are closed" : known));
}

std::string show_port(Service& service, const Words& words)
{
    const Station& station = find_station(service, words[3]);
    const auto port = station.port().id();
    if (words[2] == "info") {
        const auto was = service.pause();
        auto text = information(station.snapshot(), read_details(port), station.responder().host());
        service.resume(was);
        return text;
    }
    return words[2] == "stats" ? statistics(station.snapshot()) : extended_statistics(read_extended_counters(port));
}

std::string show_neighbours(Service& service, const Words&)
{
    std::string text;
    const auto was = service.pause();
    for (const auto& station : service.stations())
        text += neighbours(station.port().id(), station.responder().neighbours(), now_ns());
    service.resume(was);
    return text.empty() ? "no neighbours yet\n" : text;
}

std::string show_drops(Service& service, const Words&)
{
    std::string text;
    for (const auto& station : service.stations())
        text += "port " + std::to_string(station.port().id()) + "\n" +
                events(station.responder().counters().values(), true);
    return text;
}

std::string show_config(Service& service, const Words&)
{
    return service.describe();
}

std::string clear_stats(Service& service, const Words&)
{
    const auto was = service.pause();
    for (auto& station : service.stations())
        station.clear_statistics();
    service.resume(was);
    return {};
}

std::string start(Service& service, const Words&)
{
    service.resume(true);
    return {};
}

std::string stop(Service& service, const Words&)
{
    return service.pause() ? "" : "already stopped\n";
}

std::string control_port(Service& service, const Words& words)
{
    Station& station = find_station(service, words[2]);
    const auto was = service.pause();
    try {
        if (words[1] == "start")
            station.start();
        else if (words[1] == "stop")
            station.stop();
        else if (words[1] == "close")
            station.close();
        else
            station.reset();
    } catch (...) {
        service.resume(was);
        throw;
    }
    service.resume(was);
    return "port " + words[2] + ": " + words[1] + " done\n";
}

std::string set_link(Service& service, const Words& words)
{
    find_station(service, words[3]).set_link(words[1] == "link-up");
    return {};
}

std::string set_promiscuous(Service& service, const Words& words)
{
    find_station(service, words[2]).set_promiscuous(words[3] == "on");
    return {};
}

std::string set_mtu(Service& service, const Words& words)
{
    Station& station = find_station(service, words[2]);
    const unsigned mtu = number("mtu", words[3], least_mtu, 65535);
    const auto was = service.pause();
    try {
        station.set_mtu(mtu);
    } catch (...) {
        service.resume(was);
        throw;
    }
    service.resume(was);
    return {};
}

std::string ping(Service& service, const Words& words)
{
    constexpr unsigned default_count = 4;
    const unsigned count = words.size() > 2 ? number("count", words[2], 1, 65535) : default_count;
    try {
        service.ping({parse_address(words[1]), count});
    } catch (const std::invalid_argument& error) {
        throw std::runtime_error(std::string("ping ") + error.what());
    }
    return {};
}

std::string quit(Service& service, const Words&)
{
    service.end();
    return {};
}

std::string help(Service&, const Words&)
{
    std::string text;
    for (const auto& command : commands()) {
        std::string line = " ";
        for (const std::string word : command.words)
            line += " " + word;
        std::replace(line.begin(), line.end(), '#', '|');
        line.resize(std::max<std::size_t>(line.size() + 1, 42), ' ');
        text += line + command.help + "\n";
    }
    return text;
}

}  // namespace

std::span<const Command> commands()
{
    static const std::vector<Command> all{
        {{"show", "port", "info#stats#xstats", "<port>"},
         "what a port is, its counters, its driver's counters",
         show_port},
        {{"show", "neighbours"}, "who is where on the link", show_neighbours},
        {{"show", "drops"}, "why frames were not answered", show_drops},
        {{"show", "config"}, "ports, addresses and modes", show_config},
        {{"clear", "stats"}, "set all counters to zero", clear_stats},
        {{"start"}, "serve the ports again", start},
        {{"stop"}, "leave the ports alone; frames wait in their rings", stop},
        {{"port", "start#stop#reset#close", "<port>"}, "a port as ethdev has it", control_port},
        {{"set", "link-up#link-down", "port", "<port>"}, "the port's link", set_link},
        {{"set", "promisc", "<port>", "on#off"}, "frames to other stations", set_promiscuous},
        {{"set", "mtu", "<port>", "<bytes>"}, "the port's MTU; it is stopped and started", set_mtu},
        {{"ping", "<address>"}, "ping a neighbour four times", ping},
        {{"ping", "<address>", "<count>"}, "ping a neighbour", ping},
        {{"help"}, "this list", help},
        {{"quit"}, "end the program", quit},
    };
    return all;
}

}  // namespace responder
