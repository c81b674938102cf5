// SPDX-License-Identifier: BSD-3-Clause
// Packets of one segment.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

using TxSize = OfEverySize;

TEST_P(TxSize, LeavesIntact)
{
    ASSERT_EQ(start(), 0);
    for (int turn = 0; turn < 3; ++turn)
        expect_sent(frame(size(), static_cast<std::uint8_t>(turn)));
    EXPECT_EQ(stats().opackets, 3u);
    EXPECT_EQ(stats().obytes, 3 * size());
}

INSTANTIATE_TEST_SUITE_P(On, TxSize, on_all_profiles_with(60, 61, 64, 128, 1000, 1514, 1518, 2000), profile_and_size);

struct Tx : Driver {
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
        slot.bar.reset_counts();
    }
    [[nodiscard]] std::vector<rte_mbuf*> packets(unsigned n, std::size_t size = 60) const
    {
        std::vector<rte_mbuf*> out;
        for (unsigned i = 0; i < n; ++i)
            out.push_back(pool.make(frame(size, static_cast<std::uint8_t>(i))));
        return out;
    }
    unsigned burst_of(unsigned n)
    {
        auto made = packets(n);
        const unsigned taken = rte_eth_tx_burst(port, 0, made.data(), static_cast<std::uint16_t>(n));
        for (unsigned i = taken; i < n; ++i)
            rte_pktmbuf_free(made[i]);
        return taken;
    }
    /// mbufs that the transmit ring holds.
    [[nodiscard]] unsigned held() const { return pool.size() - pool.available() - rx_size; }
    /// Stop and start with other queue settings.
    void restart_with(const rte_eth_txconf& how)
    {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, &how), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        slot.bar.reset_counts();
    }
    [[nodiscard]] unsigned reports_asked(std::uint32_t first, std::uint32_t n)
    {
        unsigned found = 0;
        for (std::uint32_t i = first; i < first + n; ++i)
            found += (model.tx().descriptor(i)->command & TxDescriptor::RS) != 0 ? 1 : 0;
        return found;
    }
};

TEST_F(Tx, OfNothingTouchesNoRegister)
{
    rte_mbuf* none = nullptr;
    EXPECT_EQ(rte_eth_tx_burst(port, 0, &none, 0), 0);
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
}

TEST_F(Tx, RingsTheDoorbellOnceABurst)
{
    EXPECT_EQ(burst_of(40), 40u);
    EXPECT_EQ(slot.bar.writes_of(reg::TDT), 1u);
    EXPECT_EQ(slot.bar.writes(), 1u);
}

TEST_F(Tx, NeverReadsARegister)
{
    for (unsigned i = 0; i < 200; ++i)
        ASSERT_EQ(burst_of(1 + i % 20), 1 + i % 20);
    EXPECT_EQ(slot.bar.reads(), 0u);
}

TEST_F(Tx, KeepsTheOrder)
{
    EXPECT_EQ(burst_of(50), 50u);
    ASSERT_EQ(model.sent.size(), 50u);
    for (unsigned i = 0; i < 50; ++i)
        EXPECT_EQ(model.sent[i], frame(60, static_cast<std::uint8_t>(i)));
}

TEST_F(Tx, HasTheDeviceAppendTheCrc)
{
    EXPECT_EQ(burst_of(1), 1u);
    EXPECT_NE(model.tx().descriptor(0)->command & TxDescriptor::IFCS, 0u);
    EXPECT_NE(model.tx().descriptor(0)->command & TxDescriptor::EOP, 0u);
}

TEST_F(Tx, AsksForOneReportABatchAndOneABurst)
{
    EXPECT_EQ(burst_of(40), 40u);  // the driver's choice for 64 descriptors: 16
    EXPECT_EQ(reports_asked(0, 40), 3u);
    EXPECT_NE(model.tx().descriptor(39)->command & TxDescriptor::RS, 0u);
}

TEST_F(Tx, AsksForReportsAsOftenAsTxRsThreshSays)
{
    rte_eth_txconf how = info().default_txconf;
    how.tx_rs_thresh = 4;
    restart_with(how);
    EXPECT_EQ(burst_of(32), 32u);
    EXPECT_EQ(reports_asked(0, 32), 8u);
}

TEST_F(Tx, LeavesOneDescriptorEmpty)
{
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(64), 63u);
    EXPECT_NE(model.tx().head(), model.tx().tail());
}

TEST_F(Tx, TakesNothingWhenTheRingIsFull)
{
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(63), 63u);
    EXPECT_EQ(burst_of(1), 0u);
    slot.bar.reset_counts();
    EXPECT_EQ(burst_of(5), 0u);
    EXPECT_EQ(slot.bar.writes(), 0u);
}

TEST_F(Tx, GoesOnOnceTheDeviceDoes)
{
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(64), 63u);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(burst_of(40), 40u);
    EXPECT_EQ(model.sent.size(), 103u);
}

TEST_F(Tx, KeepsWhatTheDeviceHasNotReported)
{
    model.faults().tx_no_writeback = true;
    EXPECT_EQ(burst_of(63), 63u);
    EXPECT_EQ(burst_of(1), 0u);
    EXPECT_EQ(held(), 63u);
}

TEST_F(Tx, NeverHoldsMoreThanTheRing)
{
    for (unsigned i = 0; i < 500; ++i) {
        ASSERT_EQ(burst_of(1 + i % 32), 1 + i % 32);
        ASSERT_LE(held(), tx_size - 1u);
    }
}

TEST_F(Tx, GivesBackAtOnceWhereTxFreeThreshSaysSo)
{
    rte_eth_txconf how = info().default_txconf;
    how.tx_free_thresh = 63;
    restart_with(how);
    EXPECT_EQ(burst_of(10), 10u);
    EXPECT_EQ(burst_of(1), 1u);
    EXPECT_EQ(held(), 1u);
}

TEST_F(Tx, CanWaitWithGivingBackUntilFewAreLeft)
{
    rte_eth_txconf how = info().default_txconf;
    how.tx_free_thresh = 8;
    restart_with(how);
    EXPECT_EQ(burst_of(20), 20u);
    EXPECT_EQ(burst_of(20), 20u);
    EXPECT_EQ(held(), 40u);
    EXPECT_EQ(burst_of(20), 20u);
    EXPECT_EQ(burst_of(1), 1u);
    EXPECT_EQ(held(), 1u);
}

TEST_F(Tx, GivesSharedMbufsBackByTheirCount)
{
    rte_mbuf* packet = pool.make(frame());
    rte_mbuf_refcnt_update(packet, 1);
    ASSERT_EQ(rte_eth_tx_burst(port, 0, &packet, 1), 1);
    EXPECT_EQ(burst_of(0), 0u);  // gives back what is done
    EXPECT_EQ(rte_mbuf_refcnt_read(packet), 1);
    rte_pktmbuf_free(packet);
}

TEST_F(Tx, SendsAClone)
{
    rte_mbuf* packet = pool.make(frame(200));
    rte_mbuf* clone = rte_pktmbuf_clone(packet, pool.get());
    ASSERT_NE(clone, nullptr);
    ASSERT_EQ(rte_eth_tx_burst(port, 0, &clone, 1), 1);
    EXPECT_EQ(model.sent, std::deque<Frame>{frame(200)});
    rte_pktmbuf_free(packet);
}

TEST_F(Tx, GivesMbufsBackToThePoolTheyAreOf)
{
    Pool other{63};
    for (int i = 0; i < 100; ++i) {
        rte_mbuf* two[] = {pool.make(frame(60, 1)), other.make(frame(60, 2))};
        ASSERT_EQ(rte_eth_tx_burst(port, 0, two, 2), 2);
    }
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(other.available(), other.size());
}

TEST_F(Tx, SendsFromWhereTheDataBeginsInTheMbuf)
{
    rte_mbuf* packet = pool.make(frame(200));
    rte_pktmbuf_adj(packet, 50);
    ASSERT_EQ(rte_eth_tx_burst(port, 0, &packet, 1), 1);
    const Frame whole = frame(200);
    EXPECT_EQ(model.sent, std::deque<Frame>{Frame(whole.begin() + 50, whole.end())});
}

TEST_F(Tx, WaitsForALinkOnSilicon)
{
    model.plug(false);
    EXPECT_EQ(burst_of(3), 3u);
    EXPECT_TRUE(model.sent.empty());
    model.plug(true);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(model.sent.size(), 3u);
}

struct FastFree : Tx {
    FastFree() { conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE; }
};

TEST_F(FastFree, SendsThroughManyTurns)
{
    for (unsigned i = 0; i < 500; ++i)
        ASSERT_EQ(burst_of(1 + i % 32), 1 + i % 32);
}

TEST_F(FastFree, GivesPaddedPacketsBackToo)
{
    for (unsigned i = 0; i < 300; ++i) {
        auto made = packets(2, i % 2 == 0 ? 20 : 60);
        ASSERT_EQ(rte_eth_tx_burst(port, 0, made.data(), 2), 2);
    }
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(FastFree, GivesAFullRingBackAtStop)
{
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(40), 40u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

}  // namespace

}  // namespace test
