// SPDX-License-Identifier: BSD-3-Clause
#include "link.hpp"

#include "copper.hpp"
#include "fiber.hpp"
#include "regs/control.hpp"

namespace e1k::hw {

namespace {

[[nodiscard]] bool has_phy(const Device& dev)
{
    return dev.traits->media == Media::copper;
}

}  // namespace

Result start_link(const Device& dev, const LinkSetup& setup)
{
    if (has_phy(dev))
        return copper::start(dev, setup);
    fiber::start(dev, setup);
    return Result::ok;
}

Result stop_link(const Device& dev)
{
    if (has_phy(dev))
        return copper::stop(dev);
    fiber::stop(dev);
    return Result::ok;
}

Link read_link(const Device& dev)
{
    constexpr std::uint16_t speeds[]{10, 100, 1000, 1000};

    const Status status = dev.mmio.read(reg::STATUS);
    if (status == ~Status{} || !any(status, Status::LU))
        return {};
    return {.up = true, .full_duplex = any(status, Status::FD), .speed_mbps = speeds[StatusSpeed::get(status)]};
}

bool link_comes(const Device& dev, unsigned limit_us)
{
    constexpr unsigned step_us = 10'000;
    const Result r = wait_until(dev, step_us, limit_us, [&dev] { return read_link(dev).up || removed(dev); });
    return r == Result::ok && !removed(dev);
}

Link attend_link(const Device& dev, const LinkSetup& setup, bool patient)
{
    if (!has_phy(dev))
        return fiber::attend(dev, setup, patient);
    const Link link = read_link(dev);
    if (!link.up)
        return link;
    if (setup.fixed())
        return fixed_link(setup);  // emulations have taken no notice
    return dev.traits->mac_follows_phy ? link : copper::match_mac(dev);
}

Link fixed_link(const LinkSetup& setup) noexcept
{
    if (setup.loopback || any(setup.modes, LinkModes::full_1000))
        return {.up = true, .full_duplex = true, .speed_mbps = 1000};
    const bool slow = any(setup.modes, LinkModes::half_10 | LinkModes::full_10);
    return {.up = true,
            .full_duplex = any(setup.modes, LinkModes::full_10 | LinkModes::full_100),
            .speed_mbps = static_cast<std::uint16_t>(slow ? 10 : 100)};
}

}  // namespace e1k::hw
