// SPDX-License-Identifier: BSD-3-Clause
// rte_eth_conf.link_speeds: what is negotiated, what is forced, what is refused.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint32_t fixed = RTE_ETH_LINK_SPEED_FIXED, half_10 = RTE_ETH_LINK_SPEED_10M_HD,
                        full_10 = RTE_ETH_LINK_SPEED_10M, half_100 = RTE_ETH_LINK_SPEED_100M_HD,
                        full_100 = RTE_ETH_LINK_SPEED_100M, full_1000 = RTE_ETH_LINK_SPEED_1G;

struct Wish {
    const char* name;
    std::uint32_t speeds;
    std::uint32_t speed;
    std::uint16_t duplex;
    unsigned anar, gbcr;  ///< the bits of speeds in registers 4 and 9; of a forced one they do not matter
};

class Speeds : public Driver {
protected:
    using Driver::Driver;
    static constexpr unsigned anar_speeds = 0xf << 5, gbcr_speeds = 3 << 8;

    void expect_link(std::uint32_t speed, std::uint16_t duplex, std::uint16_t autoneg)
    {
        ASSERT_TRUE(wait_link());
        const rte_eth_link link = link_now();
        EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
        EXPECT_EQ(link.link_speed, speed);
        EXPECT_EQ(link.link_duplex, duplex);
        EXPECT_EQ(link.link_autoneg, autoneg);
    }
    /// Frames pass, and the collision distance is the manual's for that duplex, SDM 13.4.33.
    void expect_right_traffic(std::uint16_t duplex)
    {
        expect_traffic();
        EXPECT_EQ(model.stored(reg::TCTL) >> 12 & 0x3ff, duplex == RTE_ETH_LINK_FULL_DUPLEX ? 0x40u : 0x200u);
    }
    /// A run without a wish negotiates, whatever the one before has left.
    void expect_all_speeds_again()
    {
        conf.link_speeds = 0;
        ASSERT_EQ(start(), 0);
        expect_link(1000, RTE_ETH_LINK_FULL_DUPLEX, RTE_ETH_LINK_AUTONEG);
        expect_right_traffic(RTE_ETH_LINK_FULL_DUPLEX);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
};

class NegotiatedSpeeds : public Speeds, public ::testing::WithParamInterface<Wish> {};

TEST_P(NegotiatedSpeeds, AreAdvertisedAndNoOthers)
{
    for (int i = 0; i < 2; ++i) {
        conf.link_speeds = GetParam().speeds;
        ASSERT_EQ(start(), 0);
        expect_link(GetParam().speed, GetParam().duplex,
                    (GetParam().speeds & fixed) != 0 ? RTE_ETH_LINK_FIXED : RTE_ETH_LINK_AUTONEG);
        EXPECT_EQ(model.phy().reg(4) & anar_speeds, GetParam().anar);
        EXPECT_EQ(model.phy().reg(9) & gbcr_speeds, GetParam().gbcr);
        expect_right_traffic(GetParam().duplex);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        expect_all_speeds_again();
    }
}

INSTANTIATE_TEST_SUITE_P(
    Of, NegotiatedSpeeds,
    ::testing::Values(Wish{"all", 0, 1000, RTE_ETH_LINK_FULL_DUPLEX, 0x1e0, 0x200},
                      Wish{"gigabit", full_1000, 1000, RTE_ETH_LINK_FULL_DUPLEX, 0, 0x200},
                      Wish{"gigabit_fixed", fixed | full_1000, 1000, RTE_ETH_LINK_FULL_DUPLEX, 0, 0x200},
                      Wish{"hundred_and_less", half_10 | full_10 | half_100 | full_100, 100, RTE_ETH_LINK_FULL_DUPLEX,
                           0x1e0, 0},
                      Wish{"hundred_half", half_100, 100, RTE_ETH_LINK_HALF_DUPLEX, 0x80, 0},
                      Wish{"ten", full_10, 10, RTE_ETH_LINK_FULL_DUPLEX, 0x40, 0},
                      Wish{"half_duplex", half_10 | half_100, 100, RTE_ETH_LINK_HALF_DUPLEX, 0xa0, 0}),
    [](const auto& wish) { return wish.param.name; });

class ForcedSpeed : public Speeds, public ::testing::WithParamInterface<Wish> {};

/// The model records a frame that passes while MAC and PHY disagree, and takes BMCR's bits only with a reset.
TEST_P(ForcedSpeed, IsThatOfThePhyAndOfTheMac)
{
    for (int i = 0; i < 2; ++i) {
        conf.link_speeds = fixed | GetParam().speeds;
        ASSERT_EQ(start(), 0);
        expect_link(GetParam().speed, GetParam().duplex, RTE_ETH_LINK_FIXED);
        EXPECT_EQ(model.phy().reg(0) & bit(12), 0u) << "nothing is negotiated";
        EXPECT_EQ(model.phy().speed_mbps(), GetParam().speed);
        EXPECT_EQ(model.phy().full_duplex(), GetParam().duplex == RTE_ETH_LINK_FULL_DUPLEX);
        expect_right_traffic(GetParam().duplex);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        expect_link(GetParam().speed, GetParam().duplex, RTE_ETH_LINK_FIXED);
        expect_right_traffic(GetParam().duplex);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        expect_all_speeds_again();
    }
}

TEST_P(ForcedSpeed, OutlastsTheLinkSwitchedOff)
{
    conf.link_speeds = fixed | GetParam().speeds;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    expect_link(GetParam().speed, GetParam().duplex, RTE_ETH_LINK_FIXED);
    expect_right_traffic(GetParam().duplex);
}

TEST_P(ForcedSpeed, HasNoLinkWithAPartnerWhoCannotDoIt)
{
    model.phy().set_partner(0x4001, 0x3c00);
    conf.link_speeds = fixed | GetParam().speeds;
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    bed.pass(5'000'000);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
}

INSTANTIATE_TEST_SUITE_P(Of, ForcedSpeed,
                         ::testing::Values(Wish{"ten_half", half_10, 10, RTE_ETH_LINK_HALF_DUPLEX, 0, 0},
                                           Wish{"ten", full_10, 10, RTE_ETH_LINK_FULL_DUPLEX, 0, 0},
                                           Wish{"hundred_half", half_100, 100, RTE_ETH_LINK_HALF_DUPLEX, 0, 0},
                                           Wish{"hundred", full_100, 100, RTE_ETH_LINK_FULL_DUPLEX, 0, 0}),
                         [](const auto& wish) { return wish.param.name; });

/// Emulations have one speed; what was asked for is told all the same, and frames pass.
class SpeedOn : public OnEveryProfile {};

TEST_P(SpeedOn, ThatIsForcedIsTold)
{
    conf.link_speeds = fixed | half_100;
    ASSERT_EQ(start(), 0);
    bed.pass(6'000'000);
    const rte_eth_link link = link_now();
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(link.link_speed, 100u);
    EXPECT_EQ(link.link_duplex, RTE_ETH_LINK_HALF_DUPLEX);
    EXPECT_EQ(link.link_autoneg, RTE_ETH_LINK_FIXED);
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    conf = {};
    ASSERT_EQ(start(), 0);
    bed.pass(6'000'000);
    EXPECT_EQ(link_now().link_speed, 1000u);
    EXPECT_EQ(link_now().link_autoneg, RTE_ETH_LINK_AUTONEG);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(Profile, SpeedOn, all_profiles, profile_name);

TEST_F(Speeds, ThatTheChipDoesNotHaveAreRefusedByTheirValue)
{
    for (const std::uint32_t wrong :
         {RTE_ETH_LINK_SPEED_2_5G, RTE_ETH_LINK_SPEED_10G, full_1000 | RTE_ETH_LINK_SPEED_20G, fixed,
          fixed | full_10 | full_100, fixed | full_1000 | full_100}) {
        conf.link_speeds = wrong;
        const Log log;
        EXPECT_EQ(configure(), -EINVAL);
        std::array<char, 32> value{};
        std::snprintf(value.data(), value.size(), "link_speeds 0x%x:", wrong);
        EXPECT_TRUE(log.has(value.data())) << log.text();
    }
    conf.link_speeds = 0;
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(Speeds, ChangeTheCollisionDistanceBesideASenderWhenTheDuplexDoes)
{
    ASSERT_EQ(start(), 0);
    for (const auto& [ability, gigabit, duplex] :
         {std::tuple{0x4081, 0, RTE_ETH_LINK_HALF_DUPLEX}, {0x4101, 0, RTE_ETH_LINK_FULL_DUPLEX}}) {
        model.phy().set_partner(static_cast<std::uint16_t>(ability), static_cast<std::uint16_t>(gigabit));
        model.phy().renegotiate();
        ASSERT_TRUE(wait_link());
        expect_link(100, static_cast<std::uint16_t>(duplex), RTE_ETH_LINK_AUTONEG);
        expect_right_traffic(static_cast<std::uint16_t>(duplex));
        slot.bar.reset_counts();
        (void)link_now();
        EXPECT_EQ(slot.bar.writes(), 0u) << "once";
    }
}

}  // namespace

}  // namespace test
