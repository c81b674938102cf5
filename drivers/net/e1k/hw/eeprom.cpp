// SPDX-License-Identifier: BSD-3-Clause
#include "eeprom.hpp"

#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned eerd_step_us = 50, eerd_limit_us = 10'000;  // a word takes silicon about 64 us on the serial bus

}  // namespace

Result read_eeprom_word(const Device& dev, std::uint8_t word, std::uint16_t& out)
{
    dev.mmio.write(reg::EERD, EerdAddr::put(word) | Eerd::START);

    Eerd value{};
    const Result r = wait_until(dev, eerd_step_us, eerd_limit_us, [&] {
        value = dev.mmio.read(reg::EERD);
        return any(value, Eerd::DONE);
    });
    if (r == Result::ok)
        out = static_cast<std::uint16_t>(EerdData::get(value));
    return r;
}

Result read_eeprom(const Device& dev, Eeprom& out)
{
    for (unsigned word = 0; word < out.size(); ++word)
        if (const Result r = read_eeprom_word(dev, static_cast<std::uint8_t>(word), out[word]); r != Result::ok)
            return r;
    return sum(out) == eeprom_sum ? Result::ok : Result::corrupt;
}

std::uint16_t sum(const Eeprom& words)
{
    unsigned total = 0;
    for (const std::uint16_t w : words)
        total += w;
    return static_cast<std::uint16_t>(total);
}

MacAddress mac_address(const Eeprom& words)
{
    MacAddress mac{};
    for (unsigned i = 0; i < mac.size(); ++i)
        mac[i] = static_cast<std::uint8_t>(words[i / 2] >> (i % 2 * 8));
    return mac;
}

}  // namespace e1k::hw
