// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "device.hpp"

namespace e1k::hw {

/// The words that every part has; the checksum covers just these, SDM 5.6.35.
using Eeprom = std::array<std::uint16_t, 64>;

/// Sum of all words modulo 2^16 in a good EEPROM.
inline constexpr std::uint16_t eeprom_sum = 0xbaba;

/// Read words of the EEPROM, in the way that the chip has, Traits::eeprom; by its pins, if EERD does not answer.
/// @param first  word address; beyond the part's end, see find_eeprom_size(), it begins anew or reads as anything
/// @param out    host order; may be half filled where it fails
/// @return ok; timeout if the pins are not granted within 5 ms, 10 ms after EERD was asked
/// @note by EERD 2 accesses and 50 us..10 ms a word; by pins see eeprom_pins.hpp. Control path only, not reentrant
/// @sdm 5.3.1, 13.4.3, 13.4.4
Result read_eeprom(const Device& dev, std::uint16_t first, std::span<std::uint16_t> out);

/// The same piece by piece, EERD given up once for all of them.
/// @param way  Traits::eeprom at first; the pins, once EERD has not answered
Result read_eeprom(const Device& dev, EepromWay& way, std::uint16_t first, std::span<std::uint16_t> out);

/// Read the words that every part has. @return as above; corrupt if they do not add up to eeprom_sum
Result read_eeprom(const Device& dev, Eeprom& out);

/// How many words the part has: 64 or 256 of Microwire, 64 to 16384 of SPI.
/// @param words  untouched unless ok
/// @return as read_eeprom(); ok without a reading of it where the part is Microwire
Result find_eeprom_size(const Device& dev, std::uint16_t& words);

/// The sum that the checksum word makes come out as eeprom_sum.
[[nodiscard]] std::uint16_t sum(const Eeprom& words);

/// The station address of words 0..2, low byte first, SDM 5.6.1. Two ports share an EEPROM: the second's differs in the
/// last bit.
[[nodiscard]] MacAddress mac_address(const Device& dev, const Eeprom& words);

}  // namespace e1k::hw
