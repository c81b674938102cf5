// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "support/qemu/qtest.hpp"

namespace test::qemu {

/// The PCI bus of QEMU's `pc` machine, reached through configuration mechanism #1 (ports 0xcf8 and 0xcfc), and the
/// part of a firmware's work that a network controller needs. All devices are on bus 0, function 0.
/// @source PCI Local Bus Specification 3.0, 3.2.2.3.2 and 6.2.5.1; PIIX3 (82371SB) datasheet, PIRQRC
class PciHost {
public:
    explicit PciHost(Qtest& qtest) : qtest_{qtest} {}

    /// @param slot    device number, 0..31
    /// @param offset  byte in its configuration space, 0..255
    /// @param size    bytes: 1, 2 or 4, not crossing a dword
    [[nodiscard]] std::uint32_t read(unsigned slot, unsigned offset, unsigned size);
    void write(unsigned slot, unsigned offset, unsigned size, std::uint32_t value);

    /// Give BAR 0 of a slot a place in memory, and let the device be a bus master.
    /// @param address  guest-physical, a multiple of the BAR's length
    /// @return length of the BAR in bytes
    std::uint32_t place_bar0(unsigned slot, std::uint32_t address);

    /// Lead each of the four PCI interrupt lines to an input of its own: up to four devices in neighbouring slots can
    /// then be told from each other.
    void route_interrupts();

    /// @return the interrupt controller's input that INTA of a slot leads to after route_interrupts()
    [[nodiscard]] static unsigned interrupt_input(unsigned slot);

private:
    Qtest& qtest_;
};

}  // namespace test::qemu
