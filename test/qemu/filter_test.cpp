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

constexpr Port::Address group{{0x01, 0x00, 0x5e, 0x01, 0x02, 0x03}};
constexpr Port::Address second{{0x02, 0x00, 0x00, 0x00, 0x00, 0x22}};

class Filter : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        port = std::make_unique<Port>();
        ASSERT_TRUE(Port::wait_open());
    }
    static void TearDownTestSuite() { port.reset(); }
    void SetUp() override { Port::drain(); }

    /// The frame, if it gets in, comes before the broadcast behind it.
    static bool lets_in(const Port::Address& to)
    {
        auto& cable = Bench::instance().cable;
        EXPECT_TRUE(Port::wait_open());
        const auto frame = make_frame(to, 100, 1);
        const auto marker = make_frame(broadcast, 100, 2);
        EXPECT_TRUE(cable.send(frame) && cable.send(marker));
        const auto first = Port::receive();
        EXPECT_TRUE(first == frame || first == marker);
        EXPECT_TRUE(first == marker || Port::receive() == marker);
        return first == frame;
    }

private:
    static inline std::unique_ptr<Port> port;
};

TEST_F(Filter, LetsInFramesToTheMacAddressAndBroadcasts)
{
    EXPECT_TRUE(lets_in(Port::mac()));
    EXPECT_TRUE(lets_in(broadcast));
}

TEST_F(Filter, KeepsOutOtherStationsAndGroups)
{
    EXPECT_FALSE(lets_in(stranger));
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, PromiscuousLetsInEverythingUntilItEnds)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(Port::id), 0);
    EXPECT_EQ(rte_eth_promiscuous_get(Port::id), 1);
    EXPECT_TRUE(lets_in(stranger));
    EXPECT_TRUE(lets_in(group));
    ASSERT_EQ(rte_eth_promiscuous_disable(Port::id), 0);
    EXPECT_FALSE(lets_in(stranger));
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, AllMulticastLetsInEveryGroupButNoOtherStation)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(Port::id), 0);
    EXPECT_TRUE(lets_in(group));
    EXPECT_FALSE(lets_in(stranger));
    ASSERT_EQ(rte_eth_allmulticast_disable(Port::id), 0);
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, PromiscuousOverAllMulticastLeavesTheGroupsIn)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(Port::id), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(Port::id), 0);
    ASSERT_EQ(rte_eth_promiscuous_disable(Port::id), 0);
    EXPECT_TRUE(lets_in(group));
    EXPECT_FALSE(lets_in(stranger));
    ASSERT_EQ(rte_eth_allmulticast_disable(Port::id), 0);
}

TEST_F(Filter, MulticastListLetsInItsGroups)
{
    std::array list{group};
    const int result = rte_eth_dev_set_mc_addr_list(Port::id, list.data(), list.size());
    if (result == -ENOTSUP)
        GTEST_SKIP() << driver_name() << " offers no multicast list";
    ASSERT_EQ(result, 0);
    EXPECT_TRUE(lets_in(group));
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(Port::id, nullptr, 0), 0);
    EXPECT_FALSE(lets_in(group));
}

TEST_F(Filter, AddedMacAddressIsLetInUntilItIsRemoved)
{
    auto address = second;
    const int result = rte_eth_dev_mac_addr_add(Port::id, &address, 0);
    if (result == -ENOTSUP)
        GTEST_SKIP() << driver_name() << " offers no further MAC addresses";
    ASSERT_EQ(result, 0);
    EXPECT_TRUE(lets_in(second));
    EXPECT_TRUE(lets_in(Port::mac()));
    ASSERT_EQ(rte_eth_dev_mac_addr_remove(Port::id, &address), 0);
    EXPECT_FALSE(lets_in(second));
}

TEST_F(Filter, NewDefaultMacAddressTakesTheOldOnesPlace)
{
    auto original = Port::mac();
    auto address = second;
    ASSERT_EQ(rte_eth_dev_default_mac_addr_set(Port::id, &address), 0);
    EXPECT_TRUE(lets_in(second));
    EXPECT_FALSE(lets_in(original));
    ASSERT_EQ(rte_eth_dev_default_mac_addr_set(Port::id, &original), 0);
    EXPECT_TRUE(lets_in(original));
    EXPECT_FALSE(lets_in(second));
}

}  // namespace
}  // namespace test
