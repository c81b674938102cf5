// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "support/model/profile.hpp"

namespace test::model {

/// What is at the connector: a PHY for copper; or optics, or a backplane, behind the chip's own 1000BASE-X.
enum class Media : std::uint8_t { copper, fiber, serdes };

/// The way by which CTRL.RST reaches a chip.
enum class ResetBy : std::uint8_t { memory, copy, io_space, any };

/// The layouts of EERD.
enum class Eerd : std::uint8_t { none, usual, narrow };

/// How one chip of the family differs from another, by itself: what whoever plays it makes of that is a Profile's.
/// Sources: the SDM; specification updates; the drivers of Intel, Linux and DPDK. Kept apart from the driver's own
/// table, so that a wrong row there does not agree with itself.
struct Chip {
    std::uint16_t device_id = 0x100e;
    std::string_view name = "82540EM";
    std::uint32_t phy_id = 0x01410c20;  ///< of the copper PHY: M88E1011
    Media media = Media::copper;
    bool light_is_low = false;        ///< pin 1 when the optics see light
    bool mdio_by_pins = false;        ///< no MDIC
    bool phy_reset_pin = false;       ///< pin 4 holds the PHY in its reset until it is driven high
    bool mac_follows_phy = true;      ///< STATUS and the MAC have the PHY's speed and duplex
    bool half_duplex_stalls = false;  ///< see TxFifo
    bool phy_crosses = true;          ///< the PHY finds out whether pairs are crossed

    // control
    ResetBy reset_by = ResetBy::io_space;    ///< another way hangs it
    std::uint32_t eeprom_reload_us = 5'000;  ///< after a reset; what is read and written before is lost
    bool reload_on_request = false;          ///< it begins with CTRL_EXT.EE_RST
    bool management = true;                  ///< there is MANC
    bool phy_reset_first = false;            ///< before CTRL.RST, for 5 ms
    bool relaxed_ordering_crashes = false;   ///< CTRL_EXT.RO_DIS must be set
    std::uint32_t most_descriptors = 4096;   ///< of a ring
    std::uint32_t packet_buffer_kib = 64;
    bool segments = true;  ///< it cuts what is too long for a frame

    // EEPROM: what is on the board, and the ways to it
    Eerd eerd = Eerd::usual;
    bool eecd_grants = true;       ///< by REQ and GNT; else the pins are software's always
    bool eecd_tells_size = true;   ///< SIZE
    bool eecd_tells_type = false;  ///< TYPE and ADDR_BITS
    bool spi = false;              ///< else Microwire
    std::uint32_t eeprom_address_bits = 6, eeprom_words = 64;
    bool two_ports = false;      ///< with one EEPROM
    std::uint32_t function = 0;  ///< which of the two this is

    bool odd_spoils_even = false;  ///< a write to an odd word of MTA or VFTA, see RegisterAccess

    // on PCI-X
    bool pcix = false;                  ///< it knows that, and is there
    bool long_start_hangs = false;      ///< of what is sent: a first buffer of more than 2015 bytes
    bool low_end_hangs = false;         ///< a buffer of more than 4 bytes, the last in the lower half of eight
    std::uint32_t longest_read = 4096;  ///< bytes that it bears to ask for at once

    // reports that come too early: the buffer may be another's by the time it is read
    bool cut_reported_early = false;   ///< of the last of more than 8 bytes of what it cuts
    bool next_reported_early = false;  ///< of the only one of the packet behind that
};

/// Every chip but the 82542, which has another register map.
[[nodiscard]] std::span<const Chip> chips() noexcept;

/// The chip of that PCI device id, with what @p profile has of it; of an id that none has, an 82540EM.
[[nodiscard]] Chip chip_on(const Profile& profile, std::uint16_t device_id) noexcept;

}  // namespace test::model
