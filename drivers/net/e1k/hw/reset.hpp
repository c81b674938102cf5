// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw {

/// Stop both DMA engines, mask interrupts, reset the MAC and scrub what a reset may leave behind (QEMU's CTRL.RST
/// clears nothing but itself): rings, addresses, interrupt moderation, wake-up, VLAN mode, PAUSE frames, ARP for the
/// management. Not the tables of groups and VLANs, all of which a start writes.
/// @param rx_packet_buffer  KiB of the packet buffer for receive, from this reset on
/// @return ok; removed; timeout if CTRL.RST does not clear within 10 ms: the device may then still do DMA
/// @note 12 ms..40 ms, about 70 register accesses, control path only
/// @sdm 14.4, 13.4.1, 13.4.16
Result reset(const Device& dev, std::uint32_t rx_packet_buffer = 48);

}  // namespace e1k::hw
