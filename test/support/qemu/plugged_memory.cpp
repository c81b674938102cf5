// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/plugged_memory.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace test::qemu {

void PluggedMemory::plug(const SharedArea& area)
{
    if (std::ranges::find(address_of_, area.address) != address_of_.end())
        return;
    const auto free = std::ranges::find(address_of_, 0u);
    if (free == address_of_.end())
        throw std::runtime_error{"QEMU takes no more than " + std::to_string(slots) +
                                 " pieces of memory, and each page is one; start with --single-file-segments"};
    const auto n = std::to_string(free - address_of_.begin());
    const auto fd = qmp_.add_fd(area.fd);
    qmp_.execute(R"({"execute": "object-add", "arguments": {"qom-type": "memory-backend-file", "id": "ram)" + n +
                 R"(", "mem-path": "/proc/self/fd/)" + std::to_string(fd.number) + R"(", "size": )" +
                 std::to_string(area.length) + R"(, "share": true, "reserve": false}})");
    qmp_.remove_fd(fd);
    try {
        qmp_.execute(R"({"execute": "device_add", "arguments": {"driver": "pc-dimm", "id": "dimm)" + n +
                     R"(", "memdev": "ram)" + n + R"(", "slot": )" + n + R"(, "addr": )" +
                     std::to_string(area.address) + "}}");
    } catch (...) {
        remove_backend(n);
        throw;
    }
    *free = area.address;
}

void PluggedMemory::remove_backend(const std::string& n)
{
    qmp_.execute(R"({"execute": "object-del", "arguments": {"id": "ram)" + n + "\"}}");
}

void PluggedMemory::unplug(std::uint64_t address)
{
    const auto found = std::ranges::find(address_of_, address);
    if (found == address_of_.end())
        return;
    const auto slot = static_cast<unsigned>(found - address_of_.begin());
    eject(slot);
    remove_backend(std::to_string(slot));
    *found = 0;
}

/// What the guest's ACPI does when it has let go of a module.
/// @source QEMU, docs/specs/acpi_mem_hotplug.txt
void PluggedMemory::eject(unsigned slot)
{
    constexpr std::uint16_t selector = 0xa00, control = 0xa14;
    constexpr std::uint32_t eject_device = 1 << 3;
    const auto lock = qtest_.exclusive();
    qtest_.port_write(selector, 4, slot);
    qtest_.port_write(control, 1, eject_device);
}

}  // namespace test::qemu
