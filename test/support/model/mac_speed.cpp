// SPDX-License-Identifier: BSD-3-Clause
#include "support/model/mac_speed.hpp"

#include <array>

#include "support/model/registers.hpp"

namespace test::model {

unsigned MacSpeed::speed_mbps() const
{
    constexpr std::array speeds{10u, 100u, 1000u, 1000u};
    const std::uint32_t control = core_.regs[reg::CTRL];
    if (core_.chip.media != Media::copper)
        return speeds.back();
    const bool forced = (control & ctrl::FRCSPD) != 0 || !core_.chip.mac_follows_phy;
    return forced ? speeds[control >> ctrl::SPEED_SHIFT & 3] : phy_.speed_mbps();
}

bool MacSpeed::full_duplex() const
{
    const std::uint32_t control = core_.regs[reg::CTRL];
    if (core_.chip.media != Media::copper)
        return true;
    return (control & ctrl::FRCDPX) != 0 || !core_.chip.mac_follows_phy ? (control & ctrl::FD) != 0
                                                                        : phy_.full_duplex();
}

void MacSpeed::check_agreement()
{
    if (!core_.profile.phy_has_modes || !core_.mac_link || core_.chip.media != Media::copper)
        return;
    if (speed_mbps() != phy_.speed_mbps() || full_duplex() != phy_.full_duplex())
        core_.failures.add("a frame passes with CTRL forced to what the PHY does not do (SDM 8.6.2.5)");
    if (!full_duplex() && !phy_.hears_carrier())
        core_.failures.add("a frame passes at half duplex without the carrier that the MAC hears of its own");
}

}  // namespace test::model
