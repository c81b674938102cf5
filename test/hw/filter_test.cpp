// SPDX-License-Identifier: BSD-3-Clause
#include "hw/filter.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

constexpr hw::MacAddress mac{0x02, 0x13, 0x24, 0x35, 0x46, 0x57};

using StationAddress = OnRegisters;

TEST_F(StationAddress, HasItsFirstOctetInTheLowByte)
{
    hw::set_receive_address(dev, 0, mac);
    EXPECT_EQ(registers.values[reg::RA], 0x35241302u);
    EXPECT_EQ(registers.values[reg::RA + 4], 0x80005746u);
}

TEST_F(StationAddress, IsInvalidWhileItChanges)
{
    hw::set_receive_address(dev, 0, mac);
    const auto writes = registers.writes();
    ASSERT_EQ(writes.size(), 3u);
    EXPECT_EQ(writes[0].offset, reg::RA + 4);
    EXPECT_EQ(writes[0].value, 0u);
    EXPECT_EQ(writes[1].offset, reg::RA);
    EXPECT_EQ(writes[2].offset, reg::RA + 4);
}

TEST_F(StationAddress, IsReadBack)
{
    hw::set_receive_address(dev, 0, mac);
    hw::MacAddress read{};
    EXPECT_TRUE(hw::read_station_address(dev, read));
    EXPECT_EQ(read, mac);
}

TEST_F(StationAddress, IsNotTakenUnlessMarkedValid)
{
    hw::set_receive_address(dev, 0, mac);
    registers.values[reg::RA + 4] &= ~bit(31);
    hw::MacAddress read{};
    EXPECT_FALSE(hw::read_station_address(dev, read));
    EXPECT_EQ(read, hw::MacAddress{});
}

TEST_F(StationAddress, IsClearedFromItsValidBitOn)
{
    hw::set_receive_address(dev, 3, mac);
    hw::clear_receive_address(dev, 3);
    EXPECT_EQ(registers.writes().back().offset, reg::RA + 24);
    EXPECT_EQ(registers.values[reg::RA + 24] | registers.values[reg::RA + 28], 0u);
}

using Groups = OnRegisters;

TEST_F(Groups, SetTheBitOfTheirHash)
{
    hw::MulticastTable table;
    table.add({0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc});  // the example of SDM 13.5.1: 0xbc9
    table.write(dev);
    for (std::uint32_t at = 0; at < 0x200; at += 4)
        EXPECT_EQ(registers.values[reg::MTA + at], at == 0xbc9 / 32 * 4 ? 1u << 0xbc9 % 32 : 0u);
}

TEST_F(Groups, AreWrittenFromTheEndForThe82544)
{
    hw::MulticastTable{}.write(dev);
    const auto writes = registers.writes();
    ASSERT_EQ(writes.size(), 128u);
    for (std::uint32_t i = 0; i < 128; ++i)
        EXPECT_EQ(writes[i].offset, reg::MTA + 4 * (127 - i));
}

TEST_F(StationAddress, IsNotTakenIfMulticast)
{
    registers.values[reg::RA] = 0x005e0001;
    registers.values[reg::RA + 4] = bit(31) | 0x0100;
    hw::MacAddress read{};
    EXPECT_FALSE(hw::read_station_address(dev, read));
}

TEST_F(StationAddress, IsNotTakenIfZero)
{
    registers.values[reg::RA + 4] = bit(31);
    hw::MacAddress read{};
    EXPECT_FALSE(hw::read_station_address(dev, read));
}

TEST_F(StationAddress, IsNotTakenFromADeviceThatIsGone)
{
    unplug(registers);
    hw::MacAddress read{};
    EXPECT_FALSE(hw::read_station_address(dev, read));
}

}  // namespace

}  // namespace test
