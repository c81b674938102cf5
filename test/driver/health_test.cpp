// SPDX-License-Identifier: BSD-3-Clause
// The watchdog where not all devices are alike, several queues, and applications that close the port in its callback.
#include "flow_control.hpp"
#include "watched.hpp"

namespace test {

namespace {

using namespace model;

using HealthOnSilicon = Watched<Driver>;
using HealthOnQemu = Watched<OnQemu>;
using HealthOfPausing = Watched<FlowControlOp>;

void free_all(std::vector<rte_mbuf*> packets)
{
    rte_pktmbuf_free_bulk(packets.data(), static_cast<unsigned>(packets.size()));
}

TEST_F(HealthOnSilicon, FramesThatAreMissedThoughThereAreBuffersAreAnIllness)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);
    free_all(burst());
    model.faults().rx_stalled = true;
    const Log log;
    receive_for(10);
    EXPECT_EQ(resets, 1u);
    EXPECT_TRUE(log.has("the receiver stands still, RCTL.EN 1 RDH 1 RDT 63; rte_eth_dev_reset() revives it"))
        << log.text();

    model.faults().rx_stalled = false;  // as the reset has it
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(HealthOnSilicon, FramesThatWereMissedOnceAreNone)
{
    ASSERT_EQ(start(), 0);
    model.faults().rx_stalled = true;
    receive_for(2);
    model.faults().rx_stalled = false;
    expect_well_for(long_enough);
}

TEST_F(HealthOnSilicon, AnEmptyMempoolIsNone)
{
    const Pool small{90};
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, 64, any_socket, nullptr, small.get()), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, 64, any_socket, nullptr), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    std::vector<rte_mbuf*> kept;
    for (int i = 0; i < 100; ++i) {
        (void)model.receive(frame());
        for (rte_mbuf* const each : burst())
            kept.push_back(each);
    }
    receive_for(10);
    expect_well();
    free_all(kept);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    rte_eth_dev_reset(port);
}

TEST_F(HealthOnQemu, AFrameThatNoRingOfThisSizeCanTakeIsNone)
{
    const Pool tiny{500, RTE_PKTMBUF_HEADROOM + 256};
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, 32, any_socket, nullptr, tiny.get()), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, 64, any_socket, nullptr), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    receive_for(10, 9000);
    expect_well();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    rte_eth_dev_reset(port);
}

TEST_F(HealthOfPausing, APartnerThatPausesUsIsNone)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(force(RTE_ETH_FC_FULL), 0);
    constexpr std::uint64_t step = 30'000;  // less than the longest pause of all at 1000 Mbit/s
    (void)model.receive(pause(0xffff));
    ASSERT_TRUE(send(frame()));
    for (std::uint64_t passed = 0; passed < long_enough; passed += step) {
        (void)model.receive(pause(0xffff));
        bed.pass(step);
    }
    expect_well();
    EXPECT_TRUE(model.sent.empty()) << "it was paused";
    bed.pass(second);
    EXPECT_EQ(model.sent.size(), 1u);
}

TEST_F(HealthOnSilicon, SeveralQueuesAreWatchedAsTheOneRingThatTheyShare)
{
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 3, &conf), 0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, 64, any_socket, nullptr, pool.get()), 0);
    for (std::uint16_t id = 0; id < 3; ++id)
        ASSERT_EQ(rte_eth_tx_queue_setup(port, id, id == 1 ? 128 : 64, any_socket, nullptr), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_well_for(long_enough);
    stall_the_transmitter();
    rte_mbuf* packet = pool.make(frame());
    ASSERT_EQ(rte_eth_tx_burst(port, 2, &packet, 1), 1);
    bed.pass(long_enough);
    EXPECT_EQ(resets, 1u);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(HealthOnSilicon, StandsInThePrivateDump)
{
    EXPECT_EQ(health(), "not watched");
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(health(), "well");
    enable_the_receiver(false);
    bed.pass(long_enough);
    EXPECT_EQ(health(), "to be reset");
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(health(), "not watched");
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(health(), "well");
    model.remove();
    bed.pass(second);
    EXPECT_EQ(health(), "removed");
}

TEST_F(HealthOnSilicon, TheCallbackMayResetThePort)
{
    ASSERT_EQ(start(), 0);
    stall_the_transmitter();
    ASSERT_TRUE(send(frame()));
    when_told = [this] { EXPECT_EQ(rte_eth_dev_reset(port), 0); };
    bed.pass(long_enough);
    EXPECT_EQ(resets, 1u);
    EXPECT_EQ(pool.available(), pool.size());
    stall_the_transmitter(false);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(HealthOnSilicon, TheCallbackMayRemoveThePort)
{
    ASSERT_EQ(start(), 0);
    stall_the_transmitter();
    ASSERT_TRUE(send(frame()));
    when_told = [this] { EXPECT_EQ(bed.remove(), 0); };
    bed.pass(2 * long_enough);
    EXPECT_EQ(resets, 1u);
    EXPECT_EQ(bed.port(), -1);
    EXPECT_EQ(pool.available(), pool.size());
    when_told = {};
    stall_the_transmitter(false);
    ASSERT_EQ(bed.probe(), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(HealthOnSilicon, AReceiverThatStandsIsAnIllnessThoughNobodyTakesFrames)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);
    model.faults().rx_stalled = true;
    receive_for(10);
    EXPECT_EQ(resets, 1u);
}

}  // namespace

}  // namespace test
