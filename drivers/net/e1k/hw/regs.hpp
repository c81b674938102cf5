// SPDX-License-Identifier: BSD-3-Clause
// Register map of the 8254x family, as far as the driver uses it. Names and section numbers are those of the
// "PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's Manual", 317453-006 (SDM).
#pragma once

#include "flags.hpp"
#include "mmio.hpp"

namespace e1k::hw {

/// Device Control, SDM 13.4.1.
enum class Ctrl : std::uint32_t {
    FD = 1u << 0,        ///< full duplex
    LRST = 1u << 3,      ///< link reset
    ASDE = 1u << 5,      ///< speed follows the PHY
    SLU = 1u << 6,       ///< set link up
    FRCSPD = 1u << 11,   ///< force speed
    FRCDPLX = 1u << 12,  ///< force duplex
    RST = 1u << 26,      ///< device reset, self-clearing
    RFCE = 1u << 27,     ///< obey received PAUSE frames
    TFCE = 1u << 28,     ///< send PAUSE frames
    VME = 1u << 30,      ///< VLAN tags are stripped and inserted
};

/// Device Status, SDM 13.4.2.
enum class Status : std::uint32_t {
    FD = 1u << 0,  ///< full duplex
    LU = 1u << 1,  ///< link up
};
using StatusSpeed = Field<Status, 6, 2>;  ///< 0: 10, 1: 100, 2 and 3: 1000 Mbit/s

/// EEPROM Read, layout of all but 82541 and 82547, SDM 13.4.4.
enum class Eerd : std::uint32_t {
    START = 1u << 0,
    DONE = 1u << 4,
};
using EerdAddr = Field<Eerd, 8, 8>;
using EerdData = Field<Eerd, 16, 16>;

/// MDI Control: the way to the PHY's registers, SDM 13.4.6.
enum class Mdic : std::uint32_t {
    OP_WRITE = 1u << 26,
    OP_READ = 2u << 26,
    R = 1u << 28,  ///< ready
    E = 1u << 30,  ///< error
};
using MdicData = Field<Mdic, 0, 16>;
using MdicReg = Field<Mdic, 16, 5>;
using MdicPhy = Field<Mdic, 21, 5>;

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

/// Receive Control, SDM 13.4.22.
enum class Rctl : std::uint32_t {
    EN = 1u << 1,
    UPE = 1u << 3,     ///< unicast promiscuous
    MPE = 1u << 4,     ///< multicast promiscuous
    LPE = 1u << 5,     ///< frames longer than 1522 bytes
    BAM = 1u << 15,    ///< broadcast accepted
    BSEX = 1u << 25,   ///< BSIZE times 16
    SECRC = 1u << 26,  ///< CRC stripped
};
using RctlBsize = Field<Rctl, 16, 2>;  ///< 0: 2048, 1: 1024, 2: 512, 3: 256 bytes

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

/// Management Control.
enum class Manc : std::uint32_t {
    ARP_EN = 1u << 13,  ///< ARP frames are the management's, not the host's
};

/// Upper half of a receive address, SDM 13.5.3.
enum class Rah : std::uint32_t {
    AV = 1u << 31,  ///< address valid
};
using RahAddr = Field<Rah, 0, 16>;  ///< octets 4 and 5

template <>
inline constexpr bool enable_flags<Ctrl> = true;
template <>
inline constexpr bool enable_flags<Status> = true;
template <>
inline constexpr bool enable_flags<Eerd> = true;
template <>
inline constexpr bool enable_flags<Mdic> = true;
template <>
inline constexpr bool enable_flags<Cause> = true;
template <>
inline constexpr bool enable_flags<Rctl> = true;
template <>
inline constexpr bool enable_flags<Tctl> = true;
template <>
inline constexpr bool enable_flags<Tipg> = true;
template <>
inline constexpr bool enable_flags<Manc> = true;
template <>
inline constexpr bool enable_flags<Rah> = true;

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
inline constexpr Reg<Ctrl,          0x00000>             CTRL{};
inline constexpr Reg<Status,        0x00008, Access::ro> STATUS{};
inline constexpr Reg<Eerd,          0x00014>             EERD{};
inline constexpr Reg<Mdic,          0x00020>             MDIC{};
inline constexpr Reg<Cause,         0x000c0, Access::rc> ICR{};
inline constexpr Reg<std::uint32_t, 0x000c4>             ITR{};     ///< 256 ns units between interrupts
inline constexpr Reg<Cause,         0x000c8, Access::wo> ICS{};
inline constexpr Reg<Cause,         0x000d0>             IMS{};
inline constexpr Reg<Cause,         0x000d8, Access::wo> IMC{};
inline constexpr Reg<Rctl,          0x00100>             RCTL{};
inline constexpr Reg<Tctl,          0x00400>             TCTL{};
inline constexpr Reg<Tipg,          0x00410>             TIPG{};
inline constexpr Reg<std::uint32_t, 0x01000>             PBA{};     ///< KiB of packet buffer for receive
inline constexpr Reg<std::uint32_t, 0x02800>             RDBAL{};
inline constexpr Reg<std::uint32_t, 0x02804>             RDBAH{};
inline constexpr Reg<std::uint32_t, 0x02808>             RDLEN{};
inline constexpr Reg<std::uint32_t, 0x02810>             RDH{};
inline constexpr Reg<std::uint32_t, 0x02818>             RDT{};
inline constexpr Reg<std::uint32_t, 0x02820>             RDTR{};
inline constexpr Reg<std::uint32_t, 0x0282c>             RADV{};
inline constexpr Reg<std::uint32_t, 0x03800>             TDBAL{};
inline constexpr Reg<std::uint32_t, 0x03804>             TDBAH{};
inline constexpr Reg<std::uint32_t, 0x03808>             TDLEN{};
inline constexpr Reg<std::uint32_t, 0x03810>             TDH{};
inline constexpr Reg<std::uint32_t, 0x03818>             TDT{};
inline constexpr Reg<std::uint32_t, 0x03820>             TIDV{};
inline constexpr Reg<std::uint32_t, 0x0382c>             TADV{};
inline constexpr RegArray<std::uint32_t, 0x04000, 64, 4, Access::rc> STATS{};  ///< index: Stat
inline constexpr RegArray<std::uint32_t, 0x05200, 128>   MTA{};     ///< multicast hash table
inline constexpr RegArray<std::uint32_t, 0x05400, 16, 8> RAL{};     ///< octets 0..3, the first in the low byte
inline constexpr RegArray<Rah,           0x05404, 16, 8> RAH{};
inline constexpr RegArray<std::uint32_t, 0x05600, 128>   VFTA{};    ///< VLAN filter table
inline constexpr Reg<std::uint32_t, 0x05800>             WUC{};     ///< wake-up control
inline constexpr Reg<Manc,          0x05820>             MANC{};
// clang-format on
}  // namespace reg

}  // namespace e1k::hw
