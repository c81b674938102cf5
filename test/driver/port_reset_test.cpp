// SPDX-License-Identifier: BSD-3-Clause
// rte_eth_dev_reset(): the port as a probe leaves it.
#include <rte_ether.h>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr rte_ether_addr other{{0x02, 0, 0, 0, 0, 0x55}}, group{{0x01, 0, 0x5e, 1, 2, 3}};

class PortReset : public OnEveryProfile {};

class PortResetOnSilicon : public Driver {};

TEST_P(PortReset, OfARunningPortStopsItAndItCanBeSetUpAgain)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);  // not taken before the reset
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::EN, 0u);
    EXPECT_EQ(model.stored(reg::TCTL) & tctl::EN, 0u);
    EXPECT_EQ(pool.available(), pool.size());

    rx_size = 128;
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(PortResetOnSilicon, BringsTheDevicesOwnAddressBackAndNoOther)
{
    ASSERT_EQ(start(), 0);
    const Mac own = mac();
    rte_ether_addr first = other, second{{0x02, 0, 0, 0, 0, 0x66}};
    ASSERT_EQ(rte_eth_dev_default_mac_addr_set(port, &first), 0);
    ASSERT_EQ(rte_eth_dev_mac_addr_add(port, &second, 0), 0);

    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(mac(), own);
    ASSERT_EQ(start(), 0);
    Frame to_second = frame();
    std::copy_n(second.addr_bytes, RTE_ETHER_ADDR_LEN, to_second.begin());
    EXPECT_EQ(model.receive(to_second), Delivery::filtered);
    expect_traffic();
}

TEST_F(PortResetOnSilicon, ForgetsGroupsAndALinkThatWasSwitchedOff)
{
    ASSERT_EQ(start(), 0);
    rte_ether_addr groups = group;
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(port, &groups, 1), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);

    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start(), 0);
    Frame to_group = frame();
    std::copy_n(group.addr_bytes, RTE_ETHER_ADDR_LEN, to_group.begin());
    EXPECT_EQ(model.receive(to_group), Delivery::filtered);
    expect_traffic();
}

TEST_F(PortResetOnSilicon, ThatNeverEndsIsToldAndKeepsTheBuffersFromTheApplication)
{
    ASSERT_EQ(start(), 0);
    const unsigned left = pool.available();
    Log log;
    model.faults().reset_never_ends = true;
    EXPECT_EQ(rte_eth_dev_reset(port), -EBUSY);
    EXPECT_TRUE(log.has("reset: the port could not be stopped; try again"));
    EXPECT_EQ(pool.available(), left);

    model.faults().reset_never_ends = false;
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(PortReset, OfADeviceThatIsGoneFailsAndGivesTheBuffersBack)
{
    ASSERT_EQ(start(), 0);
    model.remove();
    EXPECT_EQ(rte_eth_dev_reset(port), -EIO);
    EXPECT_EQ(pool.available(), pool.size());
}

INSTANTIATE_TEST_SUITE_P(On, PortReset, all_profiles, profile_name);

}  // namespace

}  // namespace test
