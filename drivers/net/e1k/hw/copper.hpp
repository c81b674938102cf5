// SPDX-License-Identifier: BSD-3-Clause
// The link of a port with a PHY: see link.hpp, which asks this for it.
#pragma once

#include "link.hpp"

namespace e1k::hw::copper {

/// @see start_link(), stop_link()
Result start(const Device& dev, const LinkSetup& setup);
Result stop(const Device& dev);

/// Tell the MAC what speed and duplex the PHY has, where it does not see that by itself: Traits::mac_follows_phy.
/// @return the link as the PHY has it; down, if it does not say
/// @note a reading of the PHY
[[nodiscard]] Link match_mac(const Device& dev);

}  // namespace e1k::hw::copper
