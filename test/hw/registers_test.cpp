// SPDX-License-Identifier: BSD-3-Clause
#include "hw/regs/control.hpp"
#include "hw/regs/interrupts.hpp"
#include "hw/regs/receive.hpp"
#include "hw/regs/statistics.hpp"
#include "hw/regs/transmit.hpp"
#include "rig.hpp"

namespace test {

namespace {

// What the register table refuses at compile time.
static_assert(!hw::Writable<decltype(hw::reg::STATUS)>);
static_assert(!hw::Readable<decltype(hw::reg::IMC)>);
static_assert(!hw::ReadWrite<decltype(hw::reg::ICR)>);
static_assert(!hw::Writable<decltype(hw::reg::STATS)>);

TEST(FlagField, CutsWhatIsTooWide)
{
    EXPECT_EQ(hw::raw(hw::RctlBsize::put(0xff)), 3u << 16);
    EXPECT_EQ(hw::RctlBsize::get(hw::Rctl{~0u}), 3u);
}

TEST(StatusWord, TellsPciXFromPci)
{
    EXPECT_FALSE(hw::is_pcix(~(1u << 13)));
    EXPECT_TRUE(hw::is_pcix(1u << 13));
}

using MmioOnRegisters = OnRegisters;

TEST_F(MmioOnRegisters, ChangesInOneReadAndOneWrite)
{
    registers.values[model::reg::CTRL] = 0x00300800;
    dev.mmio.change(hw::reg::CTRL, hw::Ctrl::SLU, hw::Ctrl::FRCSPD);
    EXPECT_EQ(registers.values[model::reg::CTRL], 0x00300040u);
    EXPECT_EQ(rig.bar.reads(), 1u);
    EXPECT_EQ(rig.bar.writes(), 1u);
}

TEST_F(MmioOnRegisters, FindsTheLastElementOfAnArray)
{
    dev.mmio.write(hw::reg::MTA, 127, 0xabcd);
    EXPECT_EQ(registers.values[model::reg::MTA_END - 4], 0xabcdu);
}

TEST_F(MmioOnRegisters, RingsTheDoorbellOfARing)
{
    *dev.mmio.doorbell(hw::reg::TDT) = 17;
    *dev.mmio.doorbell(hw::reg::RDT) = 18;
    EXPECT_EQ(registers.values[model::reg::TDT], 17u);
    EXPECT_EQ(registers.values[model::reg::RDT], 18u);
}

}  // namespace

}  // namespace test
