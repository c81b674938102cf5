// SPDX-License-Identifier: BSD-3-Clause
// Registers that keep what is written to them: whether they do.
#pragma once

#include <cstdint>
#include <optional>

#include "device.hpp"

namespace e1k::hw {

/// A register that held something else than was written to it.
struct RegisterFault {
    const char* name;
    std::uint32_t index;  ///< among those of its name
    std::uint32_t written, read;
};

/// Write patterns to each register that keeps all or some of its bits, and read them back; it gets back what it held.
/// Both engines must be off: rings are among them. RCTL, TCTL and CTRL are not, nor what clears on reading.
/// @return the first that does not keep a pattern, if there is one
/// @note about 3,500 register accesses
/// @sdm 13.4, 13.5
[[nodiscard]] std::optional<RegisterFault> check_registers(const Device& dev);

}  // namespace e1k::hw
