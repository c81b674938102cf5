// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/config_space.hpp"

namespace test::model {

void ConfigSpace::put(unsigned offset, unsigned size, std::uint32_t value)
{
    for (unsigned i = 0; i < size; ++i)
        bytes_[(offset + i) % bytes_.size()] = static_cast<std::uint8_t>(value >> (8 * i));
}

void ConfigSpace::power_on(const Identity& identity, bool on_pcix)
{
    constexpr unsigned power_management = 0xdc;
    bytes_.fill(0);
    put(0x00, 2, identity.vendor);
    put(0x02, 2, identity.device);
    put(0x06, 2, 0x0230);  // 66 MHz, capabilities
    put(0x08, 4, identity.class_code << 8 | identity.revision);
    put(0x10, 4, 0xfebc0000);
    put(0x10 + 4 * io_bar, 4, 0xc001);
    put(0x2c, 2, identity.subsystem_vendor);
    put(0x2e, 2, identity.subsystem_device);
    put(0x34, 1, power_management);
    put(0x3d, 1, 1);  // INTA
    put(power_management, 4, on_pcix ? 0x00220001 | pcix << 8 : 0x00220001);
    if (!on_pcix)
        return;
    put(pcix, 4, 0x005e0007);      // relaxed ordering, reads of 4096 bytes, 32 of them split
    put(pcix + 4, 4, 0x07c3fff8);  // 133 MHz, 64 bits; it may ask for as much
}

std::uint32_t ConfigSpace::read(unsigned offset, unsigned size) const
{
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= std::uint32_t{bytes_[(offset + i) % bytes_.size()]} << (8 * i);
    return value;
}

void ConfigSpace::write(unsigned offset, unsigned size, std::uint32_t value)
{
    if (offset == command)
        put(offset, size < 2 ? size : 2, value & 0x0547);
    else if (offset == 0x0c || offset == 0x3c)
        put(offset, 1, value);
    else if (offset == pcix_command)
        put(offset, size < 2 ? size : 2, value & 0x7f);
    else if (offset == 0xe0)
        put(offset, 1, value & 3);
}

}  // namespace test::model
