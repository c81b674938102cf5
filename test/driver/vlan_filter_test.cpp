// SPDX-License-Identifier: BSD-3-Clause
// Which VLANs are let in.
#include <algorithm>

#include "vlan_filtering.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint64_t filter = RTE_ETH_RX_OFFLOAD_VLAN_FILTER;
constexpr std::uint16_t priority_7 = 7 << 13, cfi = 1 << 12;

class VlanFilter : public Filtering<Driver> {};
class VlanFilterOn : public Filtering<OnEveryProfile> {};

TEST_F(VlanFilter, IsOfferedForThePort)
{
    EXPECT_EQ(info().rx_offload_capa & filter, filter);
    EXPECT_EQ(info().rx_queue_offload_capa & filter, 0u) << "VLANs are entered for a port";
}

TEST_P(VlanFilterOn, LetsInFramesWithoutATagAloneAsLongAsNoVlanIsEntered)
{
    ASSERT_EQ(start_with(filter), 0);
    EXPECT_TRUE(lets_in(untagged()));
    for (const unsigned vlan : {0u, 1u, 100u, 4095u}) {
        EXPECT_FALSE(lets_in(tagged(vlan))) << vlan;
        Frame to_all = tagged(vlan);
        std::fill_n(to_all.begin(), 6, 0xff);
        EXPECT_FALSE(lets_in(to_all)) << vlan;
    }
}

TEST_P(VlanFilterOn, LetsInWhatIsEnteredWhateverThePriority)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    expect_only(100);
    EXPECT_TRUE(lets_in(tagged(100 | priority_7)));
    EXPECT_TRUE(lets_in(tagged(100 | priority_7 | cfi)));
    EXPECT_FALSE(lets_in(tagged(101 | cfi)));
    EXPECT_FALSE(lets_in(tagged(0 | priority_7))) << "a priority alone is VLAN 0";
    ASSERT_EQ(enter(0), 0);
    EXPECT_TRUE(lets_in(tagged(0 | priority_7)));
    ASSERT_EQ(enter(100, false), 0);
    EXPECT_FALSE(lets_in(tagged(100)));
    EXPECT_TRUE(lets_in(tagged(0)));
}

TEST_P(VlanFilterOn, IsSwitchedWhileThePortRuns)
{
    ASSERT_EQ(start_with(0), 0);
    expect_all();
    ASSERT_EQ(switch_filter(true), 0);
    EXPECT_EQ(rte_eth_dev_get_vlan_offload(port), RTE_ETH_VLAN_FILTER_OFFLOAD);
    EXPECT_FALSE(lets_in(tagged(100)));
    ASSERT_EQ(enter(100), 0);
    expect_only(100);
    ASSERT_EQ(switch_filter(false), 0);
    expect_all();
    ASSERT_EQ(switch_filter(true), 0);
    expect_only(100);
}

TEST_P(VlanFilterOn, IsSwitchedWhileThePortIsStopped)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(enter(100), 0);
    EXPECT_EQ(model.stored(reg::VFTA + 100 / 32 * 4), 0u) << "a stopped port is as a reset leaves it";
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_only(100);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(switch_filter(false), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_all();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(switch_filter(true), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_only(100);
}

TEST_P(VlanFilterOn, StaysThroughARestartAndAResetForAnotherMtuAndALinkSwitch)
{
    conf.rxmode.mtu = 1500;
    ASSERT_EQ(start_with(filter | RTE_ETH_RX_OFFLOAD_SCATTER), 0);
    ASSERT_EQ(enter(100), 0);
    restart();
    expect_only(100);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 9000), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_only(100);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(enter(4094), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_only(100);
    EXPECT_TRUE(lets_in(tagged(4094)));
}

TEST_P(VlanFilterOn, SwitchedOnWithTheLinkOffHoldsWhenItComes)
{
    ASSERT_EQ(start_with(0), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(switch_filter(true), 0);
    ASSERT_EQ(enter(7), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_only(7);
}

TEST_P(VlanFilterOn, HoldsForAPromiscuousPortToo)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    Frame foreign = tagged(100);
    foreign[5] ^= 1;
    EXPECT_TRUE(lets_in(foreign));
    expect_only(100);
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    expect_only(100);
}

INSTANTIATE_TEST_SUITE_P(Profile, VlanFilterOn, all_profiles, profile_name);

TEST_F(VlanFilter, IsForgottenByAReset)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    ASSERT_EQ(rte_eth_dev_set_vlan_ether_type(port, RTE_ETH_VLAN_TYPE_OUTER, 0x88a8), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start_with(filter), 0);
    EXPECT_FALSE(lets_in(tagged(100)));
    EXPECT_TRUE(lets_in(tagged(100, 0x88a8)));
}

TEST_F(VlanFilter, OfTheRunBeforeIsNoneOfTheNext)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start_with(0), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::VFE, 0u);
    expect_all();
}

/// RCTL.VFE comes with the first filter and stays: a write to RCTL costs a second of reception on QEMU.
TEST_F(VlanFilter, CostsOneWriteToRctlAtMost)
{
    ASSERT_EQ(start_with(0), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::VFE, 0u);
    slot.bar.reset_counts();
    std::uint64_t reads = 0;  // in the calls: the watchdog looks between them
    const auto switched = [&](bool on) {
        const std::uint64_t before = slot.bar.reads_of(reg::RCTL);
        const int result = switch_filter(on);
        reads += slot.bar.reads_of(reg::RCTL) - before;
        return result;
    };
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(switched(true), 0);
        ASSERT_EQ(enter(100), 0);
        expect_only(100);
        ASSERT_EQ(switched(false), 0);
        expect_all();
    }
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
    EXPECT_EQ(reads, 0u);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_NE(model.stored(reg::RCTL) & rctl::VFE, 0u) << "nor is it lost to another change";
}

TEST_F(VlanFilter, CostsNoWriteWhereNothingChanges)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(enter(100), 0);
    ASSERT_EQ(enter(101, false), 0);
    ASSERT_EQ(switch_filter(true), 0);
    ASSERT_EQ(rte_eth_dev_set_vlan_ether_type(port, RTE_ETH_VLAN_TYPE_OUTER, 0x8100), 0);
    EXPECT_EQ(slot.bar.writes(), 0u);
    ASSERT_EQ(enter(101), 0);
    EXPECT_EQ(slot.bar.writes(), 1u);
}

TEST_F(VlanFilter, KnowsNoVlanBeyond4095AndNoneWithoutAFilter)
{
    ASSERT_EQ(start_with(filter), 0);
    EXPECT_EQ(enter(4096), -EINVAL);
    ASSERT_EQ(switch_filter(false), 0);
    EXPECT_EQ(enter(100), -ENOSYS);
    expect_all();
}

TEST_F(VlanFilter, OfTwoTagsIsNotToBeHad)
{
    ASSERT_EQ(start_with(0), 0);
    for (const int asked : {RTE_ETH_VLAN_EXTEND_OFFLOAD, RTE_ETH_QINQ_STRIP_OFFLOAD})
        EXPECT_EQ(rte_eth_dev_set_vlan_offload(port, asked), -EINVAL);
    EXPECT_EQ(rte_eth_dev_get_vlan_offload(port), 0);
    for (const std::uint64_t asked : {RTE_ETH_RX_OFFLOAD_VLAN_EXTEND, RTE_ETH_RX_OFFLOAD_QINQ_STRIP}) {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        conf.rxmode.offloads = asked;
        EXPECT_EQ(configure(), -EINVAL);
        conf.rxmode.offloads = 0;
        ASSERT_EQ(start(), 0);
    }
    expect_all();
}

}  // namespace

}  // namespace test
