// SPDX-License-Identifier: BSD-3-Clause
#include "hw/trait_list.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "hw/chips.hpp"
#include "hw/platforms.hpp"

namespace test {

namespace {

namespace hw = e1k::hw;
using Words = std::vector<std::string>;

[[nodiscard]] Words differences(const hw::Traits& traits)
{
    std::array<hw::TraitText, hw::trait_list.size()> texts{};
    const std::size_t n = hw::tell_differences(traits, texts);
    Words out;
    for (std::size_t i = 0; i < n; ++i)
        out.emplace_back(texts[i].data());
    return out;
}

[[nodiscard]] hw::Traits of(std::uint16_t id, hw::Platform platform = hw::Platform::silicon)
{
    return hw::seen_on(hw::find_chip(id)->traits, platform);
}

TEST(TraitList, SaysNothingOfTheCommonestChip)
{
    EXPECT_EQ(differences(of(0x100e)), Words{});
    EXPECT_EQ(differences(of(0x1017)), Words{});
}

TEST(TraitList, SaysWhatIsOtherwiseOnAPlatform)
{
    EXPECT_EQ(differences(of(0x100e, hw::Platform::qemu)),
              (Words{"reset=CTRL", "cut_done_early=no", "next_done_early=no", "takes_short=yes",
                     "rctl_write_deafens_us=1000000", "rings_change_while_enabled=yes", "hash_judges_unicast=yes",
                     "mac_loops=no", "loops_without_link=no", "has_flow_control=no", "has_gaps=no",
                     "empty_last_segment=yes", "good_counts_are_total=yes"}));
    EXPECT_EQ(differences(of(0x100e, hw::Platform::virtualbox)),
              (Words{"cut_done_early=no", "next_done_early=no", "loops_without_link=no", "has_flow_control=no"}));
    EXPECT_EQ(differences(of(0x100f, hw::Platform::vmware)),
              (Words{"reset=CTRL", "cut_done_early=no", "next_done_early=no", "loops_without_link=no",
                     "has_flow_control=no", "has_gaps=no", "tx_ipv4_checksum_right=no"}));
    EXPECT_EQ(differences(of(0x100f, hw::Platform::bhyve)),
              (Words{"reset=CTRL", "eeprom=pins", "cut_done_early=no", "next_done_early=no", "loops=no",
                     "strips_vlan=no", "longest_tx_header=240"}));
}

TEST(TraitList, SaysWhatIsOtherwiseOfAChip)
{
    EXPECT_EQ(differences(of(0x107b)),
              (Words{"reset=CTRL_DUP", "two_ports=yes", "pcix_short_start=yes", "media=SerDes"}));
    EXPECT_EQ(differences(of(0x101a)),
              (Words{"reset=CTRL", "eeprom_reload_us=20000", "rx_buffer_kib=30", "rx_buffer_kib_of_long=22",
                     "eeprom=narrow EERD", "eeprom_part=EECD.TYPE", "segments=no", "phy=IGP", "phy_crosses=no",
                     "phy_reset_first=yes", "half_duplex_stalls=yes"}));
}

/// A word for each value, and none that is cut.
TEST(TraitList, FitsEveryChipOnEveryPlatform)
{
    std::set<std::string> names;
    for (const hw::ListedTrait& each : hw::trait_list)
        EXPECT_TRUE(names.insert(each.name).second) << each.name;
    for (const hw::Chip& chip : hw::chips)
        for (std::size_t platform = 0; platform < hw::platform_names.size(); ++platform) {
            const hw::Traits traits = hw::seen_on(chip.traits, hw::Platform{static_cast<std::uint8_t>(platform)});
            for (const std::string& text : differences(traits)) {
                EXPECT_LT(text.size() + 1, hw::TraitText{}.size()) << text;
                EXPECT_TRUE(names.contains(text.substr(0, text.find('=')))) << text;
            }
            for (const hw::ListedTrait& each : hw::trait_list) {
                EXPECT_TRUE(each.words.empty() || each.value(traits) < each.words.size()) << each.name;
            }
        }
}

}  // namespace

}  // namespace test
