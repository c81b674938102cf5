// SPDX-License-Identifier: BSD-3-Clause
#include "hw/transmitter.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

using Transmitter = OnRegisters;

TEST_F(Transmitter, IsGivenAnEmptyRing)
{
    hw::transmitter::set_ring(dev, 0x1'2345'6780, 8192);
    EXPECT_EQ(steps(registers),
              (Steps{{reg::TDBAL, 0x23456780}, {reg::TDBAH, 1}, {reg::TDLEN, 8192}, {reg::TDH, 0}, {reg::TDT, 0}}));
}

// As SDM 13.4.33 numbers them: EN, PSP, CT 15, COLD 64 byte times, RTLC.
TEST_F(Transmitter, PadsAndRetriesWhenItIsOn)
{
    hw::transmitter::enable(dev, true);
    hw::transmitter::disable(dev);
    EXPECT_EQ(steps(registers),
              (Steps{{reg::TCTL, bit(1) | bit(3) | 0x0f << 4 | 0x40 << 12 | bit(24)}, {reg::TCTL, 0}}));
}

TEST_F(Transmitter, LooksForCollisionsFurtherAtHalfDuplex)
{
    hw::transmitter::enable(dev, false);
    EXPECT_EQ(registers.values[reg::TCTL] >> 12 & 0x3ff, 0x200u);
}

TEST_F(Transmitter, ForgetsItsRingWhenItIsOff)
{
    hw::transmitter::enable(dev, true);
    hw::transmitter::set_ring(dev, 0x1'2345'6780, 8192);
    registers.log.clear();
    hw::transmitter::scrub(dev);
    EXPECT_EQ(registers.writes().front().offset, std::uint32_t{reg::TCTL});
    for (const auto& [offset, value] : registers.values)
        EXPECT_EQ(value, 0u) << offset;
}

TEST_F(Transmitter, HasItsDoorbellWhereTheRingEnds)
{
    *hw::tx_doorbell(dev) = 17;
    EXPECT_EQ(steps(registers), (Steps{{reg::TDT, 17}}));
}

TEST_F(Transmitter, RewindsItsFifoWhileItIsOff)
{
    constexpr std::uint32_t on = 0x10400f2 | tctl::EN, begin = 30 * 128;
    registers.values[reg::TCTL] = on;
    ASSERT_TRUE(hw::transmitter::rewind_fifo(dev, 30));
    EXPECT_EQ(steps(registers), (Steps{{reg::TCTL, on & ~tctl::EN},
                                       {reg::TDFT, begin},
                                       {reg::TDFH, begin},
                                       {reg::TDFTS, begin},
                                       {reg::TDFHS, begin},
                                       {reg::TCTL, on}}));
}

TEST_F(Transmitter, LeavesItsFifoWhileThereIsSomethingInIt)
{
    for (const std::uint32_t ahead : {reg::TDT, reg::TDFT, reg::TDFTS}) {
        registers.values[ahead] = 1;
        EXPECT_FALSE(hw::transmitter::rewind_fifo(dev, 30)) << ahead;
        registers.values[ahead] = 0;
    }
    EXPECT_TRUE(registers.writes().empty());
}

TEST_F(Transmitter, WantsCareOnPcixAlone)
{
    const hw::Traits traits{
        .cut_done_early = false, .next_done_early = false, .pcix_short_start = true, .pcix_high_end = true};
    dev.traits = &traits;
    registers.values[reg::STATUS] = ~status::PCIX_MODE;
    EXPECT_FALSE(hw::transmitter::care(dev).any());
    registers.values[reg::STATUS] = status::PCIX_MODE;
    EXPECT_TRUE(hw::transmitter::care(dev).short_start);
    EXPECT_TRUE(hw::transmitter::care(dev).high_end);
}

TEST_F(Transmitter, WantsShortEndsWhereItCuts)
{
    hw::Traits traits{};
    dev.traits = &traits;
    EXPECT_TRUE(hw::transmitter::care(dev).short_end);
    EXPECT_TRUE(hw::transmitter::care(dev).short_next_end);
    traits.segments = false;
    EXPECT_FALSE(hw::transmitter::care(dev).any());
}

}  // namespace

}  // namespace test
