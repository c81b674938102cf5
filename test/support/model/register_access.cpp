// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/register_access.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

/// What QEMU leaves out: reads are 0, writes are lost.
constexpr std::array not_in_qemu{reg::CTRL_EXT, reg::RXDCTL, reg::RXCSUM, reg::TIPG, reg::TIDV};
constexpr std::array flow_control{reg::FCAL, reg::FCAH, reg::FCT, reg::FCTTV, reg::FCRTL, reg::FCRTH};

/// The implementation that @p profile is of has no such register.
[[nodiscard]] bool absent(const Profile& profile, std::uint32_t offset)
{
    const bool none_for_flow_control = profile.unimplemented_read_zero || !profile.flow_control_registers;
    return (profile.unimplemented_read_zero && std::ranges::find(not_in_qemu, offset) != not_in_qemu.end()) ||
           (none_for_flow_control && std::ranges::find(flow_control, offset) != flow_control.end());
}

/// Whether that write enables the receiver or the transmitter.
bool enables(std::uint32_t offset, std::uint32_t value)
{
    return (offset == reg::RCTL && (value & rctl::EN) != 0) || (offset == reg::TCTL && (value & tctl::EN) != 0);
}

}  // namespace

std::uint32_t RegisterAccess::read(std::uint32_t offset)
{
    check_receive_address(offset);
    if (offset >= reg::STATISTICS && offset < reg::STATISTICS_END)
        return parts_.statistics.read(offset);
    switch (offset) {
    case reg::CTRL:
    case reg::CTRL_DUP: {
        const bool resetting =
            parts_.core.clock.now_us() < parts_.core.reset_until_us || parts_.core.faults.reset_never_ends;
        return parts_.connector.fiber.with_light(parts_.core.regs[reg::CTRL] & ~ctrl::RST) |
               (resetting && parts_.core.reset_until_us != 0 ? ctrl::RST : 0);
    }
    case reg::STATUS:
        return status();
    case reg::EECD:
        return parts_.eeprom.read_eecd();
    case reg::EERD:
        return parts_.eeprom.read_eerd();
    case reg::MDIC:
        return parts_.connector.mdic.read();
    case reg::RXCW:
        return parts_.connector.fiber.read_rxcw();
    case reg::ICR:
        return parts_.interrupts.read_icr();
    case reg::IMS:
        return parts_.interrupts.ims();
    case reg::ICS:
    case reg::IMC:
        return 0;  // write only
    default:
        return stored(offset);
    }
}

std::uint32_t RegisterAccess::stored(std::uint32_t offset) const
{
    const std::uint32_t value = parts_.core.regs[offset];
    const auto& stuck = parts_.core.faults.stuck;
    return stuck && stuck->offset == offset ? (value & ~stuck->low) | stuck->high : value;
}

std::uint32_t RegisterAccess::status() const
{
    const auto code = [](unsigned mbps) { return mbps == 1000 ? 2u : mbps == 100 ? 1u : 0u; };
    const bool full = parts_.connector.mac.full_duplex();
    const std::uint32_t speed = code(parts_.connector.mac.speed_mbps()),
                        negotiated = code(parts_.connector.phy.speed_mbps());
    const bool paused = parts_.core.clock.now_us() < parts_.core.tx_paused_until_us;
    const std::uint32_t bus = parts_.core.chip.pcix ? status::BUS64 | status::PCIX_MODE | status::PCIX_133 : 0;
    return bus | parts_.core.chip.function << status::FUNC_SHIFT | (paused ? status::TXOFF : 0) |
           (full ? status::FD : 0) | (parts_.core.mac_link ? status::LU : 0) | speed << status::SPEED_SHIFT |
           negotiated << status::ASDV_SHIFT;
}

void RegisterAccess::write(std::uint32_t offset, std::uint32_t value, ResetBy by)
{
    if (offset >= reg::STATISTICS && offset < reg::STATISTICS_END)
        return;  // read only
    if (absent(parts_.core.profile, offset))
        return;
    check_hypervisor_limits(offset);
    check_receive_address(offset);
    check_packet_buffer(offset, value);
    check_settings(offset, value);
    if (!write_control(offset, value, by) && !write_data_path(offset, value))
        store(offset, value);
}

void RegisterAccess::write_io(std::uint32_t offset, std::uint32_t value)
{
    if (offset == 0)
        io_address_ = value;
    else
        write(io_address_, value, ResetBy::io_space);
}

/// 82544GC, specification update: a write to an odd word of the multicast or the VLAN table spoils the even one before.
void RegisterAccess::store(std::uint32_t offset, std::uint32_t value)
{
    const bool table = (offset >= reg::MTA && offset < reg::MTA_END) || (offset >= reg::VFTA && offset < reg::VFTA_END);
    if (parts_.core.chip.odd_spoils_even && table && offset % 8 == 4)
        parts_.core.regs[offset - 4] = ~parts_.core.regs[offset - 4];
    parts_.core.regs[offset] = value;
}

bool RegisterAccess::write_control(std::uint32_t offset, std::uint32_t value, ResetBy by)
{
    switch (offset) {
    case reg::CTRL:
    case reg::CTRL_DUP:
        write_ctrl(value, offset == reg::CTRL_DUP ? ResetBy::copy : by);
        return true;
    case reg::CTRL_EXT:
        write_ctrl_ext(value);
        return true;
    case reg::STATUS:
        return true;  // read only
    case reg::EECD:
        parts_.eeprom.write_eecd(value);
        return true;
    case reg::EERD:
        parts_.eeprom.write_eerd(value);
        return true;
    case reg::MDIC:
        parts_.connector.mdic.write(value);
        return true;
    case reg::TXCW:
        parts_.connector.fiber.write_txcw(value);
        return true;
    case reg::RXCW:
        return true;  // read only
    case reg::ICR:    // writing 1 clears
        parts_.interrupts.clear(value);
        return true;
    case reg::ICS:
        if (!parts_.core.faults.ics_ignored)
            parts_.interrupts.raise(value);
        return true;
    case reg::IMS:
        parts_.interrupts.write_ims(value);
        return true;
    case reg::IMC:
        parts_.interrupts.write_imc(value);
        return true;
    default:
        return false;
    }
}

bool RegisterAccess::write_data_path(std::uint32_t offset, std::uint32_t value)
{
    constexpr std::uint32_t ring_length = 0xfff80;
    switch (offset) {
    case reg::RCTL:
        parts_.receiver.write_rctl(value);
        return true;
    case reg::RDLEN:
    case reg::TDLEN:
        parts_.core.regs[offset] = value & ring_length;
        if (value != (value & ring_length))
            parts_.core.failures.add("ring length " + std::to_string(value) +
                                     " is no multiple of 128 up to 1 MiB (SDM 13.4.27)");
        return true;
    case reg::RDH:
    case reg::TDH:
        parts_.core.regs[offset] = value & 0xffff;
        return true;
    case reg::RDT:
        parts_.receiver.write_rdt(value);
        does_.receive();
        return true;
    case reg::TCTL:
    case reg::TDT:
        offset == reg::TDT ? parts_.transmitter.write_tdt(value) : parts_.transmitter.write_tctl(value);
        if (!parts_.core.profile.tx_asynchronous)
            does_.transmit();
        return true;
    default:
        return false;
    }
}

void RegisterAccess::write_ctrl(std::uint32_t value, ResetBy by)
{
    const std::uint32_t before = parts_.core.regs[reg::CTRL];
    if (parts_.core.chip.mdio_by_pins)
        value = parts_.connector.pins.write(value);
    parts_.core.regs[reg::CTRL] = value & ~(ctrl::RST | ctrl::PHY_RST);
    if ((value & ctrl::RST) != 0) {
        check_phy_reset();
        if (takes_reset(by))
            does_.reset();
        return;
    }
    if ((value & ctrl::PHY_RST) != 0 && parts_.core.profile.reset_works) {
        parts_.connector.phy.reset();
        parts_.core.phy_reset_at_us = parts_.core.clock.now_us();
    }
    if (parts_.connector.fiber.present())
        parts_.connector.fiber.control_written(before);
    else if (((value ^ before) & ctrl::SLU) != 0)
        does_.update_link();
}

/// Linux, e1000_hw.c, e1000_reset_hw().
void RegisterAccess::check_phy_reset()
{
    Core& core = parts_.core;
    const std::uint64_t at = std::exchange(core.phy_reset_at_us, 0);
    if (core.chip.phy_reset_first && (at == 0 || core.clock.now_us() < at + 5'000))
        core.failures.add("CTRL.RST of the " + std::string{core.chip.name} +
                          " whose PHY was not reset before, for 5 ms");
}

bool RegisterAccess::takes_reset(ResetBy by)
{
    Core& core = parts_.core;
    if (by == core.chip.reset_by || core.chip.reset_by == ResetBy::any || core.faults.bears_any_reset)
        return true;
    constexpr const char* ways[]{"memory", "CTRL_DUP", "I/O space"};
    const auto way = [&](ResetBy of) { return std::string{ways[static_cast<unsigned>(of)]}; };
    core.failures.add("CTRL.RST through " + way(by) + " hangs the " + std::string{core.chip.name} +
                      ", it must come through " + way(core.chip.reset_by));
    core.reset_until_us = ~std::uint64_t{0};
    return false;
}

void RegisterAccess::write_ctrl_ext(std::uint32_t value)
{
    Core& core = parts_.core;
    core.regs[reg::CTRL_EXT] = value & ~ctrl_ext::EE_RST;
    parts_.connector.phy.look_at_reset_pin();
    if ((value & ctrl_ext::EE_RST) == 0)
        return;
    core.reload_is_due = false;
    core.eeprom_loaded_at_us = core.clock.now_us() + core.chip.eeprom_reload_us;
}

/// What must have been set before an engine is enabled.
void RegisterAccess::check_settings(std::uint32_t offset, std::uint32_t value)
{
    Core& core = parts_.core;
    if (!enables(offset, value))
        return;
    if (core.reload_is_due)
        core.failures.add("enabled as the reset left it: CTRL_EXT.EE_RST has not had the EEPROM loaded");
    if (core.chip.relaxed_ordering_crashes && (core.regs[reg::CTRL_EXT] & ctrl_ext::RO_DIS) == 0)
        core.failures.add("enabled without CTRL_EXT.RO_DIS: relaxed ordering ends in parity errors");
    if (core.chip.pcix && core.longest_read > core.chip.longest_read)
        core.failures.add("enabled while it may ask for " + std::to_string(core.longest_read) + " bytes at once");
}

/// An engine that is enabled works with the packet buffer as it was shared out at the last reset.
void RegisterAccess::check_packet_buffer(std::uint32_t offset, std::uint32_t value)
{
    if (!parts_.core.profile.packet_buffer || !enables(offset, value))
        return;
    const std::uint32_t asked = parts_.core.regs[reg::PBA];
    if (asked != parts_.core.packet_buffer)
        parts_.core.failures.add("PBA " + std::to_string(asked) + " counts from the next reset on, now it is " +
                                 std::to_string(parts_.core.packet_buffer) + " (SDM 13.4.16)");
    const std::uint32_t whole = parts_.core.chip.packet_buffer_kib;
    if ((asked & 0xffff) < 8 || (asked & 0xffff) > whole - 8)
        parts_.core.failures.add("PBA " + std::to_string(asked) + " leaves one side of " + std::to_string(whole) +
                                 " KiB without");
}

/// bhyve: an assertion ends the guest (pci_e82545.c).
void RegisterAccess::check_hypervisor_limits(std::uint32_t offset)
{
    if (!parts_.core.profile.asserts)
        return;
    const bool receiving = (parts_.core.regs[reg::RCTL] & rctl::EN) != 0;
    if (receiving && (offset == reg::RDBAL || offset == reg::RDBAH || offset == reg::RDLEN))
        parts_.core.failures.add("bhyve asserts: the receive ring is moved while RCTL.EN is set");
}

/// bhyve, too: reads and writes alike.
void RegisterAccess::check_receive_address(std::uint32_t offset)
{
    if (parts_.core.profile.asserts && offset >= reg::RA_END - 8 && offset < reg::RA_END)
        parts_.core.failures.add("bhyve asserts: receive address 15 is read or written");
}

}  // namespace test::model
