// SPDX-License-Identifier: BSD-3-Clause
// Flow control as the application asks for it: kept over a stop, applied while the port runs.
#pragma once

#include <cstdint>

#include "hw/flow_control.hpp"
#include "hw/link.hpp"
#include "port/adapter.hpp"

namespace e1k {

/// Ask for @p conf from now on. Of values of 0 the driver chooses its own.
/// @return 0; -EINVAL, logged: nothing has changed
[[nodiscard]] int set_flow_control(const Port& p, const rte_eth_fc_conf& conf);

/// What is in force; of a port that is stopped or has no link, what will be if the partner agrees.
void get_flow_control(const Port& p, rte_eth_fc_conf& conf);

/// Have the device know the limits at @p mtu, if it has others.
void apply_pause_limits(const Port& p, std::uint16_t mtu);

/// Which PAUSE frames there are to be on @p link, which is up. May ask the PHY: with the lock held.
[[nodiscard]] hw::Pause agreed_pause(const Port& p, const hw::Link& link);

}  // namespace e1k
