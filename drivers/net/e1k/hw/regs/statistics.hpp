// SPDX-License-Identifier: BSD-3-Clause
// Register map, see control.hpp: statistics.
#pragma once

#include "flags.hpp"
#include "mmio.hpp"

namespace e1k::hw {

/// Statistics register, as dword index from 0x4000, SDM 13.7. Of those of 64 bits, the lower half; the upper one is
/// the dword behind it.
enum class Stat : std::uint32_t {
    CRCERRS = 0x00,
    ALGNERRC = 0x01,
    SYMERRS = 0x02,
    RXERRC = 0x03,
    MPC = 0x04,
    SCC = 0x05,
    ECOL = 0x06,
    MCC = 0x07,
    LATECOL = 0x08,
    COLC = 0x0a,
    DC = 0x0c,
    TNCRS = 0x0d,
    SEC = 0x0e,
    CEXTERR = 0x0f,
    RLEC = 0x10,
    XONRXC = 0x12,
    XONTXC = 0x13,
    XOFFRXC = 0x14,
    XOFFTXC = 0x15,
    FCRUC = 0x16,
    PRC64 = 0x17,
    PRC127 = 0x18,
    PRC255 = 0x19,
    PRC511 = 0x1a,
    PRC1023 = 0x1b,
    PRC1522 = 0x1c,
    GPRC = 0x1d,
    BPRC = 0x1e,
    MPRC = 0x1f,
    GPTC = 0x20,
    GORC = 0x22,
    GOTC = 0x24,
    RNBC = 0x28,
    RUC = 0x29,
    RFC = 0x2a,
    ROC = 0x2b,
    RJC = 0x2c,
    MGTPRC = 0x2d,
    MGTPDC = 0x2e,
    MGTPTC = 0x2f,
    TOR = 0x30,
    TOT = 0x32,
    TPR = 0x34,
    TPT = 0x35,
    PTC64 = 0x36,
    PTC127 = 0x37,
    PTC255 = 0x38,
    PTC511 = 0x39,
    PTC1023 = 0x3a,
    PTC1522 = 0x3b,
    MPTC = 0x3c,
    BPTC = 0x3d,
    TSCTC = 0x3e,
    TSCTFC = 0x3f,
};

namespace reg {
// clang-format off
inline constexpr RegArray<std::uint32_t, 0x04000, 64, 4, Access::rc> STATS{};  ///< index: Stat
// clang-format on
}  // namespace reg

}  // namespace e1k::hw
