// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

#include "device.hpp"

namespace e1k::hw {

/// The words that every part has; the checksum covers just these, SDM 5.6.35.
using Eeprom = std::array<std::uint16_t, 64>;

/// Sum of all words modulo 2^16 in a good EEPROM.
inline constexpr std::uint16_t eeprom_sum = 0xbaba;

/// Read one EEPROM word by EERD.
/// @param word  word address, 0..63
/// @param out   host order; untouched unless ok
/// @return ok; timeout if DONE is not set within 10 ms
/// @note 5 us..10 ms, control path only, not reentrant
/// @sdm 13.4.4
Result read_eeprom_word(const Device& dev, std::uint8_t word, std::uint16_t& out);

/// Read all words. @return as read_eeprom_word; corrupt if they do not add up to eeprom_sum.
Result read_eeprom(const Device& dev, Eeprom& out);

/// The sum that the checksum word makes come out as eeprom_sum.
[[nodiscard]] std::uint16_t sum(const Eeprom& words);

/// The station address of words 0..2, low byte first, SDM 5.6.1.
[[nodiscard]] MacAddress mac_address(const Eeprom& words);

}  // namespace e1k::hw
