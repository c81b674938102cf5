// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/chip.hpp"

#include <algorithm>
#include <array>

namespace test::model {

namespace {

constexpr std::uint32_t m88e1000_external = 0x01410c50, m88e1000 = 0x01410c30, igp01e1000 = 0x02a80380;

constexpr Chip as_82543(std::uint16_t id)
{
    return {.device_id = id,
            .name = "82543GC",
            .phy_id = m88e1000_external,
            .light_is_low = true,
            .mdio_by_pins = true,
            .phy_reset_pin = true,
            .mac_follows_phy = false};
}

constexpr Chip as_82544(std::uint16_t id, std::string_view name)
{
    return {.device_id = id, .name = name, .phy_id = m88e1000, .light_is_low = true, .odd_spoils_even = true};
}

/// 82540, 82545, 82546.
constexpr Chip usual(std::uint16_t id, std::string_view name)
{
    return {.device_id = id, .name = name};
}

/// 82541, 82547.
constexpr Chip as_82541(std::uint16_t id, std::string_view name)
{
    return {.device_id = id, .name = name, .phy_id = igp01e1000};
}

/// Those of 2002; later ones find out whether pairs are crossed.
constexpr Chip first_82541(std::uint16_t id, std::string_view name)
{
    Chip chip = as_82541(id, name);
    chip.phy_crosses = false;
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
    usual(0x100f, "82545EM"),
    by(Media::fiber, usual(0x1011, "82545EM")),
    usual(0x1026, "82545GM"),
    by(Media::fiber, usual(0x1027, "82545GM")),
    by(Media::serdes, usual(0x1028, "82545GM")),
    usual(0x1010, "82546EB"),
    by(Media::fiber, usual(0x1012, "82546EB")),
    usual(0x101d, "82546EB"),
    usual(0x1079, "82546GB"),
    by(Media::fiber, usual(0x107a, "82546GB")),
    by(Media::serdes, usual(0x107b, "82546GB")),
    usual(0x108a, "82546GB"),
    usual(0x1099, "82546GB"),
    usual(0x10b5, "82546GB"),
    first_82541(0x1013, "82541EI"),
    first_82541(0x1014, "82541ER"),
    first_82541(0x1018, "82541EI"),
    as_82541(0x1076, "82541GI"),
    as_82541(0x1077, "82541GI"),
    as_82541(0x1078, "82541ER"),
    as_82541(0x107c, "82541PI"),
    stalling(first_82541(0x1019, "82547EI")),
    stalling(first_82541(0x101a, "82547EI")),
    as_82541(0x1075, "82547GI"),
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
    return chip;
}

}  // namespace test::model
