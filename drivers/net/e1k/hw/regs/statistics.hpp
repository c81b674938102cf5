// SPDX-License-Identifier: BSD-3-Clause
// Register map, see control.hpp: statistics.
#pragma once

#include "flags.hpp"
#include "mmio.hpp"

namespace e1k::hw {

/// 32-bit statistics register, as dword index from 0x4000, SDM 13.7.
enum class Stat : std::uint32_t {
    CRCERRS = 0x00,
    ALGNERRC = 0x01,
    RXERRC = 0x03,
    MPC = 0x04,
    ECOL = 0x06,
    CEXTERR = 0x0f,
    RUC = 0x29,
    RFC = 0x2a,
    ROC = 0x2b,
};

namespace reg {
// clang-format off
inline constexpr RegArray<std::uint32_t, 0x04000, 64, 4, Access::rc> STATS{};  ///< index: Stat
// clang-format on
}  // namespace reg

}  // namespace e1k::hw
