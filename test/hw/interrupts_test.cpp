// SPDX-License-Identifier: BSD-3-Clause
#include "hw/interrupts.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

using Interrupts = OnRegisters;

TEST_F(Interrupts, AreMaskedAndUnmaskedByCause)
{
    hw::interrupts::unmask(dev, hw::link_causes);
    hw::interrupts::mask(dev, hw::rx_causes);
    hw::interrupts::mask_all(dev);
    EXPECT_EQ(steps(registers),
              (Steps{{reg::IMS, bit(2) | bit(3)}, {reg::IMC, bit(4) | bit(6) | bit(7)}, {reg::IMC, ~0u}}));
}

TEST_F(Interrupts, AreTakenByOneReading)
{
    registers.values[reg::ICR] = bit(7);
    EXPECT_EQ(hw::interrupts::take(dev), hw::Cause::RXT0);
    EXPECT_EQ(rig.bar.reads_of(reg::ICR), 1u);
    EXPECT_EQ(rig.bar.writes(), 0u);
}

TEST_F(Interrupts, AreModeratedInStepsOf256Nanoseconds)
{
    hw::interrupts::moderate(dev, 50'000);
    hw::interrupts::moderate(dev, 0);
    EXPECT_EQ(steps(registers), (Steps{{reg::ITR, 195}, {reg::ITR, 0}}));
}

TEST_F(Interrupts, AreMaskedBeforeTheirCausesAreTakenAway)
{
    hw::interrupts::silence(dev);
    ASSERT_EQ(registers.log.size(), 2u);
    EXPECT_EQ(registers.log[0].offset, std::uint32_t{reg::IMC});
    EXPECT_EQ(registers.log[1].offset, std::uint32_t{reg::ICR});
}

TEST_F(Interrupts, HaveADoorbellThatRaisesNothingOfItself)
{
    *hw::delivery_doorbell(dev) = 0;
    EXPECT_EQ(steps(registers), (Steps{{reg::ICS, 0}}));
}

}  // namespace

}  // namespace test
