// SPDX-License-Identifier: BSD-3-Clause
#include "port/readings.hpp"

#include <rte_ethdev.h>

#include <algorithm>
#include <bit>

namespace responder {

std::optional<DeviceCounters> read_counters(std::uint16_t port) noexcept
{
    rte_eth_stats stats{};
    if (rte_eth_stats_get(port, &stats) != 0)
        return {};
    return DeviceCounters{stats.ipackets, stats.ibytes,  stats.opackets,  stats.obytes,
                          stats.imissed,  stats.ierrors, stats.rx_nombuf, stats.oerrors};
}

std::optional<std::vector<NamedCounter>> read_extended_counters(std::uint16_t port)
{
    const int count = rte_eth_xstats_get_names(port, nullptr, 0);
    std::vector<rte_eth_xstat_name> names(static_cast<std::size_t>(std::max(count, 0)));
    std::vector<rte_eth_xstat> values(names.size());
    const auto size = static_cast<unsigned>(names.size());
    if (rte_eth_xstats_get_names(port, names.data(), size) != count ||
        rte_eth_xstats_get(port, values.data(), size) != count)
        return {};
    std::vector<NamedCounter> counters;
    counters.reserve(size);
    for (const auto& [id, value] : values)
        counters.push_back({names.at(id).name, value});
    return counters;
}

std::optional<LinkState> read_link(std::uint16_t port) noexcept
{
    rte_eth_link link{};
    if (rte_eth_link_get_nowait(port, &link) != 0)
        return {};
    LinkState state{link.link_status == RTE_ETH_LINK_UP, {}, link.link_duplex == RTE_ETH_LINK_FULL_DUPLEX};
    if (link.link_speed != RTE_ETH_SPEED_NUM_UNKNOWN)
        state.mbit_s = link.link_speed;
    return state;
}

std::optional<Mac> read_mac(std::uint16_t port) noexcept
{
    rte_ether_addr mac{};
    if (rte_eth_macaddr_get(port, &mac) != 0)
        return {};
    return std::bit_cast<Mac>(mac);
}

Details read_details(std::uint16_t port) noexcept
{
    std::uint16_t mtu = 0;
    rte_eth_dev_get_mtu(port, &mtu);
    return {read_link(port), mtu, rte_eth_promiscuous_get(port) == 1};
}

}  // namespace responder
