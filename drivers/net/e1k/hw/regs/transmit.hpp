// SPDX-License-Identifier: BSD-3-Clause
// Register map, see control.hpp: the transmitter.
#pragma once

#include "flags.hpp"
#include "mmio.hpp"

namespace e1k::hw {

/// Transmit Control, SDM 13.4.33.
enum class Tctl : std::uint32_t {
    EN = 1u << 1,
    PSP = 1u << 3,    ///< short packets padded
    RTLC = 1u << 24,  ///< late collisions retried
};
using TctlCt = Field<Tctl, 4, 8>;      ///< collision threshold
using TctlCold = Field<Tctl, 12, 10>;  ///< collision distance, byte times

/// Transmit inter-packet gap, SDM 13.4.34.
enum class Tipg : std::uint32_t {};
using TipgIpgt = Field<Tipg, 0, 10>;
using TipgIpgr1 = Field<Tipg, 10, 10>;
using TipgIpgr2 = Field<Tipg, 20, 10>;

template <>
inline constexpr bool enable_flags<Tctl> = true;
template <>
inline constexpr bool enable_flags<Tipg> = true;

namespace reg {
// clang-format off
inline constexpr Reg<Tctl,          0x00400>             TCTL{};
inline constexpr Reg<Tipg,          0x00410>             TIPG{};
inline constexpr Reg<std::uint32_t, 0x03410>             TDFH{};   ///< the FIFO's head and tail, in units of 8 bytes
inline constexpr Reg<std::uint32_t, 0x03418>             TDFT{};
inline constexpr Reg<std::uint32_t, 0x03420>             TDFHS{};  ///< where they were when the packet began
inline constexpr Reg<std::uint32_t, 0x03428>             TDFTS{};
inline constexpr Reg<std::uint32_t, 0x03800>             TDBAL{};
inline constexpr Reg<std::uint32_t, 0x03804>             TDBAH{};
inline constexpr Reg<std::uint32_t, 0x03808>             TDLEN{};
inline constexpr Reg<std::uint32_t, 0x03810>             TDH{};
inline constexpr Reg<std::uint32_t, 0x03818>             TDT{};
inline constexpr Reg<std::uint32_t, 0x03820>             TIDV{};
inline constexpr Reg<std::uint32_t, 0x0382c>             TADV{};
// clang-format on
}  // namespace reg

}  // namespace e1k::hw
