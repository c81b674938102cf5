// SPDX-License-Identifier: BSD-3-Clause
// What the receiver lets in.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr Mac other_mac{0x02, 0x13, 0x24, 0x35, 0x46, 0x57};

struct Filters : Driver {
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
        slot.bar.reset_counts();
    }
    [[nodiscard]] Frame to(const Mac& destination) const
    {
        Frame out = frame();
        std::copy(destination.begin(), destination.end(), out.begin());
        return out;
    }
    [[nodiscard]] Frame foreign() const { return to(other_mac); }
    [[nodiscard]] Frame multicast() const { return to({0x01, 0, 0x5e, 0, 0, 0x05}); }
    [[nodiscard]] Frame broadcast() const { return to({0xff, 0xff, 0xff, 0xff, 0xff, 0xff}); }

    void expect_passes(const Frame& sent) { expect_received(sent); }
    void expect_filtered(const Frame& sent) { EXPECT_EQ(model.receive(sent), Delivery::filtered); }

    void restart()
    {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
    [[nodiscard]] int set_mac(const Mac& address)
    {
        rte_ether_addr out{};
        std::copy(address.begin(), address.end(), out.addr_bytes);
        return rte_eth_dev_default_mac_addr_set(port, &out);
    }
};

TEST_F(Filters, LetOwnFramesIn)
{
    expect_passes(frame());
}

TEST_F(Filters, LetBroadcastsIn)
{
    expect_passes(broadcast());
}

TEST_F(Filters, KeepForeignFramesOut)
{
    expect_filtered(foreign());
}

TEST_F(Filters, KeepMulticastsOut)
{
    expect_filtered(multicast());
}

TEST_F(Filters, LetTaggedFramesOfAnyVlanIn)
{
    for (const unsigned vlan : {0u, 1u, 100u, 4094u}) {
        Frame tagged = frame(80);
        tagged[12] = 0x81;
        tagged[13] = 0x00;
        tagged[14] = static_cast<std::uint8_t>(vlan >> 8);
        tagged[15] = static_cast<std::uint8_t>(vlan);
        expect_passes(tagged);
    }
}

TEST_F(Filters, LetEverythingInWhenPromiscuous)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_EQ(rte_eth_promiscuous_get(port), 1);
    expect_passes(foreign());
    expect_passes(multicast());
    expect_passes(broadcast());
    expect_passes(frame());
}

TEST_F(Filters, KeepForeignFramesOutAfterPromiscuous)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    EXPECT_EQ(rte_eth_promiscuous_get(port), 0);
    expect_filtered(foreign());
    expect_filtered(multicast());
    expect_passes(frame());
}

TEST_F(Filters, LetMulticastsInWhenAskedForAll)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    EXPECT_EQ(rte_eth_allmulticast_get(port), 1);
    expect_passes(multicast());
    expect_filtered(foreign());
}

TEST_F(Filters, KeepMulticastsOutAfterAllMulticast)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    ASSERT_EQ(rte_eth_allmulticast_disable(port), 0);
    expect_filtered(multicast());
}

TEST_F(Filters, StayAllMulticastWhenPromiscuousEnds)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    expect_passes(multicast());
    expect_filtered(foreign());
}

TEST_F(Filters, StayPromiscuousWhenAllMulticastEnds)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    ASSERT_EQ(rte_eth_allmulticast_disable(port), 0);
    expect_passes(multicast());
    expect_passes(foreign());
}

TEST_F(Filters, StayAsTheyAreThroughARestart)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    restart();
    expect_passes(foreign());
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    restart();
    expect_passes(multicast());
    expect_filtered(foreign());
}

TEST_F(Filters, SetWhileStoppedHoldFromTheStart)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_TRUE(receives_nothing()) << "a stopped port must not receive";
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_passes(foreign());
}

TEST_F(Filters, UnsetWhileStoppedHoldFromTheStart)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_filtered(foreign());
}

TEST_F(Filters, WriteRctlOnceAChange)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 2u);
}

TEST_F(Filters, WriteRctlOnlyWhenItsValueChanges)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);  // promiscuous lets multicasts in already
    ASSERT_EQ(rte_eth_allmulticast_disable(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
}

TEST_F(Filters, DoNotReadRctlBack)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_EQ(slot.bar.reads_of(reg::RCTL), 0u);
}

TEST_F(Filters, FollowTheMacAddressOfARunningPort)
{
    const Mac before = mac();
    ASSERT_EQ(set_mac(other_mac), 0);
    EXPECT_EQ(mac(), other_mac);
    expect_passes(to(other_mac));
    expect_filtered(to(before));
}

TEST_F(Filters, KeepTheMacAddressThroughARestart)
{
    ASSERT_EQ(set_mac(other_mac), 0);
    restart();
    EXPECT_EQ(mac(), other_mac);
    expect_passes(to(other_mac));
}

TEST_F(Filters, TakeTheMacAddressThatWasSetWhileStopped)
{
    const Mac before = mac();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(set_mac(other_mac), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_passes(to(other_mac));
    expect_filtered(to(before));
}

TEST_F(Filters, TakeTheMacAddressBack)
{
    const Mac before = mac();
    ASSERT_EQ(set_mac(other_mac), 0);
    ASSERT_EQ(set_mac(before), 0);
    expect_passes(to(before));
    expect_filtered(to(other_mac));
}

TEST_F(Filters, RefuseAMacAddressThatIsNone)
{
    const Mac before = mac();
    EXPECT_EQ(set_mac({}), -EINVAL);
    EXPECT_EQ(set_mac({0x01, 0, 0x5e, 0, 0, 1}), -EINVAL);
    EXPECT_EQ(mac(), before);
    expect_passes(to(before));
}

class FiltersOn : public OnEveryProfile {};

TEST_P(FiltersOn, LetForeignFramesInOnlyWhenPromiscuous)
{
    ASSERT_EQ(start(), 0);
    Frame foreign = frame();
    foreign[5] ^= 0x01;
    if (model.profile().unicast_filter) {
        EXPECT_EQ(model.receive(foreign), Delivery::filtered);
    }
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_TRUE(wait_link());
    expect_received(foreign);
}

INSTANTIATE_TEST_SUITE_P(Profile, FiltersOn, all_profiles, profile_name);

}  // namespace

}  // namespace test
