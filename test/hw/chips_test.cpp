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
