// SPDX-License-Identifier: BSD-3-Clause
// Where a write to RCTL stops reception for a second: none is made but for what RCTL alone can say, and the receiver,
// which stays enabled, is safe without a ring.
#include <algorithm>
#include <vector>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

class SparedRctl : public Driver, public ::testing::WithParamInterface<const char*> {
protected:
    SparedRctl() : Driver(Profile::named(GetParam())) {}

    /// A first start of the usual kind, a second after the probe.
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
        slot.bar.reset_counts();
    }
    void expect_no_write() { EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u); }
    void expect_at_once()
    {
        receive_all();  // what has waited at QEMU's backend
        expect_traffic();
    }
    [[nodiscard]] Frame to_everybody() const
    {
        Frame out = frame();
        std::fill_n(out.begin(), 6, std::uint8_t{0xff});
        return out;
    }
};

TEST_P(SparedRctl, ByRestarts)
{
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        expect_at_once();
    }
    expect_no_write();
}

TEST_P(SparedRctl, ByAShorterRingAndALongerOne)
{
    for (const std::uint16_t size : {std::uint16_t{512}, std::uint16_t{32}, std::uint16_t{256}}) {
        for (unsigned i = 0; i < rx_size / 2u; ++i)
            expect_received(frame());  // so that RDH and RDT are somewhere
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        rx_size = size;
        ASSERT_EQ(configure(), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        expect_at_once();
    }
    expect_no_write();
}

TEST_P(SparedRctl, ByAReset)
{
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    expect_at_once();
    expect_no_write();
}

TEST_P(SparedRctl, ByLongFrames)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    receive_all();
    expect_received(frame(9014));
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1500), 0);
    (void)model.receive(frame(9014));
    EXPECT_TRUE(receive_all().empty());
    expect_received(frame());
    expect_no_write();
}

TEST_P(SparedRctl, ByVlanFilters)
{
    Frame tagged = frame(80);
    tagged[12] = 0x81;
    tagged[13] = 0x00;
    tagged[14] = 0;
    tagged[15] = 100;
    for (int i = 0; i < 2; ++i) {
        expect_received(tagged);
        ASSERT_EQ(rte_eth_dev_set_vlan_offload(port, RTE_ETH_VLAN_FILTER_OFFLOAD), 0);
        EXPECT_EQ(model.receive(tagged), Delivery::filtered);
        ASSERT_EQ(rte_eth_dev_vlan_filter(port, 100, 1), 0);
        expect_received(tagged);
        ASSERT_EQ(rte_eth_dev_vlan_filter(port, 100, 0), 0);
        EXPECT_EQ(model.receive(tagged), Delivery::filtered);
        ASSERT_EQ(rte_eth_dev_set_vlan_offload(port, 0), 0);
    }
    expect_no_write();
}

TEST_P(SparedRctl, ByAQueueThatIsStoppedAndStarted)
{
    for (int i = 0; i < 3; ++i) {
        expect_received(frame());
        ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
        EXPECT_TRUE(receives_nothing());
        expect_sent(frame(60, 1));
        ASSERT_EQ(rte_eth_dev_rx_queue_start(port, 0), 0);
        expect_at_once();
    }
    expect_no_write();
}

TEST_P(SparedRctl, ByLoopbackWhichWaitsForItOnceAtMost)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.lpbk_mode = 1;
    ASSERT_EQ(configure(), 0);
    for (int i = 0; i < 3; ++i) {
        const std::uint64_t took = elapsed_us([this] { EXPECT_EQ(rte_eth_dev_start(port), 0); });
        EXPECT_TRUE(i == 0 || took < 1'000'000) << i;
        ASSERT_TRUE(send(frame()));
        EXPECT_EQ(receive_all(), Frames{frame()});
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
    expect_no_write();
}

TEST_P(SparedRctl, ByALinkThatWasOffAtTheStop)
{
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    bed.pass(1'000'000);  // it is enabled again by the stop
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_at_once();
    expect_no_write();
}

/// RCTL has to say it: then it is said once, and not again by restarts.
TEST_P(SparedRctl, ByNoMoreThanOneWriteForWhatItAloneCanSay)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_KEEP_CRC;
    ASSERT_EQ(configure(), 0);
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        EXPECT_EQ(model.stored(reg::RCTL) & rctl::SECRC, 0u);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
}

/// Frames come in at every moment of a stop and of a start. From when the ring is taken away until it is given, none
/// may be delivered, and none anywhere but into the ring and its buffers.
TEST_P(SparedRctl, LetsNoFrameInBetweenStopAndStart)
{
    for (const bool queue_alone : {false, true, false}) {
        for (unsigned i = 0; i < 40; ++i)
            expect_received(frame());
        bool taken = false;
        unsigned in_between = 0;
        model.on_write = [&](std::uint32_t at) {
            const bool delivered = model.receive(to_everybody()) == Delivery::delivered;
            in_between += taken && delivered ? 1 : 0;
            taken = taken || at == reg::RDH;  // from the next write on
        };
        ASSERT_EQ(queue_alone ? rte_eth_dev_rx_queue_stop(port, 0) : rte_eth_dev_stop(port), 0);
        EXPECT_EQ(in_between, 0u);
        EXPECT_EQ(pool.available(), pool.size());
        EXPECT_TRUE(receives_nothing());
        taken = false;
        ASSERT_EQ(queue_alone ? rte_eth_dev_rx_queue_start(port, 0) : rte_eth_dev_start(port), 0);
        model.on_write = nullptr;
        while (!receive_all().empty()) {
        }
        EXPECT_EQ(model.failures().list(), std::vector<std::string>{});
        expect_received(frame());
    }
    expect_no_write();
}

TEST_P(SparedRctl, DoesNotKeepAReceiverEnabledThatKeepsItsRing)
{
    model.on_write = [this](std::uint32_t) { model.stored(reg::RDT) = 5; };
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    model.on_write = nullptr;
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 2u) << "off, and on again without ring";
}

INSTANTIATE_TEST_SUITE_P(On, SparedRctl, ::testing::Values("qemu", "kvm"), profile_name);

}  // namespace

}  // namespace test
