// SPDX-License-Identifier: BSD-3-Clause
// Register offsets and bits as the Intel 8254x Software Developer's Manual (SDM) gives them in chapter 13. Kept apart
// from the driver's own table, so that a wrong number there does not agree with itself.
#pragma once

#include <cstdint>

namespace test::model {

namespace reg {
inline constexpr std::uint32_t CTRL = 0x0000, CTRL_DUP = 0x0004, STATUS = 0x0008, EECD = 0x0010, EERD = 0x0014,
                               CTRL_EXT = 0x0018, FLA = 0x001c, MDIC = 0x0020, FCAL = 0x0028, FCAH = 0x002c,
                               FCT = 0x0030, VET = 0x0038, ICR = 0x00c0, ITR = 0x00c4, ICS = 0x00c8, IMS = 0x00d0,
                               IMC = 0x00d8, RCTL = 0x0100, FCTTV = 0x0170, TXCW = 0x0178, RXCW = 0x0180, TCTL = 0x0400,
                               TIPG = 0x0410, AIT = 0x0458, LEDCTL = 0x0e00, PBA = 0x1000, FCRTL = 0x2160,
                               FCRTH = 0x2168, RDBAL = 0x2800, RDBAH = 0x2804, RDLEN = 0x2808, RDH = 0x2810,
                               RDT = 0x2818, RDTR = 0x2820, RXDCTL = 0x2828, RADV = 0x282c, RSRPD = 0x2c00,
                               TXDMAC = 0x3000, TDFH = 0x3410, TDFT = 0x3418, TDFHS = 0x3420, TDFTS = 0x3428,
                               TDBAL = 0x3800, TDBAH = 0x3804, TDLEN = 0x3808, TDH = 0x3810, TDT = 0x3818,
                               TIDV = 0x3820, TXDCTL = 0x3828, TADV = 0x382c, TSPMT = 0x3830, STATISTICS = 0x4000,
                               STATISTICS_END = 0x4100, RXCSUM = 0x5000, MTA = 0x5200, MTA_END = 0x5400, RA = 0x5400,
                               RA_END = 0x5480, VFTA = 0x5600, VFTA_END = 0x5800, WUC = 0x5800, WUFC = 0x5808,
                               WUS = 0x5810, MANC = 0x5820;
}  // namespace reg

/// Statistics, SDM 13.7.
namespace counter {
inline constexpr std::uint32_t CRCERRS = 0x4000, ALGNERRC = 0x4004, SYMERRS = 0x4008, RXERRC = 0x400c, MPC = 0x4010,
                               SCC = 0x4014, ECOL = 0x4018, MCC = 0x401c, LATECOL = 0x4020, COLC = 0x4028, DC = 0x4030,
                               TNCRS = 0x4034, SEC = 0x4038, CEXTERR = 0x403c, RLEC = 0x4040, XONRXC = 0x4048,
                               XONTXC = 0x404c, XOFFRXC = 0x4050, XOFFTXC = 0x4054, FCRUC = 0x4058, PRC64 = 0x405c,
                               PRC127 = 0x4060, PRC255 = 0x4064, PRC511 = 0x4068, PRC1023 = 0x406c, PRC1522 = 0x4070,
                               GPRC = 0x4074, BPRC = 0x4078, MPRC = 0x407c, GPTC = 0x4080, GORCL = 0x4088,
                               GORCH = 0x408c, GOTCL = 0x4090, GOTCH = 0x4094, RNBC = 0x40a0, RUC = 0x40a4,
                               RFC = 0x40a8, ROC = 0x40ac, RJC = 0x40b0, MGTPRC = 0x40b4, MGTPDC = 0x40b8,
                               MGTPTC = 0x40bc, TORL = 0x40c0, TORH = 0x40c4, TOTL = 0x40c8, TOTH = 0x40cc,
                               TPR = 0x40d0, TPT = 0x40d4, PTC64 = 0x40d8, PTC127 = 0x40dc, PTC255 = 0x40e0,
                               PTC511 = 0x40e4, PTC1023 = 0x40e8, PTC1522 = 0x40ec, MPTC = 0x40f0, BPTC = 0x40f4,
                               TSCTC = 0x40f8, TSCTFC = 0x40fc;
}  // namespace counter

constexpr std::uint32_t bit(unsigned n)
{
    return 1u << n;
}

namespace ctrl {
inline constexpr std::uint32_t FD = bit(0), ASDE = bit(5), SLU = bit(6), SPEED_SHIFT = 8, FRCSPD = bit(11),
                               FRCDPX = bit(12), LRST = bit(3), SWDPIN0 = bit(18), SWDPIN1 = bit(19), SWDPIN2 = bit(20),
                               SWDPIN3 = bit(21), SWDPIO0 = bit(22), SWDPIO1 = bit(23), SWDPIO2 = bit(24),
                               SWDPIO3 = bit(25), RST = bit(26), RFCE = bit(27), TFCE = bit(28), VME = bit(30),
                               PHY_RST = bit(31);
}
namespace ctrl_ext {
inline constexpr std::uint32_t SWDPIN4 = bit(4), SWDPIO4 = bit(8), EE_RST = bit(13), RO_DIS = bit(17);
}
namespace txcw {
inline constexpr std::uint32_t TXC = bit(30), ANE = bit(31);
}
namespace rxcw {
inline constexpr std::uint32_t IV = bit(27), C = bit(29), SYNCH = bit(30), ANC = bit(31);
}
namespace status {
inline constexpr std::uint32_t FD = bit(0), LU = bit(1), FUNC_SHIFT = 2, TXOFF = bit(4), SPEED_SHIFT = 6,
                               ASDV_SHIFT = 8, BUS64 = bit(12), PCIX_MODE = bit(13), PCIX_133 = bit(15);
}
namespace icr {
inline constexpr std::uint32_t TXDW = bit(0), TXQE = bit(1), LSC = bit(2), RXSEQ = bit(3), RXDMT0 = bit(4),
                               RXO = bit(6), RXT0 = bit(7), MDAC = bit(9);
}
namespace rctl {
inline constexpr std::uint32_t EN = bit(1), SBP = bit(2), UPE = bit(3), MPE = bit(4), LPE = bit(5), LBM_SHIFT = 6,
                               RDMTS_SHIFT = 8, MO_SHIFT = 12, BAM = bit(15), BSIZE_SHIFT = 16, VFE = bit(18),
                               PMCF = bit(23), BSEX = bit(25), SECRC = bit(26);
}
namespace fcrtl {
inline constexpr std::uint32_t RTL = 0xfff8, XONE = bit(31);
}
namespace tctl {
inline constexpr std::uint32_t EN = bit(1), PSP = bit(3);
}
namespace manc {
inline constexpr std::uint32_t ARP_EN = bit(13);
}
namespace rxcsum {
inline constexpr std::uint32_t PCSS = 0xff, IPOFL = bit(8), TUOFL = bit(9);
}

/// Legacy receive descriptor, SDM 3.2.3.
struct RxDescriptor {
    std::uint64_t address;
    std::uint16_t length;
    std::uint16_t checksum;
    std::uint8_t status;
    std::uint8_t errors;
    std::uint16_t special;

    static constexpr std::uint8_t DD = 1 << 0, EOP = 1 << 1, IXSM = 1 << 2, VP = 1 << 3, TCPCS = 1 << 5, IPCS = 1 << 6,
                                  PIF = 1 << 7;
    static constexpr std::uint8_t CE = 1 << 0, TCPE = 1 << 5, IPE = 1 << 6, RXE = 1 << 7;
};
static_assert(sizeof(RxDescriptor) == 16);

/// Any transmit descriptor, SDM 3.3.3 (legacy), 3.3.6 (context), 3.3.7 (data).
struct TxDescriptor {
    std::uint64_t low;
    std::uint32_t command;
    std::uint32_t high;

    static constexpr std::uint32_t EOP = bit(24), IFCS = bit(25), IC = bit(26), TSE = bit(26), RS = bit(27),
                                   RPS = bit(28), DEXT = bit(29), VLE = bit(30), IDE = bit(31);
    static constexpr std::uint32_t DD = bit(0);                   // in `high`
    static constexpr std::uint32_t IXSM = bit(8), TXSM = bit(9);  // POPTS, in `high`
};
static_assert(sizeof(TxDescriptor) == 16);

}  // namespace test::model
