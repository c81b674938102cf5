// SPDX-License-Identifier: BSD-3-Clause
#include "phy.hpp"

#include "mdio_pins.hpp"
#include "regs/control.hpp"

namespace e1k::hw {

namespace {

constexpr unsigned mdic_step_us = 50, mdic_limit_us = 2'000;  // a frame of 64 bits at 2.5 MHz takes 26 us
constexpr unsigned phy_starts_us = 150;                       // after its reset
constexpr std::uint32_t our_phy = 1;                          // its address, inside the chip and beside it

Result transact(const Device& dev, Mdic command, Mdic& answer)
{
    dev.mmio.write(reg::MDIC, command | MdicPhy::of<our_phy>);
    const Result r = wait_until(dev, mdic_step_us, mdic_limit_us, [&] {
        answer = dev.mmio.read(reg::MDIC);
        return any(answer, Mdic::R);
    });
    if (r != Result::ok)
        return r;
    return any(answer, Mdic::E) ? Result::io : Result::ok;
}

[[nodiscard]] bool by_pins(const Device& dev)
{
    return dev.traits->phy_bus == PhyBus::pins;
}

}  // namespace

void release_phy(const Device& dev)
{
    constexpr CtrlExt out_and_high = CtrlExt::SWDPIO4 | CtrlExt::SWDPIN4;
    if (!dev.traits->phy_reset_pin || (dev.mmio.read(reg::CTRL_EXT) & out_and_high) == out_and_high)
        return;
    dev.mmio.change(reg::CTRL_EXT, out_and_high, CtrlExt{});
    deliver(dev);
    dev.delay_us(phy_starts_us);
}

Result read_phy(const Device& dev, phy::Register r, std::uint16_t& out)
{
    if (by_pins(dev))
        return mdio_pins::read(dev, our_phy, raw(r), out);
    Mdic answer{};
    const Result done = transact(dev, Mdic::OP_READ | MdicReg::put(raw(r)), answer);
    if (done == Result::ok)
        out = static_cast<std::uint16_t>(MdicData::get(answer));
    return done;
}

Result write_phy(const Device& dev, phy::Register r, std::uint16_t value)
{
    if (by_pins(dev)) {
        mdio_pins::write(dev, our_phy, raw(r), value);
        return Result::ok;
    }
    Mdic answer{};
    return transact(dev, Mdic::OP_WRITE | MdicReg::put(raw(r)) | MdicData::put(value), answer);
}

Result read_phy_id(const Device& dev, std::uint32_t& out)
{
    std::uint16_t high = 0, low = 0;
    if (const Result r = read_phy(dev, phy::Register::PHYID1, high); r != Result::ok)
        return r;
    if (const Result r = read_phy(dev, phy::Register::PHYID2, low); r != Result::ok)
        return r;
    out = std::uint32_t{high} << 16 | low;
    return Result::ok;
}

}  // namespace e1k::hw
