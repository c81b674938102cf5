// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw {

/// PHY registers of IEEE 802.3 clause 22, SDM 13.4.7.
namespace phy {
enum class Register : std::uint8_t {
    BMCR = 0,
    BMSR = 1,
    PHYID1 = 2,
    PHYID2 = 3,
    ANAR = 4,
    ANLPAR = 5,
    GBCR = 9,
    PSCR = 16,    ///< of an M88: its control
    PSSR = 17,    ///< of an M88: its status
    PPCONT = 18,  ///< of an IGP: port control, in page 0
    EPSCR = 20,   ///< of an M88: more control
    PAGE = 31,    ///< of an IGP: which page registers 16 to 30 are of
};

inline constexpr std::uint16_t BMCR_SPEED_1000 = 1u << 6;
inline constexpr std::uint16_t BMCR_COLLISION_TEST = 1u << 7;
inline constexpr std::uint16_t BMCR_FULL_DUPLEX = 1u << 8;
inline constexpr std::uint16_t BMCR_RESTART_AN = 1u << 9;  ///< start autonegotiation again, self-clearing
inline constexpr std::uint16_t BMCR_ISOLATE = 1u << 10;    ///< off the wire
inline constexpr std::uint16_t BMCR_POWER_DOWN = 1u << 11;
inline constexpr std::uint16_t BMCR_AN_ENABLE = 1u << 12;
inline constexpr std::uint16_t BMCR_SPEED_100 = 1u << 13;
inline constexpr std::uint16_t BMCR_LOOPBACK = 1u << 14;
inline constexpr std::uint16_t BMCR_RESET = 1u << 15;  ///< what else is written takes effect; self-clearing

inline constexpr std::uint16_t ANAR_SPEEDS = 0xfu << 5;      ///< advertised: 10 and 100 Mbit/s, half and full duplex
inline constexpr std::uint16_t ANAR_PAUSE = 1u << 10;        ///< advertised: PAUSE both ways; in ANLPAR the partner's
inline constexpr std::uint16_t ANAR_ASM_DIR = 1u << 11;      ///< advertised: PAUSE one way
inline constexpr std::uint16_t GBCR_1000_FULL = 1u << 9;     ///< advertised: 1000 Mbit/s, full duplex
inline constexpr std::uint16_t GBCR_1000 = 3u << 8;          ///< the same, and half duplex
inline constexpr std::uint16_t GBCR_TEST_MODE = 0x7u << 13;  ///< signals that are no Ethernet

inline constexpr std::uint16_t PSCR_AUTO_CROSSOVER = 3u
                                                     << 5;  ///< else the pairs are as they are plugged in, or crossed
inline constexpr std::uint16_t PSCR_FORCE_LINK = 1u << 10;  ///< a link is told that is not there
inline constexpr std::uint16_t PSCR_CRS_ON_TX = 1u << 11;   ///< the MAC hears its own carrier
inline constexpr std::uint16_t PSSR_RESOLVED = 1u << 11;    ///< speed and duplex are known
inline constexpr std::uint16_t PSSR_FULL_DUPLEX = 1u << 13;
inline constexpr unsigned pssr_speed_shift = 14;        ///< 0: 10, 1: 100, 2: 1000 Mbit/s
inline constexpr std::uint16_t EPSCR_TX_CLK = 7u << 4;  ///< 25 MHz for a MAC without a link
inline constexpr std::uint16_t PPCONT_AUTO_MDIX = 1u << 12;
inline constexpr std::uint16_t PPCONT_FORCE_MDIX = 1u << 13;
}  // namespace phy

/// Have a PHY out of its reset that a pin holds there, Traits::phy_reset_pin. Any other is left alone.
void release_phy(const Device& dev);

/// Read a PHY register, by MDIC or by pins: Traits::phy_bus.
/// @param out  untouched unless ok
/// @return ok; timeout if MDIC is not ready within 2 ms; io if the PHY does not answer
/// @note 50 us..2 ms, control path only, not reentrant; by pins CTRL changes meanwhile
/// @sdm 13.4.6
Result read_phy(const Device& dev, phy::Register r, std::uint16_t& out);

/// Write a PHY register. @return as read_phy; by pins always ok, for a PHY does not answer to that
Result write_phy(const Device& dev, phy::Register r, std::uint16_t value);

/// The 32-bit identifier of the PHY: PHYID1 above PHYID2. @return as read_phy
Result read_phy_id(const Device& dev, std::uint32_t& out);

}  // namespace e1k::hw
