// SPDX-License-Identifier: BSD-3-Clause
// What can be asked of a transmit ring: what its descriptors are doing, and to give back what is sent.
#include "driver.hpp"
#include "xstats.hpp"

namespace test {

namespace {

class TxStatus : public Driver {
protected:
    void set_up(std::uint16_t rs_thresh = 0)
    {
        rte_eth_txconf how = info().default_txconf;
        how.tx_rs_thresh = rs_thresh;
        how.tx_free_thresh = 1;  // bursts give back as late as they can
        ASSERT_EQ(configure(), 0);
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, &how), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
    void send_many(unsigned n, std::size_t size = 60, std::size_t segment = 0)
    {
        std::vector<rte_mbuf*> packets;
        for (unsigned i = 0; i < n; ++i)
            packets.push_back(pool.make(frame(size), segment));
        ASSERT_EQ(rte_eth_tx_burst(port, 0, packets.data(), static_cast<std::uint16_t>(n)), n);
        model.tick();
    }
    /// Of each descriptor, from the next one to be used on: F for full, d for done, u for unavailable.
    [[nodiscard]] std::string states() const
    {
        std::string out;
        for (std::uint16_t i = 0; i < tx_size; ++i) {
            const int status = rte_eth_tx_descriptor_status(port, 0, i);
            out += status == RTE_ETH_TX_DESC_FULL      ? 'F'
                   : status == RTE_ETH_TX_DESC_DONE    ? 'd'
                   : status == RTE_ETH_TX_DESC_UNAVAIL ? 'u'
                                                       : '?';
        }
        return out;
    }
    [[nodiscard]] static std::string row(std::size_t done, std::size_t full)
    {
        return std::string(done, 'd') + std::string(full, 'F');
    }
    [[nodiscard]] unsigned in_use() const { return pool.size() - pool.available() - rx_size; }
    [[nodiscard]] int clean_up(std::uint32_t most) const { return rte_eth_tx_done_cleanup(port, 0, most); }
};

TEST_F(TxStatus, OfARingThatIsNotUsedIsDone)
{
    set_up();
    EXPECT_EQ(states(), row(64, 0));
    EXPECT_EQ(rte_eth_tx_descriptor_status(port, 0, 64), -EINVAL);
    EXPECT_EQ(rte_eth_tx_descriptor_status(port, 0, 65535), -EINVAL);
}

TEST_F(TxStatus, IsFullWhileHardwareHasNotReported)
{
    set_up();
    model.faults().tx_stalled = true;
    send_many(5);
    EXPECT_EQ(states(), row(58, 6)) << "the slot that stays empty waits with the oldest";
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(states(), row(64, 0)) << "though nothing was given back";
    EXPECT_EQ(in_use(), 5u);
}

/// Only the last of a chunk reports.
TEST_F(TxStatus, IsThatOfTheReportWhichCoversIt)
{
    set_up(4);
    model.faults().tx_stalled = true;
    send_many(10);
    send_many(1, 150, 50);
    EXPECT_EQ(states(), row(50, 14));
    model.tx().write_back(3);
    EXPECT_EQ(states(), row(55, 9)) << "four, and the empty slot";
    model.tx().write_back(7);
    EXPECT_EQ(states(), row(59, 5));
    model.tx().write_back(9);
    EXPECT_EQ(states(), row(61, 3));
    model.tx().write_back(10);
    EXPECT_EQ(states(), row(61, 3)) << "in the middle of a packet";
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(states(), row(64, 0));
}

TEST_F(TxStatus, IsRightThroughManyTurns)
{
    set_up();
    for (unsigned turn = 0; turn < 200; ++turn) {
        const unsigned n = 1 + turn * 7 % 40;
        model.faults().tx_stalled = true;
        send_many(n);
        EXPECT_EQ(states(), row(63 - n, n + 1)) << turn;
        model.faults().tx_stalled = false;
        model.tx().run(true);
        EXPECT_EQ(states(), row(64, 0)) << turn;
        EXPECT_EQ(clean_up(0), static_cast<int>(n)) << turn;
    }
}

TEST_F(TxStatus, IsFullInAFullRing)
{
    set_up();
    model.faults().tx_stalled = true;
    send_many(63);
    EXPECT_EQ(states(), row(0, 64));
    model.tx().write_back(15);
    EXPECT_EQ(states(), row(17, 47));
    model.faults().tx_stalled = false;
    model.tx().run(true);
}

TEST_F(TxStatus, AllowsToGiveBackAsMuchAsIsDone)
{
    set_up(4);
    EXPECT_EQ(clean_up(0), 0);
    model.faults().tx_stalled = true;
    send_many(10);
    send_many(1, 150, 50);
    EXPECT_EQ(clean_up(0), 0);
    model.tx().write_back(3);
    EXPECT_EQ(clean_up(0), 4);
    EXPECT_EQ(clean_up(0), 0);
    EXPECT_EQ(in_use(), 9u);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(clean_up(0), 7);
    EXPECT_EQ(in_use(), 0u);
    EXPECT_EQ(xstat(port, "tx_reclaimed_packets"), 11u);
    expect_traffic();
}

TEST_F(TxStatus, AllowsToGiveBackNoMoreThanIsAsked)
{
    set_up();
    send_many(20);
    send_many(3, 150, 50);
    EXPECT_EQ(clean_up(1), 1);
    EXPECT_EQ(in_use(), 28u);
    EXPECT_EQ(clean_up(15), 15);
    EXPECT_EQ(clean_up(5), 5) << "over the end of a chunk";
    EXPECT_EQ(in_use(), 6u);
    EXPECT_EQ(states(), row(64, 0));
    send_many(20);
    EXPECT_EQ(clean_up(100), 22);
    EXPECT_EQ(in_use(), 0u);
    EXPECT_EQ(model.sent.size(), 43u);
}

/// Half a chunk is given back one by one, the rest in bulk.
TEST_F(TxStatus, AllowsToGiveBackHalfAChunkOfMbufsThatAreFreedFast)
{
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;
    set_up();
    for (unsigned turn = 0; turn < 20; ++turn) {
        send_many(32);
        EXPECT_EQ(clean_up(7), 7);
        EXPECT_EQ(in_use(), 25u);
        EXPECT_EQ(clean_up(0), 25);
    }
    send_many(32);
    EXPECT_EQ(clean_up(7), 7);
    send_many(32);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(clean_up(0), 0) << "a port that is stopped has nothing";
    EXPECT_EQ(pool.available(), pool.size());
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_F(TxStatus, OfNoQueueIsRefused)
{
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    EXPECT_EQ(clean_up(0), -EINVAL);
}

}  // namespace

}  // namespace test
