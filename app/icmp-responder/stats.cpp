// SPDX-License-Identifier: BSD-3-Clause
#include "stats.hpp"

#include <array>

namespace responder {

namespace {

std::string counter(std::uint64_t value, std::string_view name)
{
    std::string digits = std::to_string(value);
    digits.insert(0, digits.size() < 14 ? 14 - digits.size() : 1, ' ');
    return digits + "  " + std::string(name) + "\n";
}

}  // namespace

std::string statistics(const Port& port)
{
    std::string text = "port " + std::to_string(port.id()) + " (" + port.name() + ", " + port.driver() + ")\n";
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
    for (std::size_t i = 0; i < event_texts.size(); i++)
        if (const auto value = port.responder().counters().get(static_cast<Event>(i)); value != 0)
            text += counter(value, event_texts[i].text);
    return text;
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
