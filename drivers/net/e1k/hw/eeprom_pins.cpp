// SPDX-License-Identifier: BSD-3-Clause
#include "eeprom_pins.hpp"

#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned wait_step_us = 5, wait_limit_us = 5'000;  // the chip's own reads, a write that the part does
constexpr unsigned microwire_step_us = 50, spi_step_us = 1;  // half a clock, as Intel's drivers have it
constexpr std::uint32_t microwire_read = 0b110;              // the start bit, and two of opcode
constexpr std::uint32_t spi_read = 0x03, spi_read_status = 0x05;
constexpr std::uint32_t spi_upper_half = 0x08;  // in the opcode: the ninth bit of eight of address
constexpr std::uint32_t spi_busy = 0x01;

constexpr Eecd wires = Eecd::SK | Eecd::CS | Eecd::DI;

/// The four wires. Bits go over them the highest first, each with a pulse of the clock.
class Wires {
public:
    Wires(const Device& dev, bool spi)
        : dev_{dev},
          step_us_{spi ? spi_step_us : microwire_step_us},
          kept_{dev.mmio.read(reg::EECD) & ~(wires | Eecd::REQ)}
    {
    }

    /// Have them be software's.
    [[nodiscard]] Result take()
    {
        if (!dev_.traits->eeprom_pins_on_request)
            return Result::ok;
        kept_ = kept_ | Eecd::REQ;
        dev_.mmio.write(reg::EECD, kept_);
        const auto granted = [this] { return any(dev_.mmio.read(reg::EECD), Eecd::GNT); };
        return wait_until(dev_, wait_step_us, wait_limit_us, granted);
    }
    void give_back() { dev_.mmio.write(reg::EECD, kept_ & ~Eecd::REQ); }

    /// Set chip select to @p level: Microwire parts listen at 1, SPI ones at 0.
    void select(bool level)
    {
        select_ = bits_if(level, Eecd::CS);
        set(Eecd{});
    }

    void put(std::uint32_t bits, unsigned n)
    {
        while (n-- != 0) {
            const Eecd data = bits_if((bits >> n & 1) != 0, Eecd::DI);
            set(data);
            set(data | Eecd::SK);
        }
        set(Eecd{});
    }

    [[nodiscard]] std::uint32_t get(unsigned n)
    {
        std::uint32_t bits = 0;
        while (n-- != 0) {
            set(Eecd::SK);
            bits = bits << 1 | (any(dev_.mmio.read(reg::EECD), Eecd::DO) ? 1u : 0u);
            set(Eecd{});
        }
        return bits;
    }

private:
    /// Reading makes the levels reach the part before time is given to it.
    void set(Eecd levels)
    {
        dev_.mmio.write(reg::EECD, kept_ | select_ | levels);
        (void)dev_.mmio.read(reg::EECD);
        dev_.delay_us(step_us_);
    }

    const Device& dev_;
    unsigned step_us_;
    Eecd kept_, select_{};
};

/// Each word by a command of its own: not every part goes on with the next one.
void read_microwire(Wires& w, const EepromPart& part, std::uint16_t first, std::span<std::uint16_t> out)
{
    for (std::uint16_t& word : out) {
        w.select(true);
        w.put(microwire_read, 3);
        w.put(first++, part.address_bits);
        word = static_cast<std::uint16_t>(w.get(16));
        w.select(false);
    }
}

[[nodiscard]] bool spi_ready(Wires& w)
{
    w.select(false);
    w.put(spi_read_status, 8);
    const std::uint32_t status = w.get(8);
    w.select(true);
    return (status & spi_busy) == 0;
}

/// All words by one command, of each the low byte first.
[[nodiscard]] Result read_spi(const Device& dev, Wires& w, const EepromPart& part, std::uint16_t first,
                              std::span<std::uint16_t> out)
{
    w.select(true);
    if (const Result r = wait_until(dev, wait_step_us, wait_limit_us, [&w] { return spi_ready(w); }); r != Result::ok)
        return r;
    const std::uint32_t byte = first * 2u;
    w.select(false);
    w.put(spi_read | (part.address_bits == 8 && byte > 0xff ? spi_upper_half : 0), 8);
    w.put(byte, part.address_bits);
    for (std::uint16_t& word : out) {
        const std::uint32_t low = w.get(8);
        word = static_cast<std::uint16_t>(w.get(8) << 8 | low);
    }
    w.select(true);
    return Result::ok;
}

}  // namespace

EepromPart eeprom_pins::part(const Device& dev)
{
    const Eecd eecd = dev.mmio.read(reg::EECD);
    switch (dev.traits->eeprom_part) {
    case EepromParts::small:
        break;
    case EepromParts::by_size:
        return {.address_bits = any(eecd, Eecd::SIZE) ? 8u : 6u};
    case EepromParts::by_type:
        if (any(eecd, Eecd::TYPE))
            return {.spi = true, .address_bits = any(eecd, Eecd::ADDR_BITS) ? 16u : 8u};
        return {.address_bits = any(eecd, Eecd::ADDR_BITS) ? 8u : 6u};
    }
    return {};
}

Result eeprom_pins::read(const Device& dev, std::uint16_t first, std::span<std::uint16_t> out)
{
    const EepromPart on_board = part(dev);
    Wires w{dev, on_board.spi};
    Result r = w.take();
    if (r == Result::ok && on_board.spi)
        r = read_spi(dev, w, on_board, first, out);
    else if (r == Result::ok)
        read_microwire(w, on_board, first, out);
    w.give_back();
    return r;
}

void eeprom_pins::give_back(const Device& dev)
{
    if (!dev.traits->eeprom_pins_on_request)
        return;
    if (const Eecd eecd = dev.mmio.read(reg::EECD); any(eecd, Eecd::REQ))
        dev.mmio.write(reg::EECD, eecd & ~(wires | Eecd::REQ));
}

}  // namespace e1k::hw
