// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/model.hpp"

#include <utility>

#include "support/model/leftovers.hpp"
#include "support/model/registers.hpp"

namespace test {

using namespace model;

namespace {

constexpr Mac factory_mac{0x52, 0x54, 0x00, 0x12, 0x34, 0x56};

}  // namespace

Model::Model(Clock& clock, Identity identity, const Profile& profile)
    : identity_(std::move(identity)),
      core_(clock, profile),
      interrupts_(core_, [this](bool asserted) { set_interrupt(asserted); }),
      statistics_(core_),
      eeprom_(core_),
      connector_(
          core_, [this] { update_link(); }, [this] { interrupts_.raise(icr::MDAC); }),
      flow_control_(core_, statistics_, [this](Frame frame) { put_on_wire(std::move(frame)); }),
      receiver_(core_, statistics_, interrupts_),
      transmitter_(core_, statistics_, interrupts_, [this](Frame frame) { transmit(std::move(frame)); }),
      access_({core_, interrupts_, statistics_, eeprom_, connector_, receiver_, transmitter_},
              {.reset = [this] { reset(); },
               .update_link = [this] { update_link(); },
               .receive =
                   [this] {
                       if (can_dma())
                           receiver_.flush(core_.mac_link);
                   },
               .transmit =
                   [this] {
                       if (can_dma())
                           transmitter_.run(core_.mac_link);
                   }})
{
    power_on();
}

void Model::power_on(const Profile& profile, std::uint16_t device_id)
{
    const std::lock_guard lock{mutex()};
    core_.profile = profile;
    identity_.device = device_id;
    power_on();
}

void Model::power_on()
{
    const std::lock_guard lock{mutex()};
    core_.faults = {};
    core_.failures.clear();
    gone_ = false;
    posted_ = PostedWrites{core_.profile.posted_writes};
    sent.clear();
    on_write = nullptr;
    identity_.subsystem_vendor = core_.profile.subsystem_vendor;
    identity_.subsystem_device = core_.profile.subsystem_device;
    core_.chip = chip_on(core_.profile, identity_.device);
    config_.power_on(identity_, core_.chip.pcix);
    core_.longest_read = config_.longest_read();
    eeprom_.program(factory_mac, identity_.device);
    // SDM 13.5.1, 13.5.3: undefined after power-on; hypervisors clear them.
    const std::uint32_t noise = core_.profile.reset_works ? 0xa5c3965a : 0;
    for (std::uint32_t at = reg::MTA; at < reg::VFTA_END; at += 4)
        core_.regs[at] = noise;
    core_.regs[reg::MANC] = 0;
    core_.eeprom_loaded_at_us = 0;
    core_.reload_is_due = false;
    core_.phy_reset_at_us = 0;
    load_defaults();
    load_eeprom();
    core_.regs[reg::PBA] = core_.packet_buffer = core_.chip.packet_buffer_kib * 3 / 4;
    connector_.power_on();
    core_.mac_link = false;
    update_link();
    interrupts_.reset();
}

void Model::load_defaults()
{
    for (std::uint32_t at = 0; at < reg::MTA; at += 4)
        core_.regs[at] = 0;
    core_.regs[reg::TXDCTL] = 0;
    for (std::uint32_t at = reg::RA; at < reg::RA_END; at += 8)
        core_.regs[at + 4] &= ~bit(31);
    statistics_.reset();
    flow_control_.reset();
    receiver_.reset();
    transmitter_.reset();
    core_.reset_until_us = 0;
}

/// What a reset takes from there: control bits, the station address, whether the management takes ARP frames.
void Model::load_eeprom()
{
    core_.regs[reg::LEDCTL] = core_.profile.unimplemented_read_zero ? 0x602 : 0x07068302;  // SDM 13.4.15
    core_.regs[reg::CTRL] = ctrl::FD | 2u << 8 | (core_.profile.slu_needed ? 0 : ctrl::SLU);
    if (connector_.fiber.present())
        core_.regs[reg::CTRL] |= ctrl::LRST;
    Mac mac = eeprom_.mac();
    mac[5] ^= static_cast<std::uint8_t>(core_.chip.function);
    core_.regs[reg::RA] = static_cast<std::uint32_t>(mac[0] | mac[1] << 8 | mac[2] << 16) | std::uint32_t{mac[3]} << 24;
    core_.regs[reg::RA + 4] = static_cast<std::uint32_t>(mac[4] | mac[5] << 8) | bit(31);
    if (core_.faults.management_takes_arp && core_.chip.management)
        core_.regs[reg::MANC] |= manc::ARP_EN;
}

void Model::hand_over_dirty()
{
    const std::lock_guard lock{mutex()};
    leave_dirty(core_.regs);
    interrupts_.write_ims(icr::LSC | icr::RXT0 | icr::TXDW | icr::RXO);
}

bool Model::present(std::uint32_t offset)
{
    if (core_.faults.remove_at_access && (*core_.faults.remove_at_access)-- == 0) {
        core_.faults.removed_at = offset;
        remove();
    }
    return !gone_;
}

void Model::remove()
{
    const std::lock_guard lock{mutex()};
    core_.faults.remove_at_access.reset();
    interrupts_.reset();
    posted_ = PostedWrites{};
    gone_ = true;
}

Delivery Model::receive(Bytes frame, bool crc_error)
{
    const std::lock_guard lock{mutex()};
    const bool deaf = core_.profile.lbm_deafens && (core_.regs[reg::RCTL] >> rctl::LBM_SHIFT & 3) != 0;
    if (!can_dma() || connector_.off_wire() || deaf)
        return Delivery::disabled;
    tick();
    connector_.mac.check_agreement();
    if (core_.mac_link && frame.size() >= shortest_frame)
        flow_control_.look_at(frame, connector_.mac.full_duplex(), connector_.mac.speed_mbps());
    return receiver_.receive(frame, core_.mac_link, crc_error);
}

void Model::transmit(Frame frame)
{
    connector_.mac.check_agreement();
    if (!tx_fifo_.pass(frame.size(), connector_.mac.full_duplex()))
        return transmitter_.hang();
    if (connector_.loopback() || (core_.profile.lbm_loops && (core_.regs[reg::RCTL] >> rctl::LBM_SHIFT & 3) == 3))
        receiver_.loop_back(std::move(frame), core_.mac_link);
    else if (!connector_.off_wire())
        put_on_wire(std::move(frame));
}

void Model::put_on_wire(Frame frame)
{
    if (on_sent)
        on_sent(frame);
    else
        sent.push_back(std::move(frame));
}

void Model::fill_receive_buffer(std::uint32_t bytes)
{
    const std::lock_guard lock{mutex()};
    flow_control_.fill(bytes, connector_.mac.full_duplex());
}

void Model::plug(bool cable_in)
{
    const std::lock_guard lock{mutex()};
    connector_.plug(cable_in);
}

bool Model::link_up() const
{
    const std::lock_guard lock{mutex()};
    return core_.mac_link;
}

void Model::update_link()
{
    if (connector_.link() == core_.mac_link)
        return;
    core_.mac_link = !core_.mac_link;
    interrupts_.raise(icr::LSC);
    if (can_dma())
        transmitter_.run(core_.mac_link);
}

void Model::tick()
{
    const std::lock_guard lock{mutex()};
    if (gone_)
        return;
    if (core_.eeprom_loaded_at_us != 0 && core_.clock.now_us() >= core_.eeprom_loaded_at_us) {
        core_.eeprom_loaded_at_us = 0;
        load_eeprom();
        update_link();
    }
    connector_.tick();
    interrupts_.tick();
    if (!can_dma())
        return;
    receiver_.flush(core_.mac_link);
    const bool goes_on = core_.tx_paused_until_us != 0 && core_.clock.now_us() >= core_.tx_paused_until_us;
    if (goes_on)
        core_.tx_paused_until_us = 0;
    if (core_.profile.tx_asynchronous || goes_on)
        transmitter_.run(core_.mac_link);
}

std::uint32_t Model::read(std::uint32_t offset)
{
    const std::lock_guard lock{mutex()};
    core_.clock.access();
    if (!present(offset))
        return core_.faults.gone_value;
    tick();
    deliver_posted();
    return access_.read(offset);
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
    posted_.write(offset, value, [this](std::uint32_t at, std::uint32_t posted) { access_.write(at, posted); });
}

void Model::io_write(std::uint32_t offset, std::uint32_t value)
{
    const std::lock_guard lock{mutex()};
    deliver_posted();
    if (!gone_)
        access_.write_io(offset, value);
}

void Model::deliver_posted()
{
    posted_.deliver([this](std::uint32_t at, std::uint32_t posted) { access_.write(at, posted); });
}

bool Model::memory_ready()
{
    const std::lock_guard lock{mutex()};
    if (on_memory_ready)
        on_memory_ready(*this);
    return true;
}

std::uint32_t Model::config_read(unsigned offset, unsigned size)
{
    const std::lock_guard lock{mutex()};
    return gone_ ? 0xffffffff >> (32 - 8 * size) : config_.read(offset, size);
}

void Model::config_write(unsigned offset, unsigned size, std::uint32_t value)
{
    const std::lock_guard lock{mutex()};
    if (gone_)
        return;
    config_.write(offset, size, value);
    core_.longest_read = config_.longest_read();
}

void Model::reset()
{
    if (!core_.profile.reset_works)
        return;
    core_.packet_buffer = core_.regs[reg::PBA];  // which a reset leaves as it is, SDM 13.4.16
    load_defaults();
    core_.regs[reg::PBA] = core_.packet_buffer;
    if (!eeprom_.begin_reload())
        load_eeprom();
    interrupts_.reset();
    if (!core_.profile.has_eerd)  // bhyve: the address is no longer valid
        core_.regs[reg::RA + 4] &= ~bit(31);
    constexpr std::uint64_t reset_us = 3;
    core_.reset_until_us = core_.clock.now_us() + reset_us;
    connector_.reset();
    update_link();
}

}  // namespace test
