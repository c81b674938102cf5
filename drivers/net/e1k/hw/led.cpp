// SPDX-License-Identifier: BSD-3-Clause
#include "led.hpp"

#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr Ctrl pin = Ctrl::SWDPIN0 | Ctrl::SWDPIO0;

/// LEDCTL's four bytes alike.
[[nodiscard]] constexpr std::uint32_t each_led(std::uint32_t bits) noexcept
{
    return bits * 0x01010101u;
}

[[nodiscard]] bool has_register(const Device& dev)
{
    return dev.traits->led == LedControl::own_register;
}

}  // namespace

std::uint32_t led::how_they_are(const Device& dev)
{
    return has_register(dev) ? dev.mmio.read(reg::LEDCTL) : raw(dev.mmio.read(reg::CTRL) & pin);
}

void led::show(const Device& dev, std::uint32_t board, bool lit)
{
    constexpr std::uint32_t mode_and_blink = each_led(0x8f), on = each_led(0x0e), off = each_led(0x0f);
    const bool high = lit == (dev.traits->led == LedControl::pin_high);
    if (has_register(dev))
        dev.mmio.write(reg::LEDCTL, (board & ~mode_and_blink) | (lit ? on : off));
    else
        dev.mmio.change(reg::CTRL, Ctrl::SWDPIO0 | bits_if(high, Ctrl::SWDPIN0), pin);
}

void led::restore(const Device& dev, std::uint32_t board)
{
    if (has_register(dev))
        dev.mmio.write(reg::LEDCTL, board);
    else
        dev.mmio.change(reg::CTRL, Ctrl{board}, pin);
}

}  // namespace e1k::hw
