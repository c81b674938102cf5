// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/chip.hpp"

#include <algorithm>
#include <array>

namespace test::model {

namespace {

constexpr std::uint32_t m88e1000_external = 0x01410c50, m88e1000 = 0x01410c30, igp01e1000 = 0x02a80380;

/// What 82543 and 82544 have in common.
constexpr Chip early(std::uint16_t id, std::string_view name)
{
    Chip chip{.device_id = id, .name = name};
    chip.eeprom_reload_us = 2'000;
    chip.reload_on_request = true;
    chip.management = false;
    chip.cut_reported_early = true;
    chip.eerd = Eerd::none;
    chip.eecd_grants = chip.eecd_tells_size = false;
    return chip;
}

constexpr Chip as_82543(std::uint16_t id)
{
    Chip chip = early(id, "82543GC");
    chip.phy_id = m88e1000_external;
    chip.reset_by = ResetBy::memory;
    chip.most_descriptors = 256;
    chip.segments = chip.cut_reported_early = false;
    chip.light_is_low = chip.mdio_by_pins = chip.phy_reset_pin = true;
    chip.mac_follows_phy = false;
    return chip;
}

constexpr Chip as_82544(std::uint16_t id, std::string_view name)
{
    Chip chip = early(id, name);
    chip.phy_id = m88e1000;
    chip.light_is_low = chip.odd_spoils_even = true;
    chip.pcix = chip.long_start_hangs = chip.low_end_hangs = true;
    chip.longest_read = 2048;
    return chip;
}

/// 82540 and, with an EEPROM of 256 words, what others are made of.
constexpr Chip usual(std::uint16_t id, std::string_view name, bool large = false)
{
    Chip chip{.device_id = id, .name = name};
    chip.cut_reported_early = chip.next_reported_early = true;
    if (large) {
        chip.eeprom_address_bits = 8;
        chip.eeprom_words = 256;
    }
    return chip;
}

/// 82545, and 82546 by its own part: for a bus that may be PCI-X.
constexpr Chip for_servers(std::uint16_t id, std::string_view name)
{
    Chip chip = usual(id, name, true);
    chip.pcix = chip.long_start_hangs = true;
    chip.longest_read = 2048;
    return chip;
}

constexpr Chip as_82545_rev3(std::uint16_t id)
{
    Chip chip = for_servers(id, "82545GM");
    chip.longest_read = 4096;
    chip.reset_by = ResetBy::copy;
    return chip;
}

constexpr Chip as_82546(std::uint16_t id)
{
    Chip chip = for_servers(id, "82546EB");
    chip.two_ports = true;
    return chip;
}

constexpr Chip as_82546_rev3(std::uint16_t id, bool four_ports = false)
{
    Chip chip = for_servers(id, "82546GB");
    chip.longest_read = 4096;
    chip.reset_by = ResetBy::copy;
    chip.two_ports = true;
    chip.relaxed_ordering_crashes = four_ports;
    return chip;
}

enum class Part : std::uint8_t { microwire_64, microwire_256, spi_8, spi_16 };

/// 82541, 82547: what EEPROM a board has differs.
constexpr Chip late(std::uint16_t id, std::string_view name, Part part)
{
    constexpr std::uint32_t address_bits[]{6, 8, 8, 16}, words[]{64, 256, 256, 4096};
    Chip chip{.device_id = id, .name = name};
    chip.phy_id = igp01e1000;
    chip.cut_reported_early = chip.next_reported_early = true;
    chip.eeprom_reload_us = 20'000;
    chip.eerd = Eerd::narrow;
    chip.eecd_tells_size = false;
    chip.eecd_tells_type = true;
    chip.spi = part == Part::spi_8 || part == Part::spi_16;
    chip.eeprom_address_bits = address_bits[static_cast<unsigned>(part)];
    chip.eeprom_words = words[static_cast<unsigned>(part)];
    return chip;
}

constexpr Chip as_82547(std::uint16_t id, std::string_view name, Part part, bool segments = false)
{
    Chip chip = late(id, name, part);
    chip.reset_by = ResetBy::memory;
    chip.packet_buffer_kib = 40;
    chip.segments = chip.cut_reported_early = chip.next_reported_early = segments;
    return chip;
}

/// Those of 2002; later ones find out whether pairs are crossed.
constexpr Chip first(Chip chip)
{
    chip.phy_crosses = false;
    chip.phy_reset_first = true;
    return chip;
}

/// The first 82547s.
constexpr Chip stalling(Chip chip)
{
    chip.half_duplex_stalls = true;
    return chip;
}

constexpr Chip by(Media media, Chip chip)
{
    chip.media = media;
    return chip;
}

constexpr std::array family{
    by(Media::fiber, as_82543(0x1001)),
    as_82543(0x1004),
    as_82544(0x1008, "82544EI"),
    by(Media::fiber, as_82544(0x1009, "82544EI")),
    as_82544(0x100c, "82544GC"),
    as_82544(0x100d, "82544GC"),
    usual(0x100e, "82540EM"),
    usual(0x1015, "82540EM"),
    usual(0x1016, "82540EP"),
    usual(0x1017, "82540EP"),
    usual(0x101e, "82540EP"),
    for_servers(0x100f, "82545EM"),
    by(Media::fiber, for_servers(0x1011, "82545EM")),
    as_82545_rev3(0x1026),
    by(Media::fiber, as_82545_rev3(0x1027)),
    by(Media::serdes, as_82545_rev3(0x1028)),
    as_82546(0x1010),
    by(Media::fiber, as_82546(0x1012)),
    as_82546(0x101d),
    as_82546_rev3(0x1079),
    by(Media::fiber, as_82546_rev3(0x107a)),
    by(Media::serdes, as_82546_rev3(0x107b)),
    as_82546_rev3(0x108a),
    as_82546_rev3(0x1099, true),
    as_82546_rev3(0x10b5, true),
    first(late(0x1013, "82541EI", Part::microwire_64)),
    first(late(0x1014, "82541ER", Part::microwire_256)),
    first(late(0x1018, "82541EI", Part::spi_8)),
    late(0x1076, "82541GI", Part::spi_16),
    late(0x1077, "82541GI", Part::spi_8),
    late(0x1078, "82541ER", Part::microwire_64),
    late(0x107c, "82541PI", Part::spi_16),
    stalling(first(as_82547(0x1019, "82547EI", Part::microwire_64))),
    stalling(first(as_82547(0x101a, "82547EI", Part::spi_8))),
    as_82547(0x1075, "82547GI", Part::spi_16, true),
};

constexpr Chip any{};

}  // namespace

std::span<const Chip> chips() noexcept
{
    return family;
}

Chip chip_on(const Profile& profile, std::uint16_t device_id) noexcept
{
    const auto* const found = std::ranges::find(family, device_id, &Chip::device_id);
    Chip chip = found == family.end() ? any : *found;
    chip.odd_spoils_even &= profile.chip_errata;
    if (!profile.pcix_bus)
        chip.pcix = chip.long_start_hangs = chip.low_end_hangs = false;
    if (!profile.emulated)
        return chip;
    Chip seen{.device_id = chip.device_id, .name = chip.name, .phy_id = chip.phy_id};
    seen.reset_by = ResetBy::any;
    seen.eeprom_reload_us = 0;
    seen.eerd = profile.has_eerd ? Eerd::usual : Eerd::none;
    seen.odd_spoils_even = chip.odd_spoils_even;
    seen.media = chip.media;
    seen.light_is_low = chip.light_is_low;
    seen.mdio_by_pins = chip.mdio_by_pins;
    seen.phy_reset_pin = chip.phy_reset_pin;
    seen.mac_follows_phy = chip.mac_follows_phy;
    seen.half_duplex_stalls = chip.half_duplex_stalls;
    seen.phy_crosses = chip.phy_crosses;
    return seen;
}

}  // namespace test::model
