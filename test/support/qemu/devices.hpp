// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "support/backend.hpp"
#include "support/qemu/machine.hpp"
#include "support/qemu/memory_events.hpp"
#include "support/qemu/options.hpp"

namespace test::qemu {

class Device;

/// The network devices of one QEMU, as backends. QEMU starts when the first of them is probed: only then is there
/// memory to share.
class Devices {
public:
    /// @throws std::invalid_argument for an unknown model
    explicit Devices(Options options);
    ~Devices();

    [[nodiscard]] std::size_t size() const { return devices_.size(); }
    [[nodiscard]] Backend& operator[](std::size_t index);

    /// Start QEMU, once.
    /// @return false if it does not start; the reason has been printed
    [[nodiscard]] bool start();

    /// @return the running machine; only after start()
    [[nodiscard]] Machine& machine() { return *machine_; }

private:
    Options options_;
    std::vector<std::unique_ptr<Device>> devices_;
    std::unique_ptr<Machine> machine_;  // after the devices: its interrupts go to them
    std::unique_ptr<MemoryEvents> events_;
};

}  // namespace test::qemu
