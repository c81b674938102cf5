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
    return if_asked(RTE_ETH_LINK_SPEED_10M_HD, half_10) | if_asked(RTE_ETH_LINK_SPEED_10M, full_10) |
           if_asked(RTE_ETH_LINK_SPEED_100M_HD, half_100) | if_asked(RTE_ETH_LINK_SPEED_100M, full_100) |
           if_asked(RTE_ETH_LINK_SPEED_1G, full_1000);
}

[[nodiscard]] bool has_phy(const Port& p)
{
    return p.a.traits.media == hw::Media::copper;
}

[[nodiscard]] const char* what_it_has(const Port& p)
{
    if (!has_phy(p))
        return "optics or a backplane, and so 1000 Mbit/s full duplex";
    return "10 and 100 Mbit/s, half and full duplex, and 1000 Mbit/s full duplex";
}

}  // namespace

std::uint32_t link_speeds(const Port& p)
{
    constexpr std::uint32_t slower =
        RTE_ETH_LINK_SPEED_10M_HD | RTE_ETH_LINK_SPEED_10M | RTE_ETH_LINK_SPEED_100M_HD | RTE_ETH_LINK_SPEED_100M;
    return has_phy(p) ? RTE_ETH_LINK_SPEED_1G | slower : RTE_ETH_LINK_SPEED_1G;
}

bool valid_link(const Port& p)
{
    const rte_eth_conf& conf = p.conf();
    const std::uint32_t speeds = conf.link_speeds & ~std::uint32_t{RTE_ETH_LINK_SPEED_FIXED};
    const bool fixed = speeds != conf.link_speeds;
    if ((speeds & ~link_speeds(p)) != 0)
        E1K_LOG(init, ERR, p.name, "link_speeds 0x%x: the port has %s, 0x%x", conf.link_speeds, what_it_has(p),
                link_speeds(p));
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

/// On copper 1000 Mbit/s are always negotiated, for the two ends must find out whose clock it is: IEEE 802.3, 40.5.
hw::LinkSetup link_setup(const Port& p)
{
    const rte_eth_conf& conf = p.conf();
    const std::uint32_t speeds = conf.link_speeds & ~std::uint32_t{RTE_ETH_LINK_SPEED_FIXED};
    return {.modes = modes(speeds == RTE_ETH_LINK_SPEED_AUTONEG ? link_speeds(p) : speeds),
            .forced = speeds != conf.link_speeds && (!has_phy(p) || speeds != RTE_ETH_LINK_SPEED_1G),
            .loopback = conf.lpbk_mode != 0,
            .says_pause = p.a.flow.negotiated,
            .pause = hw::flow_control::advertisement(p.a.flow.mode)};
}

}  // namespace e1k
