// SPDX-License-Identifier: BSD-3-Clause
// Several transmit queues: every order of setting them up, their number changed, what is refused.
#include <algorithm>
#include <array>

#include "sharing.hpp"

namespace test {

namespace {

using SharingSetUp = Sharing;

TEST_F(SharingSetUp, TakesUpToSixtyFourQueues)
{
    EXPECT_EQ(info().max_tx_queues, 64);
    EXPECT_EQ(configure_queues(Sizes(64, 32)), 0);
    EXPECT_EQ(rte_eth_dev_configure(port, 1, 65, &conf), -EINVAL);
}

TEST_F(SharingSetUp, EveryOrderSends)
{
    std::array<std::uint16_t, 3> order{0, 1, 2};
    constexpr std::array<std::uint16_t, 3> sizes{32, 128, 64};
    do {
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 3, &conf), 0);
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, pool.get()), 0);
        for (const std::uint16_t id : order)
            ASSERT_EQ(rte_eth_tx_queue_setup(port, id, sizes[id], any_socket, nullptr), 0);
        ASSERT_EQ(run(), 0);
        for (const std::uint16_t id : order)
            EXPECT_EQ(burst_of(id, 20), 20u);
        expect_all_left();
        stop_and_forget();
    } while (std::ranges::next_permutation(order).found);
}

TEST_F(SharingSetUp, ThatIsNotDoneForAQueueRefusesTheStartAndSaysForWhich)
{
    ASSERT_EQ(configure_queues({64, 64, 64}), 0);
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 4, &conf), 0);
    const Log log;
    EXPECT_EQ(rte_eth_dev_start(port), -EINVAL);
    EXPECT_TRUE(log.has("TX queue 3 is not set up")) << log.text();
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 3, 64, any_socket, nullptr), 0);
    ASSERT_EQ(run(), 0);
    EXPECT_EQ(burst_of(3, 1), 1u);
    expect_all_left();
}

/// ethdev keeps the queues that are left.
TEST_F(SharingSetUp, TheNumberOfQueuesMayChangeAtEachConfiguration)
{
    ASSERT_EQ(configure_queues(Sizes(8, 64)), 0);
    for (const std::uint16_t n : Sizes{8, 1, 2, 1, 5}) {
        ASSERT_EQ(rte_eth_dev_configure(port, 1, n, &conf), 0);
        for (std::uint16_t id = std::min(n, tx_queues); id < n; ++id)
            ASSERT_EQ(rte_eth_tx_queue_setup(port, id, 64, any_socket, nullptr), 0);
        tx_queues = n;
        ASSERT_EQ(run(), 0) << n;
        for (std::uint16_t id = 0; id < n; ++id)
            EXPECT_EQ(burst_of(id, 10), 10u) << n;
        expect_all_left();
        const rte_eth_stats before = stats();
        stop_and_forget();
        EXPECT_EQ(stats().opackets, before.opackets);
    }
    EXPECT_EQ(stats().opackets, (8u + 1 + 2 + 1 + 5) * 10);
    EXPECT_EQ(queue_stat("tx", 0, "packets"), 50u);
    EXPECT_EQ(queue_stat("tx", 1, "packets"), 30u);
}

TEST_F(SharingSetUp, OfOneQueueAnewKeepsWhatItHasCounted)
{
    ASSERT_EQ(start_queues({64, 64}), 0);
    EXPECT_EQ(burst_of(0, 3), 3u);
    EXPECT_EQ(burst_of(1, 5), 5u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 1, 256, any_socket, nullptr), 0);
    EXPECT_EQ(queue_stat("tx", 1, "packets"), 5u);
    ASSERT_EQ(run(), 0);
    EXPECT_EQ(burst_of(0, 3), 3u);
    EXPECT_EQ(burst_of(1, 5), 5u);
    EXPECT_EQ(queue_stat("tx", 0, "packets"), 6u);
    EXPECT_EQ(queue_stat("tx", 1, "packets"), 10u);
    ASSERT_EQ(rte_eth_stats_reset(port), 0);
    EXPECT_EQ(burst_of(1, 2), 2u);
    EXPECT_EQ(queue_stat("tx", 0, "packets"), 0u);
    EXPECT_EQ(queue_stat("tx", 1, "packets"), 2u);
    expect_all_left();
}

TEST_F(SharingSetUp, EveryQueueTellsWhatItWasSetUpWith)
{
    ASSERT_EQ(start_queues({64, 512, 32}), 0);
    for (std::uint16_t id = 0; const std::uint16_t size : Sizes{64, 512, 32}) {
        rte_eth_txq_info told{};
        ASSERT_EQ(rte_eth_tx_queue_info_get(port, id, &told), 0);
        EXPECT_EQ(told.nb_desc, size);
        EXPECT_EQ(told.queue_state, RTE_ETH_QUEUE_STATE_STARTED);
        ++id;
    }
}

/// The hardware's ring is that of the queue with most descriptors.
TEST_F(SharingSetUp, TheLargestRingIsTheHardwares)
{
    ASSERT_EQ(start_queues({64, 512, 32}), 0);
    EXPECT_EQ(model.stored(model::reg::TDLEN), 512u * 16);
    stop_and_forget();
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 1, 32, any_socket, nullptr), 0);
    ASSERT_EQ(run(), 0);
    EXPECT_EQ(model.stored(model::reg::TDLEN), 64u * 16);
    EXPECT_EQ(burst_of(1, 30), 30u);
    expect_all_left();
}

TEST_F(SharingSetUp, TheSmallestRingServesTheMostQueues)
{
    ASSERT_EQ(start_queues(Sizes(64, 32)), 0);
    for (std::uint16_t id = 0; id < tx_queues; ++id)
        EXPECT_EQ(burst_of(id, 31), 31u);
    expect_all_left();
}

TEST_F(SharingSetUp, APortResetForgetsTheQueues)
{
    ASSERT_EQ(start_queues({64, 64}), 0);
    EXPECT_EQ(burst_of(1, 3), 3u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    taken.assign(taken.size(), 0);
    model.sent.clear();
    ASSERT_EQ(start_queues({64, 64, 64}), 0);
    for (std::uint16_t id = 0; id < tx_queues; ++id)
        EXPECT_EQ(burst_of(id, 3), 3u);
    expect_all_left();
}

}  // namespace

}  // namespace test
