// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "support/model/core.hpp"

namespace test::model {

using Mac = std::array<std::uint8_t, 6>;

/// The EEPROM behind EERD (SDM 13.4.4) and, bit by bit, behind the pins of EECD (SDM 5.4, 13.4.3): the part that
/// Chip says, Microwire as 93C46 and 93C66, or SPI as 25040 and 25640.
class Eeprom {
public:
    static constexpr unsigned size = 64;  ///< words that every part has, and that the checksum covers
    static constexpr std::uint16_t checksum = 0xbaba;

    explicit Eeprom(Core& core) : core_(core) {}

    std::vector<std::uint16_t> words = std::vector<std::uint16_t>(size);

    /// Contents of a healthy part: @p mac, plausible configuration words, checksum.
    void program(const Mac& mac, std::uint16_t device_id);

    [[nodiscard]] Mac mac() const;
    void set_mac(const Mac& mac);

    /// Make the sum of all words 0xBABA (SDM 5.6.35).
    void fix_checksum();

    /// What the chip does after a reset. @return false: there is nothing to wait for
    [[nodiscard]] bool begin_reload();

    [[nodiscard]] std::uint32_t read_eerd() const;
    void write_eerd(std::uint32_t value);
    [[nodiscard]] std::uint32_t read_eecd() const;
    void write_eecd(std::uint32_t value);

private:
    void program_virtualboxs();
    [[nodiscard]] bool busy() const;
    [[nodiscard]] bool granted() const;
    [[nodiscard]] bool software_has_pins() const;
    [[nodiscard]] bool selected(std::uint32_t eecd) const;
    void begin_command();
    void clock_in(bool bit);
    void clock_microwire(bool bit);
    void clock_spi(bool bit);
    void finish_command();
    [[nodiscard]] std::uint8_t byte(std::uint32_t at) const;

    Core& core_;
    std::uint32_t eerd_ = 0;
    std::uint32_t eecd_ = 0;

    // the serial part
    std::uint32_t shifted_ = 0;  ///< bits since the start bit, that one included
    unsigned in_ = 0;            ///< how many
    unsigned out_ = 0;           ///< next bit to shift out
    bool reading_ = false;
    bool telling_status_ = false;
    bool output_ = true;
    bool write_enabled_ = false;
};

}  // namespace test::model
