// SPDX-License-Identifier: BSD-3-Clause
// Queue set-up: sizes, thresholds, mempools, and what is given back.
#include <rte_malloc.h>
#include <rte_memzone.h>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

struct Queues : Driver {
    [[nodiscard]] int rx(std::uint16_t n, rte_mempool* from = nullptr, const rte_eth_rxconf* how = nullptr)
    {
        return rte_eth_rx_queue_setup(port, 0, n, any_socket, how, from != nullptr ? from : pool.get());
    }
    [[nodiscard]] int tx(std::uint16_t n, const rte_eth_txconf* how = nullptr)
    {
        return rte_eth_tx_queue_setup(port, 0, n, any_socket, how);
    }
    [[nodiscard]] int run()
    {
        const int error = rte_eth_dev_start(port);
        return error == 0 && !wait_link() ? -ENETDOWN : error;
    }
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    }
    [[nodiscard]] static std::size_t memzones()
    {
        std::size_t n = 0;
        rte_memzone_walk([](const rte_memzone*, void* count) { ++*static_cast<std::size_t*>(count); }, &n);
        return n;
    }
    [[nodiscard]] static std::size_t heap_blocks()
    {
        rte_malloc_socket_stats out{};
        rte_malloc_get_socket_stats(0, &out);
        return out.alloc_count;
    }
};

TEST_F(Queues, TakeEverySizeFrom32To4096InStepsOf8)
{
    for (std::uint16_t n = 32; n <= 4096; n = static_cast<std::uint16_t>(n + 8)) {
        ASSERT_EQ(rx(n), 0) << n;
        ASSERT_EQ(tx(n), 0) << n;
    }
}

class BadRing : public Queues, public ::testing::WithParamInterface<std::uint16_t> {};

TEST_P(BadRing, IsRefusedForReceive)
{
    EXPECT_EQ(rx(GetParam()), -EINVAL);
}

TEST_P(BadRing, IsRefusedForTransmit)
{
    EXPECT_EQ(tx(GetParam()), -EINVAL);
}

INSTANTIATE_TEST_SUITE_P(Size, BadRing, ::testing::Values(1, 8, 24, 31, 33, 36, 1001, 4095, 4097, 4104, 65535),
                         [](const auto& size) { return std::to_string(size.param); });

TEST_F(Queues, HaveTheirDefaultSizeWhereNoneIsGiven)
{
    ASSERT_EQ(rx(0), 0);
    ASSERT_EQ(tx(0), 0);
    rte_eth_rxq_info told{};
    ASSERT_EQ(rte_eth_rx_queue_info_get(port, 0, &told), 0);
    EXPECT_EQ(told.nb_desc, info().default_rxportconf.ring_size);
}

TEST_F(Queues, WithAnIndexBeyondTheFirstAreRefused)
{
    EXPECT_EQ(rte_eth_rx_queue_setup(port, 1, 64, any_socket, nullptr, pool.get()), -EINVAL);
    EXPECT_EQ(rte_eth_tx_queue_setup(port, 1, 64, any_socket, nullptr), -EINVAL);
}

TEST_F(Queues, CanBeSetUpAgainWithoutALeak)
{
    ASSERT_EQ(rx(64), 0);
    ASSERT_EQ(tx(64), 0);
    const std::size_t zones = memzones();
    const std::size_t blocks = heap_blocks();
    for (int i = 0; i < 5; ++i) {
        ASSERT_EQ(rx(4096), 0);
        ASSERT_EQ(tx(4096), 0);
    }
    ASSERT_EQ(rx(64), 0);
    ASSERT_EQ(tx(64), 0);
    EXPECT_EQ(memzones(), zones);
    EXPECT_EQ(heap_blocks(), blocks);
}

TEST_F(Queues, AreGivenBackWhenThePortGoes)
{
    ASSERT_EQ(bed.remove(), 0);
    const std::size_t zones = memzones();
    const std::size_t blocks = heap_blocks();
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(start(), 0);
    expect_traffic();
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(memzones(), zones);
    EXPECT_EQ(heap_blocks(), blocks);
}

TEST_F(Queues, CannotBeSetUpWhileThePortRuns)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(rx(64), -EBUSY);
    EXPECT_EQ(tx(64), -EBUSY);
    expect_traffic();
}

TEST_F(Queues, MustBeSetUpBeforeAStart)
{
    const Log log;
    EXPECT_EQ(rte_eth_dev_start(port), -EINVAL);
    EXPECT_TRUE(log.has("RX queue 0 is not set up")) << log.text();
}

TEST_F(Queues, MustBothBeSetUpBeforeAStart)
{
    ASSERT_EQ(rx(64), 0);
    const Log log;
    EXPECT_EQ(rte_eth_dev_start(port), -EINVAL);
    EXPECT_TRUE(log.has("TX queue 0 is not set up")) << log.text();
}

TEST_F(Queues, TakeTheSmallestDataRoom)
{
    Pool small{127, RTE_PKTMBUF_HEADROOM + 256};
    rte_eth_rxconf scatter = info().default_rxconf;
    scatter.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(rx(32, small.get(), &scatter), 0);
    ASSERT_EQ(tx(32), 0);
    ASSERT_EQ(run(), 0);
    expect_received(frame(200));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
}

TEST_F(Queues, RefuseADataRoomThatIsTooSmall)
{
    Pool small{127, RTE_PKTMBUF_HEADROOM + 255};
    EXPECT_EQ(rx(32, small.get()), -EINVAL);
}

TEST_F(Queues, RefuseAStartWithTooFewMbufsAndSayHowMany)
{
    Pool few{63};
    ASSERT_EQ(rx(64, few.get()), 0);
    ASSERT_EQ(tx(64), 0);
    const Log log;
    EXPECT_EQ(rte_eth_dev_start(port), -ENOMEM);
    EXPECT_TRUE(log.has("needs 64 mbufs")) << log.text();
    EXPECT_TRUE(log.has("has 63")) << log.text();
    EXPECT_EQ(few.available(), 63u);
    EXPECT_EQ(model.receive(frame()), Delivery::disabled);
}

TEST_F(Queues, StartOnceThePoolSuffices)
{
    Pool few{63}, enough{64};
    ASSERT_EQ(rx(64, few.get()), 0);
    ASSERT_EQ(tx(64), 0);
    {
        const Log quiet;
        ASSERT_EQ(rte_eth_dev_start(port), -ENOMEM);
    }
    ASSERT_EQ(rx(64, enough.get()), 0);
    ASSERT_EQ(run(), 0);
    EXPECT_EQ(enough.available(), 0u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
}

struct Threshold {
    const char* name;
    std::uint16_t rx_free, tx_rs, tx_free;
    int outcome;
};

class Thresholds : public Queues, public ::testing::WithParamInterface<Threshold> {};

TEST_P(Thresholds, AreCheckedAgainstTheRing)
{
    const Log log;
    rte_eth_rxconf rx_conf = info().default_rxconf;
    rte_eth_txconf tx_conf = info().default_txconf;
    rx_conf.rx_free_thresh = GetParam().rx_free;
    tx_conf.tx_rs_thresh = GetParam().tx_rs;
    tx_conf.tx_free_thresh = GetParam().tx_free;
    const int rx_outcome = rx(64, nullptr, &rx_conf);
    const int tx_outcome = tx(64, &tx_conf);
    EXPECT_EQ(rx_outcome != 0 ? rx_outcome : tx_outcome, GetParam().outcome);
    if (GetParam().outcome == 0) {
        ASSERT_EQ(run(), 0);
        for (int i = 0; i < 200; ++i)
            expect_traffic();
    } else {
        EXPECT_TRUE(log.has("thresh")) << log.text();
    }
}

INSTANTIATE_TEST_SUITE_P(Of, Thresholds,
                         ::testing::Values(Threshold{"defaults", 0, 0, 0, 0}, Threshold{"ones", 1, 1, 1, 0},
                                           Threshold{"greatest", 32, 32, 63, 0},
                                           Threshold{"rx_free_above_half", 33, 0, 0, -EINVAL},
                                           Threshold{"tx_rs_above_half", 0, 33, 0, -EINVAL},
                                           Threshold{"tx_free_of_all", 0, 0, 64, -EINVAL}),
                         [](const auto& threshold) { return threshold.param.name; });

}  // namespace

}  // namespace test
