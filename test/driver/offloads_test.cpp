// SPDX-License-Identifier: BSD-3-Clause
// Offloads that the port or the queue was asked for, while queues outlast what the port is configured with.
#include "driver.hpp"

namespace test {

namespace {

constexpr std::uint64_t fast_free = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE;

class PromiseOfFastFree : public Driver {
protected:
    void set_up_and_run(std::uint64_t of_port, std::uint64_t of_queue = 0)
    {
        conf.txmode.offloads = of_port;
        rte_eth_txconf how = info().default_txconf;
        how.offloads = of_queue;
        ASSERT_EQ(configure(), 0);
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, &how), 0);
        run();
    }
    /// Stop, configure with other offloads, and start on the same queues.
    void restart_with(std::uint64_t of_port)
    {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        conf.txmode.offloads = of_port;
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        run();
    }
    /// Whether the driver asks who else owns an mbuf that it is through with.
    [[nodiscard]] bool looks_for_owners()
    {
        rte_mbuf* const kept = pool.make(frame());
        rte_mbuf_refcnt_update(kept, 1);
        rte_mbuf* sent = kept;
        EXPECT_EQ(rte_eth_tx_burst(port, 0, &sent, 1), 1);
        EXPECT_EQ(rte_eth_tx_burst(port, 0, nullptr, 0), 0);  // which gives back what is sent
        const bool looked = rte_mbuf_refcnt_read(kept) == 1;
        rte_mbuf_refcnt_set(kept, 1);
        if (looked)
            rte_pktmbuf_free(kept);  // else it lies in its pool already
        EXPECT_EQ(pool.size() - pool.available(), rx_size);
        return looked;
    }

private:
    void run()
    {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
};

TEST_F(PromiseOfFastFree, EndsWithTheConfigurationThatPromisedIt)
{
    set_up_and_run(fast_free);
    EXPECT_FALSE(looks_for_owners());
    restart_with(0);
    EXPECT_TRUE(looks_for_owners());
}

TEST_F(PromiseOfFastFree, BeginsWithTheConfigurationThatPromisesIt)
{
    set_up_and_run(0);
    EXPECT_TRUE(looks_for_owners());
    restart_with(fast_free);
    EXPECT_FALSE(looks_for_owners());
    restart_with(0);
    EXPECT_TRUE(looks_for_owners());
}

TEST_F(PromiseOfFastFree, PromisedForTheQueueLastsAsLongAsTheQueue)
{
    set_up_and_run(0, fast_free);
    EXPECT_FALSE(looks_for_owners());
    restart_with(0);
    EXPECT_FALSE(looks_for_owners());
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr), 0);
    restart_with(0);
    EXPECT_TRUE(looks_for_owners());
}

TEST_F(PromiseOfFastFree, IsNotPromisedByAnyOtherOffload)
{
    set_up_and_run(RTE_ETH_TX_OFFLOAD_MULTI_SEGS, RTE_ETH_TX_OFFLOAD_MULTI_SEGS);
    EXPECT_TRUE(looks_for_owners());
}

}  // namespace

}  // namespace test
