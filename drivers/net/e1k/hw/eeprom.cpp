// SPDX-License-Identifier: BSD-3-Clause
#include "eeprom.hpp"

#include "eeprom_pins.hpp"
#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned eerd_step_us = 50, eerd_limit_us = 10'000;  // a word takes silicon about 64 us on the serial bus

[[nodiscard]] Result read_by_eerd(const Device& dev, std::uint16_t word, std::uint16_t& out)
{
    const bool narrow = dev.traits->eeprom == EepromWay::eerd_narrow;
    const Eerd address = narrow ? EerdAddrNarrow::put(word) : EerdAddr::put(word),
               done = narrow ? Eerd::DONE_NARROW : Eerd::DONE;
    dev.mmio.write(reg::EERD, address | Eerd::START);

    Eerd value{};
    const Result r = wait_until(dev, eerd_step_us, eerd_limit_us, [&] {
        value = dev.mmio.read(reg::EERD);
        return any(value, done);
    });
    if (r == Result::ok)
        out = static_cast<std::uint16_t>(EerdData::get(value));
    return r;
}

/// What an SPI part holds, it says itself. @return words
[[nodiscard]] constexpr std::uint16_t spi_words(std::uint16_t configuration) noexcept
{
    constexpr unsigned first = 64, size_shift = 10, size_mask = 7;
    const unsigned size = configuration >> size_shift & size_mask;
    return static_cast<std::uint16_t>(size == 0 ? first : first << (size + 1));
}

/// The words by EERD, as long as it answers.
[[nodiscard]] Result read_by_eerd(const Device& dev, std::uint16_t first, std::span<std::uint16_t> out)
{
    eeprom_pins::give_back(dev);
    for (std::uint16_t& word : out)
        if (const Result r = read_by_eerd(dev, first++, word); r != Result::ok)
            return r;
    return Result::ok;
}

}  // namespace

Result read_eeprom(const Device& dev, std::uint16_t first, std::span<std::uint16_t> out)
{
    EepromWay way = dev.traits->eeprom;
    return read_eeprom(dev, way, first, out);
}

Result read_eeprom(const Device& dev, EepromWay& way, std::uint16_t first, std::span<std::uint16_t> out)
{
    if (way != EepromWay::pins && read_by_eerd(dev, first, out) == Result::ok)
        return Result::ok;
    way = EepromWay::pins;
    return eeprom_pins::read(dev, first, out);
}

Result read_eeprom(const Device& dev, Eeprom& out)
{
    if (const Result r = read_eeprom(dev, 0, out); r != Result::ok)
        return r;
    return sum(out) == eeprom_sum ? Result::ok : Result::corrupt;
}

Result find_eeprom_size(const Device& dev, std::uint16_t& words)
{
    constexpr std::uint16_t configuration_word = 0x12;
    const EepromPart part = eeprom_pins::part(dev);
    if (!part.spi) {
        words = static_cast<std::uint16_t>(1u << part.address_bits);
        return Result::ok;
    }
    std::uint16_t configuration = 0;
    const Result r = read_eeprom(dev, configuration_word, std::span{&configuration, 1});
    if (r == Result::ok)
        words = spi_words(configuration);
    return r;
}

std::uint16_t sum(const Eeprom& words)
{
    unsigned total = 0;
    for (const std::uint16_t w : words)
        total += w;
    return static_cast<std::uint16_t>(total);
}

MacAddress mac_address(const Device& dev, const Eeprom& words)
{
    MacAddress mac{};
    for (unsigned i = 0; i < mac.size(); ++i)
        mac[i] = static_cast<std::uint8_t>(words[i / 2] >> (i % 2 * 8));
    if (dev.traits->two_ports && any(dev.mmio.read(reg::STATUS), Status::FUNC_1))
        mac.back() ^= 1;
    return mac;
}

}  // namespace e1k::hw
