// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "support/model/core.hpp"

namespace test::model {

using Mac = std::array<std::uint8_t, 6>;

/// The 64-word EEPROM behind EERD (SDM 13.4.4) and, bit by bit, behind EECD as a 93C46 microwire part
/// (SDM 5.4, 13.4.3).
class Eeprom {
public:
    static constexpr unsigned size = 64;
    static constexpr std::uint16_t checksum = 0xbaba;

    explicit Eeprom(Core& core) : core_(core) {}

    std::array<std::uint16_t, size> words{};

    /// Contents of a healthy part: @p mac, plausible configuration words, checksum.
    void program(const Mac& mac, std::uint16_t device_id);

    [[nodiscard]] Mac mac() const;
    void set_mac(const Mac& mac);

    /// Make the sum of all words 0xBABA (SDM 5.6.35).
    void fix_checksum();

    [[nodiscard]] std::uint32_t read_eerd() const;
    void write_eerd(std::uint32_t value);
    [[nodiscard]] std::uint32_t read_eecd() const;
    void write_eecd(std::uint32_t value);

private:
    void program_virtualboxs();
    void clock_in(bool bit);
    void finish_command();

    Core& core_;
    std::uint32_t eerd_ = 0;
    std::uint32_t eecd_ = 0;

    // the serial part
    std::uint32_t shifted_ = 0;  ///< bits since the start bit, that one included
    unsigned in_ = 0;            ///< how many
    unsigned out_ = 0;           ///< next bit of the word to shift out
    bool reading_ = false;
    bool output_ = true;
    bool write_enabled_ = false;
};

}  // namespace test::model
