// SPDX-License-Identifier: BSD-3-Clause
#include "text/statistics.hpp"

#include <array>
#include <utility>

namespace responder {

namespace {

std::string counter(std::uint64_t value, std::string_view name)
{
    std::string digits = std::to_string(value);
    digits.insert(0, digits.size() < 14 ? 14 - digits.size() : 1, ' ');
    return digits + "  " + std::string(name) + "\n";
}

const char* state_of(Claim claim)
{
    switch (claim) {
    case Claim::tentative:
        return " (asking for it) ";
    case Claim::lost:
        return " (another station has it) ";
    default:
        return " ";
    }
}

std::string each_address(const Host& host, const char* (*behind)(Claim))
{
    std::string text;
    const auto add = [&](const auto& interfaces) {
        for (const auto& interface : interfaces)
            text += to_string(Interface(interface)) + behind(interface.claim);
    };
    add(host.ipv4);
    add(host.ipv6);
    return text;
}

}  // namespace

std::string name_of(const Snapshot& port)
{
    return "port " + std::to_string(port.port) + " (" + port.device + ", " + port.driver + ")";
}

std::string statistics(const Snapshot& port)
{
    std::string text = name_of(port) + "\n";
    if (port.state == PortState::closed)
        return text + "  closed\n" + events(port.events, false);
    if (const auto& device = port.counters) {
        text += counter(device->rx_frames, "frames received") + counter(device->rx_bytes, "bytes received") +
                counter(device->tx_frames, "frames sent") + counter(device->tx_bytes, "bytes sent");
        const std::array<std::pair<std::uint64_t, const char*>, 4> losses{
            {{device->missed, "frames missed by the device"},
             {device->rx_errors, "frames received with errors"},
             {device->no_buffer, "receive buffers that could not be allocated"},
             {device->tx_errors, "frames that could not be sent"}}};
        for (const auto& [value, what] : losses)
            if (value != 0)
                text += counter(value, what);
    }
    text += events(port.events, false);
    if (const auto handled = latency(port.handled, port.ticks_per_us))
        text += "    latency us  " + to_string(*handled) + "\n";
    return text;
}

std::uint64_t drops(const Counters::Values& events, const DeviceCounters& device)
{
    std::uint64_t sum = device.missed + device.rx_errors + device.no_buffer + device.tx_errors;
    for (std::size_t i = 0; i < event_texts.size(); i++)
        if (!is_progress(static_cast<Event>(i)))
            sum += events[i];
    return sum;
}

std::optional<Latency> latency(const Histogram::Counts& ticks, double ticks_per_us)
{
    const auto found = percentiles(ticks);
    if (found.most == 0)
        return {};
    const auto us = [&](std::uint64_t t) { return static_cast<double>(t) / ticks_per_us; };
    return Latency{us(found.p50), us(found.p90), us(found.p99), us(found.most)};
}

std::string events(const Counters::Values& events, bool drops_only)
{
    std::string text;
    for (std::size_t i = 0; i < event_texts.size(); i++)
        if (events[i] != 0 && !(drops_only && is_progress(static_cast<Event>(i))))
            text += counter(events[i], event_texts[i].text);
    return text;
}

std::string extended_statistics(const std::optional<std::vector<NamedCounter>>& counters)
{
    if (!counters)
        return "the driver does not give its counters\n";
    std::string text;
    for (const auto& [name, value] : *counters)
        text += counter(value, name);
    return text;
}

std::string information(const Snapshot& port, const Details& details, const Host& host)
{
    return "port " + std::to_string(port.port) + "\n  device       " + port.device + "\n  driver       " + port.driver +
           "\n  state        " + (port.state == PortState::started ? "started" : "stopped") + "\n  MAC address  " +
           to_string(host.mac) + "\n  addresses    " + claims(host) + "\n  MTU          " +
           std::to_string(details.mtu) + "\n  promiscuous  " + (details.promiscuous ? "on" : "off") + "\n  " +
           link_text(port.port, details.link) + "\n";
}

std::string neighbours(unsigned port, const Neighbours& known, std::uint64_t now_ns)
{
    std::string text;
    for (const auto& entry : known.entries())
        if (entry.used)
            text += "port " + std::to_string(port) + "  " + to_string(entry) + " is at " + to_string(entry.mac) +
                    ", heard of " + std::to_string((now_ns - entry.seen_ns) / 1'000'000'000) + " s ago\n";
    return text;
}

std::string addresses(const Host& host)
{
    return each_address(host, [](Claim) { return " "; });
}

std::string claims(const Host& host)
{
    return each_address(host, state_of);
}

std::string link_text(unsigned port, const std::optional<LinkState>& link)
{
    const std::string name = "port " + std::to_string(port) + ": ";
    if (!link)
        return name + "state of the link unknown";
    if (!link->up)
        return name + "link down";
    const std::string speed = link->mbit_s ? std::to_string(*link->mbit_s) + " Mbit/s" : "speed unknown";
    return name + "link up, " + speed + (link->full_duplex ? ", full duplex" : ", half duplex");
}

}  // namespace responder
