// SPDX-License-Identifier: BSD-3-Clause
// Register map of the 8254x family, as far as the driver uses it, a file for each chapter of the manual: here control,
// status, EEPROM, PHY, packet buffer, wake-up and management. Names and section numbers are those of the "PCI/PCI-X
// Family of Gigabit Ethernet Controllers Software Developer's Manual", 317453-006 (SDM).
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
    FRCDPLX = 1u << 12,  ///< force duplex: that of FD
    SWDPIN0 = 1u << 18,  ///< level of software-definable pin 0
    SWDPIN1 = 1u << 19,  ///< level of pin 1: whether optics see light
    SWDPIN2 = 1u << 20,  ///< level of pin 2: MDIO where there is no MDIC
    SWDPIN3 = 1u << 21,  ///< level of pin 3: MDC there
    SWDPIO0 = 1u << 22,  ///< pin 0 is an output
    SWDPIO1 = 1u << 23,  ///< pin 1 is an output
    SWDPIO2 = 1u << 24,  ///< pin 2 is an output
    SWDPIO3 = 1u << 25,  ///< pin 3 is an output
    RST = 1u << 26,      ///< device reset, self-clearing
    RFCE = 1u << 27,     ///< obey received PAUSE frames
    TFCE = 1u << 28,     ///< send PAUSE frames
    VME = 1u << 30,      ///< VLAN tags are stripped and inserted
    PHY_RST = 1u << 31,  ///< the PHY's reset
};

using CtrlSpeed = Field<Ctrl, 8, 2>;  ///< of FRCSPD, 0: 10, 1: 100, 2: 1000 Mbit/s

/// Device Status, SDM 13.4.2.
enum class Status : std::uint32_t {
    FD = 1u << 0,          ///< full duplex
    LU = 1u << 1,          ///< link up
    FUNC_1 = 1u << 2,      ///< of two ports, the second
    TXOFF = 1u << 4,       ///< the partner has paused us
    PCIX_MODE = 1u << 13,  ///< the bus is PCI-X, not PCI
};
using StatusSpeed = Field<Status, 6, 2>;  ///< 0: 10, 1: 100, 2 and 3: 1000 Mbit/s

/// Extended Device Control, SDM 13.4.5.
enum class CtrlExt : std::uint32_t {
    SWDPIN4 = 1u << 4,  ///< level of pin 4
    SWDPIO4 = 1u << 8,  ///< pin 4 is an output
    EE_RST = 1u << 13,  ///< registers are loaded from the EEPROM as after a reset, self-clearing
    RO_DIS = 1u << 17,  ///< no relaxed ordering on the bus
};

/// EEPROM and Flash Control: the part's pins, and what part it is, SDM 13.4.3.
enum class Eecd : std::uint32_t {
    SK = 1u << 0,  ///< clock
    CS = 1u << 1,  ///< chip select
    DI = 1u << 2,  ///< into the part
    DO = 1u << 3,  ///< out of it
    REQ = 1u << 6,
    GNT = 1u << 7,         ///< software has the pins
    SIZE = 1u << 9,        ///< 256 words, not 64
    ADDR_BITS = 1u << 10,  ///< 82541, 82547: Microwire 256 words, SPI 16 bits of address
    TYPE = 1u << 13,       ///< 82541, 82547: SPI, not Microwire
};

/// EEPROM Read, SDM 13.4.4. 82541 and 82547 have the narrow layout, with two bits between address and START.
enum class Eerd : std::uint32_t {
    START = 1u << 0,
    DONE_NARROW = 1u << 1,
    DONE = 1u << 4,
};
using EerdAddr = Field<Eerd, 8, 8>;
using EerdAddrNarrow = Field<Eerd, 2, 14>;
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

/// What the 1000BASE-X side sends while it negotiates, SDM 13.4.13. PAUSE bits are those of IEEE 802.3, 37.2.1.
enum class Txcw : std::uint32_t {
    FD = 1u << 5,       ///< offered: full duplex
    PAUSE = 1u << 7,    ///< offered: PAUSE both ways
    ASM_DIR = 1u << 8,  ///< offered: PAUSE one way
    TXC = 1u << 30,     ///< negotiate by software: what is offered is sent, and no frame
    ANE = 1u << 31,     ///< negotiate
};

/// What it receives, SDM 13.4.14.
enum class Rxcw : std::uint32_t {
    PAUSE = 1u << 7,  ///< the partner's offer, as in TXCW
    ASM_DIR = 1u << 8,
    IV = 1u << 27,     ///< invalid symbols have come
    C = 1u << 29,      ///< the partner negotiates
    SYNCH = 1u << 30,  ///< symbols can be told from each other
};

/// Flow Control Receive Threshold Low, bytes in 15:3, SDM 13.4.23.
enum class Fcrtl : std::uint32_t {
    XONE = 1u << 31,  ///< XON is sent when the receive buffer has drained to here
};
using FcrtlRtl = Field<Fcrtl, 0, 16>;

/// Management Control.
enum class Manc : std::uint32_t {
    ARP_EN = 1u << 13,  ///< ARP frames are the management's, not the host's
};

template <>
inline constexpr bool enable_flags<Ctrl> = true;
template <>
inline constexpr bool enable_flags<Status> = true;
template <>
inline constexpr bool enable_flags<CtrlExt> = true;
template <>
inline constexpr bool enable_flags<Eecd> = true;
template <>
inline constexpr bool enable_flags<Eerd> = true;
template <>
inline constexpr bool enable_flags<Txcw> = true;
template <>
inline constexpr bool enable_flags<Rxcw> = true;
template <>
inline constexpr bool enable_flags<Mdic> = true;
template <>
inline constexpr bool enable_flags<Fcrtl> = true;
template <>
inline constexpr bool enable_flags<Manc> = true;

namespace reg {
// clang-format off
inline constexpr Reg<Ctrl,          0x00000>             CTRL{};
inline constexpr Reg<Ctrl,          0x00004>             CTRL_DUP{};  ///< CTRL once more
inline constexpr Reg<Status,        0x00008, Access::ro> STATUS{};
inline constexpr Reg<Eecd,          0x00010>             EECD{};
inline constexpr Reg<Eerd,          0x00014>             EERD{};
inline constexpr Reg<CtrlExt,       0x00018>             CTRL_EXT{};
inline constexpr Reg<Mdic,          0x00020>             MDIC{};
inline constexpr Reg<std::uint32_t, 0x00028>             FCAL{};    ///< address of PAUSE frames, octets 0..3
inline constexpr Reg<std::uint32_t, 0x0002c>             FCAH{};    ///< octets 4 and 5
inline constexpr Reg<std::uint32_t, 0x00030>             FCT{};     ///< their type
inline constexpr Reg<std::uint32_t, 0x00038>             VET{};     ///< type of VLAN tags, in host order
inline constexpr Reg<std::uint32_t, 0x00170>             FCTTV{};   ///< pause time that we send, 512 bit times
inline constexpr Reg<Txcw,          0x00178>             TXCW{};
inline constexpr Reg<Rxcw,          0x00180, Access::rc> RXCW{};
inline constexpr Reg<std::uint32_t, 0x00e00>             LEDCTL{};  ///< a byte each: mode 3:0, inverted 6, blinks 7
inline constexpr Reg<std::uint32_t, 0x01000>             PBA{};     ///< KiB of packet buffer for receive
inline constexpr Reg<Fcrtl,         0x02160>             FCRTL{};
inline constexpr Reg<std::uint32_t, 0x02168>             FCRTH{};   ///< bytes at which XOFF is sent, in steps of 8
inline constexpr Reg<std::uint32_t, 0x05800>             WUC{};     ///< wake-up control
inline constexpr Reg<Manc,          0x05820>             MANC{};
// clang-format on
}  // namespace reg

}  // namespace e1k::hw
