// SPDX-License-Identifier: BSD-3-Clause
// Register map, see control.hpp: interrupts.
#pragma once

#include "flags.hpp"
#include "mmio.hpp"

namespace e1k::hw {

/// Interrupt causes: ICR, ICS, IMS, IMC, SDM 13.4.17.
enum class Cause : std::uint32_t {
    TXDW = 1u << 0,    ///< transmit descriptor written back
    TXQE = 1u << 1,    ///< transmit queue empty
    LSC = 1u << 2,     ///< link status change
    RXSEQ = 1u << 3,   ///< receive sequence error: the link's symbols
    RXDMT0 = 1u << 4,  ///< receive descriptors run low
    RXO = 1u << 6,     ///< receiver overrun
    RXT0 = 1u << 7,    ///< frame received
};

template <>
inline constexpr bool enable_flags<Cause> = true;

namespace reg {
// clang-format off
inline constexpr Reg<Cause,         0x000c0, Access::rc> ICR{};
inline constexpr Reg<std::uint32_t, 0x000c4>             ITR{};     ///< 256 ns units between interrupts
inline constexpr Reg<Cause,         0x000c8, Access::wo> ICS{};
inline constexpr Reg<Cause,         0x000d0>             IMS{};
inline constexpr Reg<Cause,         0x000d8, Access::wo> IMC{};
// clang-format on
}  // namespace reg

}  // namespace e1k::hw
