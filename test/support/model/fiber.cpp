// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/fiber.hpp"

#include <utility>

#include "support/model/registers.hpp"

namespace test::model {

namespace {

constexpr std::uint64_t negotiation_us = 30'000;  // three times the link timer, IEEE 802.3, 37.3.1.4

}  // namespace

void Fiber::power_on()
{
    light_ = true;
    set_partner(true);
    reset();
}

void Fiber::reset()
{
    disturbed_ = false;
    negotiated_ = false;
    agreed_at_us_.reset();
}

void Fiber::plug(bool in)
{
    disturbed_ |= in != light_;
    light_ = in;
    restart();
}

void Fiber::set_partner(bool negotiates, std::uint16_t word)
{
    partner_negotiates_ = negotiates;
    word_ = word;
    restart();
}

bool Fiber::negotiates() const
{
    return (core_.regs[reg::TXCW] & txcw::ANE) != 0;
}

bool Fiber::loopback() const
{
    return present() && (core_.regs[reg::RCTL] >> rctl::LBM_SHIFT & 3) == 3;
}

bool Fiber::link() const
{
    const std::uint32_t control = core_.regs[reg::CTRL];
    if ((control & ctrl::LRST) != 0 || (core_.regs[reg::TXCW] & txcw::TXC) != 0)
        return false;
    return negotiates() ? negotiated_ : (control & ctrl::SLU) != 0 && synchronous();
}

bool Fiber::carries() const
{
    return link() && (loopback() || negotiates() == partner_negotiates_);
}

bool Fiber::partner_has_link() const
{
    return light_ && (partner_negotiates_ ? negotiated_ && link() : (core_.regs[reg::TXCW] & txcw::TXC) == 0);
}

std::uint32_t Fiber::with_light(std::uint32_t control) const
{
    if (core_.chip.media != Media::fiber || (control & ctrl::SWDPIO1) != 0)
        return control;
    return (control & ~ctrl::SWDPIN1) | (light_ != core_.chip.light_is_low ? ctrl::SWDPIN1 : 0);
}

/// The link's reset ends, or is made.
void Fiber::control_written(std::uint32_t before)
{
    if (((core_.regs[reg::CTRL] ^ before) & ctrl::LRST) != 0)
        restart();
    else
        link_changed_();
}

void Fiber::write_txcw(std::uint32_t value)
{
    core_.regs[reg::TXCW] = value;
    restart();
}

void Fiber::restart()
{
    negotiated_ = false;
    agreed_at_us_.reset();
    const bool both = negotiates() && partner_negotiates_ && (core_.regs[reg::TXCW] & word_ & full_duplex) != 0;
    if (both && light_ && (core_.regs[reg::CTRL] & ctrl::LRST) == 0 && !core_.faults.no_link_ever)
        agreed_at_us_ = core_.clock.now_us() + negotiation_us;
    link_changed_();
}

void Fiber::tick()
{
    if (agreed_at_us_ && core_.clock.now_us() >= *agreed_at_us_) {
        agreed_at_us_.reset();
        negotiated_ = true;
        agree();
    }
    if (present())
        link_changed_();  // loopback may have begun or ended
}

/// Table 28B-3: the chip sets CTRL by what both have offered.
void Fiber::agree()
{
    const std::uint32_t ours = core_.regs[reg::TXCW], both = ours & word_;
    std::uint32_t flow = 0;
    if ((both & pause) != 0)
        flow = ctrl::RFCE | ctrl::TFCE;
    else if ((both & one_way) != 0 && ((ours ^ word_) & pause) != 0)
        flow = (ours & pause) != 0 ? ctrl::RFCE : ctrl::TFCE;
    core_.regs[reg::CTRL] = (core_.regs[reg::CTRL] & ~(ctrl::RFCE | ctrl::TFCE)) | flow;
}

std::uint32_t Fiber::read_rxcw()
{
    const bool invalid = std::exchange(disturbed_, false);
    const bool configures = partner_negotiates_ && light_ && !negotiated_;
    return (light_ && partner_negotiates_ ? word_ : 0) | (invalid ? rxcw::IV : 0) | (configures ? rxcw::C : 0) |
           (synchronous() || invalid ? rxcw::SYNCH : 0) | (negotiated_ ? rxcw::ANC : 0);
}

}  // namespace test::model
