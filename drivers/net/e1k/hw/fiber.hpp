// SPDX-License-Identifier: BSD-3-Clause
// The link of a port without a PHY, by optics or over a backplane (SerDes): the chip's own 1000BASE-X, which negotiates
// duplex and PAUSE frames and has one speed. See link.hpp, which asks this for it. SDM 8.6.3.
#pragma once

#include "flow_control.hpp"
#include "link.hpp"

namespace e1k::hw::fiber {

/// Negotiate, or send and receive without, if that is fixed. A link that is up so is left alone. What is not said of
/// PAUSE frames is not offered. @see start_link()
void start(const Device& dev, const LinkSetup& setup);

/// Send a partner that negotiates nothing to agree on, and no frame. The light stays on: no pin of it is documented.
void stop(const Device& dev);

/// State of the link. One that is not negotiated though the partner is there is taken up without, and negotiated as
/// soon as the partner does so.
/// @param patient  the partner still has time to negotiate
/// @note at most 5 register accesses and 10 us, and as many more where that changes
[[nodiscard]] Link attend(const Device& dev, const LinkSetup& setup, bool patient);

/// Which PAUSE frames both sides have agreed on; none of a link that was not negotiated.
[[nodiscard]] Pause agreed_pause(const Device& dev);

}  // namespace e1k::hw::fiber
