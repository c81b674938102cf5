// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw {

/// PHY registers of IEEE 802.3 clause 22, SDM 13.4.7.
namespace phy {
enum class Register : std::uint8_t { BMCR = 0, BMSR = 1, PHYID1 = 2, PHYID2 = 3, ANAR = 4, ANLPAR = 5, GBCR = 9 };

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
}  // namespace phy

/// Read a PHY register over MDIC.
/// @param out  untouched unless ok
/// @return ok; timeout if MDIC is not ready within 2 ms; io if the PHY does not answer
/// @note 50 us..2 ms, control path only, not reentrant
/// @sdm 13.4.6
Result read_phy(const Device& dev, phy::Register r, std::uint16_t& out);

/// Write a PHY register over MDIC. @return as read_phy
Result write_phy(const Device& dev, phy::Register r, std::uint16_t value);

/// The 32-bit identifier of the PHY: PHYID1 above PHYID2. @return as read_phy
Result read_phy_id(const Device& dev, std::uint32_t& out);

}  // namespace e1k::hw
