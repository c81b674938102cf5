// SPDX-License-Identifier: BSD-3-Clause
// What rte_eth_rx_queue_info_get() and rte_eth_tx_queue_info_get() tell of a queue.
#include <algorithm>
#include <bit>

#include "driver.hpp"

namespace test {

namespace {

constexpr std::uint64_t scatter = RTE_ETH_RX_OFFLOAD_SCATTER, many_segments = RTE_ETH_TX_OFFLOAD_MULTI_SEGS,
                        promised_fast_free = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;

class QueueInfo : public Driver {
protected:
    void set_up_rx(std::uint64_t of_port, std::uint64_t of_queue, std::uint16_t free_thresh = 0)
    {
        conf.rxmode.offloads = of_port;
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        rte_eth_rxconf how = info().default_rxconf;
        how.offloads = of_queue;
        how.rx_free_thresh = free_thresh;
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, &how, pool.get()), 0);
    }
    void set_up_tx(std::uint64_t of_port, std::uint64_t of_queue, std::uint16_t rs_thresh = 0,
                   std::uint16_t free_thresh = 0)
    {
        conf.txmode.offloads = of_port;
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        rte_eth_txconf how = info().default_txconf;
        how.offloads = of_queue;
        how.tx_rs_thresh = rs_thresh;
        how.tx_free_thresh = free_thresh;
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, &how), 0);
    }
    [[nodiscard]] rte_eth_rxq_info rx() const
    {
        rte_eth_rxq_info out{};
        EXPECT_EQ(rte_eth_rx_queue_info_get(port, 0, &out), 0);
        return out;
    }
    [[nodiscard]] rte_eth_txq_info tx() const
    {
        rte_eth_txq_info out{};
        EXPECT_EQ(rte_eth_tx_queue_info_get(port, 0, &out), 0);
        return out;
    }
};

TEST_F(QueueInfo, TellsTheOffloadsOfTheQueueAndOfThePort)
{
    set_up_rx(0, 0);
    EXPECT_EQ(rx().conf.offloads, 0u);
    set_up_rx(0, scatter);
    EXPECT_EQ(rx().conf.offloads, scatter);
    set_up_rx(scatter, 0);
    EXPECT_EQ(rx().conf.offloads, scatter);

    set_up_tx(0, 0);
    EXPECT_EQ(tx().conf.offloads, 0u);
    set_up_tx(0, many_segments);
    EXPECT_EQ(tx().conf.offloads, many_segments);
    set_up_tx(promised_fast_free, many_segments);
    EXPECT_EQ(tx().conf.offloads, promised_fast_free | many_segments);
    set_up_tx(promised_fast_free, 0);
    EXPECT_EQ(tx().conf.offloads, promised_fast_free);
}

TEST_F(QueueInfo, TellsTheOffloadsOfThePortAsItIsConfiguredNow)
{
    set_up_rx(scatter, 0);
    set_up_tx(promised_fast_free, many_segments);
    conf = {};
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    EXPECT_EQ(rx().conf.offloads, 0u);
    EXPECT_EQ(tx().conf.offloads, many_segments);
}

TEST_F(QueueInfo, TellsTheThresholdsThatWereAskedFor)
{
    set_up_rx(0, 0, 7);
    EXPECT_EQ(rx().conf.rx_free_thresh, 7);
    set_up_tx(0, 0, 5, 9);
    EXPECT_EQ(tx().conf.tx_rs_thresh, 5);
    EXPECT_EQ(tx().conf.tx_free_thresh, 9);
}

TEST_F(QueueInfo, TellsTheThresholdsThatTheDriverChose)
{
    set_up_rx(0, 0);
    set_up_tx(0, 0);
    EXPECT_EQ(rx().conf.rx_free_thresh, 16) << "a quarter of 64";
    EXPECT_EQ(tx().conf.tx_rs_thresh, 16);
    EXPECT_EQ(tx().conf.tx_free_thresh, 64 - 32) << "all but half";

    rx_size = 512, tx_size = 256;
    set_up_rx(0, 0);
    set_up_tx(0, 0);
    EXPECT_EQ(rx().conf.rx_free_thresh, 64);
    EXPECT_EQ(tx().conf.tx_rs_thresh, 32);
    EXPECT_EQ(tx().conf.tx_free_thresh, 256 - 64);
}

/// Of 64 and 32 where a quarter of the ring is as much, else that; packets are given back when 64 or a quarter wait for
/// it.
TEST_F(QueueInfo, TellsOfEveryRingThresholdsThatFitItWhereNoneIsAskedFor)
{
    for (const unsigned n : {32u, 40u, 64u, 120u, 128u, 512u, 4096u}) {
        const auto size = static_cast<std::uint16_t>(n);
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, size, any_socket, nullptr, pool.get()), 0) << size;
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, size, any_socket, nullptr), 0) << size;
        EXPECT_EQ(rx().conf.rx_free_thresh, std::min(64, size / 4)) << size;
        EXPECT_EQ(tx().conf.tx_rs_thresh, std::min(32, size / 4)) << size;
        EXPECT_EQ(tx().conf.tx_free_thresh, size - std::min(64, size / 2)) << size;
    }
}

TEST_F(QueueInfo, TellsRingPoolAndState)
{
    rx_size = 128, tx_size = 96;
    set_up_rx(0, 0);
    set_up_tx(0, 0);
    EXPECT_EQ(rx().nb_desc, 128);
    EXPECT_EQ(tx().nb_desc, 96);
    EXPECT_EQ(rx().mp, pool.get());
    EXPECT_EQ(rx().queue_state, RTE_ETH_QUEUE_STATE_STOPPED);
    EXPECT_EQ(tx().queue_state, RTE_ETH_QUEUE_STATE_STOPPED);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(rx().queue_state, RTE_ETH_QUEUE_STATE_STARTED);
    EXPECT_EQ(tx().queue_state, RTE_ETH_QUEUE_STATE_STARTED);
}

/// The chip drops what it has no buffer for, and a queue cannot be started by itself.
TEST_F(QueueInfo, TellsWhatTheDriverHasNoChoiceIn)
{
    set_up_rx(0, 0);
    set_up_tx(0, 0);
    EXPECT_EQ(rx().conf.rx_drop_en, 1);
    EXPECT_EQ(info().default_rxconf.rx_drop_en, 1);
    EXPECT_EQ(rx().conf.rx_deferred_start, 0);
    EXPECT_EQ(tx().conf.tx_deferred_start, 0);
    EXPECT_EQ(rx().conf.rx_nseg, 0);
    EXPECT_EQ(rx().conf.rx_thresh.pthresh + rx().conf.rx_thresh.hthresh + rx().conf.rx_thresh.wthresh, 0);
    EXPECT_EQ(tx().conf.tx_thresh.pthresh + tx().conf.tx_thresh.hthresh + tx().conf.tx_thresh.wthresh, 0);
}

TEST_F(QueueInfo, TellsTheSizeOfTheHardwaresBuffers)
{
    for (const unsigned size : {256u, 511u, 512u, 1023u, 1920u, 2048u, 4095u, 8192u, 16383u, 16384u}) {
        const Pool sized{127, static_cast<std::uint16_t>(RTE_PKTMBUF_HEADROOM + size)};
        set_up_rx(scatter, 0);
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, sized.get()), 0);
        EXPECT_EQ(rx().rx_buf_size, std::bit_floor(size)) << size;
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        using namespace model;
        const std::uint32_t control = model.stored(reg::RCTL), size_bits = control >> rctl::BSIZE_SHIFT & 3;
        EXPECT_EQ(rx().rx_buf_size, ((control & rctl::BSEX) != 0 ? 32768u : 2048u) >> size_bits) << size;
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_F(QueueInfo, TellsOfScatteringWhatHoldsNow)
{
    set_up_rx(scatter, 0);
    set_up_tx(0, 0);
    EXPECT_EQ(rx().scattered_rx, 0) << "a packet fits into an mbuf";
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 9000), 0);
    EXPECT_EQ(rx().scattered_rx, 1);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(rx().scattered_rx, 1);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1500), 0);
    EXPECT_EQ(rx().scattered_rx, 0);
}

}  // namespace

}  // namespace test
