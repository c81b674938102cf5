// SPDX-License-Identifier: BSD-3-Clause
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

/// What the driver drives: the three models that QEMU shows.
inline constexpr std::array chips{
    Chip{0x100c, "82544GC", {.led = LedControl::pin_low, .vfta_write_spoils_even = true}},
    Chip{0x100e, "82540EM", {}},
    Chip{0x100f, "82545EM", {}},
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
