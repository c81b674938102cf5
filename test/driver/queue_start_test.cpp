// SPDX-License-Identifier: BSD-3-Clause
// Queues that are started and stopped by themselves, while the port runs.
#include "sharing.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint8_t started = RTE_ETH_QUEUE_STATE_STARTED, stopped = RTE_ETH_QUEUE_STATE_STOPPED;

class QueueStart : public Sharing, public ::testing::WithParamInterface<const char*> {
protected:
    QueueStart() : Sharing(Profile::named(GetParam())) {}

    /// Set up both directions, @p n queues that send, as deferred as told.
    [[nodiscard]] int set_up(bool rx_deferred, bool tx_deferred, std::uint16_t n = 1, rte_mempool* from = nullptr)
    {
        int error = rte_eth_dev_configure(port, 1, n, &conf);
        rte_eth_rxconf rx = info().default_rxconf;
        rte_eth_txconf tx = info().default_txconf;
        rx.rx_deferred_start = rx_deferred;
        tx.tx_deferred_start = tx_deferred;
        if (error == 0)
            error = rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, &rx, from != nullptr ? from : pool.get());
        for (std::uint16_t id = 0; error == 0 && id < n; ++id)
            error = rte_eth_tx_queue_setup(port, id, tx_size, any_socket, &tx);
        return error;
    }
    std::size_t waited_for_start = 0;  ///< frames

    [[nodiscard]] std::uint8_t rx_state() const
    {
        rte_eth_rxq_info out{};
        EXPECT_EQ(rte_eth_rx_queue_info_get(port, 0, &out), 0);
        return out.queue_state;
    }
    [[nodiscard]] std::uint8_t tx_state(std::uint16_t id = 0) const
    {
        rte_eth_txq_info out{};
        EXPECT_EQ(rte_eth_tx_queue_info_get(port, id, &out), 0);
        return out.queue_state;
    }
    /// QEMU receives only a second after RCTL was written, and then what has waited at its backend.
    void start_rx()
    {
        ASSERT_EQ(rte_eth_dev_rx_queue_start(port, 0), 0);
        ASSERT_TRUE(wait_link());
        const Frames waited = receive_all();
        EXPECT_TRUE(waited.empty() || model.profile().queues_without_buffer);
        waited_for_start += waited.size();
    }
    void expect_not_delivered()
    {
        EXPECT_NE(model.receive(frame()), Delivery::delivered);
        EXPECT_TRUE(receive_all().empty());
    }
    void expect_nothing_received()
    {
        expect_not_delivered();
        EXPECT_EQ(pool.available(), pool.size()) << "no buffer is the device's";
    }
};

TEST_P(QueueStart, AReceiveQueueStopsAndStartsBesideASender)
{
    ASSERT_EQ(start(), 0);
    for (int turn = 0; turn < 3; ++turn) {
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
        EXPECT_EQ(rx_state(), stopped);
        expect_sent(frame());
        ASSERT_TRUE(send(frame())) << "which reclaims";
        model.sent.clear();
        expect_not_delivered();
        ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0) << "again";
        start_rx();
        EXPECT_EQ(rx_state(), started);
        ASSERT_EQ(rte_eth_dev_rx_queue_start(port, 0), 0) << "again";
    }
    EXPECT_EQ(stats().ipackets, 3u + waited_for_start);
    EXPECT_EQ(stats().ierrors, 0u);
}

TEST_P(QueueStart, AStoppedReceiveQueueHasNoBuffer)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);  // and is never looked at
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    expect_nothing_received();
    start_rx();
    expect_received(frame(60, 7));
}

TEST_P(QueueStart, ADeferredReceiveQueueStartsByItselfEachTime)
{
    ASSERT_EQ(set_up(true, false), 0);
    for (int turn = 0; turn < 2; ++turn) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        bed.pass(6'000'000);
        EXPECT_EQ(rx_state(), stopped);
        EXPECT_EQ(tx_state(), started);
        expect_nothing_received();
        expect_sent(frame());
        start_rx();
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(rx_state(), stopped);
        EXPECT_EQ(pool.available(), pool.size());
    }
}

TEST_P(QueueStart, APortStartsAllItsQueuesButTheDeferredOnes)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(rx_state(), started);
    EXPECT_EQ(tx_state(), started);
    expect_traffic();
}

TEST_P(QueueStart, ControlCallsDoNotStartAReceiver)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    ASSERT_EQ(rte_eth_allmulticast_enable(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1600), 0);
    EXPECT_TRUE(receives_nothing());
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    bed.pass(6'000'000);
    expect_nothing_received();
    start_rx();
    Frame foreign = frame(1614);
    foreign[5] ^= 0xff;
    expect_received(foreign);
}

TEST_P(QueueStart, WhileTheLinkIsOffCountsFromThenOn)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_rx_queue_start(port, 0), 0);
    expect_not_delivered();
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    (void)receive_all();  // QEMU's backend has kept it
    expect_traffic();
}

TEST_P(QueueStart, ThatFindsTooFewMbufsIsRefusedAndMayBeTriedAgain)
{
    Pool few{64};
    ASSERT_EQ(set_up(true, false, 1, few.get()), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    rte_mbuf* one = rte_pktmbuf_alloc(few.get());
    {
        const Log log;
        EXPECT_EQ(rte_eth_dev_rx_queue_start(port, 0), -ENOMEM);
        EXPECT_TRUE(log.has("the RX ring needs 64 mbufs")) << log.text();
    }
    EXPECT_EQ(rx_state(), stopped);
    rte_pktmbuf_free(one);
    EXPECT_EQ(few.available(), 64u);
    start_rx();
    EXPECT_EQ(few.available(), 0u);
    EXPECT_EQ(model.receive(frame()), Delivery::delivered);
    EXPECT_EQ(receive_all(), Frames{frame()});
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
}

TEST_P(QueueStart, ASendingQueueTakesNothingWhileStopped)
{
    ASSERT_EQ(start(), 0);
    for (int turn = 0; turn < 3; ++turn) {
        EXPECT_EQ(burst_of(0, 20), 20u);
        model.tick();
        ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
        EXPECT_EQ(tx_state(), stopped);
        EXPECT_GE(pool.available(), pool.size() - rx_size) << "what was sent is given back";
        EXPECT_EQ(burst_of(0, 5), 0u);
        expect_received(frame());
        ASSERT_EQ(rte_eth_dev_tx_queue_start(port, 0), 0);
        EXPECT_EQ(tx_state(), started);
    }
    EXPECT_EQ(burst_of(0, 1), 1u);
    model.tick();
    expect_all_left();
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_P(QueueStart, WhatTheDeviceDoesNotSendIsFreedWhenTheQueueStops)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(0, 10), 10u);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    EXPECT_EQ(pool.available(), pool.size() - rx_size);
    EXPECT_EQ(stats().oerrors, 10u);
    model.faults().tx_stalled = false;
    ASSERT_EQ(rte_eth_dev_tx_queue_start(port, 0), 0);
    EXPECT_TRUE(model.sent.empty());
    expect_traffic();
}

TEST_P(QueueStart, WhatWaitsForTheLinkIsFreedWhenTheQueueStops)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_EQ(burst_of(0, 10), 10u);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    EXPECT_EQ(pool.available(), pool.size() - rx_size);
    EXPECT_EQ(model.stored(reg::TCTL) & tctl::EN, 0u);
    ASSERT_EQ(rte_eth_dev_tx_queue_start(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
    EXPECT_EQ(model.sent.size(), 1u);
}

TEST_P(QueueStart, DeferredSendingQueuesStartOneByOne)
{
    ASSERT_EQ(set_up(false, true, 3), 0);
    for (int turn = 0; turn < 2; ++turn) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        for (std::uint16_t id = 0; id < 3; ++id) {
            EXPECT_EQ(tx_state(id), stopped);
            EXPECT_EQ(burst_of(id, 1), 0u);
        }
        for (const std::uint16_t id : Sizes{2, 0, 1}) {
            ASSERT_EQ(rte_eth_dev_tx_queue_start(port, id), 0);
            EXPECT_EQ(burst_of(id, 4), 4u);
            model.tick();
        }
        expect_all_left();
        stop_and_forget();
    }
}

TEST_P(QueueStart, OfOneOfSeveralLeavesTheOthersAlone)
{
    ASSERT_EQ(start_queues({64, 64}), 0);
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(0, 4), 4u);
    EXPECT_EQ(burst_of(1, 4), 4u);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    EXPECT_EQ(burst_of(0, 4), 0u);
    EXPECT_EQ(burst_of(1, 4), 4u);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    expect_all_left();
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 1), 0);
    EXPECT_EQ(pool.available(), pool.size() - rx_size) << "none is left";
    ASSERT_EQ(rte_eth_dev_tx_queue_start(port, 0), 0);
    EXPECT_EQ(burst_of(0, 4), 4u);
    EXPECT_EQ(burst_of(1, 4), 0u);
    model.tick();
    expect_all_left();
    EXPECT_EQ(queue_stat("tx", 0, "packets"), 8u);
    EXPECT_EQ(queue_stat("tx", 1, "packets"), 8u);
}

TEST_P(QueueStart, OfADeviceThatIsGoneGivesItsBuffersBack)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(burst_of(0, 4), 4u);
    model.remove();
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

INSTANTIATE_TEST_SUITE_P(On, QueueStart, all_profiles, profile_name);

}  // namespace

}  // namespace test
