// SPDX-License-Identifier: BSD-3-Clause
#include "port/link.hpp"

#include <mutex>
#include <utility>

#include "dpdk/log.hpp"
#include "hw/link.hpp"
#include "hw/transmitter.hpp"
#include "port/adapter.hpp"
#include "port/flow_control.hpp"
#include "port/link_setup.hpp"
#include "port/traffic.hpp"

namespace e1k {

namespace {

constexpr unsigned poll_us = 100'000, wait_limit_us = 9'000'000;  // rte_eth_link_get() promises at most 9 s
constexpr unsigned negotiation_us = 500'000;  // without a PHY, software may have to do it, and needs no longer

[[nodiscard]] rte_eth_link to_rte(const hw::Link& link, bool fixed)
{
    rte_eth_link out{};
    out.link_autoneg = fixed ? RTE_ETH_LINK_FIXED : RTE_ETH_LINK_AUTONEG;
    if (link.up) {
        out.link_status = RTE_ETH_LINK_UP;
        out.link_speed = link.speed_mbps;
        out.link_duplex = link.full_duplex ? RTE_ETH_LINK_FULL_DUPLEX : RTE_ETH_LINK_HALF_DUPLEX;
    }
    return out;
}

/// With the lock held.
[[nodiscard]] hw::Link current_link(const Port& p)
{
    if (!p.a.running || p.a.link_off)
        return {};
    const std::uint64_t now = rte_get_timer_cycles(), most = rte_get_timer_hz() * negotiation_us / US_PER_S;
    const hw::Link link = hw::attend_link(p.dev, link_setup(p), now - p.a.link_awaited_since < most);
    if (link.up)
        p.a.link_awaited_since = now;
    return link;
}

/// What the link decides of how the engines work: who may stop whom, how far collisions reach. With the lock held.
void settle(const Port& p, const hw::Link& link)
{
    p.a.link_settled = link.up;
    if (!link.up)
        return;
    // What negotiates without a PHY has set CTRL itself.
    if (const hw::Pause pause = agreed_pause(p, link); pause != p.a.pause || p.a.traits.media != hw::Media::copper) {
        p.a.pause = pause;
        hw::flow_control::set(p.dev, pause);
        hw::deliver(p.dev);
    }
    p.a.tx_fifo.set_half_duplex(!link.full_duplex);
    if (std::exchange(p.a.half_duplex, !link.full_duplex) == link.full_duplex && p.a.sending)
        hw::transmitter::enable(p.dev, link.full_duplex);
}

/// With the lock held. @return true if the link has changed
[[nodiscard]] bool take_link(const Port& p)
{
    const hw::Link link = current_link(p);
    const bool fixed = (p.conf().link_speeds & RTE_ETH_LINK_SPEED_FIXED) != 0 || p.conf().lpbk_mode != 0;
    const rte_eth_link now = to_rte(link, fixed);
    const rte_eth_link before = p.data().dev_link;
    rte_eth_linkstatus_set(p.d, &now);

    const bool changed = before.link_status != now.link_status || before.link_speed != now.link_speed ||
                         before.link_duplex != now.link_duplex;
    if (changed || !link.up || !p.a.link_settled)
        settle(p, link);
    if (changed && link.up)
        E1K_LOG(driver, INFO, p.name, "link up, %u Mbit/s %s duplex", unsigned{link.speed_mbps},
                link.full_duplex ? "full" : "half");
    else if (changed)
        E1K_LOG(driver, INFO, p.name, "link down");
    return changed;
}

/// The partner has had its time to negotiate.
void lose_patience(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    p.a.link_awaited_since = 0;
}

/// Look at the link until it is up, the port has none, or so much time has passed. @return true if it changed
[[nodiscard]] bool wait_for_link(const Port& p, unsigned limit_us)
{
    bool changed = false;
    unsigned waited_us = 0;
    const auto settled = [&] {
        if (waited_us == negotiation_us)
            lose_patience(p);
        waited_us += poll_us;
        changed = refresh_link(p) || changed;
        return p.data().dev_link.link_status == RTE_ETH_LINK_UP || !p.a.running || p.a.link_off || hw::removed(p.dev);
    };
    (void)hw::wait_until(p.dev, poll_us, limit_us, settled);
    return changed;
}

}  // namespace

bool refresh_link(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    return !p.a.link_switching && take_link(p);
}

void report_link(const Port& p)
{
    p.a.lock.lock();
    p.a.link_settled = false;  // it may have been down meanwhile, and the partner another
    p.a.lock.unlock();
    if (refresh_link(p) && p.conf().intr_conf.lsc != 0)
        rte_eth_dev_callback_process(p.d, RTE_ETH_EVENT_INTR_LSC, nullptr);  // the port may be gone now
}

hw::Result raise_link(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    p.a.pause = {};
    p.a.link_settled = false;
    p.a.link_awaited_since = rte_get_timer_cycles();
    return hw::start_link(p.dev, link_setup(p));
}

bool link_comes(const Port& p)
{
    constexpr unsigned step_us = 10'000;
    unsigned waited_us = 0;
    const hw::Result r = hw::wait_until(p.dev, step_us, wait_limit_us, [&] {
        const std::lock_guard held{p.a.lock};
        const bool patient = waited_us < negotiation_us;
        waited_us += step_us;
        return hw::attend_link(p.dev, link_setup(p), patient).up || hw::removed(p.dev);
    });
    return r == hw::Result::ok && !hw::removed(p.dev);
}

hw::Result lower_link(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    return hw::stop_link(p.dev);
}

hw::Result renew_link(const Port& p)
{
    const hw::Result r = raise_link(p);
    (void)link_settled(p);
    return r;
}

bool link_settled(const Port& p)
{
    const std::lock_guard held{p.a.lock};
    if (!p.a.link_settled && !p.a.link_switching)
        settle(p, current_link(p));
    return p.a.link_settled;
}

void set_running(const Port& p, bool running)
{
    p.a.lock.lock();
    p.a.running = running;
    p.a.lock.unlock();
    refresh_link(p);
}

/// Emulations keep the link of a PHY without power, and go on with traffic: that is halted, too. What is in the rings
/// waits there. A port that is stopped remembers it for the next start.
///
/// The PHY's interrupt comes meanwhile, in another thread, whose callback may close the port: so nobody but this one
/// tells of the change, and it does so last.
int switch_link(const Port& p, bool on)
{
    p.a.lock.lock();
    const bool change = std::exchange(p.a.link_off, !on) == on && p.a.running;
    p.a.link_switching = change;
    p.a.lock.unlock();
    if (!change)
        return 0;

    if (!on)
        halt_traffic(p);
    if (const hw::Result r = on ? raise_link(p) : lower_link(p); r != hw::Result::ok)
        E1K_LOG(driver, WARNING, p.name, "link %s: the PHY does not answer (%s)", on ? "up" : "down",
                rte_strerror(-to_errno(r)));
    if (on)
        resume_traffic(p);
    const bool removed = hw::removed(p.dev);
    p.a.lock.lock();
    p.a.link_switching = false;
    const bool tell = take_link(p) && p.conf().intr_conf.lsc != 0;
    p.a.lock.unlock();
    if (tell)
        rte_eth_dev_callback_process(p.d, RTE_ETH_EVENT_INTR_LSC, nullptr);  // the port may be gone now
    return removed ? to_errno(hw::Result::removed) : 0;
}

bool update_link(const Port& p, bool wait)
{
    return wait_for_link(p, wait ? wait_limit_us : 0);
}

void await_partner(const Port& p)
{
    if (p.a.traits.media != hw::Media::copper && p.conf().intr_conf.lsc != 0)
        (void)wait_for_link(p, negotiation_us);
}

}  // namespace e1k
