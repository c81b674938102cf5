// SPDX-License-Identifier: BSD-3-Clause
// The driver's table of chips against the model's, which was written apart from it.
#include "hw/chips.hpp"

#include <algorithm>
#include <set>

#include "rig.hpp"
#include "support/model/chip.hpp"

namespace test {

namespace {

class EveryChip : public testing::TestWithParam<model::Chip> {
protected:
    const model::Chip& model_says = GetParam();

    void SetUp() override { ASSERT_NE(hw::find_chip(model_says.device_id), nullptr) << "not claimed"; }

    [[nodiscard]] const hw::Chip& driver_says() const { return *hw::find_chip(model_says.device_id); }
    [[nodiscard]] const hw::Traits& traits() const { return driver_says().traits; }
};

TEST_P(EveryChip, HasItsName)
{
    EXPECT_EQ(driver_says().name, model_says.name);
}

TEST_P(EveryChip, HasTheErrataThatItHas)
{
    EXPECT_EQ(traits().vfta_write_spoils_even, model_says.odd_spoils_even);
    EXPECT_EQ(traits().pcix_short_start, model_says.long_start_hangs);
    EXPECT_EQ(traits().pcix_high_end, model_says.low_end_hangs);
    EXPECT_EQ(traits().longest_pcix_read, model_says.longest_read);
    EXPECT_EQ(traits().segments && traits().cut_done_early, model_says.cut_reported_early);
    EXPECT_EQ(traits().segments && traits().next_done_early, model_says.next_reported_early);
}

TEST_P(EveryChip, HasTheLinkThatItHas)
{
    EXPECT_EQ(static_cast<int>(traits().media), static_cast<int>(model_says.media));
    EXPECT_EQ(traits().phy == hw::PhyKind::igp, model_says.phy_id >> 16 == 0x02a8);
    EXPECT_EQ(traits().half_duplex_stalls, model_says.half_duplex_stalls);
    EXPECT_EQ(traits().phy_crosses, model_says.phy_crosses);
    EXPECT_EQ(traits().phy_bus == hw::PhyBus::pins, model_says.mdio_by_pins);
    EXPECT_EQ(traits().phy_reset_pin, model_says.phy_reset_pin);
    EXPECT_EQ(traits().mac_follows_phy, model_says.mac_follows_phy);
    EXPECT_EQ(traits().light_is_low, model_says.light_is_low);
}

TEST_P(EveryChip, IsResetInTheWayThatItTakes)
{
    EXPECT_EQ(traits().reset == hw::ResetWay::ctrl, model_says.reset_by == model::ResetBy::memory);
    EXPECT_EQ(traits().reset == hw::ResetWay::ctrl_dup, model_says.reset_by == model::ResetBy::copy);
    EXPECT_EQ(traits().reset == hw::ResetWay::io, model_says.reset_by == model::ResetBy::io_space);
    EXPECT_EQ(traits().phy_reset_first, model_says.phy_reset_first);
    EXPECT_EQ(traits().eeprom_reload_us, model_says.eeprom_reload_us);
    EXPECT_EQ(traits().reloads_on_request, model_says.reload_on_request);
    EXPECT_EQ(traits().management, model_says.management);
    EXPECT_EQ(traits().relaxed_ordering, !model_says.relaxed_ordering_crashes);
}

TEST_P(EveryChip, HasTheEepromThatItHas)
{
    EXPECT_EQ(traits().eeprom == hw::EepromWay::eerd, model_says.eerd == model::Eerd::usual);
    EXPECT_EQ(traits().eeprom == hw::EepromWay::eerd_narrow, model_says.eerd == model::Eerd::narrow);
    EXPECT_EQ(traits().eeprom == hw::EepromWay::pins, model_says.eerd == model::Eerd::none);
    EXPECT_EQ(traits().eeprom_part == hw::EepromParts::by_size, model_says.eecd_tells_size);
    EXPECT_EQ(traits().eeprom_part == hw::EepromParts::by_type, model_says.eecd_tells_type);
    EXPECT_EQ(traits().eeprom_pins_on_request, model_says.eecd_grants);
    EXPECT_EQ(traits().two_ports, model_says.two_ports);
}

TEST_P(EveryChip, HasItsLimits)
{
    EXPECT_EQ(traits().most_descriptors, model_says.most_descriptors);
    EXPECT_EQ(traits().segments, model_says.segments);
    EXPECT_LT(traits().rx_buffer_kib, model_says.packet_buffer_kib);
    EXPECT_LT(traits().rx_buffer_kib_of_long, traits().rx_buffer_kib);
}

INSTANTIATE_TEST_SUITE_P(Id, EveryChip, testing::ValuesIn(model::chips().begin(), model::chips().end()),
                         [](const auto& chip) {
                             constexpr std::string_view hex = "0123456789abcdef";
                             std::string name = std::string{chip.param.name} + '_';
                             for (unsigned shift = 16; shift != 0; shift -= 4)
                                 name += hex[chip.param.device_id >> (shift - 4) & 0xfu];
                             return name;
                         });

TEST(Chips, AreTheWholeFamilyAndNothingElse)
{
    std::set<unsigned> claimed, known;
    for (const hw::Chip& chip : hw::chips)
        EXPECT_TRUE(claimed.insert(chip.device_id).second) << chip.device_id << " stands there twice";
    for (const model::Chip& chip : model::chips())
        known.insert(chip.device_id);
    EXPECT_EQ(claimed, known);
    EXPECT_EQ(claimed.size(), 35u) << "and the 82542 is refused by name";
    EXPECT_EQ(hw::find_chip(hw::refused_chip.device_id), nullptr);
}

TEST(Chips, OfOtherFamiliesAreNotFound)
{
    for (const unsigned id : {0x0000u, 0x1000u, 0x10d3u, 0x1533u, 0xffffu})
        EXPECT_EQ(hw::find_chip(static_cast<std::uint16_t>(id)), nullptr) << id;
}

}  // namespace

}  // namespace test
