// SPDX-License-Identifier: BSD-3-Clause
// A heap that has run out when a port or its queues are made.
#include <rte_malloc.h>

#include <vector>

#include "driver.hpp"

namespace test {

namespace {

/// EAL's heap, all of it taken but what give_back() has given back.
class FullHeap {
public:
    static constexpr std::size_t step = 4096;

    /// @param steps  how many times give_back() will have something to give
    explicit FullHeap(unsigned steps)
    {
        for (unsigned i = 0; i < steps; ++i)
            steps_.push_back(rte_malloc(nullptr, step, 0));
        for (std::size_t size = 16u << 20; size >= 64; size /= 2)
            while (void* block = rte_malloc(nullptr, size, 0))
                rest_.push_back(block);
    }
    ~FullHeap()
    {
        while (give_back()) {
        }
        for (void* block : rest_)
            rte_free(block);
    }
    FullHeap(const FullHeap&) = delete;
    FullHeap& operator=(const FullHeap&) = delete;

    /// A further 4 KiB. @return false if there are none left
    bool give_back()
    {
        if (steps_.empty())
            return false;
        rte_free(steps_.back());
        steps_.pop_back();
        return true;
    }

    [[nodiscard]] static std::size_t blocks()
    {
        rte_malloc_socket_stats stats{};
        return rte_malloc_get_socket_stats(0, &stats) == 0 ? stats.alloc_count : 0;
    }

    [[nodiscard]] static std::size_t bytes()
    {
        rte_malloc_socket_stats stats{};
        return rte_malloc_get_socket_stats(0, &stats) == 0 ? stats.heap_allocsz_bytes : 0;
    }

private:
    std::vector<void*> steps_, rest_;
};

struct QueueMemory : Driver {
    QueueMemory()
    {
        rx_size = tx_size = 4096;
        conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;  // the mbufs are small
    }

    /// Try @p set_up with ever more memory. @return how many times it failed before it worked
    template <class SetUpQueue>
    unsigned failures_until_it_works(SetUpQueue set_up)
    {
        FullHeap heap{200};
        unsigned failed = 0;
        for (;; ++failed) {
            const std::size_t before = FullHeap::blocks();
            const int result = set_up();
            if (result == 0)
                return failed;
            EXPECT_EQ(result, -ENOMEM);
            EXPECT_EQ(FullHeap::blocks(), before) << "what was taken goes back";
            if (!heap.give_back()) {
                ADD_FAILURE() << "never";
                return failed;
            }
        }
    }

    Log log;
    Pool rx_pool{4500, 512};
};

TEST_F(QueueMemory, ThatIsShortFailsTheReceiveQueueAndARetryWorks)
{
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    const auto set_up = [this] { return rte_eth_rx_queue_setup(port, 0, rx_size, 0, nullptr, rx_pool.get()); };
    EXPECT_GT(failures_until_it_works(set_up), 10u);
    EXPECT_TRUE(log.has("rx_ring of 4096 descriptors: out of memory on NUMA node 0")) << log.text();
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, 0, nullptr), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

TEST_F(QueueMemory, ThatIsShortFailsTheTransmitQueueAndARetryWorks)
{
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, 0, nullptr, rx_pool.get()), 0);
    const auto set_up = [this] { return rte_eth_tx_queue_setup(port, 0, tx_size, 0, nullptr); };
    EXPECT_GT(failures_until_it_works(set_up), 10u);
    EXPECT_TRUE(log.has("tx_ring of 4096 descriptors: out of memory on NUMA node 0")) << log.text();
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

/// What the rings that are set up hold, and each descriptor beside its 16 bytes: a pointer, and a transmit chunk.
TEST_F(QueueMemory, IsTheRingAndTwelveBytesADescriptorAtMost)
{
    constexpr std::size_t ring = std::size_t{4096} * 16, rest = 1024;  // the object, padding, what the heap adds
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    const std::size_t before = FullHeap::bytes();
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, 0, nullptr, rx_pool.get()), 0);
    const std::size_t received = FullHeap::bytes();
    EXPECT_LE(received - before, ring + std::size_t{4096} * 8 + rest);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, 0, nullptr), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_LE(FullHeap::bytes() - received, ring + std::size_t{4096} * 12 + rest);
}

/// What only some configurations need is taken by the start, also of a queue that was set up before it was asked for.
TEST_F(QueueMemory, ThatIsShortFailsTheStartAndARetryWorks)
{
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, 0, nullptr, rx_pool.get()), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, 0, nullptr), 0);
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT;
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 2, &conf), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 1, 64, 0, nullptr), 0);
    {
        FullHeap heap{200};
        unsigned failed = 0;
        for (int result = rte_eth_dev_start(port); result != 0; result = rte_eth_dev_start(port), ++failed) {
            ASSERT_EQ(result, -ENOMEM);
            ASSERT_TRUE(heap.give_back());
        }
        EXPECT_GT(failed, 10u);
    }
    EXPECT_TRUE(log.has("start: TX queue 0 of 4096 descriptors: out of memory on NUMA node 0")) << log.text();
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

TEST_F(QueueMemory, ThatIsShortFailsTheProbeAndARetryWorks)
{
    ASSERT_EQ(bed.remove(), 0);
    {
        const FullHeap none{0};
        EXPECT_NE(bed.probe(), 0);
        EXPECT_EQ(bed.port(), -1);
    }
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    rx_size = tx_size = 64;
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

}  // namespace

}  // namespace test
