// SPDX-License-Identifier: BSD-3-Clause
// Register accesses of the model: what reading and writing does, SDM chapter 13.
#include <algorithm>
#include <array>
#include <string>

#include "support/model/model.hpp"
#include "support/model/registers.hpp"

namespace test {

using namespace model;

namespace {

/// What QEMU leaves out: reads are 0, writes are lost.
constexpr std::array not_in_qemu{reg::CTRL_EXT, reg::RXDCTL, reg::RXCSUM, reg::TIPG,  reg::TIDV, reg::FCAL,
                                 reg::FCAH,     reg::FCT,    reg::FCTTV,  reg::FCRTL, reg::FCRTH};

}  // namespace

std::uint32_t Model::read(std::uint32_t offset)
{
    const std::lock_guard lock{mutex()};
    core_.clock.access();
    if (!present(offset))
        return core_.faults.gone_value;
    tick();
    deliver_posted();
    return read_register(offset);
}

void Model::write(std::uint32_t offset, std::uint32_t value)
{
    const std::lock_guard lock{mutex()};
    core_.clock.access();
    if (!present(offset))
        return;
    if (on_write)
        on_write(offset);
    tick();
    posted_.write(offset, value, [this](std::uint32_t at, std::uint32_t posted) { write_register(at, posted); });
}

void Model::deliver_posted()
{
    posted_.deliver([this](std::uint32_t at, std::uint32_t posted) { write_register(at, posted); });
}

std::uint32_t Model::read_register(std::uint32_t offset)
{
    if (offset >= reg::STATISTICS && offset < reg::STATISTICS_END)
        return statistics_.read(offset);
    switch (offset) {
    case reg::CTRL:
    case reg::CTRL_DUP: {
        const bool resetting = core_.clock.now_us() < reset_until_us_ || core_.faults.reset_never_ends;
        return (core_.regs[reg::CTRL] & ~ctrl::RST) | (resetting && reset_until_us_ != 0 ? ctrl::RST : 0);
    }
    case reg::STATUS:
        return status();
    case reg::EECD:
        return eeprom_.read_eecd();
    case reg::EERD:
        return eeprom_.read_eerd();
    case reg::MDIC:
        return phy_.read_mdic();
    case reg::ICR:
        return interrupts_.read_icr();
    case reg::IMS:
        return interrupts_.ims();
    case reg::ICS:
    case reg::IMC:
        return 0;  // write only
    default:
        return core_.regs[offset];
    }
}

std::uint32_t Model::status() const
{
    const std::uint32_t control = core_.regs[reg::CTRL];
    const bool full = (control & ctrl::FRCDPX) != 0 ? (control & ctrl::FD) != 0 : phy_.full_duplex();
    const unsigned mbps = phy_.speed_mbps();
    const std::uint32_t negotiated = mbps == 1000 ? 2 : mbps == 100 ? 1 : 0;
    const std::uint32_t speed = (control & ctrl::FRCSPD) != 0 ? control >> 8 & 3 : negotiated;
    return (full ? status::FD : 0) | (mac_link_ ? status::LU : 0) | speed << status::SPEED_SHIFT |
           negotiated << status::ASDV_SHIFT;
}

void Model::write_register(std::uint32_t offset, std::uint32_t value)
{
    if (offset >= reg::STATISTICS && offset < reg::STATISTICS_END)
        return;  // read only
    if (core_.profile.unimplemented_read_zero && std::ranges::find(not_in_qemu, offset) != not_in_qemu.end())
        return;
    check_hypervisor_limits(offset);
    check_packet_buffer(offset, value);
    if (!write_control(offset, value) && !write_data_path(offset, value))
        core_.regs[offset] = value;
}

bool Model::write_control(std::uint32_t offset, std::uint32_t value)
{
    switch (offset) {
    case reg::CTRL:
    case reg::CTRL_DUP:
        write_ctrl(value);
        return true;
    case reg::STATUS:
        return true;  // read only
    case reg::EECD:
        eeprom_.write_eecd(value);
        return true;
    case reg::EERD:
        eeprom_.write_eerd(value);
        return true;
    case reg::MDIC:
        phy_.write_mdic(value);
        return true;
    case reg::ICR:  // writing 1 clears
        interrupts_.clear(value);
        return true;
    case reg::ICS:
        interrupts_.raise(value);
        return true;
    case reg::IMS:
        interrupts_.write_ims(value);
        return true;
    case reg::IMC:
        interrupts_.write_imc(value);
        return true;
    default:
        return false;
    }
}

bool Model::write_data_path(std::uint32_t offset, std::uint32_t value)
{
    constexpr std::uint32_t ring_length = 0xfff80;
    switch (offset) {
    case reg::RCTL:
        receiver_.write_rctl(value);
        return true;
    case reg::RDLEN:
    case reg::TDLEN:
        core_.regs[offset] = value & ring_length;
        if (value != (value & ring_length))
            core_.failures.add("ring length " + std::to_string(value) +
                               " is no multiple of 128 up to 1 MiB (SDM 13.4.27)");
        return true;
    case reg::RDH:
    case reg::TDH:
        core_.regs[offset] = value & 0xffff;
        return true;
    case reg::RDT:
        receiver_.write_rdt(value);
        if (can_dma())
            receiver_.flush(mac_link_);
        return true;
    case reg::TCTL:
    case reg::TDT:
        offset == reg::TDT ? transmitter_.write_tdt(value) : transmitter_.write_tctl(value);
        if (can_dma() && !core_.profile.tx_asynchronous)
            transmitter_.run(mac_link_);
        return true;
    default:
        return false;
    }
}

void Model::write_ctrl(std::uint32_t value)
{
    const std::uint32_t before = core_.regs[reg::CTRL];
    core_.regs[reg::CTRL] = value & ~(ctrl::RST | ctrl::PHY_RST);
    if ((value & ctrl::RST) != 0) {
        reset();
        return;
    }
    if ((value & ctrl::PHY_RST) != 0 && core_.profile.reset_works)
        phy_.reset();
    if (((value ^ before) & ctrl::SLU) != 0)
        update_link();
}

/// An engine that is enabled works with the packet buffer as it was shared out at the last reset.
void Model::check_packet_buffer(std::uint32_t offset, std::uint32_t value)
{
    const bool enables =
        (offset == reg::RCTL && (value & rctl::EN) != 0) || (offset == reg::TCTL && (value & tctl::EN) != 0);
    if (!core_.profile.packet_buffer || !enables)
        return;
    const std::uint32_t asked = core_.regs[reg::PBA];
    if (asked != packet_buffer_)
        core_.failures.add("PBA " + std::to_string(asked) + " counts from the next reset on, now it is " +
                           std::to_string(packet_buffer_) + " (SDM 13.4.16)");
    constexpr std::uint32_t whole = 64;
    if ((asked & 0xffff) < 8 || (asked & 0xffff) > whole - 8)
        core_.failures.add("PBA " + std::to_string(asked) + " leaves one side of 64 KiB without");
}

/// bhyve: an assertion ends the guest (pci_e82545.c).
void Model::check_hypervisor_limits(std::uint32_t offset)
{
    if (!core_.profile.asserts)
        return;
    const bool receiving = (core_.regs[reg::RCTL] & rctl::EN) != 0;
    if (receiving && (offset == reg::RDBAL || offset == reg::RDBAH || offset == reg::RDLEN))
        core_.failures.add("bhyve asserts: the receive ring is moved while RCTL.EN is set");
    if (offset >= reg::RA_END - 8 && offset < reg::RA_END)
        core_.failures.add("bhyve asserts: receive address 15 is written");
}

}  // namespace test
