// SPDX-License-Identifier: BSD-3-Clause
#include "flow_control.hpp"

#include "fiber.hpp"
#include "phy.hpp"
#include "regs/control.hpp"

namespace e1k::hw {

std::uint16_t flow_control::advertisement(Pause asked) noexcept
{
    switch (asked) {
    case Pause::rx:
    case Pause::full:
        return phy::ANAR_PAUSE | phy::ANAR_ASM_DIR;
    case Pause::tx:
        return phy::ANAR_ASM_DIR;
    case Pause::none:
        break;
    }
    return 0;
}

Pause flow_control::resolve(std::uint16_t ours, std::uint16_t partners) noexcept
{
    const auto both = static_cast<std::uint16_t>(ours & partners);
    if ((both & phy::ANAR_PAUSE) != 0)
        return Pause::full;
    if ((both & phy::ANAR_ASM_DIR) == 0)
        return Pause::none;
    if ((ours & phy::ANAR_PAUSE) != 0)
        return Pause::rx;
    return (partners & phy::ANAR_PAUSE) != 0 ? Pause::tx : Pause::none;
}

Pause flow_control::negotiated(const Device& dev)
{
    if (dev.traits->media != Media::copper)
        return fiber::agreed_pause(dev);
    std::uint16_t ours = 0, partners = 0;
    if (read_phy(dev, phy::Register::ANAR, ours) != Result::ok ||
        read_phy(dev, phy::Register::ANLPAR, partners) != Result::ok)
        return Pause::none;
    return resolve(ours, partners);
}

void flow_control::program(const Device& dev, const PauseLimits& limits)
{
    constexpr std::uint32_t address_low = 0x00c28001, address_high = 0x0100, type = 0x8808;  // 01:80:c2:00:00:01
    dev.mmio.write(reg::FCAL, address_low);
    dev.mmio.write(reg::FCAH, address_high);
    dev.mmio.write(reg::FCT, type);
    dev.mmio.write(reg::FCTTV, limits.pause_time);
    dev.mmio.write(reg::FCRTL, FcrtlRtl::put(limits.low_water) | bits_if(limits.send_xon, Fcrtl::XONE));
    dev.mmio.write(reg::FCRTH, limits.high_water);
}

void flow_control::set(const Device& dev, Pause pause)
{
    const Ctrl wanted =
        bits_if(includes(pause, Pause::rx), Ctrl::RFCE) | bits_if(includes(pause, Pause::tx), Ctrl::TFCE);
    dev.mmio.change(reg::CTRL, wanted, Ctrl::RFCE | Ctrl::TFCE);
}

}  // namespace e1k::hw
