// SPDX-License-Identifier: BSD-3-Clause
#include "port/inspection.hpp"

#include <mutex>

#include "hw/eeprom.hpp"
#include "hw/register_list.hpp"

namespace e1k {

namespace {

[[nodiscard]] hw::Result read_word(const Port& p, hw::EepromWay& way, std::uint32_t address, std::uint16_t& word)
{
    const std::lock_guard held{p.a.lock};
    return hw::read_eeprom(p.dev, way, static_cast<std::uint16_t>(address), std::span{&word, 1});
}

/// What was read is nothing if the device is gone.
[[nodiscard]] hw::Result unless_removed(const Port& p)
{
    return hw::removed(p.dev) ? hw::Result::removed : hw::Result::ok;
}

}  // namespace

std::uint32_t register_version(const Port& p)
{
    return 1u << 24 | std::uint32_t{p.a.revision} << 16 | p.pci().id.device_id;
}

hw::Result read_registers(const Port& p, std::uint32_t first, std::span<std::uint32_t> out)
{
    const std::lock_guard held{p.a.lock};
    hw::read_registers(p.dev, first, out);
    return unless_removed(p);
}

std::uint32_t eeprom_bytes(const Port& p)
{
    return p.a.eeprom_words * 2u;
}

hw::Result read_eeprom(const Port& p, std::uint32_t first, std::span<std::uint8_t> out)
{
    hw::EepromWay way = p.dev.traits->eeprom;
    std::uint16_t word = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto at = static_cast<std::uint32_t>(first + i);
        if (i == 0 || at % 2 == 0)
            if (const hw::Result r = read_word(p, way, at / 2, word); r != hw::Result::ok)
                return r;
        out[i] = static_cast<std::uint8_t>(word >> (at % 2 * 8));
    }
    return unless_removed(p);
}

}  // namespace e1k
