// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace e1k::hw {

/// How a port's LEDs are switched: by LEDCTL, or by software-definable pin 0, lit at a low or at a high level.
enum class LedControl : std::uint8_t { own_register, pin_low, pin_high };

/// What a port has at its connector: a PHY for copper; or optics, or a backplane, behind the chip's own 1000BASE-X.
enum class Media : std::uint8_t { copper, fiber, serdes };

/// Whose PHY it is: Marvell's, with the MAC in one chip or beside it, or Intel's.
enum class PhyKind : std::uint8_t { m88, igp };

/// How the PHY's registers are reached: by MDIC, or bit by bit through software-definable pins 2 and 3.
enum class PhyBus : std::uint8_t { mdic, pins };

/// What CTRL.RST is written through: the register itself, its copy CTRL_DUP, or the register in I/O space. The wrong
/// way may hang the chip, which cannot acknowledge the write.
enum class ResetWay : std::uint8_t { ctrl, ctrl_dup, io };

/// How words of the EEPROM are read: by EERD, in one of two layouts, or bit by bit through the pins of EECD.
enum class EepromWay : std::uint8_t { eerd, eerd_narrow, pins };

/// What parts there may be, and how EECD tells which: Microwire of 64 words; by EECD.SIZE, or one of 256; by EECD.TYPE
/// and ADDR_BITS, Microwire or SPI.
enum class EepromParts : std::uint8_t { small, by_size, by_type };

/// What differs between the chips of the family, and between those who play one: the whole list. The code around it
/// asks, and names neither. The defaults are the commonest chip, as silicon.
struct Traits {
    // of the chip
    ResetWay reset = ResetWay::io;
    std::uint16_t eeprom_reload_us = 5'000;   ///< after a reset, until what the EEPROM says of it is in the registers
    bool reloads_on_request = false;          ///< and it begins with CTRL_EXT.EE_RST only
    bool management = true;                   ///< there is MANC
    bool relaxed_ordering = true;             ///< it may be used on the bus
    std::uint16_t most_descriptors = 4096;    ///< of a ring
    std::uint8_t rx_buffer_kib = 48;          ///< of the packet buffer, for receive; the rest is for transmit
    std::uint8_t rx_buffer_kib_of_long = 40;  ///< the same where packets are longer than half of the longest
    EepromWay eeprom = EepromWay::eerd;
    EepromParts eeprom_part = EepromParts::by_size;
    bool eeprom_pins_on_request = true;      ///< EECD.REQ asks for its pins, and EECD.GNT gives them
    bool two_ports = false;                  ///< they share an EEPROM
    bool segments = true;                    ///< it cuts TCP messages over IPv4 into frames
    bool cut_done_early = true;              ///< TxCare::short_end
    bool next_done_early = true;             ///< TxCare::short_next_end
    bool pcix_short_start = false;           ///< TxCare::short_start, on a bus that is PCI-X
    bool pcix_high_end = false;              ///< TxCare::high_end, there
    std::uint16_t longest_pcix_read = 4096;  ///< bytes that it bears to ask for at once, there
    LedControl led = LedControl::own_register;
    Media media = Media::copper;
    bool light_is_low = false;  ///< the level of pin 1 when the optics see light
    PhyKind phy = PhyKind::m88;
    bool phy_crosses = true;  ///< it can find out by itself whether the pairs of a cable are crossed
    PhyBus phy_bus = PhyBus::mdic;
    bool phy_reset_first = false;         ///< CTRL.PHY_RST must come before CTRL.RST
    bool phy_reset_pin = false;           ///< pin 4, when low, holds the PHY in its reset
    bool half_duplex_stalls = false;      ///< a packet at the end of the transmit FIFO may then stop it for good
    bool mac_follows_phy = true;          ///< in speed and duplex; else software must ask the one and tell the other
    bool vfta_write_spoils_even = false;  ///< a write to an odd word of VFTA or MTA spoils the even one before it

    // of who plays the chip
    bool takes_short = false;  ///< frames that are too short come in, padded or as they are: none is lost by that
    std::uint32_t rctl_write_deafens_us = 0;  ///< a write to RCTL ends reception for so long
    /// While RCTL.EN is set, RDH may be written and descriptors without an address are skipped; a reset leaves RCTL.
    bool rings_change_while_enabled = false;
    bool hash_judges_unicast = false;      ///< MTA lets frames in whoever they are for, groups or single stations
    bool mac_loops = true;                 ///< loopback needs RCTL.LBM, or bears it
    bool loops = true;                     ///< what is sent can be had back, by one or the other
    bool loops_without_link = true;        ///< and needs no cable for that
    bool has_flow_control = true;          ///< FCAL, FCAH, FCT, FCTTV, FCRTL and FCRTH are there
    bool has_gaps = true;                  ///< so are TIPG and TIDV
    bool strips_vlan = true;               ///< CTRL.VME takes the tag out of received frames
    bool empty_last_segment = false;       ///< headers alone follow segments that are all full
    bool tx_ipv4_checksum_right = true;    ///< what IXSM asks for is what goes out
    bool good_counts_are_total = false;    ///< GPRC, GPTC, GORC, GOTC say no more than TPR, TPT, TOR, TOT, or less
    std::uint8_t longest_tx_header = 255;  ///< bytes in front of the data that is segmented, SDM 3.3.6: HDRLEN
};

}  // namespace e1k::hw
