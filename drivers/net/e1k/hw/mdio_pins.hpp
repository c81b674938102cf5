// SPDX-License-Identifier: BSD-3-Clause
// The PHY's registers bit by bit, for chips without MDIC: software-definable pin 2 is MDIO, pin 3 the clock MDC. The
// frames are those of IEEE 802.3, 22.2.4.5.
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw::mdio_pins {

/// Read register @p number of the PHY at @p address, both of 5 bits.
/// @param out  untouched unless ok
/// @return ok; io if no PHY answers
/// @note 0.2 ms, 400 register accesses, changes CTRL, not reentrant
Result read(const Device& dev, std::uint32_t address, std::uint32_t number, std::uint16_t& out);

/// Write it. Whether a PHY hears it is not to be seen. @note as read
void write(const Device& dev, std::uint32_t address, std::uint32_t number, std::uint16_t value);

}  // namespace e1k::hw::mdio_pins
