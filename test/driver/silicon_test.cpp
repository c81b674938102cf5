// SPDX-License-Identifier: BSD-3-Clause
// What only the chip itself demands: emulations do without, and hide it.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr Mac of_firmware{0x02, 0x13, 0x24, 0x35, 0x46, 0x57};

/// A reset makes the chip load its address and CTRL from the EEPROM, which takes 5 ms. No EEPROM answers for words.
class Reload : public Driver {
protected:
    void before_probe() override
    {
        model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
        set_filter(of_firmware);
    }
    void set_filter(const Mac& address)
    {
        model.stored(reg::RA) = static_cast<std::uint32_t>(address[0] | address[1] << 8 | address[2] << 16) |
                                std::uint32_t{address[3]} << 24;
        model.stored(reg::RA + 4) = static_cast<std::uint32_t>(address[4] | address[5] << 8) | bit(31);
    }
    void expect_in_filter()
    {
        bed.pass(20'000);
        EXPECT_EQ(model.stored(reg::RA), 0x35241302u);
        EXPECT_EQ(model.stored(reg::RA + 4), 0x80005746u);
    }
};

TEST_F(Reload, OverwritesNoAddressThatIsSetAfterIt)
{
    EXPECT_EQ(mac(), of_firmware);
    expect_in_filter();
    ASSERT_EQ(start(), 0);
    expect_in_filter();
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    expect_in_filter();
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    expect_in_filter();
}

TEST_F(Reload, TakesNoLinkFromAPortThatIsStartedAtOnce)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link()) << "CTRL.SLU is set";
    }
    expect_traffic();
}

struct WordsOfTheEeprom : Reload {
    void before_probe() override { set_filter(of_firmware); }
};

TEST_F(WordsOfTheEeprom, AreReadWhenTheReloadIsOver)
{
    EXPECT_EQ(mac(), model.eeprom().mac()) << "not the firmware's: the EEPROM answers, and its sum is right";
}

/// Boards for businesses keep ARP for their management.
class ManagementBoard : public Driver {
protected:
    static constexpr std::uint32_t others = bit(0) | bit(14);
    void before_probe() override
    {
        model.faults().management_takes_arp = true;
        model.stored(reg::MANC) = manc::ARP_EN | others;
    }
    void expect_arp()
    {
        Frame request = frame();
        request[12] = 0x08;
        request[13] = 0x06;
        expect_received(request);
        EXPECT_EQ(model.stored(reg::MANC), others) << "and nothing else is taken from it";
    }
};

TEST_F(ManagementBoard, LeavesArpToTheHostFromTheProbeOn)
{
    ASSERT_EQ(start(), 0);
    expect_arp();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_arp();
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start(), 0);
    expect_arp();
}

/// PBA counts from the next reset on; the model fails a test that enables an engine before that.
class PacketBuffer : public Driver {
protected:
    void run(std::uint16_t mtu)
    {
        conf.rxmode.mtu = mtu;
        conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
        ASSERT_EQ(start(), 0);
        expect_traffic(mtu + 14u);
    }
    void expect_share(std::uint32_t kib) { EXPECT_EQ(model.stored(reg::PBA), kib); }
};

TEST_F(PacketBuffer, IsSharedOutForTheMtuBeforeAResetWheneverThatChanges)
{
    expect_share(48);
    for (int i = 0; i < 2; ++i) {
        run(1500);
        expect_share(48);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        run(8193);
        expect_share(40);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        run(16266);
        expect_share(40);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        run(8192);
        expect_share(48);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
    run(9000);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    expect_share(48);
    run(1500);
}

TEST_F(PacketBuffer, CostsAStartNoResetWhereItStays)
{
    for (const std::uint16_t mtu : {std::uint16_t{1500}, std::uint16_t{9000}}) {
        run(mtu);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_LT(elapsed_us([&] { EXPECT_EQ(rte_eth_dev_start(port), 0); }), 5'000u) << mtu;
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_F(PacketBuffer, ThatCannotBeSharedOutAnewFailsTheStartAndLosesNothing)
{
    run(1500);
    const Mac own = mac();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 9000), 0);
    model.faults().reset_never_ends = true;
    const Log log;
    EXPECT_EQ(rte_eth_dev_start(port), -ETIMEDOUT);
    EXPECT_TRUE(log.has("the reset failed")) << log.text();
    EXPECT_EQ(pool.available(), pool.size());
    model.faults().reset_never_ends = false;
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic(9014);
    EXPECT_EQ(mac(), own);
}

/// The values that the manual gives for a copper PHY: SDM 13.4.33, 13.4.34, 13.4.16.
using ManualsValues = Driver;

TEST_F(ManualsValues, AreWhatTheTransmitterWorksWith)
{
    ASSERT_EQ(start(), 0);
    constexpr std::uint32_t collision_threshold = 0x0f << 4, collision_distance = 0x40 << 12, retry_late = bit(24);
    EXPECT_EQ(model.stored(reg::TCTL), tctl::EN | tctl::PSP | collision_threshold | collision_distance | retry_late);
    EXPECT_EQ(model.stored(reg::TIPG), 8u | 8u << 10 | 6u << 20);
}

}  // namespace

}  // namespace test
