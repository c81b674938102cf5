// SPDX-License-Identifier: BSD-3-Clause
// What of its device a port lets be looked at. Any thread of any process, beside lcores, other control calls and a
// stop: nothing that is read here changes by it, and the Adapter's lock keeps a reset away.
#pragma once

#include <cstdint>
#include <span>

#include "port/adapter.hpp"

namespace e1k {

/// Whose registers they are: 1 in bits 31:24, the PCI revision in 23:16, the device id in 15:0, as Linux's drivers
/// have it.
[[nodiscard]] std::uint32_t register_version(const Port& p);

/// Registers of hw::register_list, from the @p first on. @return ok; removed
hw::Result read_registers(const Port& p, std::uint32_t first, std::span<std::uint32_t> out);

/// Bytes of the EEPROM; 0 where none has answered at the probe.
[[nodiscard]] std::uint32_t eeprom_bytes(const Port& p);

/// Bytes [@p first, + out.size()) of the EEPROM, the low one of a word first. Within eeprom_bytes().
/// @return ok; removed; timeout. Then what @p out holds says nothing
/// @note 64 us a word on silicon, 10 ms once and what the pins take where EERD does not answer; the lock is taken for
///       each word
hw::Result read_eeprom(const Port& p, std::uint32_t first, std::span<std::uint8_t> out);

}  // namespace e1k
