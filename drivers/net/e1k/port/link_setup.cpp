// SPDX-License-Identifier: BSD-3-Clause
#include "port/link_setup.hpp"

#include <bit>

#include "dpdk/log.hpp"
#include "hw/flow_control.hpp"

namespace e1k {

namespace {

[[nodiscard]] constexpr hw::LinkModes modes(std::uint32_t speeds)
{
    using enum hw::LinkModes;
    constexpr hw::LinkModes nothing{};
    const auto if_asked = [speeds](std::uint32_t speed, hw::LinkModes mode) {
        return (speeds & speed) != 0 ? mode : nothing;
    };
    if (speeds == RTE_ETH_LINK_SPEED_AUTONEG)
        return all;
    return if_asked(RTE_ETH_LINK_SPEED_10M_HD, half_10) | if_asked(RTE_ETH_LINK_SPEED_10M, full_10) |
           if_asked(RTE_ETH_LINK_SPEED_100M_HD, half_100) | if_asked(RTE_ETH_LINK_SPEED_100M, full_100) |
           if_asked(RTE_ETH_LINK_SPEED_1G, full_1000);
}

}  // namespace

bool valid_link(const Port& p)
{
    const rte_eth_conf& conf = p.conf();
    const std::uint32_t speeds = conf.link_speeds & ~std::uint32_t{RTE_ETH_LINK_SPEED_FIXED};
    const bool fixed = speeds != conf.link_speeds;
    if ((speeds & ~link_speeds) != 0)
        E1K_LOG(init, ERR, p.name,
                "link_speeds 0x%x: the chip has 10 and 100 Mbit/s, half and full duplex, and 1000 "
                "Mbit/s full duplex, 0x%x",
                conf.link_speeds, link_speeds);
    else if (fixed && std::popcount(speeds) != 1)
        E1K_LOG(init, ERR, p.name,
                "link_speeds 0x%x: a fixed link has one speed, this names %d; without "
                "RTE_ETH_LINK_SPEED_FIXED they are negotiated",
                conf.link_speeds, std::popcount(speeds));
    else if (conf.lpbk_mode > 1)
        E1K_LOG(init, ERR, p.name, "lpbk_mode %u: there is one loopback, 1; 0 is none", conf.lpbk_mode);
    else
        return true;
    return false;
}

/// 1000 Mbit/s are always negotiated, for the two ends must find out whose clock it is: IEEE 802.3, 40.5.
hw::LinkSetup link_setup(const Port& p)
{
    const rte_eth_conf& conf = p.conf();
    const std::uint32_t speeds = conf.link_speeds & ~std::uint32_t{RTE_ETH_LINK_SPEED_FIXED};
    return {.modes = modes(speeds),
            .forced = speeds != conf.link_speeds && speeds != RTE_ETH_LINK_SPEED_1G,
            .loopback = conf.lpbk_mode != 0,
            .says_pause = p.a.flow.negotiated,
            .pause = hw::flow_control::advertisement(p.a.flow.mode)};
}

}  // namespace e1k
