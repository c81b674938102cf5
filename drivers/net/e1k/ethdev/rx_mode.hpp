// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include <ethdev_driver.h>

#include "hw/filter.hpp"

namespace e1k {

/// Longest packet to deliver at the port's MTU, bytes without CRC: header and two VLAN tags on top.
[[nodiscard]] std::uint32_t max_packet(const rte_eth_dev* d);

/// What the port's configuration asks of the receiver. Queue 0 is set up, or there is none.
[[nodiscard]] hw::RxMode rx_mode(const rte_eth_dev* d);

/// Enable the receiver in @p mode. The last step of a start.
void enable_rx(rte_eth_dev* d, const hw::RxMode& mode);

/// Change an enabled receiver to @p mode; nothing happens if it is off, in that mode, or without a ring.
void change_rx(rte_eth_dev* d, const hw::RxMode& mode);

}  // namespace e1k
