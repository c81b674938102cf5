// SPDX-License-Identifier: BSD-3-Clause
// Every chip's EEPROM: what part is on the board, and each way to it.
#include <algorithm>
#include <vector>

#include "hw/chips.hpp"
#include "hw/eeprom.hpp"
#include "hw/eeprom_pins.hpp"
#include "rig.hpp"

namespace test {

namespace {

using namespace model;

class EepromPartOf : public OnModel, public testing::WithParamInterface<std::uint16_t> {
protected:
    hw::Traits traits = hw::find_chip(GetParam())->traits;

    void SetUp() override
    {
        model.power_on(Profile::silicon(), GetParam());
        dev.traits = &traits;
    }
    [[nodiscard]] std::vector<std::uint16_t> read(std::uint16_t first, std::size_t n)
    {
        std::vector<std::uint16_t> words(n);
        EXPECT_EQ(hw::read_eeprom(dev, first, words), Result::ok);
        return words;
    }
    [[nodiscard]] std::vector<std::uint16_t> held(std::uint16_t first, std::size_t n)
    {
        const auto begin = model.eeprom().words.begin() + first;
        return {begin, begin + static_cast<std::ptrdiff_t>(n)};
    }
};

TEST_P(EepromPartOf, IsReadWord)
{
    hw::Eeprom words{};
    EXPECT_EQ(hw::read_eeprom(dev, words), Result::ok);
    EXPECT_TRUE(std::ranges::equal(words, held(0, words.size())));
}

TEST_P(EepromPartOf, TellsItsSize)
{
    std::uint16_t words = 0;
    EXPECT_EQ(hw::find_eeprom_size(dev, words), Result::ok);
    EXPECT_EQ(words, model.eeprom().words.size());
}

TEST_P(EepromPartOf, IsReadByItsPins)
{
    traits.eeprom = hw::EepromWay::pins;
    const auto size = static_cast<std::uint16_t>(model.eeprom().words.size());
    EXPECT_EQ(read(0, 3), held(0, 3));
    const auto middle = static_cast<std::uint16_t>(size / 2 - 2), last = static_cast<std::uint16_t>(size - 2);
    EXPECT_EQ(read(middle, 4), held(middle, 4));
    EXPECT_EQ(read(last, 2), held(last, 2));
}

TEST_P(EepromPartOf, IsGivenBack)
{
    traits.eeprom = hw::EepromWay::pins;
    (void)read(0, 1);
    constexpr std::uint32_t SK = bit(0), DI = bit(2), REQ = bit(6);
    EXPECT_EQ(model.read(reg::EECD) & (SK | DI | REQ), 0u);
    traits = hw::find_chip(GetParam())->traits;
    EXPECT_EQ(read(1, 2), held(1, 2)) << "and can be read again";
}

INSTANTIATE_TEST_SUITE_P(Chip, EepromPartOf,
                         testing::Values(0x1004, 0x100c, 0x100e, 0x100f, 0x1079, 0x1013, 0x1014, 0x1018, 0x1076,
                                         0x101a),
                         [](const auto& id) { return std::to_string(id.param); });

class EepromPins : public OnModel {
protected:
    hw::Traits traits = hw::find_chip(0x1076)->traits;

    void SetUp() override
    {
        model.power_on(Profile::silicon(), 0x1076);
        traits.eeprom = hw::EepromWay::pins;
        dev.traits = &traits;
    }
    std::uint16_t word = 0;
    Result read() { return hw::read_eeprom(dev, 0, std::span{&word, 1}); }
};

TEST_F(EepromPins, ThatAreNeverGrantedAreATimeoutAndGivenBack)
{
    model.faults().eecd_never_granted = true;
    EXPECT_EQ(read(), Result::timeout);
    EXPECT_EQ(model.read(reg::EECD) & bit(6), 0u);
}

TEST_F(EepromPins, OfAPartThatIsBusyForEverAreATimeoutAndGivenBack)
{
    model.faults().eeprom_busy = true;
    EXPECT_EQ(read(), Result::timeout);
    EXPECT_EQ(model.read(reg::EECD) & bit(6), 0u);
}

TEST_F(EepromPins, WaitForTheChipsOwnReading)
{
    traits.reset = hw::ResetWay::io;
    traits.eeprom_reload_us = 0;
    model.io_write(0, reg::CTRL);
    model.io_write(4, ctrl::RST);
    rig_clock.advance(18'000);
    EXPECT_EQ(read(), Result::ok);
    EXPECT_EQ(word, model.eeprom().words[0]);
}

}  // namespace

}  // namespace test
