// SPDX-License-Identifier: BSD-3-Clause
#include "hw/eeprom.hpp"

#include <algorithm>
#include <span>

#include "rig.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint32_t eerd_done = 1u << 4;

Result read_word(const hw::Device& dev, std::uint16_t word, std::uint16_t& out)
{
    return hw::read_eeprom(dev, word, std::span{&out, 1});
}

class EepromWord : public OnModel, public testing::WithParamInterface<std::uint8_t> {};

TEST_P(EepromWord, IsReadByItsAddress)
{
    model.eeprom().words[GetParam()] = static_cast<std::uint16_t>(0xa500 | GetParam());
    std::uint16_t word = 0;
    EXPECT_EQ(read_word(dev, GetParam(), word), Result::ok);
    EXPECT_EQ(word, 0xa500 | GetParam());
}

TEST_P(EepromWord, ThatIsDamagedMakesTheEepromCorrupt)
{
    model.eeprom().words[GetParam()] ^= 0x0100;
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::corrupt);
}

INSTANTIATE_TEST_SUITE_P(Address, EepromWord, testing::Values(0, 1, 2, 3, 15, 16, 31, 32, 62, 63));

using EepromOnModel = OnModel;

TEST_F(EepromOnModel, ReadsAllWordsOfAGoodPart)
{
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::ok);
    EXPECT_TRUE(std::ranges::equal(words, model.eeprom().words));
}

TEST_F(EepromOnModel, TakesTwoAccessesAWord)
{
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::ok);
    EXPECT_LE(rig.bar.reads() + rig.bar.writes(), 1 + 128u) << "and one to see that nobody has the pins";
}

TEST_F(EepromOnModel, TakesTheMacAddressFromTheFirstThreeWords)
{
    const hw::MacAddress mac{0x02, 0x13, 0x24, 0x35, 0x46, 0x57};
    model.eeprom().set_mac(mac);
    model.eeprom().fix_checksum();
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::ok);
    EXPECT_EQ(hw::mac_address(dev, words), mac);
}

TEST_F(EepromOnModel, IsReadByItsPinsWhereThereIsNoEerd)
{
    model.power_on(Profile::bhyve());
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::ok);
    EXPECT_TRUE(std::ranges::equal(words, model.eeprom().words));
}

TEST_F(EepromOnModel, IsTakenFromAFormerDriverThatLeftWithThePins)
{
    model.write(reg::EECD, 1u << 6);
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::ok);
    EXPECT_EQ(model.read(reg::EECD) & (1u << 6), 0u);
    EXPECT_LE(rig.bar.reads_of(reg::EECD), 1u) << "not by the pins";
}

using EepromOnRegisters = OnRegisters;

TEST_F(EepromOnRegisters, AsksWithAddressAndStart)
{
    registers.on_read = [](std::uint32_t, std::uint32_t stored) { return stored | eerd_done; };
    std::uint16_t word = 0;
    EXPECT_EQ(read_word(dev, 0x2a, word), Result::ok);
    EXPECT_EQ(registers.written(reg::EERD), std::vector<std::uint32_t>{0x2a01});
}

TEST_F(EepromOnRegisters, TakesTheDataFromTheUpperHalf)
{
    registers.on_read = [](std::uint32_t, std::uint32_t) { return 0xcafe0000 | eerd_done; };
    std::uint16_t word = 0;
    EXPECT_EQ(read_word(dev, 1, word), Result::ok);
    EXPECT_EQ(word, 0xcafe);
}

TEST_F(EepromOnRegisters, WaitsForASlowPart)
{
    registers.on_read = [this](std::uint32_t, std::uint32_t) {
        return waited_us() < 9'900 ? 0xdead0000 : 0xcafe0000 | eerd_done;
    };
    std::uint16_t word = 0;
    EXPECT_EQ(read_word(dev, 1, word), Result::ok);
    EXPECT_EQ(word, 0xcafe);
}

TEST_F(EepromOnRegisters, TimesOutAfterTenMillisecondsAndFiveForThePins)
{
    std::uint16_t word = 0x1234;
    EXPECT_EQ(read_word(dev, 1, word), Result::timeout);
    EXPECT_EQ(waited_us(), 15'000u);
    EXPECT_EQ(word, 0x1234) << "a failure must leave the result alone";
}

TEST_F(EepromOnRegisters, DoesNotTryTheOtherWordsAfterATimeout)
{
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::timeout);
    EXPECT_EQ(waited_us(), 15'000u);
    EXPECT_EQ(rig.bar.writes_of(reg::EERD), 1u);
    EXPECT_EQ(registers.written(reg::EECD), (std::vector<std::uint32_t>{1u << 6, 0})) << "asked for, and given back";
}

TEST_F(EepromOnRegisters, OfADeviceThatIsGoneIsNotGood)
{
    unplug(registers);
    hw::Eeprom words{};
    EXPECT_NE(hw::read_eeprom(dev, words), Result::ok);
}

TEST(EepromSum, IsTakenModulo65536)
{
    hw::Eeprom words{};
    words.fill(0xffff);
    EXPECT_EQ(hw::sum(words), 0xffc0);
}

TEST(EepromSum, CoversTheFirstAndTheLastWord)
{
    hw::Eeprom words{};
    words.front() = 0xba00;
    words.back() = 0x00ba;
    EXPECT_EQ(hw::sum(words), hw::eeprom_sum);
}

TEST_F(EepromOnRegisters, MacHasTheLowByteOfEachWordFirst)
{
    const hw::Eeprom words{0x1102, 0x3322, 0x5544};
    EXPECT_EQ(hw::mac_address(dev, words), (hw::MacAddress{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}));
}

struct Address {
    const char* name;
    hw::MacAddress mac;
    bool valid;
};

class Unicast : public testing::TestWithParam<Address> {};

TEST_P(Unicast, IsWhatAStationMayHave)
{
    EXPECT_EQ(hw::valid_unicast(GetParam().mac), GetParam().valid);
}

INSTANTIATE_TEST_SUITE_P(Addresses, Unicast,
                         testing::Values(Address{"global", {0x52, 0x54, 0, 0x12, 0x34, 0x56}, true},
                                         Address{"local", {0x02, 0, 0, 0, 0, 0x01}, true},
                                         Address{"last_octet_alone", {0, 0, 0, 0, 0, 1}, true},
                                         Address{"zero", {}, false},
                                         Address{"multicast", {0x01, 0, 0x5e, 0, 0, 1}, false},
                                         Address{"broadcast", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, false}),
                         [](const auto& address) { return address.param.name; });

}  // namespace

}  // namespace test
