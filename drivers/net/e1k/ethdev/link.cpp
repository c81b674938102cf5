// SPDX-License-Identifier: BSD-3-Clause
#include "port/link.hpp"

#include "ethdev/ops.hpp"

namespace e1k::ops {

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

}  // namespace e1k::ops
