// SPDX-License-Identifier: BSD-3-Clause
// Register map, see control.hpp: the receiver and its filters.
#pragma once

#include "flags.hpp"
#include "mmio.hpp"

namespace e1k::hw {

/// Receive Control, SDM 13.4.22.
enum class Rctl : std::uint32_t {
    EN = 1u << 1,
    UPE = 1u << 3,     ///< unicast promiscuous
    MPE = 1u << 4,     ///< multicast promiscuous
    LPE = 1u << 5,     ///< frames longer than 1522 bytes
    BAM = 1u << 15,    ///< broadcast accepted
    VFE = 1u << 18,    ///< tagged frames must be of a VLAN in VFTA
    PMCF = 1u << 23,   ///< MAC control frames but PAUSE are let in
    BSEX = 1u << 25,   ///< BSIZE times 16
    SECRC = 1u << 26,  ///< CRC stripped
};
using RctlLbm = Field<Rctl, 6, 2>;     ///< 3: loopback in the PHY or transceiver
using RctlBsize = Field<Rctl, 16, 2>;  ///< 0: 2048, 1: 1024, 2: 512, 3: 256 bytes

/// Receive Checksum Control, SDM 3.2.9.
enum class Rxcsum : std::uint32_t {
    IPOFL = 1u << 8,  ///< IPv4 checksums are verified
    TUOFL = 1u << 9,  ///< TCP and UDP checksums are verified
};

/// Upper half of a receive address, SDM 13.5.3.
enum class Rah : std::uint32_t {
    AV = 1u << 31,  ///< address valid
};
using RahAddr = Field<Rah, 0, 16>;  ///< octets 4 and 5

template <>
inline constexpr bool enable_flags<Rctl> = true;
template <>
inline constexpr bool enable_flags<Rxcsum> = true;
template <>
inline constexpr bool enable_flags<Rah> = true;

namespace reg {
// clang-format off
inline constexpr Reg<Rctl,          0x00100>             RCTL{};
inline constexpr Reg<std::uint32_t, 0x02800>             RDBAL{};
inline constexpr Reg<std::uint32_t, 0x02804>             RDBAH{};
inline constexpr Reg<std::uint32_t, 0x02808>             RDLEN{};
inline constexpr Reg<std::uint32_t, 0x02810>             RDH{};
inline constexpr Reg<std::uint32_t, 0x02818>             RDT{};
inline constexpr Reg<std::uint32_t, 0x02820>             RDTR{};
inline constexpr Reg<std::uint32_t, 0x0282c>             RADV{};
inline constexpr Reg<Rxcsum,        0x05000>             RXCSUM{};
inline constexpr RegArray<std::uint32_t, 0x05200, 128>   MTA{};     ///< multicast hash table
inline constexpr RegArray<std::uint32_t, 0x05400, 16, 8> RAL{};     ///< octets 0..3, the first in the low byte
inline constexpr RegArray<Rah,           0x05404, 16, 8> RAH{};
inline constexpr RegArray<std::uint32_t, 0x05600, 128>   VFTA{};    ///< VLAN filter table
// clang-format on
}  // namespace reg

}  // namespace e1k::hw
