// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

namespace e1k::hw {

inline constexpr std::uint16_t vendor_intel = 0x8086;

/// The subsystem vendor of QEMU's devices, Red Hat. Their receiver pads short frames and drops none.
inline constexpr std::uint16_t subsystem_qemu = 0x1af4;

/// A PCI device id and the chip behind it.
struct Model {
    std::uint16_t device_id;
    const char* chip;
};

/// What the driver drives: the three models that QEMU shows.
inline constexpr std::array models{
    Model{0x100c, "82544GC"},
    Model{0x100e, "82540EM"},
    Model{0x100f, "82545EM"},
};

/// The first of the family: another register map, rings of 256 descriptors. Claimed only to be refused by name.
inline constexpr Model refused_model{0x1000, "82542"};

/// The chip with PCI id @p device_id; null if it is none of ours.
[[nodiscard]] constexpr const Model* find_model(std::uint16_t device_id) noexcept
{
    for (const Model& m : models)
        if (m.device_id == device_id)
            return &m;
    return nullptr;
}

}  // namespace e1k::hw
