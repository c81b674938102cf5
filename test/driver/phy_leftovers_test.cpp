// SPDX-License-Identifier: BSD-3-Clause
// What a former driver has left in the PHY, which no reset of the MAC reaches.
#include <tuple>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

/// A PHY register as another driver may leave it.
struct Leftover {
    const char* name;
    std::uint32_t number;
    std::uint32_t value;
};

class PhyLeftBehind : public Driver, public ::testing::WithParamInterface<std::tuple<const char*, Leftover>> {
protected:
    PhyLeftBehind() : Driver(Profile::named(std::get<0>(GetParam()))) {}

    void leave(const Leftover& what)
    {
        constexpr std::uint32_t write_to_phy_1 = 1u << 26 | 1u << 21, an_enable_and_restart = 0x1200;
        const auto write_phy = [this](std::uint32_t number, std::uint32_t value) {
            model.write(reg::MDIC, write_to_phy_1 | number << 16 | value);
            bed.pass(1000);
        };
        write_phy(what.number, what.value);
        if (what.number != 0)
            write_phy(0, an_enable_and_restart);
        bed.pass(6'000'000);
    }
    void expect_the_link_that_was_asked_for()
    {
        ASSERT_EQ(start(), 0);
        bed.pass(6'000'000);
        const rte_eth_link link = link_now();
        EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
        EXPECT_EQ(link.link_speed, 1000u);
        EXPECT_EQ(link.link_duplex, RTE_ETH_LINK_FULL_DUPLEX);
        EXPECT_EQ(link.link_autoneg, RTE_ETH_LINK_AUTONEG);
        EXPECT_NE(model.phy().reg(0) & bit(12), 0u) << "and it is negotiated";
        expect_traffic();
        EXPECT_TRUE(receive_all().empty()) << "its own frames";
    }
};

TEST_P(PhyLeftBehind, BeforeTheProbeDoesAsConfiguredFromTheStart)
{
    ASSERT_EQ(bed.remove(), 0);
    leave(std::get<1>(GetParam()));
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    expect_the_link_that_was_asked_for();
}

TEST_P(PhyLeftBehind, WhileThePortIsStoppedDoesAsConfiguredFromTheStart)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    leave(std::get<1>(GetParam()));
    expect_the_link_that_was_asked_for();
}

INSTANTIATE_TEST_SUITE_P(
    On, PhyLeftBehind,
    ::testing::Combine(all_profiles,
                       ::testing::Values(Leftover{"loopback", 0, 0x5140}, Leftover{"ten_megabits", 0, 0x0100},
                                         Leftover{"no_power", 0, 0x1940}, Leftover{"isolation", 0, 0x1540},
                                         Leftover{"ten_megabits_advertised", 4, 0x0061},
                                         Leftover{"no_gigabit_advertised", 9, 0x0c00})),
    [](const auto& what) { return std::string{std::get<0>(what.param)} + "_" + std::get<1>(what.param).name; });

class PhySwitchedOff : public OnEveryProfile {};

TEST_P(PhySwitchedOff, BeforeACloseIsOnAgainForTheNextPort)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_close(port), 0);
    ASSERT_EQ(bed.remove(), 0);
    ASSERT_NE(model.phy().reg(0) & bit(11), 0u) << "without power";
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.phy().reg(0) & bit(11), 0u);
    expect_traffic();
}

TEST_P(PhySwitchedOff, BeforeAResetIsOnAgain)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.phy().reg(0) & bit(11), 0u);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(Profile, PhySwitchedOff, all_profiles, profile_name);

class PhyAsItIs : public OnEveryProfile {};

// To negotiate anew would take the link down, on QEMU for half a second.
TEST_P(PhyAsItIs, IsReadAndLeftAloneByAStart)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    bed.pass(10'000'000);
    ASSERT_TRUE(model.phy().link());
    const std::uint64_t before = slot.bar.writes_of(reg::MDIC);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_TRUE(model.phy().link());
    EXPECT_EQ(slot.bar.writes_of(reg::MDIC), before + 6)
        << "more than BMCR, the crossover, and what both sides advertise";
}

INSTANTIATE_TEST_SUITE_P(Profile, PhyAsItIs, all_profiles, profile_name);

}  // namespace

}  // namespace test
