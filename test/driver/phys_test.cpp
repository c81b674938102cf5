// SPDX-License-Identifier: BSD-3-Clause
// Ports with the other PHYs: the 82543's behind pins, on silicon and on VirtualBox, and the 82541's.
#include "flow_control.hpp"

namespace test {

namespace {

using namespace model;

class Phys : public FlowControlOp, public ::testing::WithParamInterface<std::tuple<const char*, std::uint16_t>> {
protected:
    Phys() : FlowControlOp(Profile::named(std::get<0>(GetParam())), std::get<1>(GetParam())) {}

    [[nodiscard]] bool has_modes() const { return model.profile().phy_has_modes; }
};

TEST_P(Phys, CarryFramesAtEachSpeedThatIsForced)
{
    for (const auto& [speeds, speed, duplex] : {std::tuple{RTE_ETH_LINK_SPEED_10M_HD, 10u, RTE_ETH_LINK_HALF_DUPLEX},
                                                {RTE_ETH_LINK_SPEED_100M, 100u, RTE_ETH_LINK_FULL_DUPLEX},
                                                {RTE_ETH_LINK_SPEED_100M_HD, 100u, RTE_ETH_LINK_HALF_DUPLEX}}) {
        conf.link_speeds = RTE_ETH_LINK_SPEED_FIXED | speeds;
        ASSERT_EQ(start(), 0);
        const rte_eth_link link = link_now();
        EXPECT_EQ(link.link_speed, speed);
        EXPECT_EQ(link.link_duplex, duplex);
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
    conf.link_speeds = 0;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(link_now().link_speed, 1000u);
    expect_traffic();
}

/// A PHY that is reset with the MAC has forgotten that.
TEST_P(Phys, StayOffOverAStopWhenTheLinkIsSwitchedOff)
{
    constexpr std::uint16_t power_down = 1u << 11;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_NE(model.phy().reg(0) & power_down, 0u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_NE(model.phy().reg(0) & power_down, 0u);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(Phys, FollowThePartnerToAnotherSpeed)
{
    ASSERT_EQ(start(), 0);
    for (const auto& [ability, gigabit, speed, duplex] : {std::tuple{0x4081, 0, 100u, RTE_ETH_LINK_HALF_DUPLEX},
                                                          {0x4041, 0, 10u, RTE_ETH_LINK_FULL_DUPLEX},
                                                          {0x45e1, 0x3c00, 1000u, RTE_ETH_LINK_FULL_DUPLEX}}) {
        model.phy().set_partner(static_cast<std::uint16_t>(ability), static_cast<std::uint16_t>(gigabit));
        model.phy().renegotiate();
        ASSERT_TRUE(wait_link());
        EXPECT_EQ(link_now().link_speed, has_modes() ? speed : 1000u);
        EXPECT_EQ(link_now().link_duplex, has_modes() ? duplex : RTE_ETH_LINK_FULL_DUPLEX);
        expect_traffic();
    }
}

TEST_P(Phys, AgreeOnPauseFrames)
{
    set_partner_pause(pause_both_ways);
    model.phy().renegotiate();
    ASSERT_EQ(negotiate(RTE_ETH_FC_FULL), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(advertised(), pause_both_ways | pause_one_way);
    EXPECT_EQ(in_device(), RTE_ETH_FC_FULL);
}

TEST_P(Phys, GiveOwnFramesBackInLoopback)
{
    conf.lpbk_mode = 1;
    ASSERT_EQ(start(), 0);
    bed.pass(6'000'000);
    ASSERT_TRUE(send(frame(200)));
    EXPECT_EQ(receive_all(), Frames{frame(200)});
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.lpbk_mode = 0;
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(Phys, HaveNoPowerWhileTheLinkIsOff)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_EQ(model.phy().link(), !model.profile().phy_powers_down);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(On, Phys,
                         ::testing::Values(std::tuple{"silicon", 0x1004}, std::tuple{"virtualbox", 0x1004},
                                           std::tuple{"silicon", 0x1013}, std::tuple{"silicon", 0x1075}),
                         [](const auto& chosen) {
                             return std::string{std::get<0>(chosen.param)} + '_' +
                                    std::to_string(std::get<1>(chosen.param));
                         });

}  // namespace

}  // namespace test
