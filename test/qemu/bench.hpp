// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>

#include "support/pci_bus.hpp"
#include "support/qemu/cable.hpp"
#include "support/qemu/devices.hpp"

namespace test {

/// What all cases of a program share: EAL, QEMU's device on its PCI bus, and the test's end of the cable. EAL can be
/// initialised once in a process only.
///
/// Environment: TESTBED_QEMU_DEVICE, the model; TESTBED_DRIVER, the plugin to load before all others, or unset for the
/// distribution's drivers; TESTBED_DRIVER_NAME, the driver that must have taken the device; TESTBED_MEMORY, EAL's
/// arguments about memory, by default those for no hugepages.
class Bench {
public:
    /// Start EAL; on failure the process ends with a message.
    explicit Bench(char* program);
    ~Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    [[nodiscard]] static Bench& instance();

    qemu::Cable cable;

    [[nodiscard]] qemu::Machine& machine() { return devices_.machine(); }
    /// Wait until QEMU has seen all register writes: they are posted, and frames come another way.
    void settle() { static_cast<void>(machine().pci().read(qemu::Machine::slot(0), 0, 4)); }
    /// What the driver makes of the device: its bar counts accesses.
    [[nodiscard]] Slot& slot() { return *bus_.slots().front(); }
    /// The device's registers, past its driver. Take its mutex.
    [[nodiscard]] Backend& registers() { return devices_[0]; }
    [[nodiscard]] const Identity& identity() { return devices_[0].identity(); }

private:
    [[nodiscard]] qemu::Options options() const;

    qemu::Devices devices_;
    PciBus bus_;
};

}  // namespace test
