// SPDX-License-Identifier: BSD-3-Clause
#include "link.hpp"

#include "phy.hpp"
#include "regs/control.hpp"

namespace e1k::hw {

namespace {

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

/// All speeds of the chip. PAUSE, master and slave stay as they are.
/// @return whether the PHY must negotiate anew for that
[[nodiscard]] bool advertise_all(const Device& dev)
{
    using namespace phy;
    const bool slower = advertise(dev, Register::ANAR, ANAR_SPEEDS, ANAR_SPEEDS);
    return advertise(dev, Register::GBCR, GBCR_1000_FULL | GBCR_TEST_MODE, GBCR_1000_FULL) || slower;
}

}  // namespace

Result start_link(const Device& dev)
{
    constexpr Ctrl forced = Ctrl::LRST | Ctrl::FRCSPD | Ctrl::FRCDPLX;
    constexpr Ctrl not_ours = Ctrl::RFCE | Ctrl::TFCE | Ctrl::VME;  // what another driver may have left
    dev.mmio.change(reg::CTRL, Ctrl::SLU | Ctrl::ASDE | Ctrl::FD, forced | not_ours);

    bool restart = false;
    const Result r = settle_control(dev, restart);
    if (r == Result::ok)
        restart = advertise_all(dev) || restart;
    if (!restart && read_link(dev).up)
        return r;
    const Result negotiates = write_phy(dev, phy::Register::BMCR, phy::BMCR_AN_ENABLE | phy::BMCR_RESTART_AN);
    return r == Result::ok ? negotiates : r;  // a PHY that does not answer may have heard it
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

}  // namespace e1k::hw
