// SPDX-License-Identifier: BSD-3-Clause
#include "hw/led.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

class LedOnRegisters : public OnRegisters {
protected:
    hw::Device with(hw::LedControl how)
    {
        traits_.led = how;
        return {.mmio = dev.mmio, .delay_us = dev.delay_us, .traits = &traits_};
    }

private:
    hw::Traits traits_;
};

// SDM 13.4.15: four bytes, mode in 3:0 (14 on, 15 off), polarity in bit 6, blinking in bit 7.
TEST_F(LedOnRegisters, OfARegisterKeepTheirPolarity)
{
    const hw::Device device = with(hw::LedControl::own_register);
    registers.values[reg::LEDCTL] = 0x47c68342;
    const std::uint32_t board = hw::led::how_they_are(device);
    hw::led::show(device, board, true);
    EXPECT_EQ(registers.values[reg::LEDCTL], 0x4e4e0e4eu);
    hw::led::show(device, board, false);
    EXPECT_EQ(registers.values[reg::LEDCTL], 0x4f4f0f4fu);
    hw::led::restore(device, board);
    EXPECT_EQ(registers.values[reg::LEDCTL], 0x47c68342u);
}

TEST_F(LedOnRegisters, OfAPinAreLitAtItsLevel)
{
    constexpr std::uint32_t others = ctrl::SLU | ctrl::VME;
    for (const auto how : {hw::LedControl::pin_low, hw::LedControl::pin_high}) {
        const bool high = how == hw::LedControl::pin_high;
        const hw::Device device = with(how);
        registers.values[reg::CTRL] = others | ctrl::SWDPIN0;
        const std::uint32_t board = hw::led::how_they_are(device);
        hw::led::show(device, board, true);
        EXPECT_EQ(registers.values[reg::CTRL], others | ctrl::SWDPIO0 | (high ? ctrl::SWDPIN0 : 0));
        hw::led::show(device, board, false);
        EXPECT_EQ(registers.values[reg::CTRL], others | ctrl::SWDPIO0 | (high ? 0 : ctrl::SWDPIN0));
        hw::led::restore(device, board);
        EXPECT_EQ(registers.values[reg::CTRL], others | ctrl::SWDPIN0);
    }
    EXPECT_EQ(registers.written(reg::LEDCTL).size(), 0u);
}

}  // namespace

}  // namespace test
