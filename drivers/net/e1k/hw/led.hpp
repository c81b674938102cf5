// SPDX-License-Identifier: BSD-3-Clause
// The LEDs of a port, taken from the link and given back to it.
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw::led {

/// How the board has them: to be kept for restore().
[[nodiscard]] std::uint32_t how_they_are(const Device& dev);

/// All of them lit, or dark, steadily. @param board  what how_they_are() was @sdm 10.1, 13.4.1, 13.4.15
void show(const Device& dev, std::uint32_t board, bool lit);

/// Give them back to what they tell of otherwise.
void restore(const Device& dev, std::uint32_t board);

}  // namespace e1k::hw::led
