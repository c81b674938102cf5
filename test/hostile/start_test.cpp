// SPDX-License-Identifier: BSD-3-Clause
// A device that does not come up, or not in the state that a driver would like.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "hostile/liar.hpp"

namespace {

using test::Delivery;
using test::Mac;

constexpr Mac in_eeprom{0x52, 0x54, 0x00, 0xee, 0x00, 0x01}, in_filter{0x52, 0x54, 0x00, 0xff, 0x00, 0x02};
constexpr Mac zeros{}, ones{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, multicast{0x53, 0x54, 0x00, 0xee, 0x00, 0x01};

/// The tests probe by themselves.
struct LiarStart : test::Liar {
    void SetUp() override { power_on(); }

    void power_on()
    {
        model.power_on(test::model::Profile::silicon());
        set_eeprom(in_eeprom);
        set_filter(in_filter);
    }
    void set_eeprom(const Mac& mac)
    {
        model.eeprom().set_mac(mac);
        model.eeprom().fix_checksum();
    }
    /// What firmware has put into receive address 0; @p valid is RAH.AV.
    void set_filter(const Mac& mac, bool valid = true)
    {
        using namespace test::model;
        model.stored(reg::RA) = static_cast<std::uint32_t>(mac[0] | mac[1] << 8 | mac[2] << 16) | std::uint32_t{mac[3]}
                                                                                                      << 24;
        model.stored(reg::RA + 4) = static_cast<std::uint32_t>(mac[4] | mac[5] << 8) | (valid ? bit(31) : 0);
    }

    /// Probe in bounded time; if it works there is a port.
    int probe()
    {
        const Within limit{1'000'000};
        const int result = bed.probe();
        if (result == 0)
            port = static_cast<std::uint16_t>(bed.port());
        else
            EXPECT_EQ(bed.port(), -1);
        return result;
    }
    Mac address() const
    {
        rte_ether_addr mac{};
        EXPECT_EQ(rte_eth_macaddr_get(port, &mac), 0);
        Mac out{};
        std::ranges::copy(mac.addr_bytes, out.begin());
        return out;
    }
    /// The probe fails, leaves nothing behind, and works when the device has come to its senses.
    void expect_failed_probe(int error)
    {
        static_cast<void>(bed.probe());  // what EAL keeps for a device from the first probe on is there
        const unsigned before = heap_objects();
        EXPECT_EQ(probe(), error);
        EXPECT_EQ(heap_objects(), before);
        power_on();
        ASSERT_EQ(probe(), 0);
        ASSERT_EQ(start(), 0);
        expect_good_frame();
    }
};

TEST_F(LiarStart, EepromIsAskedForTheAddress)
{
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(address(), in_eeprom);
}

TEST_F(LiarStart, EepromNeverDoneLeavesTheAddressThatFirmwareSet)
{
    model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(address(), in_filter);
}

TEST_F(LiarStart, EepromNeverDoneAndNoFirmwareAddressFailsTheProbe)
{
    model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
    set_filter(in_filter, false);
    expect_failed_probe(-ETIMEDOUT);
}

TEST_F(LiarStart, EepromWithABadChecksumLeavesTheAddressThatFirmwareSet)
{
    ++model.eeprom().words[0x20];
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(address(), in_filter);
}

TEST_F(LiarStart, EepromWithABadChecksumAndNoFirmwareAddressFailsTheProbe)
{
    ++model.eeprom().words[0x20];
    set_filter(zeros);
    expect_failed_probe(-EBADMSG);
}

struct LiarMac : LiarStart, ::testing::WithParamInterface<Mac> {};

TEST_P(LiarMac, InTheEepromLeavesTheAddressThatFirmwareSet)
{
    set_eeprom(GetParam());
    ASSERT_EQ(probe(), 0);
    EXPECT_EQ(address(), in_filter);
}

TEST_P(LiarMac, InTheFilterIsNotTaken)
{
    set_filter(GetParam());
    model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
    expect_failed_probe(-ETIMEDOUT);
}

TEST_P(LiarMac, EverywhereFailsTheProbe)
{
    set_eeprom(GetParam());
    set_filter(GetParam());
    expect_failed_probe(-EBADMSG);
}

INSTANTIATE_TEST_SUITE_P(Zeros, LiarMac, ::testing::Values(zeros));
INSTANTIATE_TEST_SUITE_P(Ones, LiarMac, ::testing::Values(ones));
INSTANTIATE_TEST_SUITE_P(Multicast, LiarMac, ::testing::Values(multicast));

TEST_F(LiarStart, MdicNeverReadyCostsNoMoreThanTime)
{
    model.faults().mdic_never_ready = true;
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    expect_good_frame();
}

TEST_F(LiarStart, MdicErrorCostsNothing)
{
    model.faults().mdic_error = true;
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    expect_good_frame();
}

TEST_F(LiarStart, MdicNeverReadyWithoutLinkLetsThePortStart)
{
    model.faults().mdic_never_ready = true;
    model.plug(false);
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(configure(), 0);
    const Within limit{100'000};
    EXPECT_EQ(rte_eth_dev_start(port), 0);
}

TEST_F(LiarStart, LinkThatNeverComesIsGivenUpAfterNineSeconds)
{
    model.faults().no_link_ever = true;
    model.plug(false);
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    const Within limit{9'500'000};
    rte_eth_link link{};
    EXPECT_EQ(rte_eth_link_get(port, &link), 0);
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_DOWN);
}

TEST_F(LiarStart, ResetThatNeverEndsFailsTheProbe)
{
    model.faults().reset_never_ends = true;
    expect_failed_probe(-ETIMEDOUT);
}

TEST_F(LiarStart, ResetThatNeverEndsLeavesNoDmaOn)
{
    using namespace test::model;
    model.hand_over_dirty();
    model.faults().reset_never_ends = true;
    EXPECT_EQ(probe(), -ETIMEDOUT);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::EN, 0u);
    EXPECT_EQ(model.stored(reg::TCTL) & tctl::EN, 0u);
    EXPECT_EQ(model.interrupts().ims(), 0u);
}

TEST_F(LiarStart, ResetThatNeverEndsAtStopKeepsTheBuffersAndARetryWorks)
{
    ASSERT_EQ(probe(), 0);
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    ASSERT_TRUE(send(frame(60)));
    ASSERT_EQ(model.receive(frame(60)), Delivery::delivered);
    const unsigned free_before = pool.available();
    model.faults().reset_never_ends = true;
    for (int i = 0; i < 3; ++i) {
        const Within limit{100'000};
        EXPECT_EQ(rte_eth_dev_stop(port), -ETIMEDOUT);
        EXPECT_EQ(pool.available(), free_before) << "the device may still write there";
    }
    EXPECT_NE(bed.remove(), 0) << "nor may the rings go";
    EXPECT_EQ(pool.available(), free_before);
    model.faults().reset_never_ends = false;
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_good_frame();
}

}  // namespace
