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
    std::string_view chip;
};

inline constexpr auto models = std::to_array<Model>({
#include "support/qemu/models.inc"
});

/// @throws std::invalid_argument naming the value and what it may be
[[nodiscard]] inline const Model& find_model(const std::string& name)
{
    for (const auto& model : models)
        if (model.name == name)
            return model;
    std::string names;
    for (const auto& model : models)
        names.append(names.empty() ? "" : ", ").append(model.name);
    throw std::invalid_argument{"device '" + name + "' is none of " + names};
}

}  // namespace test::qemu
