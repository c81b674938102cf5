// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace test::qemu {

/// One of QEMU's models of the 8254x family.
struct Model {
    std::string_view name;  ///< as in `-device <name>`
    std::uint16_t device;   ///< PCI device id
    std::uint8_t revision;
};

/// @source QEMU 7.2, hw/net/e1000.c, e1000_devices[]
inline constexpr std::array models{
    Model{.name = "e1000", .device = 0x100e, .revision = 3},
    Model{.name = "e1000-82544gc", .device = 0x100c, .revision = 3},
    Model{.name = "e1000-82545em", .device = 0x100f, .revision = 3},
};

/// @throws std::invalid_argument naming the value and what it may be
[[nodiscard]] inline const Model& find_model(const std::string& name)
{
    for (const auto& model : models)
        if (model.name == name)
            return model;
    throw std::invalid_argument{"device '" + name + "' is none of e1000, e1000-82544gc, e1000-82545em"};
}

}  // namespace test::qemu
