// SPDX-License-Identifier: BSD-3-Clause
// The EEPROM bit by bit, through the pins of EECD: where there is no EERD, and for what EERD does not tell.
#pragma once

#include <cstdint>
#include <span>

#include "device.hpp"

namespace e1k::hw {

/// The serial part on the board.
struct EepromPart {
    bool spi = false;           ///< else Microwire
    unsigned address_bits = 6;  ///< of a word; of SPI, of a byte
};

namespace eeprom_pins {

/// What EECD says of the part, as far as the chip's has it: see Traits::eeprom_part. @sdm 13.4.3
[[nodiscard]] EepromPart part(const Device& dev);

/// Read words of the part. What it holds is not judged.
/// @param first  word address
/// @param out    host order; may be half filled where it fails
/// @return ok; timeout if the pins are not granted, or the part is busy, for 5 ms
/// @note 124 accesses and 2.7 ms a word of Microwire; of SPI 80 and 32 us, once 160 and 0.1 ms more. Control path only,
///       not reentrant
/// @sdm 5.3.1, 13.4.3
Result read(const Device& dev, std::uint16_t first, std::span<std::uint16_t> out);

/// Have the pins be hardware's: while a former driver has them, EERD does not answer. @sdm 5.3.1
void give_back(const Device& dev);

}  // namespace eeprom_pins

}  // namespace e1k::hw
