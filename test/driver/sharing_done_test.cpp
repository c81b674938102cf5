// SPDX-License-Identifier: BSD-3-Clause
// Several transmit queues over the one ring: what becomes of packets that are sent, or never will be.
#include "sharing.hpp"
#include "xstats.hpp"

namespace test {

namespace {

TEST_F(SharingTwo, WhatTheRingDoesForThemIsCountedOnce)
{
    slot.bar.reset_counts();
    for (int i = 0; i < 50; ++i) {
        at_the_next_doorbell([&] { EXPECT_EQ(burst_of(1, 3), 3u); });
        EXPECT_EQ(burst_of(0, 5), 5u);
    }
    EXPECT_EQ(xstat(port, "tx_doorbells"), slot.bar.writes_of(model::reg::TDT));
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(1, 2), 2u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(stats().opackets, 50u * 8 + 2);
    EXPECT_EQ(xstat(port, "tx_reclaimed_packets"), 50u * 8 + 2);
    EXPECT_EQ(xstat(port, "tx_unsent_packets"), 2u);
}

/// And what lies in front of them in the ring.
TEST_F(SharingTwo, OfAQueueAsManyPacketsAreGivenBackOnDemandAsAreAskedForOfIt)
{
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(0, 5), 5u);
    EXPECT_EQ(burst_of(1, 4), 4u);
    EXPECT_EQ(burst_of(0, 2), 2u);
    at_the_next_doorbell([&] { EXPECT_EQ(burst_of(1, 3), 3u) << "staged"; });
    EXPECT_EQ(burst_of(0, 1), 1u);
    EXPECT_EQ(rte_eth_tx_done_cleanup(port, 0, 0), 0);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(rte_eth_tx_done_cleanup(port, 1, 3), 3);
    EXPECT_EQ(held(), 7u) << "5 of the other queue lay in front";
    EXPECT_EQ(xstat(port, "tx_reclaimed_packets"), 8u);
    EXPECT_EQ(rte_eth_tx_done_cleanup(port, 0, 1), 1);
    EXPECT_EQ(held(), 5u);
    EXPECT_EQ(rte_eth_tx_done_cleanup(port, 0, 5), 2);
    EXPECT_EQ(held(), 0u);
    EXPECT_EQ(rte_eth_tx_done_cleanup(port, 1, 0), 0) << "given back before";
    EXPECT_EQ(xstat(port, "tx_reclaimed_packets"), 15u);
    expect_all_left();
}

/// The descriptors that will be used next are those of the ring, whichever queue sends.
TEST_F(SharingTwo, TheStatusOfADescriptorIsTheRings)
{
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(0, 40), 40u);
    for (const std::uint16_t id : {std::uint16_t{0}, std::uint16_t{1}}) {
        EXPECT_EQ(rte_eth_tx_descriptor_status(port, id, ring - 1 - 40 - 1), RTE_ETH_TX_DESC_DONE);
        EXPECT_EQ(rte_eth_tx_descriptor_status(port, id, ring - 1), RTE_ETH_TX_DESC_FULL);
        EXPECT_EQ(rte_eth_tx_descriptor_status(port, id, ring), -EINVAL);
    }
    at_the_next_doorbell([&] { EXPECT_EQ(rte_eth_tx_descriptor_status(port, 1, 0), RTE_ETH_TX_DESC_UNAVAIL); });
    EXPECT_EQ(burst_of(0, 1), 1u);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    stop_and_forget();
    ASSERT_EQ(start_queues({ring, ring / 2}), 0);
    EXPECT_EQ(rte_eth_tx_descriptor_status(port, 1, ring / 2), -EINVAL) << "it was set up with so many";
}

TEST_F(SharingTwo, WhatTheHardwareHasNotDoneAtTheStopIsCountedAsErrors)
{
    model.faults().tx_stalled = true;
    at_the_next_doorbell([&] { EXPECT_EQ(burst_of(1, 4), 4u); });
    EXPECT_EQ(burst_of(0, 6), 6u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(stats().oerrors, 10u);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(SharingTwo, EveryMempoolGetsItsOwnMbufsBack)
{
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
    stop_and_forget();
    ASSERT_EQ(start_queues({64, 64}), 0);
    const Pool other{255};
    for (unsigned i = 0; i < 100; ++i) {
        rte_mbuf* packet = other.make(numbered(1, taken[1]++));
        EXPECT_EQ(rte_eth_tx_burst(port, 1, &packet, 1), 1);
        EXPECT_EQ(burst_of(0, 1), 1u);
    }
    expect_all_left();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(other.available(), other.size());
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(SharingTwo, FastFreeNeedsTheWordOfEachQueue)
{
    stop_and_forget();
    rte_eth_txconf how = info().default_txconf;
    how.offloads = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, ring, any_socket, &how), 0);
    ASSERT_EQ(run(), 0);
    rte_mbuf* packet = pool.make(numbered(1, 0));
    rte_pktmbuf_refcnt_update(packet, 1);  // of queue 1, which has promised nothing
    EXPECT_EQ(rte_eth_tx_burst(port, 1, &packet, 1), 1);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(rte_mbuf_refcnt_read(packet), 1);
    EXPECT_EQ(pool.available(), pool.size() - 1);
    rte_pktmbuf_free(packet);
}

}  // namespace

}  // namespace test
