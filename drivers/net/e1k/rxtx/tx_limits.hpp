// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "hw/descriptors.hpp"

namespace e1k {

/// Packets that go out are of 60..16288 bytes without CRC; shorter ones are padded, IEEE 802.3 4.2.3.3. VirtualBox
/// drops longer ones and reports them done, and what one descriptor can name is no longer than that.
inline constexpr std::uint16_t min_tx_packet = 60, max_tx_packet = hw::max_tx_segment;

/// Bytes by which a packet may be longer than the shortest.
inline constexpr unsigned plain_span = max_tx_packet - min_tx_packet;

}  // namespace e1k
