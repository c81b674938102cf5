// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/devices.hpp"

#include <cstdio>
#include <exception>
#include <utility>

#include "support/posted_writes.hpp"
#include "support/qemu/model.hpp"
#include "support/qemu/shared_memory.hpp"

namespace test::qemu {

/// One network device of QEMU.
class Device final : public Backend {
public:
    Device(Devices& devices, const Model& model, unsigned index, unsigned posted)
        : devices_{devices}, index_{index}, posted_{posted}
    {
        identity_.address = "0000:00:0" + std::to_string(Machine::slot(index)) + ".0";
        identity_.device = model.device;
        identity_.revision = model.revision;
        identity_.subsystem_vendor = 0x1af4;  // QEMU's default, docs/specs/pci-ids.txt
        identity_.subsystem_device = 0x1100;
    }

    [[nodiscard]] const Identity& identity() const override { return identity_; }

    std::uint32_t read(std::uint32_t offset) override
    {
        posted_.deliver([this](std::uint32_t at, std::uint32_t posted) { arrive(at, posted); });
        return static_cast<std::uint32_t>(devices_.machine().qtest().read(Machine::bar0(index_) + offset, 4));
    }

    void write(std::uint32_t offset, std::uint32_t value) override
    {
        posted_.write(offset, value, [this](std::uint32_t at, std::uint32_t posted) { arrive(at, posted); });
    }

    std::uint32_t config_read(unsigned offset, unsigned size) override
    {
        return devices_.machine().pci().read(Machine::slot(index_), offset, size);
    }

    void config_write(unsigned offset, unsigned size, std::uint32_t value) override
    {
        devices_.machine().pci().write(Machine::slot(index_), offset, size, value);
    }

    [[nodiscard]] bool memory_ready() override { return devices_.start(); }

    void interrupt(unsigned input, bool raised)
    {
        if (input == PciHost::interrupt_input(Machine::slot(index_)))
            set_interrupt(raised);
    }

private:
    void arrive(std::uint32_t offset, std::uint32_t value)
    {
        devices_.machine().qtest().write(Machine::bar0(index_) + offset, 4, value);
    }

    Devices& devices_;
    unsigned index_;
    PostedWrites posted_;
    Identity identity_;
};

Devices::Devices(Options options) : options_{std::move(options)}
{
    const auto& model = find_model(options_.device);
    for (unsigned index = 0; index < options_.devices(); ++index)
        devices_.push_back(std::make_unique<Device>(*this, model, index, options_.posted));
}

Devices::~Devices() = default;

Backend& Devices::operator[](std::size_t index)
{
    return *devices_.at(index);
}

bool Devices::start()
{
    if (machine_)
        return true;
    try {
        const MemoryLock unchanged;
        machine_ = std::make_unique<Machine>(options_, eal_memory());
        events_ = std::make_unique<MemoryEvents>(machine_->memory());
        machine_->qtest().intercept_interrupts([this](unsigned input, bool raised) {
            for (const auto& device : devices_)
                device->interrupt(input, raised);
        });
        return true;
    } catch (const std::exception& error) {
        machine_.reset();
        std::fprintf(stderr, "testbed: no QEMU device: %s\n", error.what());
        return false;
    }
}

}  // namespace test::qemu
