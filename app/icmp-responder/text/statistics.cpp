// SPDX-License-Identifier: BSD-3-Clause
#include "text/statistics.hpp"

#include <rte_cycles.h>

#include <algorithm>
#include <array>
#include <vector>

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

std::string statistics(const Port& port)
{
    std::string text = "port " + std::to_string(port.id()) + " (" + port.name() + ", " + port.driver() + ")\n";
    if (port.closed())
        return text + "  closed\n" + events(port, false);
    rte_eth_stats device{};
    if (rte_eth_stats_get(port.id(), &device) == 0) {
        text += counter(device.ipackets, "frames received") + counter(device.ibytes, "bytes received") +
                counter(device.opackets, "frames sent") + counter(device.obytes, "bytes sent");
        const std::array<std::pair<std::uint64_t, const char*>, 4> losses{
            {{device.imissed, "frames missed by the device"},
             {device.ierrors, "frames received with errors"},
             {device.rx_nombuf, "receive buffers that could not be allocated"},
             {device.oerrors, "frames that could not be sent"}}};
        for (const auto& [value, what] : losses)
            if (value != 0)
                text += counter(value, what);
    }
    text += events(port, false);
    if (const auto handled = latency(port.handling().counts()))
        text += "    latency us  " + to_string(*handled) + "\n";
    return text;
}

std::uint64_t drops(const Port& port, const rte_eth_stats& device)
{
    std::uint64_t sum = device.imissed + device.ierrors + device.rx_nombuf + device.oerrors;
    for (std::size_t i = 0; i < event_texts.size(); i++)
        if (!is_progress(static_cast<Event>(i)))
            sum += port.responder().counters().get(static_cast<Event>(i));
    return sum;
}

std::optional<Latency> latency(const Histogram::Counts& ticks)
{
    const auto found = percentiles(ticks);
    if (found.most == 0)
        return {};
    const double per_us = static_cast<double>(rte_get_tsc_hz()) / 1e6;
    const auto us = [&](std::uint64_t t) { return static_cast<double>(t) / per_us; };
    return Latency{us(found.p50), us(found.p90), us(found.p99), us(found.most)};
}

std::string events(const Port& port, bool drops_only)
{
    std::string text;
    for (std::size_t i = 0; i < event_texts.size(); i++) {
        const auto value = port.responder().counters().get(static_cast<Event>(i));
        if (value != 0 && !(drops_only && is_progress(static_cast<Event>(i))))
            text += counter(value, event_texts[i].text);
    }
    return text;
}

std::string extended_statistics(const Port& port)
{
    const int count = rte_eth_xstats_get_names(port.id(), nullptr, 0);
    std::vector<rte_eth_xstat_name> names(static_cast<std::size_t>(std::max(count, 0)));
    std::vector<rte_eth_xstat> values(names.size());
    const auto size = static_cast<unsigned>(names.size());
    if (rte_eth_xstats_get_names(port.id(), names.data(), size) != count ||
        rte_eth_xstats_get(port.id(), values.data(), size) != count)
        return "the driver does not give its counters\n";
    std::string text;
    for (const auto& value : values)
        text += counter(value.value, names.at(value.id).name);
    return text;
}

std::string information(const Port& port)
{
    std::uint16_t mtu = 0;
    rte_eth_dev_get_mtu(port.id(), &mtu);
    const auto& host = port.responder().host();
    return "port " + std::to_string(port.id()) + "\n  device       " + port.name() + "\n  driver       " +
           port.driver() + "\n  state        " + (port.started() ? "started" : "stopped") + "\n  MAC address  " +
           to_string(host.mac) + "\n  addresses    " + claims(host) + "\n  MTU          " + std::to_string(mtu) +
           "\n  promiscuous  " + (rte_eth_promiscuous_get(port.id()) == 1 ? "on" : "off") + "\n  " + link_text(port) +
           "\n";
}

std::string neighbours(const Port& port)
{
    std::string text;
    const auto now = now_ns();
    for (const auto& entry : port.responder().neighbours().entries())
        if (entry.used)
            text += "port " + std::to_string(port.id()) + "  " + to_string(entry) + " is at " + to_string(entry.mac) +
                    ", heard of " + std::to_string((now - entry.seen_ns) / 1'000'000'000) + " s ago\n";
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

std::string link_text(const Port& port)
{
    rte_eth_link link{};
    const std::string name = "port " + std::to_string(port.id()) + ": ";
    if (rte_eth_link_get_nowait(port.id(), &link) != 0)
        return name + "state of the link unknown";
    if (link.link_status == RTE_ETH_LINK_DOWN)
        return name + "link down";
    const std::string speed =
        link.link_speed == RTE_ETH_SPEED_NUM_UNKNOWN ? "speed unknown" : std::to_string(link.link_speed) + " Mbit/s";
    return name + "link up, " + speed +
           (link.link_duplex == RTE_ETH_LINK_FULL_DUPLEX ? ", full duplex" : ", half duplex");
}

}  // namespace responder
