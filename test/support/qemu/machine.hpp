// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "support/qemu/options.hpp"
#include "support/qemu/pci_host.hpp"
#include "support/qemu/plugged_memory.hpp"
#include "support/qemu/process.hpp"
#include "support/qemu/qmp.hpp"
#include "support/qemu/qtest.hpp"
#include "support/qemu/shared_memory.hpp"

namespace test::qemu {

/// QEMU with network devices and no guest: its processor halts at once, this process takes its place on the bus, and
/// its memory is this process's at the same addresses.
class Machine {
public:
    /// Start QEMU and set up its PCI bus; takes 0.2 s.
    /// @param memory  what the devices may read and write; more can be plugged in later
    /// @throws std::exception saying what failed; why QEMU did not start is on stderr in its own words
    Machine(const Options& options, const std::vector<SharedArea>& memory);
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    [[nodiscard]] static constexpr unsigned slot(unsigned device) { return 4 + device; }
    [[nodiscard]] static constexpr std::uint32_t bar0(unsigned device) { return 0xe000'0000 + device * 0x2'0000; }

    [[nodiscard]] Qtest& qtest() { return *qtest_; }
    [[nodiscard]] PciHost& pci() { return *pci_; }
    [[nodiscard]] PluggedMemory& memory() { return *memory_; }

    /// Plug a device's cable in or out.
    /// @throws std::runtime_error with QEMU's words
    void set_link(unsigned device, bool up) { qmp_->set_link("nic" + std::to_string(device), up); }

    [[nodiscard]] Qmp::Version version() { return qmp_->version(); }

    [[nodiscard]] pid_t pid() const { return process_->pid(); }

private:
    void set_up_devices(const Options& options);

    std::unique_ptr<Process> process_;  // first: it ends last, when nobody talks to it any more
    std::unique_ptr<Qtest> qtest_;
    std::unique_ptr<Qmp> qmp_;
    std::unique_ptr<PluggedMemory> memory_;
    std::unique_ptr<PciHost> pci_;
};

}  // namespace test::qemu
