// SPDX-License-Identifier: BSD-3-Clause
// The link as the application is told of it.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

struct Partner {
    const char* name;
    std::uint16_t ability, gigabit_status;  ///< PHY registers 5 and 10
    std::uint32_t speed;
    std::uint16_t duplex;
};

class LinkWith : public Driver, public ::testing::WithParamInterface<Partner> {
protected:
    void before_probe() override
    {
        model.phy().set_partner(GetParam().ability, GetParam().gigabit_status);
        model.phy().renegotiate();
    }
};

TEST_P(LinkWith, HasTheBestSpeedOfBothSides)
{
    ASSERT_EQ(start(), 0);
    const rte_eth_link link = link_now();
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(link.link_speed, GetParam().speed);
    EXPECT_EQ(link.link_duplex, GetParam().duplex);
    EXPECT_EQ(link.link_autoneg, RTE_ETH_LINK_AUTONEG);
}

INSTANTIATE_TEST_SUITE_P(Partner, LinkWith,
                         ::testing::Values(Partner{"gigabit", 0x45e1, 0x3c00, 1000, RTE_ETH_LINK_FULL_DUPLEX},
                                           Partner{"hundred_full", 0x45e1, 0, 100, RTE_ETH_LINK_FULL_DUPLEX},
                                           Partner{"hundred_half", 0x40e1, 0, 100, RTE_ETH_LINK_HALF_DUPLEX},
                                           Partner{"ten_full", 0x4061, 0, 10, RTE_ETH_LINK_FULL_DUPLEX},
                                           Partner{"ten_half", 0x4021, 0, 10, RTE_ETH_LINK_HALF_DUPLEX}),
                         [](const auto& partner) { return partner.param.name; });

class LinkOn : public OnEveryProfile {};

TEST_P(LinkOn, IsDownBeforeTheStart)
{
    ASSERT_EQ(configure(), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
}

TEST_P(LinkOn, IsUpAfterTheStart)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(link_now().link_speed, 1000u);
}

TEST_P(LinkOn, IsDownWhileStopped)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    const rte_eth_link link = link_now();
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_DOWN);
    EXPECT_EQ(link.link_speed, 0u);
}

TEST_P(LinkOn, FollowsTheCable)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 3; ++i) {
        model.plug(false);
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
        model.plug(true);
        ASSERT_TRUE(wait_link());
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    }
    expect_traffic();
}

TEST_P(LinkOn, IsWaitedForAsLongAsItTakes)
{
    model.plug(false);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    model.plug(true);
    rte_eth_link link{};
    const std::uint64_t took = elapsed_us([&] { EXPECT_EQ(rte_eth_link_get(port, &link), 0); });
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
    EXPECT_LE(took, model.profile().autonegotiation_us + 200'000u);
}

TEST_P(LinkOn, IsNotWaitedForBeyondNineSeconds)
{
    model.plug(false);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    rte_eth_link link{};
    const std::uint64_t took = elapsed_us([&] { EXPECT_EQ(rte_eth_link_get(port, &link), 0); });
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_DOWN);
    EXPECT_GE(took, 8'900'000u);
    EXPECT_LE(took, 9'001'000u);
}

TEST_P(LinkOn, IsNotWaitedForAtAllIfNotAskedFor)
{
    model.plug(false);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    const std::uint64_t took = elapsed_us([&] { (void)link_now(); });
    EXPECT_LE(took, 100u);
}

INSTANTIATE_TEST_SUITE_P(Profile, LinkOn, all_profiles, profile_name);

using Link = Driver;

TEST_F(Link, IsNotWaitedForWhileThePortIsStopped)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    rte_eth_link link{};
    const std::uint64_t took = elapsed_us([&] { EXPECT_EQ(rte_eth_link_get(port, &link), 0); });
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_DOWN);
    EXPECT_LE(took, 100u);
}

TEST_F(Link, ThatIsUpIsNotWaitedFor)
{
    ASSERT_EQ(start(), 0);
    rte_eth_link link{};
    EXPECT_LE(elapsed_us([&] { EXPECT_EQ(rte_eth_link_get(port, &link), 0); }), 100u);
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
}

TEST_F(Link, HasNoSpeedWhileItIsDown)
{
    ASSERT_EQ(start(), 0);
    model.plug(false);
    EXPECT_EQ(link_now().link_speed, 0u);
}

TEST_F(Link, TellsASpeedThatChanged)
{
    ASSERT_EQ(start(), 0);
    model.phy().set_partner(0x4061, 0);
    model.phy().renegotiate();
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(link_now().link_speed, 10u);
}

TEST_F(Link, IsStartedThoughThePhyDoesNotAnswer)
{
    model.plug(false);
    ASSERT_EQ(configure(), 0);
    model.faults().mdic_error = true;
    const Log log{RTE_LOG_WARNING};
    EXPECT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_TRUE(log.has("start: the PHY does not answer")) << log.text();
}

}  // namespace

}  // namespace test
