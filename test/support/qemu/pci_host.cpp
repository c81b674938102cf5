// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/pci_host.hpp"

#include <array>

namespace test::qemu {

namespace {

constexpr std::uint16_t config_address = 0xcf8;
constexpr std::uint16_t config_data = 0xcfc;
constexpr unsigned command = 0x04;
constexpr unsigned bar0 = 0x10;
constexpr std::uint32_t memory_space_and_bus_master = 0x6;

constexpr unsigned isa_bridge_slot = 1;
constexpr unsigned pirq_route_control = 0x60;
constexpr std::array<std::uint8_t, 4> inputs{10, 11, 5, 7};  // no device of a bare `pc` uses them

std::uint32_t selector(unsigned slot, unsigned offset)
{
    return 0x8000'0000u | slot << 11 | (offset & 0xfcu);
}

std::uint16_t data_port(unsigned offset)
{
    return static_cast<std::uint16_t>(config_data + (offset & 3));
}

}  // namespace

std::uint32_t PciHost::read(unsigned slot, unsigned offset, unsigned size)
{
    const auto lock = qtest_.exclusive();
    qtest_.port_write(config_address, 4, selector(slot, offset));
    return qtest_.port_read(data_port(offset), size);
}

void PciHost::write(unsigned slot, unsigned offset, unsigned size, std::uint32_t value)
{
    const auto lock = qtest_.exclusive();
    qtest_.port_write(config_address, 4, selector(slot, offset));
    qtest_.port_write(data_port(offset), size, value);
}

std::uint32_t PciHost::place_bar0(unsigned slot, std::uint32_t address)
{
    write(slot, bar0, 4, ~0u);
    const std::uint32_t length = ~(read(slot, bar0, 4) & ~0xfu) + 1;
    write(slot, bar0, 4, address);
    write(slot, command, 2, memory_space_and_bus_master);
    return length;
}

void PciHost::route_interrupts()
{
    for (unsigned line = 0; line < inputs.size(); ++line)
        write(isa_bridge_slot, pirq_route_control + line, 1, inputs[line]);
}

unsigned PciHost::interrupt_input(unsigned slot)
{
    return inputs[(slot - 1) & 3];  // PIIX3: INTA of slot n is PIRQ (n - 1) mod 4
}

}  // namespace test::qemu
