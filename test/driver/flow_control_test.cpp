// SPDX-License-Identifier: BSD-3-Clause
// Flow control as asked for, as agreed with the partner, and as kept.
#include "flow_control.hpp"

namespace test {

namespace {

using namespace model;

struct Agreement {
    const char* name;
    rte_eth_fc_mode asked;
    std::uint16_t advertised, partner;
    rte_eth_fc_mode agreed;
};

class FlowControlWith : public FlowControlOp, public ::testing::WithParamInterface<Agreement> {
protected:
    void before_probe() override
    {
        set_partner_pause(GetParam().partner);
        model.phy().renegotiate();
    }
};

TEST_P(FlowControlWith, IsAsBothSidesHaveAgreed)
{
    ASSERT_EQ(negotiate(GetParam().asked), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(advertised(), GetParam().advertised);
    EXPECT_EQ(in_device(), GetParam().agreed);
    EXPECT_EQ(get().mode, GetParam().agreed);
    EXPECT_EQ(get().autoneg, 1);
}

TEST_P(FlowControlWith, SetWhileThePortRunsIsNegotiatedAnew)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(negotiate(GetParam().asked), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(advertised(), GetParam().advertised);
    EXPECT_EQ(in_device(), GetParam().agreed);
    EXPECT_EQ(get().mode, GetParam().agreed);
    expect_traffic();
}

// IEEE 802.3 table 28B-3. Who only wants to obey advertises both, and obeys only.
constexpr std::uint16_t both = pause_both_ways | pause_one_way;
INSTANTIATE_TEST_SUITE_P(
    Partner, FlowControlWith,
    ::testing::Values(Agreement{"full_nobody", RTE_ETH_FC_FULL, both, 0, RTE_ETH_FC_NONE},
                      Agreement{"full_symmetric", RTE_ETH_FC_FULL, both, pause_both_ways, RTE_ETH_FC_FULL},
                      Agreement{"full_sender", RTE_ETH_FC_FULL, both, pause_one_way, RTE_ETH_FC_RX_PAUSE},
                      Agreement{"full_either", RTE_ETH_FC_FULL, both, both, RTE_ETH_FC_FULL},
                      Agreement{"obey_nobody", RTE_ETH_FC_RX_PAUSE, both, 0, RTE_ETH_FC_NONE},
                      Agreement{"obey_symmetric", RTE_ETH_FC_RX_PAUSE, both, pause_both_ways, RTE_ETH_FC_RX_PAUSE},
                      Agreement{"obey_sender", RTE_ETH_FC_RX_PAUSE, both, pause_one_way, RTE_ETH_FC_RX_PAUSE},
                      Agreement{"send_symmetric", RTE_ETH_FC_TX_PAUSE, pause_one_way, pause_both_ways, RTE_ETH_FC_NONE},
                      Agreement{"send_sender", RTE_ETH_FC_TX_PAUSE, pause_one_way, pause_one_way, RTE_ETH_FC_NONE},
                      Agreement{"send_either", RTE_ETH_FC_TX_PAUSE, pause_one_way, both, RTE_ETH_FC_TX_PAUSE},
                      Agreement{"none_either", RTE_ETH_FC_NONE, 0, both, RTE_ETH_FC_NONE}),
    [](const auto& agreement) { return agreement.param.name; });

class FlowControlOn : public FlowControlOp, public ::testing::WithParamInterface<const char*> {
protected:
    FlowControlOn() : FlowControlOp(Profile::named(GetParam())) {}
};

TEST_P(FlowControlOn, IsNegotiatedBothWaysAtFirst)
{
    const rte_eth_fc_conf first = get();
    EXPECT_EQ(first.mode, RTE_ETH_FC_FULL);
    EXPECT_EQ(first.autoneg, 1);
    EXPECT_EQ(first.high_water, 48 * kib - 2 * 1526 - 4) << "two frames with two tags, in steps of 8";
    EXPECT_EQ(first.low_water, 23048u) << "half of it";
    EXPECT_EQ(first.pause_time, 0xffff);
    EXPECT_EQ(first.send_xon, 1);
    EXPECT_EQ(first.mac_ctrl_frame_fwd, 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(get().high_water, first.high_water);
}

TEST_P(FlowControlOn, IsForcedAtOnceAndTakesNoLinkDown)
{
    ASSERT_EQ(start(), 0);
    for (const auto mode : {RTE_ETH_FC_RX_PAUSE, RTE_ETH_FC_TX_PAUSE, RTE_ETH_FC_FULL, RTE_ETH_FC_NONE}) {
        ASSERT_EQ(force(mode), 0);
        EXPECT_EQ(in_device(), mode);
        EXPECT_EQ(get().mode, mode);
        EXPECT_EQ(get().autoneg, 0);
        EXPECT_TRUE(model.link_up());
    }
    expect_traffic();
}

TEST_P(FlowControlOn, SetWhileStoppedHoldsFromTheStartAndOverAStop)
{
    ASSERT_EQ(configure(), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(set({.high_water = 20'000,
                   .low_water = 10'000,
                   .pause_time = 0x1234,
                   .send_xon = 1,
                   .mode = RTE_ETH_FC_TX_PAUSE,
                   .mac_ctrl_frame_fwd = 1}),
              0);
    EXPECT_EQ(slot.bar.writes(), 0u);
    for (int i = 0; i < 3; ++i) {
        const rte_eth_fc_conf told = get();
        EXPECT_EQ(told.mode, RTE_ETH_FC_TX_PAUSE);
        EXPECT_EQ(told.high_water, 20'000u);
        EXPECT_EQ(told.low_water, 10'000u);
        EXPECT_EQ(told.pause_time, 0x1234);
        EXPECT_EQ(told.send_xon, 1);
        EXPECT_EQ(told.mac_ctrl_frame_fwd, 1);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
        EXPECT_EQ(in_device(), RTE_ETH_FC_TX_PAUSE);
        EXPECT_NE(model.stored(reg::RCTL) & rctl::PMCF, 0u);
        if (Profile::named(GetParam()).pauses) {
            EXPECT_EQ(model.stored(reg::FCRTH), 20'000u);
            EXPECT_EQ(model.stored(reg::FCTTV), 0x1234u);
        }
        EXPECT_EQ(get().mode, RTE_ETH_FC_TX_PAUSE);
        EXPECT_EQ(get().high_water, 20'000u);
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(in_device(), RTE_ETH_FC_NONE) << "a stopped port pauses nobody";
    }
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(get().mode, RTE_ETH_FC_FULL) << "as a probe leaves it";
    EXPECT_EQ(get().autoneg, 1);
    EXPECT_EQ(get().pause_time, 0xffff);
}

/// Open vSwitch does so before it sets its MTU.
TEST_P(FlowControlOn, SetAsGetTellsStaysTheDriversChoiceAndFollowsTheMtu)
{
    const rte_eth_fc_conf told = get();
    const Log log;
    ASSERT_EQ(set({.high_water = told.high_water,
                   .low_water = told.low_water,
                   .pause_time = told.pause_time,
                   .send_xon = told.send_xon}),
              0);
    EXPECT_EQ(get().high_water, told.high_water);
    EXPECT_EQ(get().low_water, told.low_water);
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(get().high_water, 40 * kib - 2 * 9026 - 4) << "what the driver chooses for this MTU";
    EXPECT_EQ(get().low_water, (get().high_water / 2) & ~7u);
    EXPECT_FALSE(log.has("high_water")) << log.text();
}

TEST_P(FlowControlOn, SetAsItIsTouchesNothing)
{
    ASSERT_EQ(start(), 0);
    const Asked wanted{.pause_time = 7, .send_xon = 1, .mode = RTE_ETH_FC_RX_PAUSE, .autoneg = 1};
    ASSERT_EQ(set(wanted), 0);
    bed.pass(10'000'000);
    ASSERT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    slot.bar.reset_counts();
    ASSERT_EQ(set(wanted), 0);
    EXPECT_EQ(slot.bar.writes(), 0u);
}

TEST_P(FlowControlOn, OfAnotherModeLeavesTheLimitsAlone)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(force(RTE_ETH_FC_NONE), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(force(RTE_ETH_FC_FULL), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::FCRTH) + slot.bar.writes_of(reg::FCRTL) + slot.bar.writes_of(reg::FCTTV), 0u);
}

TEST_P(FlowControlOn, ChangesRctlOnlyForControlFrames)
{
    ASSERT_EQ(start(), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(force(RTE_ETH_FC_FULL), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
    ASSERT_EQ(set({.mode = RTE_ETH_FC_FULL, .mac_ctrl_frame_fwd = 1}), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
    EXPECT_NE(model.stored(reg::RCTL) & rctl::PMCF, 0u);
    ASSERT_EQ(force(RTE_ETH_FC_NONE), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::PMCF, 0u);
}

TEST_P(FlowControlOn, SetWithTheLinkOffHoldsFromTheLinkOn)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(set({.mode = RTE_ETH_FC_RX_PAUSE, .mac_ctrl_frame_fwd = 1}), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::EN, 0u) << "the receiver stays off";
    EXPECT_EQ(slot.bar.writes_of(reg::MDIC), 0u) << "and the PHY";
    EXPECT_EQ(get().mode, RTE_ETH_FC_RX_PAUSE);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    bed.pass(10'000'000);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(in_device(), RTE_ETH_FC_RX_PAUSE);
    EXPECT_NE(model.stored(reg::RCTL) & rctl::PMCF, 0u);
    EXPECT_EQ(get().mode, RTE_ETH_FC_RX_PAUSE);
}

TEST_P(FlowControlOn, RefusesWaterThatTheBufferDoesNotHoldByItsValue)
{
    ASSERT_EQ(start(), 0);
    const rte_eth_fc_conf before = get();
    struct {
        std::uint32_t high, low;
        const char* words;
    } const wrong[]{{48 * kib, 0, "high_water 49152: from 16 to 47624"},
                    {47632, 0, "high_water 47632"},
                    {15, 0, "high_water 15"},
                    {20'000, 20'000, "low_water 20000: from 8 to 19992"},
                    {20'000, 7, "low_water 7"},
                    {0, 47'000, "low_water 47000"},
                    {70'000, 1000, "high_water 70000"}};
    for (const auto& [high, low, words] : wrong) {
        const Log log;
        EXPECT_EQ(set({.high_water = high, .low_water = low, .mode = RTE_ETH_FC_NONE}), -EINVAL);
        EXPECT_TRUE(log.has(words)) << log.text();
    }
    const rte_eth_fc_conf after = get();
    EXPECT_EQ(after.high_water, before.high_water);
    EXPECT_EQ(after.low_water, before.low_water);
    EXPECT_EQ(after.mode, before.mode);
}

INSTANTIATE_TEST_SUITE_P(Profile, FlowControlOn, all_profiles, profile_name);

}  // namespace

}  // namespace test
