// SPDX-License-Identifier: BSD-3-Clause
#include "link.hpp"

#include "phy.hpp"
#include "regs.hpp"

namespace e1k::hw {

Result start_link(const Device& dev)
{
    constexpr Ctrl forced = Ctrl::LRST | Ctrl::FRCSPD | Ctrl::FRCDPLX;
    constexpr Ctrl not_ours = Ctrl::RFCE | Ctrl::TFCE | Ctrl::VME;  // what another driver may have left
    dev.mmio.change(reg::CTRL, Ctrl::SLU | Ctrl::ASDE | Ctrl::FD, forced | not_ours);

    if (read_link(dev).up)
        return Result::ok;
    return write_phy(dev, phy::Register::BMCR, phy::BMCR_AN_ENABLE | phy::BMCR_RESTART_AN);
}

Result stop_link(const Device& dev)
{
    return write_phy(dev, phy::Register::BMCR, phy::BMCR_AN_ENABLE | phy::BMCR_POWER_DOWN);
}

Result resume_link(const Device& dev)
{
    const Result r = write_phy(dev, phy::Register::BMCR, phy::BMCR_AN_ENABLE);
    return r == Result::ok ? start_link(dev) : r;
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
