// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "device.hpp"
#include "regs/flags.hpp"

namespace e1k::hw {

/// State of the link. Speed and duplex mean something only while it is up.
struct Link {
    bool up = false;
    bool full_duplex = false;
    std::uint16_t speed_mbps = 0;  ///< 10, 100 or 1000
};

/// What a link may be, bits in the order of ANAR's.
enum class LinkModes : std::uint32_t {
    half_10 = 1u << 0,
    full_10 = 1u << 1,
    half_100 = 1u << 2,
    full_100 = 1u << 3,
    full_1000 = 1u << 4,
    all = half_10 | full_10 | half_100 | full_100 | full_1000,
};
template <>
inline constexpr bool enable_flags<LinkModes> = true;

/// What the application wants the link to be.
struct LinkSetup {
    LinkModes modes = LinkModes::all;
    bool forced = false;      ///< without asking the partner; `modes` is one, 1000 Mbit/s only without a PHY
    bool loopback = false;    ///< what is sent comes back, at 1000 Mbit/s; the rest does not matter
    bool says_pause = false;  ///< what of PAUSE frames is advertised is `pause`, else it stays as it is
    std::uint16_t pause = 0;  ///< bits of ANAR

    /// No partner is asked.
    [[nodiscard]] bool fixed() const noexcept { return forced || loopback; }
};

/// Make the MAC follow the PHY, and the PHY negotiate the modes that are asked for, or both do what is forced: power
/// on, no loopback but the one that is wanted. A link that is up with a PHY that does so is left alone: starting
/// autonegotiation again would take it down (QEMU: for 500 ms). PAUSE frames are off until it is known what the link
/// is. Without a PHY the chip's own 1000BASE-X does the same.
/// @return ok; timeout or io of the PHY: the link may still come up by itself
/// @note 4 readings of the PHY, 0.3 ms; 5 to 10 accesses more where it must be changed
/// @sdm 8.6, 11.1.3, 11.6.2, 13.4.1, 13.4.7
Result start_link(const Device& dev, const LinkSetup& setup);

/// Power the PHY down: the partner sees no signal. Emulations take the bit and keep the link. Without a PHY, a partner
/// that negotiates loses the link.
/// @return as start_link
Result stop_link(const Device& dev);

/// What STATUS says; down if the device is gone. @sdm 13.4.2
[[nodiscard]] Link read_link(const Device& dev);

/// Wait for a link that start_link() has begun and that needs no more of software. @return whether it is up
[[nodiscard]] bool link_comes(const Device& dev, unsigned limit_us);

/// What read_link() says of a link that start_link() has begun, and what it takes of software to come up and be right:
/// a MAC that does not follow its PHY is told, a partner that does not negotiate is done without.
/// @param patient  the partner still has time to negotiate
/// @note 1 register access; a reading of the PHY where the MAC does not follow it; see fiber::attend()
[[nodiscard]] Link attend_link(const Device& dev, const LinkSetup& setup, bool patient);

/// What a link is that is fixed by @p setup and up. STATUS may say something else: emulations take no notice.
[[nodiscard]] Link fixed_link(const LinkSetup& setup) noexcept;

}  // namespace e1k::hw
