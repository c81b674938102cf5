// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw {

/// State of the link. Speed and duplex mean something only while it is up.
struct Link {
    bool up = false;
    bool full_duplex = false;
    std::uint16_t speed_mbps = 0;  ///< 10, 100 or 1000
};

/// Make the MAC follow the PHY and the PHY negotiate all speeds of the chip: power on, no loopback, no forced speed. A
/// link that is up with a PHY that does so is left alone: starting autonegotiation again would take it down (QEMU: for
/// 500 ms).
/// @return ok; timeout or io of the PHY: the link may still come up by itself
/// @note 3 readings of the PHY, 0.2 ms; 5 to 8 accesses more where it must be changed
/// @sdm 8.6, 13.4.1, 13.4.7
Result start_link(const Device& dev);

/// Power the PHY down: the partner sees no signal. Emulations take the bit and keep the link.
/// @return as start_link
Result stop_link(const Device& dev);

/// What STATUS says; down if the device is gone. @sdm 13.4.2
[[nodiscard]] Link read_link(const Device& dev);

}  // namespace e1k::hw
