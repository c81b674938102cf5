// SPDX-License-Identifier: BSD-3-Clause
// By which type tags are known; and each VLAN there is, on a chip whose table words spoil each other.
#include "vlan_filtering.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint64_t filter = RTE_ETH_RX_OFFLOAD_VLAN_FILTER;

/// All VLANs in turn, on a chip whose table words spoil each other and on one whose do not.
class EveryVlan : public Filtering<Driver>, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    EveryVlan() : Filtering<Driver>(Profile::silicon(), GetParam()) {}

    [[nodiscard]] static bool chosen(unsigned vlan) { return vlan * 2654435761u >> 30 == 0; }
    void expect_chosen()
    {
        for (unsigned vlan = 0; vlan < 4096; ++vlan) {
            const Delivery became = model.receive(tagged(vlan));
            ASSERT_EQ(became, chosen(vlan) ? Delivery::delivered : Delivery::filtered) << vlan;
            if (vlan % 16 == 0)
                receive_all();
        }
        receive_all();
    }
};

TEST_P(EveryVlan, IsJudgedByItself)
{
    ASSERT_EQ(start_with(filter), 0);
    for (const bool first : {true, false})  // in, then those that are not chosen out again
        for (unsigned vlan = 0; vlan < 4096; ++vlan)
            if (first || !chosen(vlan)) {
                ASSERT_EQ(enter(static_cast<std::uint16_t>(vlan), first), 0);
            }
    expect_chosen();
    restart();
    expect_chosen();
    ASSERT_EQ(switch_filter(false), 0);
    ASSERT_EQ(switch_filter(true), 0);
    expect_chosen();
}

INSTANTIATE_TEST_SUITE_P(Chip, EveryVlan, ::testing::Values(0x100c, 0x100e),
                         [](const auto& id) { return id.param == 0x100c ? "With82544" : "With82540"; });

class VlanType : public Filtering<Driver> {};

class VlanTypeOn : public Filtering<OnEveryProfile> {
protected:
    [[nodiscard]] int set_type(std::uint16_t type)
    {
        return rte_eth_dev_set_vlan_ether_type(port, RTE_ETH_VLAN_TYPE_OUTER, type);
    }
    void expect_type(unsigned type, unsigned other)
    {
        EXPECT_TRUE(lets_in(tagged(100, type)));
        EXPECT_FALSE(lets_in(tagged(101, type)));
        EXPECT_TRUE(lets_in(tagged(101, other))) << "no tag, for all the port knows";
    }
};

TEST_P(VlanTypeOn, IsTheUsualOneFromTheStartWhateverWasThereBefore)
{
    model.stored(reg::VET) = 0;  // as in machine types of QEMU before 6.1
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    expect_type(0x8100, 0x88a8);
}

TEST_P(VlanTypeOn, IsSetWhileThePortRunsAndStaysThroughARestart)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    ASSERT_EQ(set_type(0x88a8), 0);
    expect_type(0x88a8, 0x8100);
    restart();
    expect_type(0x88a8, 0x8100);
    ASSERT_EQ(set_type(0x8100), 0);
    expect_type(0x8100, 0x88a8);
}

TEST_P(VlanTypeOn, SetWhileStoppedHoldsFromTheStart)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(set_type(0x9100), 0);
    EXPECT_EQ(model.stored(reg::VET), 0x8100u) << "what the next driver finds";
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_type(0x9100, 0x8100);
}

INSTANTIATE_TEST_SUITE_P(Profile, VlanTypeOn, all_profiles, profile_name);

TEST_F(VlanType, RefusesATypeThatIsNoneAndATypeOfInnerTagsByALine)
{
    ASSERT_EQ(start_with(filter), 0);
    ASSERT_EQ(enter(100), 0);
    const Log log;
    EXPECT_EQ(rte_eth_dev_set_vlan_ether_type(port, RTE_ETH_VLAN_TYPE_OUTER, 1500), -EINVAL);
    EXPECT_TRUE(log.has("TPID 0x05dc is the length of a frame")) << log.text();
    EXPECT_EQ(rte_eth_dev_set_vlan_ether_type(port, RTE_ETH_VLAN_TYPE_INNER, 0x8100), -ENOTSUP);
    EXPECT_TRUE(log.has("TPID 0x8100 of inner tags")) << log.text();
    expect_only(100);
}

}  // namespace

}  // namespace test
