// SPDX-License-Identifier: BSD-3-Clause
// The chips of the family, and what of each is its own: one line a difference. SDM 1.3 and 5.2; where the manual is
// silent, what the vendor's drivers do.
#pragma once

#include <array>
#include <cstdint>

#include "traits.hpp"

namespace e1k::hw {

inline constexpr std::uint16_t vendor_intel = 0x8086;

/// A PCI device id, the chip behind it, and what is its own.
struct Chip {
    std::uint16_t device_id;
    const char* name;
    Traits traits;
};

/// The kinds of chips: those of one kind differ in nothing that a driver sees but their PHYs and what is on the board.
namespace kind {

// pcix_short_start: the 82546GB's specification update, 10; of the others that know PCI-X Linux's driver says the same.
// pcix_high_end: the driver of Linux, which does not mind a buffer of four bytes or fewer.
// cut_done_early: that specification update, 1, and Linux's driver, which has next_done_early for all but the 82544.
// longest_pcix_read, where firmware may have set more: Linux's driver. phy_reset_first: Intel's, in DPDK, and Linux's.
inline constexpr Traits i82543{.reset = ResetWay::ctrl,
                               .eeprom_reload_us = 2'000,
                               .reloads_on_request = true,
                               .management = false,
                               .most_descriptors = 256,
                               .eeprom = EepromWay::pins,
                               .eeprom_part = EepromParts::small,
                               .eeprom_pins_on_request = false,
                               .segments = false,
                               .led = LedControl::pin_high,
                               .light_is_low = true,
                               .phy_bus = PhyBus::pins,
                               .phy_reset_pin = true,
                               .mac_follows_phy = false};
inline constexpr Traits i82544{.eeprom_reload_us = 2'000,
                               .reloads_on_request = true,
                               .management = false,
                               .eeprom = EepromWay::pins,
                               .eeprom_part = EepromParts::small,
                               .eeprom_pins_on_request = false,
                               .next_done_early = false,
                               .pcix_short_start = true,
                               .pcix_high_end = true,
                               .longest_pcix_read = 2048,
                               .led = LedControl::pin_low,
                               .light_is_low = true,
                               .vfta_write_spoils_even = true};
inline constexpr Traits i82540{};
inline constexpr Traits i82545{.pcix_short_start = true, .longest_pcix_read = 2048};
inline constexpr Traits i82545_rev3{.reset = ResetWay::ctrl_dup, .pcix_short_start = true};
inline constexpr Traits i82546{.two_ports = true, .pcix_short_start = true, .longest_pcix_read = 2048};
inline constexpr Traits i82546_rev3{.reset = ResetWay::ctrl_dup, .two_ports = true, .pcix_short_start = true};
inline constexpr Traits i82546_rev3_four_ports{.reset = ResetWay::ctrl_dup,
                                               .relaxed_ordering = false,  // parity errors in a PCI slot
                                               .two_ports = true,
                                               .pcix_short_start = true};
inline constexpr Traits i82541{.eeprom_reload_us = 20'000,
                               .eeprom = EepromWay::eerd_narrow,
                               .eeprom_part = EepromParts::by_type,
                               .phy = PhyKind::igp,
                               .phy_crosses = false,
                               .phy_reset_first = true};
inline constexpr Traits i82541_rev2{.eeprom_reload_us = 20'000,
                                    .eeprom = EepromWay::eerd_narrow,
                                    .eeprom_part = EepromParts::by_type,
                                    .phy = PhyKind::igp};
inline constexpr Traits i82547{.reset = ResetWay::ctrl,
                               .eeprom_reload_us = 20'000,
                               .rx_buffer_kib = 30,
                               .rx_buffer_kib_of_long = 22,  // of 40; the others have 64
                               .eeprom = EepromWay::eerd_narrow,
                               .eeprom_part = EepromParts::by_type,
                               .segments = false,
                               .phy = PhyKind::igp,
                               .phy_crosses = false,
                               .phy_reset_first = true,
                               .half_duplex_stalls = true};
inline constexpr Traits i82547_rev2{.reset = ResetWay::ctrl,
                                    .eeprom_reload_us = 20'000,
                                    .rx_buffer_kib = 30,
                                    .rx_buffer_kib_of_long = 22,
                                    .eeprom = EepromWay::eerd_narrow,
                                    .eeprom_part = EepromParts::by_type,
                                    .phy = PhyKind::igp};

/// What such a chip is with optics: their LED is lit by pin 0, high where it is read for light that is low.
[[nodiscard]] constexpr Traits with_optics(Traits chip) noexcept
{
    chip.media = Media::fiber;
    chip.led = chip.light_is_low ? LedControl::pin_high : LedControl::pin_low;
    return chip;
}

/// What it is on a backplane.
[[nodiscard]] constexpr Traits with_serdes(Traits chip) noexcept
{
    chip.media = Media::serdes;
    return chip;
}

}  // namespace kind

/// What the driver drives: the whole family but its first chip.
inline constexpr std::array chips{
    Chip{0x1001, "82543GC", kind::with_optics(kind::i82543)},  // fibre
    Chip{0x1004, "82543GC", kind::i82543},
    Chip{0x1008, "82544EI", kind::i82544},
    Chip{0x1009, "82544EI", kind::with_optics(kind::i82544)},  // fibre
    Chip{0x100c, "82544GC", kind::i82544},
    Chip{0x100d, "82544GC", kind::i82544},  // on the mainboard
    Chip{0x100e, "82540EM", kind::i82540},
    Chip{0x100f, "82545EM", kind::i82545},
    Chip{0x1010, "82546EB", kind::i82546},
    Chip{0x1011, "82545EM", kind::with_optics(kind::i82545)},  // fibre
    Chip{0x1012, "82546EB", kind::with_optics(kind::i82546)},  // fibre
    Chip{0x1013, "82541EI", kind::i82541},
    Chip{0x1014, "82541ER", kind::i82541},  // on the mainboard
    Chip{0x1015, "82540EM", kind::i82540},  // on the mainboard
    Chip{0x1016, "82540EP", kind::i82540},  // on the mainboard
    Chip{0x1017, "82540EP", kind::i82540},
    Chip{0x1018, "82541EI", kind::i82541},  // mobile
    Chip{0x1019, "82547EI", kind::i82547},
    Chip{0x101a, "82547EI", kind::i82547},  // mobile
    Chip{0x101d, "82546EB", kind::i82546},  // two of them, four ports
    Chip{0x101e, "82540EP", kind::i82540},  // low profile
    Chip{0x1026, "82545GM", kind::i82545_rev3},
    Chip{0x1027, "82545GM", kind::with_optics(kind::i82545_rev3)},  // fibre
    Chip{0x1028, "82545GM", kind::with_serdes(kind::i82545_rev3)},  // SerDes
    Chip{0x1075, "82547GI", kind::i82547_rev2},
    Chip{0x1076, "82541GI", kind::i82541_rev2},
    Chip{0x1077, "82541GI", kind::i82541_rev2},  // mobile
    Chip{0x1078, "82541ER", kind::i82541_rev2},
    Chip{0x1079, "82546GB", kind::i82546_rev3},
    Chip{0x107a, "82546GB", kind::with_optics(kind::i82546_rev3)},  // fibre
    Chip{0x107b, "82546GB", kind::with_serdes(kind::i82546_rev3)},  // SerDes
    Chip{0x107c, "82541PI", kind::i82541_rev2},
    Chip{0x108a, "82546GB", kind::i82546_rev3},             // behind a PCI Express bridge
    Chip{0x1099, "82546GB", kind::i82546_rev3_four_ports},  // two of them, four ports
    Chip{0x10b5, "82546GB", kind::i82546_rev3_four_ports},  // two of them, four ports
};

/// The first of the family: another register map, rings of 256 descriptors. Claimed only to be refused by name.
inline constexpr Chip refused_chip{0x1000, "82542", {}};

/// The chip with PCI id @p device_id; null if it is none of ours.
[[nodiscard]] constexpr const Chip* find_chip(std::uint16_t device_id) noexcept
{
    for (const Chip& c : chips)
        if (c.device_id == device_id)
            return &c;
    return nullptr;
}

}  // namespace e1k::hw
