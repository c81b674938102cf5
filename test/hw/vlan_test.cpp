// SPDX-License-Identifier: BSD-3-Clause
#include "hw/vlan.hpp"

#include <initializer_list>

#include "hw/chips.hpp"
#include "rig.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint32_t words = 128;

constexpr std::uint32_t word_of(std::uint32_t id)
{
    return reg::VFTA + id / 32 * 4;
}

class Vlans : public OnRegisters {
protected:
    hw::VlanTable table;
    hw::Traits traits = hw::usual_traits;

    Vlans() { dev.traits = &traits; }
};

TEST_F(Vlans, AreBitsByTheirNumber)
{
    for (const std::uint16_t id : std::initializer_list<std::uint16_t>{0, 31, 32, 100, 4095})
        table.set(id, true);
    table.write(dev);
    for (std::uint32_t i = 0; i < words; ++i) {
        const std::uint32_t expected = i == 0 ? 0x80000001u : i == 1 ? 1u : i == 3 ? 1u << 4 : i == 127 ? bit(31) : 0;
        EXPECT_EQ(registers.values[reg::VFTA + 4 * i], expected) << i;
    }
}

TEST_F(Vlans, GoByThemselves)
{
    for (const std::uint16_t id : std::initializer_list<std::uint16_t>{64, 65, 66})
        table.set(id, true);
    table.set(65, false);
    table.set(1000, false);
    table.write(dev);
    EXPECT_EQ(registers.values[word_of(64)], 5u);
}

TEST_F(Vlans, TellWhetherAnythingChanges)
{
    EXPECT_FALSE(table.set(7, false));
    EXPECT_TRUE(table.set(7, true));
    EXPECT_FALSE(table.set(7, true));
    EXPECT_TRUE(table.set(8, true));
    EXPECT_TRUE(table.set(7, false));
}

TEST_F(Vlans, AllAreAllBits)
{
    hw::VlanTable::all().write(dev);
    for (std::uint32_t i = 0; i < words; ++i)
        EXPECT_EQ(registers.values[reg::VFTA + 4 * i], ~0u) << i;
}

TEST_F(Vlans, AreWrittenFromTheEndForThe82544)
{
    table.write(dev);
    const auto writes = registers.writes();
    ASSERT_EQ(writes.size(), words);
    for (std::uint32_t i = 0; i < words; ++i)
        EXPECT_EQ(writes[i].offset, reg::VFTA + 4 * (words - 1 - i));
}

TEST_F(Vlans, OneCostsOneWrite)
{
    for (const std::uint16_t id : std::initializer_list<std::uint16_t>{5, 37}) {
        registers.log.clear();
        table.set(id, true);
        table.write(dev, id);
        EXPECT_EQ(steps(registers), (Steps{{word_of(id), bit(5)}}));
    }
}

TEST_F(Vlans, OneOfAnOddWordCostsThe82544TheEvenOneBeforeIt)
{
    traits = hw::find_chip(0x100c)->traits;
    table.set(5, true);
    table.write(dev, 5);
    EXPECT_EQ(steps(registers), (Steps{{word_of(5), bit(5)}}));
    registers.log.clear();
    table.set(63, true);
    table.write(dev, 63);
    EXPECT_EQ(steps(registers), (Steps{{word_of(63), bit(31)}, {word_of(5), bit(5)}}));
}

TEST_F(Vlans, TypeIsThatOfTheTags)
{
    hw::set_vlan_type(dev, 0x88a8);
    EXPECT_EQ(registers.values[reg::VET], 0x88a8u);
}

TEST_F(Vlans, ModeIsABitOfCtrlAndLeavesTheOthers)
{
    registers.values[reg::CTRL] = 0x00300249;
    hw::set_vlan_mode(dev, true);
    EXPECT_EQ(registers.values[reg::CTRL], 0x00300249u | ctrl::VME);
    hw::set_vlan_mode(dev, false);
    EXPECT_EQ(registers.values[reg::CTRL], 0x00300249u);
}

}  // namespace

}  // namespace test
