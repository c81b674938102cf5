// SPDX-License-Identifier: BSD-3-Clause
#include "link.hpp"

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

void configure_mac(const Device& dev, const LinkSetup& setup)
{
    constexpr Ctrl pause = Ctrl::RFCE | Ctrl::TFCE;  // not before it is known what the link is
    constexpr Ctrl other = Ctrl::LRST | Ctrl::ASDE | Ctrl::FRCSPD | Ctrl::FRCDPLX | Ctrl::FD;
    if (setup.fixed())
        dev.mmio.change(reg::CTRL, Ctrl::SLU | forced_bits(fixed_link(setup)), other | CtrlSpeed::of<3> | pause);
    else
        dev.mmio.change(reg::CTRL, Ctrl::SLU | Ctrl::ASDE | Ctrl::FD, other | pause);
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

/// Negotiate, if the PHY does not do so already or has no link.
[[nodiscard]] Result negotiate(const Device& dev, const LinkSetup& setup)
{
    bool restart = false;
    const Result r = settle_control(dev, restart);
    if (r == Result::ok)
        restart = advertise(dev, setup) || restart;
    if (!restart && read_link(dev).up)
        return r;
    const Result negotiates = write_phy(dev, phy::Register::BMCR, phy::BMCR_AN_ENABLE | phy::BMCR_RESTART_AN);
    return r == Result::ok ? negotiates : r;  // a PHY that does not answer may have heard it
}

/// Make the PHY do what is fixed. Speed and duplex take effect with its reset, which a loopback must follow.
[[nodiscard]] Result force(const Device& dev, const LinkSetup& setup)
{
    using namespace phy;
    const std::uint16_t bits = control_bits(fixed_link(setup));
    const auto wanted = static_cast<std::uint16_t>(bits | (setup.loopback ? BMCR_LOOPBACK : 0));
    std::uint16_t control = 0;
    Result r = read_phy(dev, Register::BMCR, control);
    if (r != Result::ok || control == wanted)
        return r;
    r = write_phy(dev, Register::BMCR, static_cast<std::uint16_t>(bits | BMCR_RESET));
    if (r != Result::ok)
        return r;
    const auto done = [&] {
        return read_phy(dev, Register::BMCR, control) != Result::ok || (control & BMCR_RESET) == 0;
    };
    r = wait_until(dev, phy_reset_step_us, phy_reset_limit_us, done);
    return r == Result::ok && setup.loopback ? write_phy(dev, Register::BMCR, wanted) : r;
}

}  // namespace

Result start_link(const Device& dev, const LinkSetup& setup)
{
    configure_mac(dev, setup);
    return setup.fixed() ? force(dev, setup) : negotiate(dev, setup);
}

Result stop_link(const Device& dev)
{
    return write_phy(dev, phy::Register::BMCR, phy::BMCR_AN_ENABLE | phy::BMCR_POWER_DOWN);
}

Link read_link(const Device& dev)
{
    constexpr std::uint16_t speeds[]{10, 100, 1000, 1000};

    const Status status = dev.mmio.read(reg::STATUS);
    if (status == ~Status{} || !any(status, Status::LU))
        return {};
    return {.up = true, .full_duplex = any(status, Status::FD), .speed_mbps = speeds[StatusSpeed::get(status)]};
}

Link fixed_link(const LinkSetup& setup) noexcept
{
    if (setup.loopback)
        return {.up = true, .full_duplex = true, .speed_mbps = 1000};
    const bool slow = any(setup.modes, LinkModes::half_10 | LinkModes::full_10);
    return {.up = true,
            .full_duplex = any(setup.modes, LinkModes::full_10 | LinkModes::full_100),
            .speed_mbps = static_cast<std::uint16_t>(slow ? 10 : 100)};
}

}  // namespace e1k::hw
