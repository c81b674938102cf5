// SPDX-License-Identifier: BSD-3-Clause
#include "port/link.hpp"

#include "ethdev/ops.hpp"
#include "port/flow_control.hpp"
#include "port/led.hpp"

namespace e1k::ops {

namespace {

[[nodiscard]] int switch_led(const Port& p, LedShows what)
{
    show_led(p, what);
    return hw::removed(p.dev) ? to_errno(hw::Result::removed) : 0;
}

}  // namespace

int link_update(rte_eth_dev* d, int wait_to_complete) noexcept
{
    return update_link(open(d), wait_to_complete != 0) ? 0 : -1;
}

int dev_set_link_up(rte_eth_dev* d) noexcept
{
    return switch_link(open(d), true);
}

int dev_set_link_down(rte_eth_dev* d) noexcept
{
    return switch_link(open(d), false);
}

int dev_led_on(rte_eth_dev* d) noexcept
{
    return switch_led(open(d), LedShows::lit);
}

int dev_led_off(rte_eth_dev* d) noexcept
{
    return switch_led(open(d), LedShows::dark);
}

int flow_ctrl_get(rte_eth_dev* d, rte_eth_fc_conf* conf) noexcept
{
    get_flow_control(open(d), *conf);
    return 0;
}

int flow_ctrl_set(rte_eth_dev* d, rte_eth_fc_conf* conf) noexcept
{
    return set_flow_control(open(d), *conf);
}

}  // namespace e1k::ops
