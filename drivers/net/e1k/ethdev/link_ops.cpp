// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/link_ops.hpp"

#include "ethdev/adapter.hpp"
#include "ethdev/log.hpp"
#include "ethdev/ops.hpp"
#include "hw/link.hpp"

namespace e1k {

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

bool refresh_link(rte_eth_dev* d)
{
    Adapter& a = adapter(d);
    rte_spinlock_lock(&a.lock);
    const hw::Link link = a.running ? hw::read_link(device(d)) : hw::Link{};
    const rte_eth_link now = to_rte(link);
    const rte_eth_link before = d->data->dev_link;
    rte_eth_linkstatus_set(d, &now);
    rte_spinlock_unlock(&a.lock);

    const bool changed = before.link_status != now.link_status || before.link_speed != now.link_speed;
    if (changed && link.up)
        E1K_LOG(driver, INFO, name(d), "link up, %u Mbit/s %s duplex", unsigned{link.speed_mbps},
                link.full_duplex ? "full" : "half");
    else if (changed)
        E1K_LOG(driver, INFO, name(d), "link down");
    return changed;
}

void set_running(rte_eth_dev* d, bool running)
{
    Adapter& a = adapter(d);
    rte_spinlock_lock(&a.lock);
    a.running = running;
    rte_spinlock_unlock(&a.lock);
    refresh_link(d);
}

namespace ops {

int link_update(rte_eth_dev* d, int wait_to_complete) noexcept
{
    bool changed = false;
    const auto settled = [&] {
        changed = refresh_link(d) || changed;
        return d->data->dev_link.link_status == RTE_ETH_LINK_UP || !adapter(d).running || hw::removed(device(d));
    };
    (void)hw::wait_until(device(d), poll_us, wait_to_complete != 0 ? wait_limit_us : 0, settled);
    return changed ? 0 : -1;
}

}  // namespace ops

}  // namespace e1k
