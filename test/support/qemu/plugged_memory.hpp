// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "support/qemu/qmp.hpp"
#include "support/qemu/qtest.hpp"
#include "support/qemu/shared_memory.hpp"

namespace test::qemu {

/// The memory modules (DIMMs) of a running machine: areas of this process's memory, each at the guest-physical address
/// that is its virtual one. One thread at a time.
class PluggedMemory {
public:
    static constexpr unsigned slots = 256;  ///< what QEMU allows (ACPI_MAX_RAM_SLOTS)
    /// The `pc` machine has pluggable memory from 4 GiB on. QEMU's own translator knows 40 address bits, of which the
    /// last 12 GiB are not for memory where the processor is AMD's, as the default one says it is.
    static constexpr std::uint64_t lowest = std::uint64_t{4} << 30, highest = std::uint64_t{1000} << 30;

    PluggedMemory(Qmp& qmp, Qtest& qtest) : qmp_{qmp}, qtest_{qtest} {}

    /// Plug an area in; nothing happens if there is one at its address.
    /// @throws std::runtime_error saying why it cannot be, such as that all slots are taken
    void plug(const SharedArea& area);

    /// Take the area at an address out; nothing happens if there is none.
    /// @throws std::runtime_error with QEMU's words
    void unplug(std::uint64_t address);

private:
    void remove_backend(const std::string& n);
    void eject(unsigned slot);

    Qmp& qmp_;
    Qtest& qtest_;
    std::array<std::uint64_t, slots> address_of_{};  // 0: the slot is free
};

}  // namespace test::qemu
