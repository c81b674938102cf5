// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/phy.hpp"

#include <utility>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

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
    PSSR = 17,
    PPCONT = 18,
    EPSCR = 20,
    PAGE = 31
};

constexpr unsigned first_paged = 16;
constexpr std::uint16_t pscr_carrier = 1 << 11, epscr_clock = 7 << 4, epscr_slow_clock = 6 << 4, ppcont_auto = 1 << 12;

constexpr std::uint16_t bmcr_reset = 1 << 15, bmcr_loopback = 1 << 14, bmcr_speed_low = 1 << 13, bmcr_autoneg = 1 << 12,
                        bmcr_power_down = 1 << 11, bmcr_isolate = 1 << 10, bmcr_restart = 1 << 9, bmcr_full = 1 << 8,
                        bmcr_speed_high = 1 << 6;
constexpr std::uint16_t bmsr_link = 1 << 2, bmsr_complete = 1 << 5;

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
    pages_.clear();
    if (igp()) {
        regs_[PPCONT] = core_.chip.phy_crosses ? ppcont_auto : 0;
    } else {
        regs_[PSCR] = 0x0360;
        regs_[EPSCR] = 0x0d00 | epscr_slow_clock;
    }
    commit();
}

void Phy::power_on()
{
    partner_ability_ = 0x45e1;
    partner_gigabit_ = 0x3c00;
    cable_ = true;
    crossed_ = false;
    defaults();
    negotiated_at_us_.reset();
    held_ = false;
    link_ = resolve();
    was_down_ = false;
    look_at_reset_pin();
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

void Phy::cross(bool crossed)
{
    crossed_ = crossed;
    apply_control();
}

bool Phy::igp() const
{
    return core_.chip.phy_id >> 16 == 0x02a8;
}

/// What of the crossover counts from now on.
void Phy::commit()
{
    crossover_ = regs_[igp() ? PPCONT : PSCR];
}

/// Where speed and duplex are forced, finding it out does not work.
bool Phy::pairs_meet() const
{
    const unsigned mode = igp() ? crossover_ >> 12 & 3u : crossover_ >> 5 & 3u;
    const bool finds_out = igp() ? (mode & 1) != 0 : mode == 3;
    if (finds_out)
        return (mode_ & bmcr_autoneg) != 0 && core_.chip.phy_crosses;
    return ((igp() ? mode & 2 : mode & 1) != 0) == crossed_;
}

bool Phy::hears_carrier() const
{
    return igp() || (regs_[PSCR] & pscr_carrier) != 0;
}

void Phy::look_at_reset_pin()
{
    constexpr std::uint32_t released = ctrl_ext::SWDPIN4 | ctrl_ext::SWDPIO4;
    const bool has_pin = core_.chip.phy_reset_pin && core_.profile.phy_reset_pin;
    const bool held = has_pin && (core_.regs[reg::CTRL_EXT] & released) != released;
    if (held == std::exchange(held_, held))
        return;
    if (held)
        set_link(false);
    else
        reset();
}

bool Phy::answers() const
{
    return core_.chip.media == Media::copper && !held_;
}

bool Phy::powered() const
{
    return !held_ && ((regs_[BMCR] & bmcr_power_down) == 0 || !core_.profile.phy_powers_down);
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
    return core_.profile.phy_isolates && (held_ || (regs_[BMCR] & (bmcr_isolate | bmcr_loopback)) != 0);
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
    const bool forced = core_.profile.phy_has_modes && (mode_ & bmcr_autoneg) == 0;
    if (forced && !igp() && (regs_[EPSCR] & epscr_clock) != epscr_clock)
        return;  // as long as the MAC's clock is that slow
    negotiated_at_us_.reset();
    if (core_.profile.phy_has_modes && !pairs_meet())
        return;
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
    if (number >= first_paged && number != PAGE && igp() && regs_[PAGE] != 0)
        return pages_[unsigned{regs_[PAGE]} << 5 | number];
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
    if (number >= first_paged && number != PAGE && igp() && regs_[PAGE] != 0)
        pages_[unsigned{regs_[PAGE]} << 5 | number] = value;
    else if (number != BMCR)
        regs_[number] = value;
    else
        write_control(value);
}

/// Of an M88, speed, duplex and autonegotiation take effect with a reset of the PHY, a restart of autonegotiation,
/// power, or a link that is not there (SDM 11.1.3).
void Phy::write_control(std::uint16_t value)
{
    const bool resets = (value & bmcr_reset) != 0 && core_.profile.reset_works, was_powered = powered(),
               was_looped = looped();
    if (resets && (igp() || !core_.profile.phy_reset_keeps)) {
        reset();
        return;
    }
    if (resets)
        reset_kept();
    const bool changes = igp() && ((value ^ mode_) & ~bmcr_power_down) != 0;
    regs_[BMCR] = value & static_cast<std::uint16_t>(~(bmcr_reset | bmcr_restart));
    const bool restarts = (value & bmcr_restart) != 0;
    if (!core_.profile.phy_has_modes) {  // nothing of it has to do with the link
        mode_ = regs_[BMCR];
        if (restarts && (value & bmcr_autoneg) != 0)
            renegotiate();
    } else if (resets || restarts || changes || !link_ || powered() != was_powered) {
        if (igp())
            commit();
        apply_control();
    } else if (looped() != was_looped && (mode_ & bmcr_autoneg) == 0) {
        force();
    }
}

/// What an M88 keeps it heeds from now on; its clock for a MAC without a link is slow again.
void Phy::reset_kept()
{
    commit();
    regs_[EPSCR] = static_cast<std::uint16_t>((regs_[EPSCR] & ~epscr_clock) | epscr_slow_clock);
}

}  // namespace test::model
