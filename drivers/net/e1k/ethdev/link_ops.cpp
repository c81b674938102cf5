// SPDX-License-Identifier: BSD-3-Clause
#include "hw/link.hpp"

#include "ethdev/adapter.hpp"
#include "ethdev/log.hpp"
#include "ethdev/ops.hpp"

namespace e1k::ops {

namespace {

constexpr unsigned poll_us = 100'000, wait_limit_us = 9'000'000;  // rte_eth_link_get() promises at most 9 s

[[nodiscard]] rte_eth_link to_rte(const hw::Link& link)
{
    rte_eth_link out{};
    out.link_autoneg = RTE_ETH_LINK_AUTONEG;
    if (link.up) {
        out.link_status = RTE_ETH_LINK_UP;
        out.link_speed = link.speed_mbps;
        out.link_duplex = link.full_duplex ? RTE_ETH_LINK_FULL_DUPLEX : RTE_ETH_LINK_HALF_DUPLEX;
    }
    return out;
}

}  // namespace

int link_update(rte_eth_dev* d, int wait_to_complete) noexcept
{
    hw::Link link;
    if (d->data->dev_started != 0) {
        const hw::Device dev = device(d);
        const auto up = [&] {
            link = hw::read_link(dev);
            return link.up || hw::removed(dev);
        };
        (void)hw::wait_until(dev, poll_us, wait_to_complete != 0 ? wait_limit_us : 0, up);
    }
    const rte_eth_link now = to_rte(link);
    const int unchanged = rte_eth_linkstatus_set(d, &now);
    if (unchanged == 0)
        E1K_LOG(driver, INFO, name(d), "link %s, %u Mbit/s", link.up ? "up" : "down", unsigned{link.speed_mbps});
    return unchanged;
}

}  // namespace e1k::ops
