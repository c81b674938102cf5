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

    /// @param pcix  it has the capability of PCI-X, as firmware leaves it that allows all that may be
    void power_on(const Identity& identity, bool pcix);

    [[nodiscard]] std::uint32_t read(unsigned offset, unsigned size) const;
    void write(unsigned offset, unsigned size, std::uint32_t value);

    /// Bytes that a read of the device may ask for: PCI-X, maximum memory read byte count.
    [[nodiscard]] std::uint32_t longest_read() const { return 512u << (bytes_[pcix_command] >> 2 & 3); }

    /// Command register bits 1 and 2: memory decoding, bus mastering.
    [[nodiscard]] bool bus_master() const { return (bytes_[command] & 4) != 0; }

private:
    static constexpr unsigned command = 4, pcix = 0xe4, pcix_command = pcix + 2;

    void put(unsigned offset, unsigned size, std::uint32_t value);

    std::array<std::uint8_t, 256> bytes_{};
};

}  // namespace test::model
