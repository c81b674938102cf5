// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/link_ops.hpp"

#include <utility>

#include "dpdk/log.hpp"
#include "ethdev/adapter.hpp"
#include "ethdev/ops.hpp"
#include "ethdev/traffic.hpp"
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
    a.lock.lock();
    const hw::Link link = a.running && !a.link_off ? hw::read_link(device(d)) : hw::Link{};
    const rte_eth_link now = to_rte(link);
    const rte_eth_link before = d->data->dev_link;
    rte_eth_linkstatus_set(d, &now);
    a.lock.unlock();

    const bool changed = before.link_status != now.link_status || before.link_speed != now.link_speed;
    if (changed && link.up)
        E1K_LOG(driver, INFO, name(d), "link up, %u Mbit/s %s duplex", unsigned{link.speed_mbps},
                link.full_duplex ? "full" : "half");
    else if (changed)
        E1K_LOG(driver, INFO, name(d), "link down");
    return changed;
}

void report_link(rte_eth_dev* d)
{
    if (refresh_link(d) && d->data->dev_conf.intr_conf.lsc != 0)
        rte_eth_dev_callback_process(d, RTE_ETH_EVENT_INTR_LSC, nullptr);  // the port may be gone now
}

void set_running(rte_eth_dev* d, bool running)
{
    Adapter& a = adapter(d);
    a.lock.lock();
    a.running = running;
    a.lock.unlock();
    refresh_link(d);
}

namespace ops {

namespace {

/// Emulations keep the link of a PHY without power, and go on with traffic: that is halted, too. What is in the rings
/// waits there. A port that is stopped remembers it for the next start.
[[nodiscard]] int switch_link(rte_eth_dev* d, bool off)
{
    Adapter& a = adapter(d);
    a.lock.lock();
    const bool change = std::exchange(a.link_off, off) != off && a.running;
    a.lock.unlock();
    if (!change)
        return 0;

    const hw::Device dev = device(d);
    if (off)
        halt_traffic(d);
    if (const hw::Result r = off ? hw::stop_link(dev) : hw::start_link(dev); r != hw::Result::ok)
        E1K_LOG(driver, WARNING, name(d), "link %s: the PHY does not answer (%s)", off ? "down" : "up",
                rte_strerror(-to_errno(r)));
    if (!off)
        resume_traffic(d);
    const bool removed = hw::removed(dev);
    report_link(d);  // last: the application may close the port in its callback
    return removed ? to_errno(hw::Result::removed) : 0;
}

}  // namespace

int dev_set_link_up(rte_eth_dev* d) noexcept
{
    return switch_link(d, false);
}

int dev_set_link_down(rte_eth_dev* d) noexcept
{
    return switch_link(d, true);
}

int link_update(rte_eth_dev* d, int wait_to_complete) noexcept
{
    bool changed = false;
    const auto settled = [&] {
        changed = refresh_link(d) || changed;
        const Adapter& a = adapter(d);
        return d->data->dev_link.link_status == RTE_ETH_LINK_UP || !a.running || a.link_off || hw::removed(device(d));
    };
    (void)hw::wait_until(device(d), poll_us, wait_to_complete != 0 ? wait_limit_us : 0, settled);
    return changed ? 0 : -1;
}

}  // namespace ops

}  // namespace e1k
