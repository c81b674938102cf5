// SPDX-License-Identifier: BSD-3-Clause
// What QEMU's receiver lets in, where a write to RCTL stops reception for a second.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr Mac other_mac{0x02, 0x13, 0x24, 0x35, 0x46, 0x57};

struct FiltersOnQemu : OnQemu {
    void SetUp() override
    {
        OnQemu::SetUp();
        ASSERT_EQ(start(), 0);
        slot.bar.reset_counts();
    }
    [[nodiscard]] Frame foreign(bool group = false) const
    {
        Frame out = frame();
        std::copy(other_mac.begin(), other_mac.end(), out.begin());
        out[0] |= group ? 1 : 0;
        return out;
    }
    void expect_everything()
    {
        expect_received(foreign());
        expect_received(foreign(true));
        expect_received(frame());
    }
    void expect_own_alone()
    {
        expect_received(frame());
        EXPECT_EQ(model.receive(foreign()), Delivery::filtered);
        EXPECT_EQ(model.receive(foreign(true)), Delivery::filtered);
    }
};

TEST_F(FiltersOnQemu, LetEveryoneInAndOutWithoutAPause)
{
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
        expect_everything();
        ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
        expect_own_alone();
    }
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
}

TEST_F(FiltersOnQemu, LetEveryoneInThroughARestart)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    expect_everything();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    expect_own_alone();
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
}

TEST_F(FiltersOnQemu, KeepTheGroupsThatAreJoinedWhileEveryoneIsLetIn)
{
    rte_ether_addr group{};
    std::copy_n(foreign(true).begin(), 6, group.addr_bytes);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(port, &group, 1), 0);
    expect_everything();
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    expect_received(foreign(true));
    ASSERT_EQ(rte_eth_dev_set_mc_addr_list(port, nullptr, 0), 0);
    expect_own_alone();
}

TEST_F(FiltersOnQemu, PauseForAllMulticastWhichRctlAloneCanSayAndLoseNothing)
{
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    EXPECT_EQ(model.receive(frame()), Delivery::queued);
    bed.pass(1'000'000);
    EXPECT_EQ(receive_all(), Frames{frame()});
    expect_received(foreign(true));
    EXPECT_EQ(model.receive(foreign()), Delivery::filtered);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
}

TEST_F(FiltersOnQemu, DoNotPauseForAllMulticastWhileEveryoneIsLetIn)
{
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    expect_everything();
    ASSERT_EQ(rte_eth_allmulticast_disable(port), 0);
    expect_everything();
    ASSERT_EQ(rte_eth_promiscuous_disable(port), 0);
    expect_own_alone();
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
}

}  // namespace

}  // namespace test
