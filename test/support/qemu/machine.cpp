// SPDX-License-Identifier: BSD-3-Clause
#include "support/qemu/machine.hpp"

#include <sys/socket.h>

#include <stdexcept>

#include "support/qemu/command_line.hpp"
#include "support/qemu/model.hpp"

namespace test::qemu {

namespace {

constexpr unsigned vendor_and_device_id = 0x00;
constexpr std::uint32_t vendor_intel = 0x8086;

}  // namespace

Machine::Machine(const Options& options, const std::vector<SharedArea>& memory)
{
    auto qtest = make_socket_pair(SOCK_STREAM);
    auto qmp = make_socket_pair(SOCK_STREAM);
    {
        CommandLine command{options};
        command.add_memory_slots();
        command.add_halted_processor(options.clock);
        command.add_qtest(std::move(qtest.theirs));
        command.add_qmp(std::move(qmp.theirs));
        command.add_devices(options);
        process_ = std::make_unique<Process>(command.arguments(), command.inherited());
    }  // closes QEMU's ends here: its end is then seen as end of file
    qtest_ = std::make_unique<Qtest>(std::move(qtest.ours));
    if (!qtest_->wait_ready())
        throw std::runtime_error{options.binary + " did not start"};
    qmp_ = std::make_unique<Qmp>(std::move(qmp.ours));
    memory_ = std::make_unique<PluggedMemory>(*qmp_, *qtest_);
    for (const SharedArea& area : memory)
        memory_->plug(area);
    pci_ = std::make_unique<PciHost>(*qtest_);
    set_up_devices(options);
}

void Machine::set_up_devices(const Options& options)
{
    const auto expected = vendor_intel | std::uint32_t{find_model(options.device).device} << 16;
    for (unsigned device = 0; device < options.devices(); ++device) {
        if (pci_->read(slot(device), vendor_and_device_id, 4) != expected)
            throw std::runtime_error{options.binary + " has no " + options.device + " in PCI slot " +
                                     std::to_string(slot(device))};
        pci_->place_bar0(slot(device), bar0(device));
    }
    pci_->route_interrupts();
}

}  // namespace test::qemu
