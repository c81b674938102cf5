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

/// Make the MAC follow the PHY, and start autonegotiation unless the link is up already: starting it again would take
/// the link down (QEMU: for 500 ms).
/// @return ok; timeout or io of the PHY: the link may still come up by itself
/// @sdm 8.6, 13.4.1
Result start_link(const Device& dev);

/// Power the PHY down: the partner sees no signal. Emulations take the bit and keep the link.
/// @return as start_link
Result stop_link(const Device& dev);

/// Power the PHY up again, and go on as start_link() does. @return as start_link
Result resume_link(const Device& dev);

/// What STATUS says; down if the device is gone. @sdm 13.4.2
[[nodiscard]] Link read_link(const Device& dev);

}  // namespace e1k::hw
