// SPDX-License-Identifier: BSD-3-Clause
// Which frames the device lets in.
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <memory>

#include "bench.hpp"
#include "port.hpp"

namespace test {
namespace {

constexpr BenchPort::Address group{{0x01, 0x00, 0x5e, 0x01, 0x02, 0x03}};
constexpr BenchPort::Address second{{0x02, 0x00, 0x00, 0x00, 0x00, 0x22}};

class Filter : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        port = std::make_unique<BenchPort>();
        ASSERT_TRUE(BenchPort::wait_open());
    }
    static void TearDownTestSuite() { port.reset(); }
    void SetUp() override { BenchPort::drain(); }

    static bool lets_in(const BenchPort::Address& to) { return lets_in(make_frame(to, 100, 1)); }

    /// The frame, if it gets in, comes before the broadcast behind it.
    static bool lets_in(const Frame& frame)
    {
        auto& cable = Bench::instance().cable;
        EXPECT_TRUE(BenchPort::wait_open());
        const auto marker = make_frame(broadcast, 100, 2);
        EXPECT_TRUE(cable.send(frame) && cable.send(marker));
        const auto first = BenchPort::receive();
        EXPECT_TRUE(first == frame || first == marker);
        EXPECT_TRUE(first == marker || BenchPort::receive() == marker);
        return first == frame;
    }

private:
    static inline std::unique_ptr<BenchPort> port;
};

TEST_F(Filter, LetsInFramesToTheMacAddressAndBroadcasts)
{
    EXPECT_TRUE(lets_in(BenchPort::mac()));
    EXPECT_TRUE(lets_in(broadcast));
}

TEST_F(Filter, KeepsOutOtherStationsAndGroups)
{
    EXPECT_FALSE(lets_in(stranger));
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, PromiscuousLetsInEverythingUntilItEnds)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(BenchPort::id), 0);
    EXPECT_EQ(rte_eth_promiscuous_get(BenchPort::id), 1);
    EXPECT_TRUE(lets_in(stranger));
    EXPECT_TRUE(lets_in(group));
    ASSERT_EQ(rte_eth_promiscuous_disable(BenchPort::id), 0);
    EXPECT_FALSE(lets_in(stranger));
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, AllMulticastLetsInEveryGroupButNoOtherStation)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(BenchPort::id), 0);
    EXPECT_TRUE(lets_in(group));
    EXPECT_FALSE(lets_in(stranger));
    ASSERT_EQ(rte_eth_allmulticast_disable(BenchPort::id), 0);
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, PromiscuousOverAllMulticastLeavesTheGroupsIn)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(BenchPort::id), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(BenchPort::id), 0);
    ASSERT_EQ(rte_eth_promiscuous_disable(BenchPort::id), 0);
    EXPECT_TRUE(lets_in(group));
    EXPECT_FALSE(lets_in(stranger));
    ASSERT_EQ(rte_eth_allmulticast_disable(BenchPort::id), 0);
}

TEST_F(Filter, MulticastListLetsInItsGroups)
{
    std::array list{group};
    const int result = rte_eth_dev_set_mc_addr_list(BenchPort::id, list.data(), list.size());
    if (result == -ENOTSUP)
        GTEST_SKIP() << driver_name() << " offers no multicast list";
    ASSERT_EQ(result, 0);
    EXPECT_TRUE(lets_in(group));
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(BenchPort::id, nullptr, 0), 0);
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, AddedMacAddressIsLetInUntilItIsRemoved)
{
    auto address = second;
    const int result = rte_eth_dev_mac_addr_add(BenchPort::id, &address, 0);
    if (result == -ENOTSUP)
        GTEST_SKIP() << driver_name() << " offers no further MAC addresses";
    ASSERT_EQ(result, 0);
    EXPECT_TRUE(lets_in(second));
    EXPECT_TRUE(lets_in(BenchPort::mac()));
    ASSERT_EQ(rte_eth_dev_mac_addr_remove(BenchPort::id, &address), 0);
    EXPECT_FALSE(lets_in(second));
}

TEST_F(Filter, NewDefaultMacAddressTakesTheOldOnesPlace)
{
    auto original = BenchPort::mac();
    auto address = second;
    ASSERT_EQ(rte_eth_dev_default_mac_addr_set(BenchPort::id, &address), 0);
    EXPECT_TRUE(lets_in(second));
    EXPECT_FALSE(lets_in(original));
    ASSERT_EQ(rte_eth_dev_default_mac_addr_set(BenchPort::id, &original), 0);
    EXPECT_TRUE(lets_in(original));
    EXPECT_FALSE(lets_in(second));
}

/// @param tci  VLAN and priority
Frame tagged(std::uint16_t tci)
{
    return test::tagged(make_frame(BenchPort::mac(), 100, 1), tci);
}

TEST_F(Filter, VlansAreLetInAsEnteredFromTheFirstFilterToTheLast)
{
    rte_eth_dev_info info{};
    ASSERT_EQ(rte_eth_dev_info_get(BenchPort::id, &info), 0);
    if ((info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_VLAN_FILTER) == 0)
        GTEST_SKIP() << driver_name() << " offers no VLAN filter";
    EXPECT_TRUE(lets_in(tagged(100)));
    for (int again = 0; again < 2; ++again) {
        ASSERT_EQ(rte_eth_dev_set_vlan_offload(BenchPort::id, RTE_ETH_VLAN_FILTER_OFFLOAD), 0);
        ASSERT_EQ(rte_eth_dev_vlan_filter(BenchPort::id, 100, 1), 0);
        EXPECT_TRUE(lets_in(tagged(100)));
        EXPECT_TRUE(lets_in(tagged(7 << 13 | 100)));
        EXPECT_FALSE(lets_in(tagged(101)));
        EXPECT_FALSE(lets_in(tagged(7 << 13))) << "a priority alone";
        EXPECT_TRUE(lets_in(BenchPort::mac())) << "no tag";
        ASSERT_EQ(rte_eth_dev_vlan_filter(BenchPort::id, 100, 0), 0);
        EXPECT_FALSE(lets_in(tagged(100)));
        ASSERT_EQ(rte_eth_dev_set_vlan_offload(BenchPort::id, 0), 0);
        EXPECT_TRUE(lets_in(tagged(101)));
        EXPECT_TRUE(lets_in(tagged(7 << 13)));
    }
}

}  // namespace
}  // namespace test
