// SPDX-License-Identifier: BSD-3-Clause
#include "device.hpp"

#include "regs/control.hpp"

namespace e1k::hw {

bool removed(const Device& dev)
{
    return dev.mmio.read(reg::STATUS) == ~Status{};
}

void deliver(const Device& dev)
{
    (void)dev.mmio.read(reg::STATUS);
}

std::uint32_t control_word(const Device& dev)
{
    return raw(dev.mmio.read(reg::CTRL));
}

std::uint32_t status_word(const Device& dev)
{
    return raw(dev.mmio.read(reg::STATUS));
}

bool is_pcix(std::uint32_t status) noexcept
{
    return any(Status{status}, Status::PCIX_MODE);
}

}  // namespace e1k::hw
