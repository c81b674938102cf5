// SPDX-License-Identifier: BSD-3-Clause
// Queues that are started and stopped by themselves: what does not differ from profile to profile.
#include "sharing.hpp"

namespace test {

namespace {

using namespace model;

struct QueueStartOnce : Sharing {
    void SetUp() override
    {
        Sharing::SetUp();
        ASSERT_EQ(start(), 0);
    }
};

TEST_F(QueueStartOnce, IsRefusedWhileThePortIsStopped)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(rte_eth_dev_rx_queue_start(port, 0), -EINVAL);
    EXPECT_EQ(rte_eth_dev_tx_queue_start(port, 0), -EINVAL);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(QueueStartOnce, OfAChainThatIsHalfHereFreesIt)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    model.rx().write_back(0, {.length = 2048, .status = RxDescriptor::DD});  // without an end of packet
    EXPECT_TRUE(receive_all().empty());
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(QueueStartOnce, WritesRctlOnceForEach)
{
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
    ASSERT_EQ(rte_eth_dev_rx_queue_start(port, 0), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 2u);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_tx_queue_start(port, 0), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 2u);
    EXPECT_EQ(slot.bar.writes_of(reg::TCTL), 0u) << "nothing was left to send";
}

TEST_F(QueueStartOnce, KeepsTheLogOfPackets)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    const Log log{RTE_LOG_DEBUG};
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    EXPECT_EQ(burst_of(0, 1), 0u);
    ASSERT_EQ(rte_eth_dev_rx_queue_start(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_tx_queue_start(port, 0), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
    EXPECT_EQ(log.count("100 bytes in 1 buffers"), 1u) << log.text();
    EXPECT_EQ(log.count("100 bytes in 1 segments"), 1u) << log.text();
}

TEST_F(QueueStartOnce, IsToldOfADeferredQueue)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    rte_eth_rxconf rx = info().default_rxconf;
    rte_eth_txconf tx = info().default_txconf;
    rx.rx_deferred_start = tx.tx_deferred_start = 1;
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, &rx, pool.get()), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, &tx), 0);
    rte_eth_rxq_info rx_told{};
    rte_eth_txq_info tx_told{};
    ASSERT_EQ(rte_eth_rx_queue_info_get(port, 0, &rx_told), 0);
    ASSERT_EQ(rte_eth_tx_queue_info_get(port, 0, &tx_told), 0);
    EXPECT_EQ(rx_told.conf.rx_deferred_start, 1);
    EXPECT_EQ(tx_told.conf.tx_deferred_start, 1);
}

}  // namespace

}  // namespace test
