// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/phy.hpp"

#include "support/model/registers.hpp"

namespace test::model {

namespace {

namespace mdic {
constexpr std::uint32_t OP_WRITE = 1, OP_READ = 2, OP_SHIFT = 26, READY = bit(28), INTERRUPT = bit(29), ERROR = bit(30);
constexpr std::uint64_t frame_us = 64;  // 64 bits at about 1 MHz
}  // namespace mdic

enum Number {
    BMCR = 0,
    BMSR = 1,
    ID1 = 2,
    ID2 = 3,
    ANAR = 4,
    ANLPAR = 5,
    GBCR = 9,
    GBSR = 10,
    ESTATUS = 15,
    PSCR = 16,
    PSSR = 17
};

constexpr std::uint16_t bmcr_reset = 1 << 15, bmcr_loopback = 1 << 14, bmcr_speed_low = 1 << 13, bmcr_autoneg = 1 << 12,
                        bmcr_power_down = 1 << 11, bmcr_isolate = 1 << 10, bmcr_restart = 1 << 9, bmcr_full = 1 << 8,
                        bmcr_speed_high = 1 << 6;
constexpr std::uint16_t bmsr_link = 1 << 2, bmsr_complete = 1 << 5;
constexpr unsigned our_address = 1;

}  // namespace

void Phy::defaults()
{
    regs_.fill(0);
    regs_[BMCR] = mode_ = bmcr_autoneg | bmcr_full | bmcr_speed_high;
    regs_[BMSR] = 0x7949;
    regs_[ID1] = static_cast<std::uint16_t>(core_.chip.phy_id >> 16);
    regs_[ID2] = static_cast<std::uint16_t>(core_.chip.phy_id);
    regs_[ANAR] = 0x0de1;
    regs_[GBCR] = 0x0e00;
    regs_[ESTATUS] = 0x3000;
    regs_[PSCR] = 0x0360;
}

void Phy::power_on()
{
    partner_ability_ = 0x45e1;
    partner_gigabit_ = 0x3c00;
    cable_ = true;
    mdic_ = 0;
    mdic_ready_us_ = 0;
    defaults();
    negotiated_at_us_.reset();
    link_ = resolve();
    was_down_ = false;
}

void Phy::reset()
{
    defaults();
    renegotiate();
}

void Phy::plug(bool in)
{
    cable_ = in;
    apply_control();
}

void Phy::set_partner(std::uint16_t ability, std::uint16_t gigabit_status)
{
    partner_ability_ = ability;
    partner_gigabit_ = gigabit_status;
}

bool Phy::powered() const
{
    return (regs_[BMCR] & bmcr_power_down) == 0 || !core_.profile.phy_powers_down;
}

bool Phy::looped() const
{
    return (regs_[BMCR] & bmcr_loopback) != 0;
}

bool Phy::loopback() const
{
    return looped() && core_.profile.phy_loops;
}

bool Phy::isolated() const
{
    return (regs_[BMCR] & (bmcr_isolate | bmcr_loopback)) != 0 && core_.profile.phy_isolates;
}

void Phy::renegotiate()
{
    set_link(false);
    negotiated_at_us_.reset();
    if (cable_ && powered() && !core_.faults.no_link_ever)
        negotiated_at_us_ = core_.clock.now_us() + core_.profile.autonegotiation_us;
    tick();
}

void Phy::tick()
{
    if (!negotiated_at_us_ || core_.clock.now_us() < *negotiated_at_us_)
        return;
    negotiated_at_us_.reset();
    if ((mode_ & bmcr_autoneg) == 0 || resolve())
        set_link(true);
}

void Phy::set_link(bool up)
{
    if (up == link_)
        return;
    link_ = up;
    was_down_ |= !up;
    link_changed_();
}

/// The best mode that both sides advertise (IEEE 802.3 annex 28B.3). @return whether there is one
bool Phy::resolve()
{
    regs_[ANLPAR] = partner_ability_;
    regs_[GBSR] = partner_gigabit_;
    if (!core_.profile.phy_has_modes)
        return true;
    const unsigned gigabit = (regs_[GBCR] >> 8) & (partner_gigabit_ >> 10) & 3u;  // 1: half, 2: full
    const unsigned slower = (regs_[ANAR] & partner_ability_) >> 5 & 0xfu;         // 10, 10 full, 100, 100 full
    speed_ = gigabit != 0 ? 1000 : slower >= 4 ? 100 : 10;
    full_duplex_ = gigabit != 0 ? (gigabit & 2) != 0 : slower >= 4 ? (slower & 8) != 0 : (slower & 2) != 0;
    return gigabit != 0 || slower != 0;
}

/// Autonegotiation off: BMCR tells speed and duplex, and a partner who can do the speed finds it out.
void Phy::force()
{
    constexpr std::uint64_t detected_us = 100'000;
    const bool high = (mode_ & bmcr_speed_high) != 0, low = (mode_ & bmcr_speed_low) != 0;
    speed_ = high ? 1000 : low ? 100 : 10;
    full_duplex_ = (mode_ & bmcr_full) != 0;
    const unsigned partner = high ? partner_gigabit_ >> 10 & 3u : partner_ability_ >> (low ? 7 : 5) & 3u;
    negotiated_at_us_.reset();
    set_link(false);
    if (powered() && looped())
        set_link(true);
    else if (powered() && cable_ && partner != 0)
        negotiated_at_us_ = core_.clock.now_us() + detected_us;
}

/// Have speed, duplex and autonegotiation be as BMCR says.
void Phy::apply_control()
{
    mode_ = regs_[BMCR];
    if ((mode_ & bmcr_autoneg) == 0 && core_.profile.phy_has_modes)
        force();
    else
        renegotiate();
}

std::uint16_t Phy::read(unsigned number)
{
    if (number == BMSR) {  // the link bit latches a loss until it is read
        const bool up = link_ && !was_down_;
        was_down_ = !link_;
        const bool complete = link_ && (mode_ & bmcr_autoneg) != 0;
        return static_cast<std::uint16_t>(regs_[BMSR] | (up ? bmsr_link : 0) | (complete ? bmsr_complete : 0));
    }
    if (number == PSSR) {
        const unsigned speed = speed_ == 1000 ? 2u : speed_ == 100 ? 1u : 0u;
        return static_cast<std::uint16_t>(speed << 14 | (full_duplex_ ? 1u << 13 : 0) | (link_ ? 3u << 10 : 0));
    }
    return regs_[number];
}

void Phy::write(unsigned number, std::uint16_t value)
{
    if (number == BMSR || number == ID1 || number == ID2 || number == PSSR || number == ANLPAR || number == GBSR)
        return;
    if (number != BMCR) {
        regs_[number] = value;
        return;
    }
    write_control(value);
}

/// Speed, duplex and autonegotiation take effect with a reset of the PHY, a restart of autonegotiation, power, or a
/// link that is not there (SDM 11.1.3).
void Phy::write_control(std::uint16_t value)
{
    const bool resets = (value & bmcr_reset) != 0 && core_.profile.reset_works, was_powered = powered(),
               was_looped = looped();
    if (resets && !core_.profile.phy_reset_keeps) {
        reset();
        return;
    }
    regs_[BMCR] = value & static_cast<std::uint16_t>(~(bmcr_reset | bmcr_restart));
    const bool restarts = (value & bmcr_restart) != 0;
    if (!core_.profile.phy_has_modes) {  // nothing of it has to do with the link
        mode_ = regs_[BMCR];
        if (restarts && (value & bmcr_autoneg) != 0)
            renegotiate();
    } else if (resets || restarts || !link_ || powered() != was_powered) {
        apply_control();
    } else if (looped() != was_looped && (mode_ & bmcr_autoneg) == 0) {
        force();
    }
}

std::uint32_t Phy::read_mdic() const
{
    const bool ready = core_.clock.now_us() >= mdic_ready_us_ && !core_.faults.mdic_never_ready;
    return ready ? mdic_ : mdic_ & ~(mdic::READY | mdic::ERROR);
}

void Phy::write_mdic(std::uint32_t value)
{
    const unsigned number = (value >> 16) & 0x1f, address = (value >> 21) & 0x1f, op = (value >> mdic::OP_SHIFT) & 3;
    mdic_ = (value & ~mdic::ERROR) | mdic::READY;
    mdic_ready_us_ = core_.clock.now_us() + mdic::frame_us;
    if (address != our_address || core_.faults.mdic_error)
        mdic_ |= mdic::ERROR;
    else if (op == mdic::OP_READ)
        mdic_ = (mdic_ & 0xffff0000) | read(number);
    else if (op == mdic::OP_WRITE)
        write(number, static_cast<std::uint16_t>(value));
    if ((value & mdic::INTERRUPT) != 0)
        mdi_done_();
}

}  // namespace test::model
