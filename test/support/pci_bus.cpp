// SPDX-License-Identifier: BSD-3-Clause
#include "support/pci_bus.hpp"

#include <bus_pci_driver.h>
#include <dlfcn.h>
#include <rte_bus.h>
#include <rte_eal.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <string>
#include <system_error>

namespace test {

namespace {

namespace fs = std::filesystem;

PciBus* bus = nullptr;

void put(const fs::path& path, const std::string& line)
{
    std::ofstream file{path};
    if (!(file << line << '\n' << std::flush))
        throw std::system_error(errno, std::generic_category(), path.string());
}

std::string hex(std::uint64_t value)
{
    std::array<char, 19> text{};
    std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
    return text.data();
}

/// BAR 0 as memory (IORESOURCE_MEM), the other six resources empty.
std::string resources(const Identity& identity, std::size_t index)
{
    const std::uint64_t start = 0xfc000000 + index * 0x100000;  // any address: nobody looks there
    std::string text = hex(start) + ' ' + hex(start + identity.bar0_length - 1) + " 0x40200";
    for (int i = 1; i < 7; ++i)
        text += "\n0x0 0x0 0x0";
    return text;
}

void write_description(const fs::path& folder, const Identity& identity, std::size_t index)
{
    fs::create_directories(folder);
    put(folder / "vendor", hex(identity.vendor));
    put(folder / "device", hex(identity.device));
    put(folder / "subsystem_vendor", hex(identity.subsystem_vendor));
    put(folder / "subsystem_device", hex(identity.subsystem_device));
    put(folder / "class", hex(identity.class_code));
    put(folder / "revision", hex(identity.revision));
    put(folder / "numa_node", "-1");
    put(folder / "resource", resources(identity, index));
    if (!fs::is_symlink(folder / "driver"))
        fs::create_directory_symlink("../../drivers/testbed", folder / "driver");
}

/// Give the driver an interrupt it can wait for: the handle's descriptors are 0, standard input, until someone sets
/// them. EAL refuses to enable an interrupt without a device descriptor, and never uses that of a UIO one.
bool set_interrupt(rte_pci_device& device, Slot& slot)
{
    if (slot.interrupt == nullptr) {
        slot.interrupt = std::make_unique<InterruptLine>();
        slot.backend.connect(slot.interrupt.get());
    }
    slot.handle = device.intr_handle;
    const int fd = slot.wiring.interrupt == Wiring::Interrupt::none ? -1 : slot.interrupt->fd();
    const int device_fd = slot.wiring.interrupt == Wiring::Interrupt::dead ? -1 : fd;
    const auto type =
        slot.wiring.interrupt == Wiring::Interrupt::msix ? RTE_INTR_HANDLE_VFIO_MSIX : RTE_INTR_HANDLE_UIO;
    return slot.handle == nullptr ||
           (rte_intr_fd_set(slot.handle, fd) == 0 && rte_intr_dev_fd_set(slot.handle, device_fd) == 0 &&
            rte_intr_type_set(slot.handle, type) == 0);
}

/// What EAL's own mapping does by VFIO or UIO: decode memory, let the device reach memory (PCI 3.0, 6.2.2).
void enable(Backend& backend)
{
    constexpr unsigned command = 4;
    constexpr std::uint32_t memory_space = 1 << 1, bus_master = 1 << 2;
    backend.config_write(command, 2, backend.config_read(command, 2) | memory_space | bus_master);
}

/// A backend reads and writes where a descriptor points: at this process's addresses.
bool addresses_fit(const rte_pci_device& device)
{
    if (rte_eal_iova_mode() == RTE_IOVA_VA)
        return true;
    std::fprintf(stderr,
                 "testbed: %s: --iova-mode=pa gives the device physical addresses, it knows only virtual ones; "
                 "start without --iova-mode\n",
                 device.name);
    return false;
}

int map(rte_pci_device& device, Slot& slot)
{
    if (!addresses_fit(device))
        return -1;
    const bool first = slot.interrupt == nullptr;
    const std::lock_guard lock{slot.backend.mutex()};
    if (first && !slot.backend.memory_ready())
        return -1;
    enable(slot.backend);
    if (slot.wiring.vfio)
        device.kdrv = RTE_PCI_KDRV_VFIO;
    device.mem_resource[0].addr = slot.bar.base();
    device.mem_resource[0].len = slot.wiring.bar0_length != 0 ? slot.wiring.bar0_length : slot.bar.length();
    return set_interrupt(device, slot) ? 0 : -1;
}

}  // namespace

Wiring::Interrupt Slot::interrupt_in_use() const
{
    if (rte_intr_fd_get(handle) < 0)
        return Wiring::Interrupt::none;
    const auto type = rte_intr_type_get(handle);
    const bool vectors = type == RTE_INTR_HANDLE_VFIO_MSIX || type == RTE_INTR_HANDLE_VFIO_MSI;
    return vectors ? Wiring::Interrupt::msix : Wiring::Interrupt::intx;
}

void Slot::let_line_open(bool able) const
{
    if (rte_intr_dev_fd_set(handle, able ? interrupt->fd() : -1) != 0)
        throw std::logic_error("the device has no interrupt handle");
}

PciBus::PciBus()
{
    if (bus != nullptr)
        throw std::logic_error("there is a PCI bus already");
    bus = this;
}

PciBus::~PciBus()
{
    bus = nullptr;
    for (const auto& slot : slots_)
        slot->backend.connect(nullptr);
}

Slot& PciBus::add(Backend& device)
{
    describe(*slots_.emplace_back(std::make_unique<Slot>(device)));
    return *slots_.back();
}

void PciBus::describe(const Slot& slot) const
{
    const auto at = std::ranges::find_if(slots_, [&](const auto& entry) { return entry.get() == &slot; });
    const Identity& identity = slot.backend.identity();
    write_description(tree_.devices() / identity.address, identity, static_cast<std::size_t>(at - slots_.begin()));
}

Slot* PciBus::find(const rte_pci_device& device)
{
    std::array<char, PCI_PRI_STR_SIZE> name{};
    rte_pci_device_name(&device.addr, name.data(), name.size());
    const auto found =
        std::ranges::find_if(slots_, [&](const auto& slot) { return slot->backend.identity().address == name.data(); });
    return found == slots_.end() ? nullptr : found->get();
}

namespace {

Slot* slot_of(const rte_pci_device* device)
{
    return bus == nullptr ? nullptr : bus->find(*device);
}

/// Pieces of at most 4 bytes that do not cross a dword, as configuration accesses are.
template <class Piece>
void for_each_piece(std::size_t length, off_t offset, Piece piece)
{
    for (std::size_t done = 0; done < length;) {
        const auto at = static_cast<unsigned>(offset) + static_cast<unsigned>(done);
        unsigned size = at % 4 == 0 ? 4 : at % 2 == 0 ? 2 : 1;
        while (size > length - done)
            size /= 2;
        piece(done, at, size);
        done += size;
    }
}

}  // namespace

}  // namespace test

// What takes the place of librte_bus_pci's and librte_eal's functions of these names; a device that is not ours is not
// mapped (1).

extern "C" const char* rte_pci_get_sysfs_path()
{
    if (test::bus == nullptr && test::PciBus::on_scan_without_bus != nullptr)
        test::PciBus::on_scan_without_bus();
    if (test::bus != nullptr)
        return test::bus->sysfs_path().c_str();
    const char* path = std::getenv("SYSFS_PCI_DEVICES");
    return path != nullptr ? path : "/sys/bus/pci/devices";
}

// As devices behind an IOMMU, bound to vfio-pci, let EAL choose.
extern "C" rte_iova_mode rte_bus_get_iommu_class()
{
    if (test::bus != nullptr)
        return RTE_IOVA_VA;
    using Function = rte_iova_mode (*)();
    const auto of_eal = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "rte_bus_get_iommu_class"));
    return of_eal != nullptr ? of_eal() : RTE_IOVA_DC;
}

extern "C" int rte_pci_map_device(rte_pci_device* device)
try {
    test::Slot* slot = test::slot_of(device);
    return slot == nullptr ? 1 : test::map(*device, *slot);
} catch (const std::exception& error) {
    std::fprintf(stderr, "testbed: %s: %s\n", device->name, error.what());
    return -1;
}

extern "C" void rte_pci_unmap_device(rte_pci_device* device)
{
    device->mem_resource[0].addr = nullptr;
}

extern "C" int rte_pci_read_config(const rte_pci_device* device, void* buffer, std::size_t length, off_t offset)
{
    test::Slot* slot = test::slot_of(device);
    if (slot == nullptr)
        return -1;
    const std::lock_guard lock{slot->backend.mutex()};
    test::for_each_piece(length, offset, [&](std::size_t done, unsigned at, unsigned size) {
        const std::uint32_t value = slot->backend.config_read(at, size);
        std::memcpy(static_cast<std::uint8_t*>(buffer) + done, &value, size);
    });
    return static_cast<int>(length);
}

extern "C" int rte_pci_write_config(const rte_pci_device* device, const void* buffer, std::size_t length, off_t offset)
{
    test::Slot* slot = test::slot_of(device);
    if (slot == nullptr)
        return -1;
    const std::lock_guard lock{slot->backend.mutex()};
    test::for_each_piece(length, offset, [&](std::size_t done, unsigned at, unsigned size) {
        std::uint32_t value = 0;
        std::memcpy(&value, static_cast<const std::uint8_t*>(buffer) + done, size);
        slot->backend.config_write(at, size, value);
    });
    return static_cast<int>(length);
}

extern "C" int rte_pci_ioport_map(rte_pci_device* device, int bar, rte_pci_ioport* ports)
{
    const test::Slot* slot = test::slot_of(device);
    if (slot == nullptr || bar == 0 || bar != slot->backend.io_bar() || !slot->wiring.io_space)
        return -1;
    *ports = {.dev = device, .base = 0, .len = 0};
    return 0;
}

extern "C" int rte_pci_ioport_unmap(rte_pci_ioport*)
{
    return 0;
}

extern "C" void rte_pci_ioport_write(rte_pci_ioport* ports, const void* data, std::size_t length, off_t offset)
{
    std::uint32_t value = 0;
    std::memcpy(&value, data, std::min(length, sizeof value));
    test::Backend& backend = test::slot_of(ports->dev)->backend;
    const std::lock_guard lock{backend.mutex()};
    backend.io_write(static_cast<std::uint32_t>(offset), value);
}
