// SPDX-License-Identifier: BSD-3-Clause
#include "mdio_pins.hpp"

#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr Ctrl mdio = Ctrl::SWDPIN2, mdio_out = Ctrl::SWDPIO2, mdc = Ctrl::SWDPIN3, mdc_out = Ctrl::SWDPIO3;
constexpr unsigned half_period_us = 1;  // MDC has at most 2.5 MHz

/// The two pins for the time of one frame; MDC is low before and behind it.
class Pins {
public:
    explicit Pins(const Device& dev)
        : dev_{dev}, others_{(dev.mmio.read(reg::CTRL) & ~(mdio | mdio_out | mdc)) | mdc_out}
    {
    }
    Pins(const Pins&) = delete;
    Pins& operator=(const Pins&) = delete;
    ~Pins() { (void)show(others_); }

    /// The @p count low bits of @p bits, the highest first.
    void send(std::uint32_t bits, unsigned count)
    {
        while (count-- != 0) {
            const Ctrl level = mdio_out | bits_if((bits >> count & 1) != 0, mdio);
            (void)show(others_ | level);
            (void)show(others_ | level | mdc);
        }
    }
    /// The level that the PHY gives behind the next rise of the clock; high, if there is none.
    [[nodiscard]] bool receive()
    {
        (void)show(others_);
        return any(show(others_ | mdc), mdio);
    }

private:
    /// The reading back has the bridges deliver the write before the time begins.
    [[nodiscard]] Ctrl show(Ctrl level)
    {
        dev_.mmio.write(reg::CTRL, level);
        (void)dev_.mmio.read(reg::CTRL);
        dev_.delay_us(half_period_us);
        return dev_.mmio.read(reg::CTRL);
    }

    const Device& dev_;
    const Ctrl others_;
};

constexpr std::uint32_t preamble = ~0u, start_and_read = 0b0110, start_and_write = 0b0101, turnaround = 0b10;
constexpr unsigned preamble_bits = 32, start_bits = 4, address_bits = 5, turnaround_bits = 2, data_bits = 16;

void begin(Pins& pins, std::uint32_t start_and_operation, std::uint32_t address, std::uint32_t number)
{
    pins.send(preamble, preamble_bits);
    pins.send(start_and_operation, start_bits);
    pins.send(address, address_bits);
    pins.send(number, address_bits);
}

}  // namespace

Result mdio_pins::read(const Device& dev, std::uint32_t address, std::uint32_t number, std::uint16_t& out)
{
    Pins pins{dev};
    begin(pins, start_and_read, address, number);
    const bool nobody = pins.receive();  // a PHY pulls the line down in the turnaround
    std::uint32_t data = 0;
    for (unsigned i = 0; i < data_bits; ++i)
        data = data << 1 | (pins.receive() ? 1u : 0u);
    (void)pins.receive();  // behind this rise it lets the line go
    if (nobody)
        return Result::io;
    out = static_cast<std::uint16_t>(data);
    return Result::ok;
}

void mdio_pins::write(const Device& dev, std::uint32_t address, std::uint32_t number, std::uint16_t value)
{
    Pins pins{dev};
    begin(pins, start_and_write, address, number);
    pins.send(turnaround, turnaround_bits);
    pins.send(value, data_bits);
}

}  // namespace e1k::hw
