// SPDX-License-Identifier: BSD-3-Clause
#include "hw/register_list.hpp"

#include <string_view>

#include "hw/regs/statistics.hpp"
#include "rig.hpp"

namespace test {

namespace {

// What cannot stand in the list.
static_assert(!hw::Lasting<decltype(hw::reg::ICR)>);
static_assert(!hw::Lasting<decltype(hw::reg::STATS)>);
static_assert(!hw::Lasting<decltype(hw::reg::IMC)>);

using RegisterList = OnRegisters;

[[nodiscard]] std::uint32_t place_of(std::string_view name)
{
    std::uint32_t at = 0;
    for (const hw::ListedRegister& row : hw::register_list) {
        if (name == row.name)
            return at;
        at += row.count;
    }
    ADD_FAILURE() << name << " is not in the list";
    return 0;
}

TEST_F(RegisterList, IsReadInTheOrderOfItsRows)
{
    registers.on_read = [](std::uint32_t offset, std::uint32_t) { return offset; };
    std::vector<std::uint32_t> values(hw::listed_registers);
    hw::read_registers(dev, 0, values);
    EXPECT_EQ(values[place_of("CTRL")], model::reg::CTRL);
    EXPECT_EQ(values[place_of("STATUS")], model::reg::STATUS);
    EXPECT_EQ(values[place_of("RDT")], model::reg::RDT);
    EXPECT_EQ(values[place_of("TDT")], model::reg::TDT);
    EXPECT_EQ(values[place_of("MTA") + 127], model::reg::MTA_END - 4);
    EXPECT_EQ(values[place_of("RAL") + 14], model::reg::RA + 14 * 8);
    EXPECT_EQ(values[place_of("RAH") + 14], model::reg::RA + 14 * 8 + 4);
    EXPECT_EQ(values[place_of("VFTA")], model::reg::VFTA);
    EXPECT_EQ(values.back(), model::reg::MANC);
}

TEST_F(RegisterList, IsReadInPart)
{
    registers.on_read = [](std::uint32_t offset, std::uint32_t) { return offset; };
    std::vector<std::uint32_t> values(3);
    hw::read_registers(dev, place_of("MTA") - 1, values);
    EXPECT_EQ(values, (std::vector<std::uint32_t>{model::reg::RXCSUM, model::reg::MTA, model::reg::MTA + 4}));
    EXPECT_EQ(rig.bar.reads(), 3u);
}

TEST_F(RegisterList, ReadsNothingBehindItsEnd)
{
    std::vector<std::uint32_t> values(3, 7);
    hw::read_registers(dev, hw::listed_registers - 1, values);
    EXPECT_EQ(values, (std::vector<std::uint32_t>{0, 7, 7}));
}

TEST_F(RegisterList, WritesNothingAndReadsNoneTwice)
{
    std::vector<std::uint32_t> values(hw::listed_registers);
    hw::read_registers(dev, 0, values);
    EXPECT_EQ(rig.bar.writes(), 0u);
    EXPECT_EQ(rig.bar.reads(), hw::listed_registers);
    for (const Access& access : registers.log)
        EXPECT_EQ(rig.bar.reads_of(access.offset), 1u) << std::hex << access.offset;
}

}  // namespace

}  // namespace test
