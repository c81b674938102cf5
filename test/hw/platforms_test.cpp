// SPDX-License-Identifier: BSD-3-Clause
#include "hw/platforms.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "hw/chips.hpp"
#include "rig.hpp"

namespace test {

namespace {

using hw::Platform;

TEST(Platforms, AreFoundByTheSubsystemIds)
{
    EXPECT_EQ(hw::find_platform(0x1af4, 0x1100), Platform::qemu);
    EXPECT_EQ(hw::find_platform(0x15ad, 0x0750), Platform::vmware);
    EXPECT_EQ(hw::find_platform(0x8086, 0x1008), Platform::bhyve);
    EXPECT_EQ(hw::find_platform(0x8086, 0x001e), Platform::silicon);
    for (const unsigned vendor : {0x0000u, 0x1014u, 0xffffu})
        EXPECT_EQ(hw::find_platform(static_cast<std::uint16_t>(vendor), 0x1008), Platform::silicon) << vendor;
}

TEST(Platforms, AreInTheOrderOfTheirNames)
{
    EXPECT_STREQ(hw::name(Platform::silicon), "silicon");
    EXPECT_STREQ(hw::name(Platform::virtualbox), "VirtualBox");
    EXPECT_STREQ(hw::name(Platform::bhyve), "bhyve");
    EXPECT_EQ(hw::platform_words.size(), hw::platform_names.size());
    for (std::size_t i = 0; i < hw::platform_words.size(); ++i)
        EXPECT_TRUE(std::ranges::equal(hw::platform_words[i], std::string_view{hw::platform_names[i]}, {}, {},
                                       [](char c) { return static_cast<char>(std::tolower(c)); }));
}

/// The words that a model has, of which a test may change one.
struct Words {
    explicit Words(const model::Profile& profile, std::uint16_t device_id = 0x100e)
    {
        Model board{rig_clock, {}, profile};
        board.power_on(profile, device_id);
        std::ranges::copy(board.eeprom().words, words.begin());
    }
    std::array<std::uint16_t, 64> words{};
};

TEST(Platforms, AreFoundByTheEepromWhereIdsAreBorrowed)
{
    for (const std::uint16_t id : std::array<std::uint16_t, 3>{0x100c, 0x100e, 0x100f}) {
        const Words virtualbox{model::Profile::virtualbox(), id};
        for (const Platform ids : {Platform::silicon, Platform::vmware})
            EXPECT_EQ(hw::told_by(virtualbox.words, ids), Platform::virtualbox) << id;
        for (const Platform ids : {Platform::qemu, Platform::bhyve})
            EXPECT_EQ(hw::told_by(virtualbox.words, ids), ids) << id;
    }
    for (const auto& profile : {model::Profile::silicon(), model::Profile::vmware(), model::Profile::qemu()})
        EXPECT_EQ(hw::told_by(Words{profile}.words, Platform::silicon), Platform::silicon) << profile.name;
}

TEST(Platforms, AreNotTakenForVirtualBoxWhereAWordIsAnother)
{
    for (const unsigned at : {0x08u, 0x09u, 0x0au, 0x0bu, 0x0fu, 0x21u, 0x22u, 0x23u, 0x24u}) {
        Words virtualbox{model::Profile::virtualbox()};
        virtualbox.words[at] ^= 1;
        EXPECT_EQ(hw::told_by(virtualbox.words, Platform::silicon), Platform::silicon) << at;
    }
    EXPECT_EQ(hw::told_by({}, Platform::silicon), Platform::silicon);
}

TEST(Platforms, ChangeOnlyWhatIsTheirs)
{
    constexpr hw::Traits chip = hw::find_chip(0x100c)->traits;
    EXPECT_TRUE(hw::seen_on(chip, Platform::silicon).vfta_write_spoils_even);
    for (const Platform p :
         {Platform::silicon, Platform::qemu, Platform::virtualbox, Platform::vmware, Platform::bhyve}) {
        const hw::Traits seen = hw::seen_on(chip, p);
        EXPECT_EQ(seen.vfta_write_spoils_even, chip.vfta_write_spoils_even) << hw::name(p);
        EXPECT_EQ(seen.takes_short, p == Platform::qemu) << hw::name(p);
        EXPECT_EQ(seen.rctl_write_deafens_us != 0, p == Platform::qemu) << hw::name(p);
        EXPECT_EQ(seen.rings_change_while_enabled, p == Platform::qemu) << hw::name(p);
        EXPECT_EQ(seen.hash_judges_unicast, p == Platform::qemu) << hw::name(p);
        EXPECT_EQ(seen.mac_loops, p != Platform::qemu) << hw::name(p);
        EXPECT_EQ(seen.tx_ipv4_checksum_right, p != Platform::vmware) << hw::name(p);
        EXPECT_EQ(seen.good_counts_are_total, p == Platform::qemu) << hw::name(p);
        EXPECT_EQ(seen.strips_vlan, p != Platform::bhyve) << hw::name(p);
        EXPECT_EQ(seen.longest_tx_header, p == Platform::bhyve ? 240 : 255) << hw::name(p);
    }
}

}  // namespace

}  // namespace test
