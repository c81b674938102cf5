// SPDX-License-Identifier: BSD-3-Clause
#include "hw/filter.hpp"

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

// As SDM 13.4.22 numbers them, not as the driver's table does.
constexpr std::uint32_t EN = bit(1), UPE = bit(3), MPE = bit(4), LPE = bit(5), BAM = bit(15), BSEX = bit(25),
                        SECRC = bit(26);
constexpr std::uint32_t always = EN | BAM | SECRC;

struct BufferSize {
    std::uint16_t bytes;
    std::uint32_t bits;
};

class RctlFor : public testing::TestWithParam<BufferSize> {};

TEST_P(RctlFor, NamesTheBufferSize)
{
    EXPECT_EQ(hw::raw(hw::rctl({.buffer_size = GetParam().bytes})), always | GetParam().bits);
}

INSTANTIATE_TEST_SUITE_P(Bytes, RctlFor,
                         testing::Values(BufferSize{256, 3u << 16}, BufferSize{512, 2u << 16},
                                         BufferSize{1024, 1u << 16}, BufferSize{2048, 0},
                                         BufferSize{4096, BSEX | 3u << 16}, BufferSize{8192, BSEX | 2u << 16},
                                         BufferSize{16384, BSEX | 1u << 16}),
                         [](const auto& size) { return std::to_string(size.param.bytes); });

struct Mode {
    const char* name;
    hw::RxMode mode;
    std::uint32_t bits;
};

class RctlIn : public testing::TestWithParam<Mode> {};

TEST_P(RctlIn, LetsInWhatTheModeAsksFor)
{
    EXPECT_EQ(hw::raw(hw::rctl(GetParam().mode)), always | GetParam().bits);
}

INSTANTIATE_TEST_SUITE_P(Mode, RctlIn,
                         testing::Values(Mode{"plain", {}, 0}, Mode{"promiscuous", {.promiscuous = true}, UPE | MPE},
                                         Mode{"all_multicast", {.all_multicast = true}, MPE},
                                         Mode{"both", {.promiscuous = true, .all_multicast = true}, UPE | MPE},
                                         Mode{"long_frames", {.long_frames = true}, LPE}),
                         [](const auto& mode) { return mode.param.name; });

struct Room {
    std::uint32_t bytes;
    std::uint16_t buffer;
};

class LargestBuffer : public testing::TestWithParam<Room> {};

TEST_P(LargestBuffer, FitsIntoTheRoom)
{
    EXPECT_EQ(hw::largest_rx_buffer(GetParam().bytes), GetParam().buffer);
}

INSTANTIATE_TEST_SUITE_P(Room, LargestBuffer,
                         testing::Values(Room{0, 0}, Room{255, 0}, Room{256, 256}, Room{511, 256}, Room{512, 512},
                                         Room{1023, 512}, Room{1024, 1024}, Room{2047, 1024}, Room{2048, 2048},
                                         Room{2176, 2048}, Room{4095, 2048}, Room{4096, 4096}, Room{8192, 8192},
                                         Room{16383, 8192}, Room{16384, 16384}, Room{65407, 16384}),
                         [](const auto& room) { return std::to_string(room.param.bytes); });

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
