// SPDX-License-Identifier: BSD-3-Clause
// rte_eth_conf.lpbk_mode: what is sent comes back.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

class Loopback : public OnEveryProfile {
protected:
    /// bhyve has none.
    [[nodiscard]] bool has_one() const { return model.profile().phy_loops || model.profile().lbm_loops; }
    void run(std::uint32_t mode)
    {
        conf.lpbk_mode = mode;
        ASSERT_EQ(start(), 0);
        if (model.profile().reset_drops_link || mode == 0)
            bed.pass(6'000'000);
    }
    void expect_own_frames()
    {
        model.sent.clear();
        for (std::uint8_t i = 0; i < 100; ++i) {
            ASSERT_TRUE(send(frame(60u + i, i)));
            model.tick();
            EXPECT_EQ(receive_all(), has_one() ? Frames{frame(60u + i, i)} : Frames{}) << int{i};
        }
        EXPECT_EQ(model.sent.size(), has_one() ? 0u : 100u) << "on the wire";
    }
};

TEST_P(Loopback, GivesOwnFramesBackOnALinkThatIsUp)
{
    run(1);
    const rte_eth_link link = link_now();
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(link.link_speed, 1000u);
    EXPECT_EQ(link.link_duplex, RTE_ETH_LINK_FULL_DUPLEX);
    EXPECT_EQ(link.link_autoneg, RTE_ETH_LINK_FIXED) << "there is nobody to negotiate with";
    expect_own_frames();
}

TEST_P(Loopback, IsOverWithTheNextStartWithoutIt)
{
    for (int i = 0; i < 2; ++i) {
        run(1);
        expect_own_frames();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        run(0);
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
        expect_traffic();
        EXPECT_TRUE(receive_all().empty()) << "its own";
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_P(Loopback, IsOverWithAReset)
{
    run(1);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    conf.lpbk_mode = 0;
    run(0);
    expect_traffic();
}

TEST_P(Loopback, OutlastsARestartAndTheLinkSwitchedOff)
{
    run(1);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_own_frames();
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_own_frames();
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    expect_own_frames();
}

INSTANTIATE_TEST_SUITE_P(Profile, Loopback, all_profiles, profile_name);

using LoopbackOfAPhy = Driver;

/// No cable, no partner, and nothing of those that there are.
TEST_F(LoopbackOfAPhy, NeedsNoCable)
{
    model.plug(false);
    conf.lpbk_mode = 1;
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    ASSERT_TRUE(send(frame()));
    EXPECT_EQ(receive_all(), Frames{frame()});
}

TEST_F(LoopbackOfAPhy, HearsNobodyElse)
{
    conf.lpbk_mode = 1;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.receive(frame()), Delivery::disabled);
}

}  // namespace

}  // namespace test
