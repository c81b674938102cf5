// SPDX-License-Identifier: BSD-3-Clause
#include "copper.hpp"

#include "phy.hpp"
#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned phy_reset_step_us = 100, phy_reset_limit_us = 500'000;  // IEEE 802.3, 22.2.4.1.1

/// BMCR's bits for speed and duplex.
[[nodiscard]] constexpr std::uint16_t control_bits(const Link& link) noexcept
{
    using namespace phy;
    return static_cast<std::uint16_t>((link.full_duplex ? BMCR_FULL_DUPLEX : 0) |
                                      (link.speed_mbps == 1000 ? BMCR_SPEED_1000 : 0) |
                                      (link.speed_mbps == 100 ? BMCR_SPEED_100 : 0));
}

/// CTRL's bits that make the MAC do the same without asking the PHY.
[[nodiscard]] constexpr Ctrl forced_bits(const Link& link) noexcept
{
    return Ctrl::FRCSPD | Ctrl::FRCDPLX |
           CtrlSpeed::put(link.speed_mbps == 1000  ? 2
                          : link.speed_mbps == 100 ? 1
                                                   : 0) |
           bits_if(link.full_duplex, Ctrl::FD);
}

constexpr Ctrl forceable = Ctrl::FRCSPD | Ctrl::FRCDPLX | Ctrl::FD | CtrlSpeed::of<3>;

/// A MAC that does not follow the PHY is told what that has when the link is there: match_mac().
void configure_mac(const Device& dev, const LinkSetup& setup)
{
    constexpr Ctrl pause = Ctrl::RFCE | Ctrl::TFCE;  // not before it is known what the link is
    constexpr Ctrl gigabit = CtrlSpeed::of<2> | Ctrl::FD;
    const Ctrl negotiated =
        dev.traits->mac_follows_phy ? Ctrl::ASDE | Ctrl::FD : Ctrl::FRCSPD | Ctrl::FRCDPLX | gigabit;
    dev.mmio.change(reg::CTRL, Ctrl::SLU | (setup.fixed() ? forced_bits(fixed_link(setup)) : negotiated),
                    Ctrl::LRST | Ctrl::ASDE | forceable | pause);
}

/// Whether the two pairs of the cable are crossed: found out by the PHY, or as plugged in where speed and duplex are
/// forced. On the way: the MAC hears its own carrier, which half duplex needs; no link is made up.
struct Crossover {
    phy::Register number;
    std::uint16_t automatic, mask;
    std::uint16_t always, never;
};

[[nodiscard]] constexpr Crossover crossover(const Traits& traits) noexcept
{
    using namespace phy;
    if (traits.phy == PhyKind::igp)
        return {.number = Register::PPCONT,
                .automatic = traits.phy_crosses ? PPCONT_AUTO_MDIX : std::uint16_t{0},
                .mask = PPCONT_AUTO_MDIX | PPCONT_FORCE_MDIX,
                .always = 0,
                .never = 0};
    return {.number = Register::PSCR,
            .automatic = PSCR_AUTO_CROSSOVER,
            .mask = PSCR_AUTO_CROSSOVER,
            .always = PSCR_CRS_ON_TX,
            .never = PSCR_FORCE_LINK};
}

/// @return whether the PHY has taken another crossover, which counts from its reset on
[[nodiscard]] bool set_crossover(const Device& dev, bool negotiated)
{
    using namespace phy;
    const Crossover c = crossover(*dev.traits);
    if (dev.traits->phy == PhyKind::igp && write_phy(dev, Register::PAGE, 0) != Result::ok)
        return false;
    std::uint16_t before = 0;
    if (read_phy(dev, c.number, before) != Result::ok)
        return false;
    const auto wanted =
        static_cast<std::uint16_t>((before & ~(c.mask | c.never)) | c.always | (negotiated ? c.automatic : 0));
    if (wanted == before || write_phy(dev, c.number, wanted) != Result::ok || ((wanted ^ before) & c.mask) == 0)
        return false;
    std::uint16_t now = before;  // emulations may not have the register
    return read_phy(dev, c.number, now) == Result::ok && ((now ^ before) & c.mask) != 0;
}

/// Have BMCR say what it does after power-on, whatever another driver has left there: a reset of the MAC does not reach
/// the PHY.
/// @param restart  set if the PHY must negotiate anew for that. With its power alone it does so by itself, and
///                 emulations have kept the link
[[nodiscard]] Result settle_control(const Device& dev, bool& restart)
{
    using namespace phy;
    constexpr std::uint16_t off = BMCR_LOOPBACK | BMCR_ISOLATE | BMCR_COLLISION_TEST;

    std::uint16_t control = 0;
    const Result r = read_phy(dev, Register::BMCR, control);
    if (r != Result::ok || (control & (BMCR_AN_ENABLE | BMCR_POWER_DOWN | off)) == BMCR_AN_ENABLE)
        return r;
    restart = (control & (BMCR_AN_ENABLE | off)) != BMCR_AN_ENABLE;
    return write_phy(dev, Register::BMCR,
                     static_cast<std::uint16_t>((control & ~(off | BMCR_POWER_DOWN)) | BMCR_AN_ENABLE));
}

/// Give the bits @p mask of a register that says what the PHY advertises the value @p want, if they have another.
/// @return whether it has taken that: emulations may have no such register, or one that cannot be written
[[nodiscard]] bool advertise(const Device& dev, phy::Register r, std::uint16_t mask, std::uint16_t want)
{
    std::uint16_t value = want;
    if (read_phy(dev, r, value) != Result::ok || (value & mask) == want)
        return false;
    return write_phy(dev, r, static_cast<std::uint16_t>((value & ~mask) | want)) == Result::ok &&
           read_phy(dev, r, value) == Result::ok && (value & mask) == want;
}

/// The modes that are asked for. Master and slave stay as they are.
/// @return whether the PHY must negotiate anew for that
[[nodiscard]] bool advertise(const Device& dev, const LinkSetup& setup)
{
    using namespace phy;
    constexpr unsigned first_speed = 5;
    const auto speeds = static_cast<std::uint16_t>(raw(setup.modes) << first_speed & ANAR_SPEEDS);
    const bool gigabit = any(setup.modes, LinkModes::full_1000);
    const auto said =
        static_cast<std::uint16_t>(setup.says_pause ? ANAR_SPEEDS | ANAR_PAUSE | ANAR_ASM_DIR : ANAR_SPEEDS);
    const bool slower =
        advertise(dev, Register::ANAR, said, static_cast<std::uint16_t>(speeds | (setup.says_pause ? setup.pause : 0)));
    return advertise(dev, Register::GBCR, GBCR_1000 | GBCR_TEST_MODE, gigabit ? GBCR_1000_FULL : 0) || slower;
}

/// BMCR's bit for what counts from a reset on; a PHY that heeds it at once would lose the rest by one.
[[nodiscard]] constexpr std::uint16_t commit(const Traits& traits) noexcept
{
    return traits.phy == PhyKind::m88 ? phy::BMCR_RESET : std::uint16_t{0};
}

/// Negotiate, if the PHY does not do so already or has no link.
[[nodiscard]] Result negotiate(const Device& dev, const LinkSetup& setup)
{
    bool restart = false;
    const Result r = settle_control(dev, restart);
    bool crosses = false;
    if (r == Result::ok) {
        restart = advertise(dev, setup) || restart;
        crosses = set_crossover(dev, true);
    }
    if (!restart && !crosses && read_link(dev).up)
        return r;
    const auto bits =
        static_cast<std::uint16_t>(phy::BMCR_AN_ENABLE | phy::BMCR_RESTART_AN | (crosses ? commit(*dev.traits) : 0));
    const Result negotiates = write_phy(dev, phy::Register::BMCR, bits);
    return r == Result::ok ? negotiates : r;  // a PHY that does not answer may have heard it
}

/// Have an M88's reset over, and its clock for a MAC without a link as fast as it was before: the reset slows it down.
[[nodiscard]] Result end_reset(const Device& dev)
{
    using namespace phy;
    std::uint16_t control = 0;
    const auto done = [&] {
        return read_phy(dev, Register::BMCR, control) != Result::ok || (control & BMCR_RESET) == 0;
    };
    if (const Result r = wait_until(dev, phy_reset_step_us, phy_reset_limit_us, done); r != Result::ok)
        return r;
    std::uint16_t clock = 0;
    const Result r = read_phy(dev, Register::EPSCR, clock);
    if (r != Result::ok || (clock & EPSCR_TX_CLK) == EPSCR_TX_CLK)
        return r;
    return write_phy(dev, Register::EPSCR, static_cast<std::uint16_t>(clock | EPSCR_TX_CLK));
}

/// Make the PHY do what is fixed. Where speed and duplex take effect with its reset, a loopback must follow that.
[[nodiscard]] Result force(const Device& dev, const LinkSetup& setup)
{
    using namespace phy;
    const std::uint16_t bits = control_bits(fixed_link(setup)), resets = commit(*dev.traits);
    const auto wanted = static_cast<std::uint16_t>(bits | (setup.loopback ? BMCR_LOOPBACK : 0));
    const bool crosses = set_crossover(dev, false);
    std::uint16_t control = 0;
    Result r = read_phy(dev, Register::BMCR, control);
    if (r != Result::ok || (control == wanted && !crosses))
        return r;
    if (resets == 0)
        return write_phy(dev, Register::BMCR, wanted);
    r = write_phy(dev, Register::BMCR, static_cast<std::uint16_t>(bits | resets));
    if (r == Result::ok)
        r = end_reset(dev);
    return r == Result::ok && setup.loopback ? write_phy(dev, Register::BMCR, wanted) : r;
}

}  // namespace

Result copper::start(const Device& dev, const LinkSetup& setup)
{
    release_phy(dev);
    configure_mac(dev, setup);
    return setup.fixed() ? force(dev, setup) : negotiate(dev, setup);
}

Result copper::stop(const Device& dev)
{
    return write_phy(dev, phy::Register::BMCR, phy::BMCR_AN_ENABLE | phy::BMCR_POWER_DOWN);
}

Link copper::match_mac(const Device& dev)
{
    constexpr std::uint16_t speeds[]{10, 100, 1000, 1000};

    std::uint16_t status = 0;
    if (read_phy(dev, phy::Register::PSSR, status) != Result::ok || (status & phy::PSSR_RESOLVED) == 0)
        return {};
    const Link link{.up = true,
                    .full_duplex = (status & phy::PSSR_FULL_DUPLEX) != 0,
                    .speed_mbps = speeds[status >> phy::pssr_speed_shift]};
    const Ctrl control = dev.mmio.read(reg::CTRL), wanted = (control & ~forceable) | forced_bits(link);
    if (control != wanted)
        dev.mmio.write(reg::CTRL, wanted);
    return link;
}

}  // namespace e1k::hw
