// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

#include "support/backend.hpp"

namespace test::model {

/// PCI configuration space of an 8254x: header and power management capability (SDM chapter 4).
class ConfigSpace {
public:
    static constexpr unsigned io_bar = 2;

    void power_on(const Identity& identity);

    [[nodiscard]] std::uint32_t read(unsigned offset, unsigned size) const;
    void write(unsigned offset, unsigned size, std::uint32_t value);

    /// Command register bits 1 and 2: memory decoding, bus mastering.
    [[nodiscard]] bool bus_master() const { return (bytes_[command] & 4) != 0; }

private:
    static constexpr unsigned command = 4;

    void put(unsigned offset, unsigned size, std::uint32_t value);

    std::array<std::uint8_t, 256> bytes_{};
};

}  // namespace test::model
