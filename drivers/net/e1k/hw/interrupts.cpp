// SPDX-License-Identifier: BSD-3-Clause
#include "interrupts.hpp"

namespace e1k::hw {

volatile std::uint32_t* delivery_doorbell(const Device& dev) noexcept
{
    return dev.mmio.doorbell(reg::ICS);
}

void interrupts::unmask(const Device& dev, Cause causes)
{
    dev.mmio.write(reg::IMS, causes);
}

void interrupts::mask(const Device& dev, Cause causes)
{
    dev.mmio.write(reg::IMC, causes);
}

void interrupts::mask_all(const Device& dev)
{
    mask(dev, ~Cause{});
}

Cause interrupts::take(const Device& dev)
{
    return dev.mmio.read(reg::ICR);
}

void interrupts::raise(const Device& dev, Cause causes)
{
    dev.mmio.write(reg::ICS, causes);
}

void interrupts::moderate(const Device& dev, std::uint32_t ns)
{
    dev.mmio.write(reg::ITR, ns / 256);
}

void interrupts::silence(const Device& dev)
{
    mask_all(dev);
    (void)take(dev);
}

}  // namespace e1k::hw
