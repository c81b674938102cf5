// SPDX-License-Identifier: BSD-3-Clause
// rte_eth_dev_reset(): the port as a probe leaves it.
#include <algorithm>

#include <rte_ether.h>
#include <rte_memzone.h>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr rte_ether_addr other{{0x02, 0, 0, 0, 0, 0x55}}, joined_group{{0x01, 0, 0x5e, 1, 2, 3}};

class PortReset : public OnEveryProfile {};

class PortResetOnSilicon : public Driver {};

TEST_P(PortReset, OfARunningPortStopsItAndItCanBeSetUpAgain)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);  // not taken before the reset
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_TRUE(receives_nothing());
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
    rte_ether_addr groups = joined_group;
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(port, &groups, 1), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);

    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start(), 0);
    Frame to_group = frame();
    std::copy_n(joined_group.addr_bytes, RTE_ETHER_ADDR_LEN, to_group.begin());
    EXPECT_EQ(model.receive(to_group), Delivery::filtered);
    expect_traffic();
}

TEST_F(PortResetOnSilicon, ThatNeverEndsIsToldAndKeepsTheBuffersFromTheApplication)
{
    ASSERT_EQ(start(), 0);
    const unsigned left = pool.available();
    Log log;
    model.faults().reset_never_ends = true;
    EXPECT_EQ(rte_eth_dev_reset(port), -EAGAIN);
    EXPECT_TRUE(log.has("reset: the port could not be stopped; try again"));
    EXPECT_EQ(pool.available(), left);

    model.faults().reset_never_ends = false;
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(PortReset, LeavesNoQueueSetUp)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    rte_eth_rxq_info rx{};
    rte_eth_txq_info tx{};
    EXPECT_EQ(rte_eth_rx_queue_info_get(port, 0, &rx), -EINVAL);
    EXPECT_EQ(rte_eth_tx_queue_info_get(port, 0, &tx), -EINVAL);
    const Log log;
    EXPECT_EQ(rte_eth_dev_start(port), -EINVAL);
    EXPECT_TRUE(log.has("queue 0 is not set up")) << log.text();

    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0) << "nor does configuring bring any back";
    EXPECT_EQ(rte_eth_dev_start(port), -EINVAL);
    EXPECT_TRUE(receives_nothing());
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(PortReset, CanBeDoneInEveryState)
{
    ASSERT_EQ(rte_eth_dev_reset(port), 0) << "probed";
    ASSERT_EQ(rte_eth_dev_reset(port), 0) << "reset";
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0) << "set up";
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0) << "running";
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0) << "stopped";
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(PortResetOnSilicon, GivesTheMemoryOfTheQueuesBack)
{
    const auto zones = [] {
        std::size_t n = 0;
        rte_memzone_walk([](const rte_memzone*, void* count) { ++*static_cast<std::size_t*>(count); }, &n);
        return n;
    };
    const std::size_t before = zones();
    ASSERT_EQ(start(), 0);
    ASSERT_GT(zones(), before);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(zones(), before);
}

TEST_F(PortResetOnSilicon, TakesNoCountBack)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    model.statistics().set(counter::MPC, 3);
    const rte_eth_stats before = stats();
    ASSERT_EQ(before.imissed, 3u);
    model.statistics().set(counter::MPC, 4);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(stats().ipackets, before.ipackets);
    EXPECT_EQ(stats().opackets, before.opackets);
    EXPECT_EQ(stats().imissed, 7u);
}

TEST_F(PortResetOnSilicon, ThatNeverEndsOnAStoppedPortIsToBeTriedAgainAndLosesNothing)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    Log log;
    model.faults().reset_never_ends = true;
    EXPECT_EQ(rte_eth_dev_reset(port), -EAGAIN);
    EXPECT_TRUE(log.has("the reset failed")) << log.text();

    model.faults().reset_never_ends = false;
    ASSERT_EQ(rte_eth_dev_start(port), 0) << "as it was";
    ASSERT_TRUE(wait_link());
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
