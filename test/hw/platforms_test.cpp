// SPDX-License-Identifier: BSD-3-Clause
#include "hw/platforms.hpp"

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

TEST(Platforms, ChangeOnlyWhatIsTheirs)
{
    constexpr hw::Traits chip = hw::find_chip(0x100c)->traits;
    EXPECT_TRUE(hw::seen_on(chip, Platform::silicon).vfta_write_spoils_even);
    for (const Platform p : {Platform::silicon, Platform::qemu, Platform::vmware, Platform::bhyve}) {
        const hw::Traits seen = hw::seen_on(chip, p);
        EXPECT_EQ(seen.vfta_write_spoils_even, chip.vfta_write_spoils_even) << hw::name(p);
        EXPECT_EQ(seen.pads_received, p == Platform::qemu) << hw::name(p);
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
