// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "device.hpp"

namespace e1k::hw {

/// PHY registers of IEEE 802.3 clause 22, SDM 13.4.7.
namespace phy {
enum class Register : std::uint8_t { BMCR = 0, BMSR = 1, PHYID1 = 2, PHYID2 = 3 };

inline constexpr std::uint16_t BMCR_RESTART_AN = 1u << 9;  ///< start autonegotiation again, self-clearing
inline constexpr std::uint16_t BMCR_POWER_DOWN = 1u << 11;
inline constexpr std::uint16_t BMCR_AN_ENABLE = 1u << 12;
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
