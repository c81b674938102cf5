// SPDX-License-Identifier: BSD-3-Clause
// What waits in the receive ring, and where to look for the next frame.
#define ALLOW_EXPERIMENTAL_API  // rte_eth_get_monitor_addr() is, in DPDK 22.11
#include <rte_power_intrinsics.h>

#include "driver.hpp"

namespace test {

namespace {

using model::RxDescriptor;

class RxStatus : public Driver {
protected:
    static constexpr int done = RTE_ETH_RX_DESC_DONE, available = RTE_ETH_RX_DESC_AVAIL,
                         unavailable = RTE_ETH_RX_DESC_UNAVAIL;

    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
    }
    void receive(unsigned n)
    {
        for (unsigned i = 0; i < n; ++i)
            ASSERT_EQ(model.receive(frame(60, static_cast<std::uint8_t>(i))), Delivery::delivered);
    }
    /// Take @p n frames and give their mbufs back.
    void take(std::uint16_t n)
    {
        const auto packets = burst(n);
        EXPECT_EQ(packets.size(), n);
        for (rte_mbuf* packet : packets)
            rte_pktmbuf_free(packet);
    }
    [[nodiscard]] int count() const { return rte_eth_rx_queue_count(port, 0); }
    [[nodiscard]] int status(std::uint16_t offset) const { return rte_eth_rx_descriptor_status(port, 0, offset); }
    /// What rte_power_monitor() would make of what it finds at the address.
    [[nodiscard]] int sleep_or_not() const
    {
        rte_power_monitor_cond condition{};
        EXPECT_EQ(rte_eth_get_monitor_addr(port, 0, &condition), 0);
        EXPECT_EQ(condition.size, sizeof(std::uint64_t));
        return condition.fn(*static_cast<volatile std::uint64_t*>(condition.addr), condition.opaque);
    }
};

TEST_F(RxStatus, CountsWhatWaits)
{
    EXPECT_EQ(count(), 0);
    for (const unsigned n : {1u, 2u, 7u, 20u})
        receive(n);
    EXPECT_EQ(count(), 30);
    take(11);
    EXPECT_EQ(count(), 19);
    take(19);
    EXPECT_EQ(count(), 0);
}

TEST_F(RxStatus, CountsAcrossTheEndOfTheRing)
{
    receive(60);
    take(60);
    for (int n = 1; n < rx_size; ++n) {
        receive(1);
        ASSERT_EQ(count(), n);
    }
}

TEST_F(RxStatus, TellsWhatWaitsFromWhatIsFree)
{
    receive(3);
    EXPECT_EQ(status(0), done);
    EXPECT_EQ(status(2), done);
    EXPECT_EQ(status(3), available);
    EXPECT_EQ(status(rx_size - 2), available);
    EXPECT_EQ(status(rx_size - 1), unavailable) << "the one that RDT names";
    take(2);
    EXPECT_EQ(status(0), done);
    EXPECT_EQ(status(1), available);
    EXPECT_EQ(status(rx_size - 4), available);
    EXPECT_EQ(status(rx_size - 3), unavailable) << "waits for a batch to be refilled with";
}

TEST_F(RxStatus, RefusesAnOffsetBeyondTheRing)
{
    EXPECT_EQ(status(rx_size), -EINVAL);
    EXPECT_EQ(status(65535), -EINVAL);
    EXPECT_EQ(rte_eth_rx_queue_count(port, 1), -EINVAL);
}

TEST_F(RxStatus, BelievesNoDescriptorThatHardwareWasNotGiven)
{
    receive(rx_size - 1);
    model.rx().write_back(model.rx().head(), {.length = 60});
    EXPECT_EQ(count(), rx_size - 1);
    EXPECT_EQ(status(rx_size - 1), unavailable);
    take(rx_size - 1);
}

TEST_F(RxStatus, CountsNothingThatAnEmptyMempoolLeftBehind)
{
    std::vector<rte_mbuf*> hoard(pool.available());
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(pool.get(), hoard.data(), static_cast<unsigned>(hoard.size())), 0);
    receive(rx_size - 1);
    const auto kept = burst();
    EXPECT_EQ(kept.size(), rx_size - 1u);
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(status(0), unavailable);
    for (rte_mbuf* packet : kept)
        rte_pktmbuf_free(packet);
    rte_pktmbuf_free_bulk(hoard.data(), static_cast<unsigned>(hoard.size()));
    EXPECT_TRUE(burst().empty());
    EXPECT_EQ(status(0), available);
}

TEST_F(RxStatus, AsksNoRegister)
{
    receive(5);
    slot.bar.reset_counts();
    EXPECT_EQ(count(), 5);
    EXPECT_EQ(status(1), done);
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
}

TEST_F(RxStatus, LetsOnlyThoseSleepForWhomNothingIsThere)
{
    for (unsigned turn = 0; turn < 2u * rx_size; ++turn) {
        ASSERT_EQ(sleep_or_not(), 0) << turn;
        receive(1);
        ASSERT_EQ(sleep_or_not(), -1) << turn;
        take(1);
    }
}

using NoQueue = Driver;

TEST_F(NoQueue, HasNoStatus)
{
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    rte_power_monitor_cond condition{};
    EXPECT_EQ(rte_eth_get_monitor_addr(port, 0, &condition), -EINVAL);
}

TEST_F(RxStatus, IsNotToldOfAStoppedPort)
{
    receive(1);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    const int waiting = count();
    EXPECT_TRUE(waiting == -ENOTSUP || waiting == 0) << "as this release tells it: " << waiting;
    EXPECT_EQ(status(0), -ENOTSUP);
    rte_power_monitor_cond condition{};
    EXPECT_EQ(rte_eth_get_monitor_addr(port, 0, &condition), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(count(), 0);
}

}  // namespace

}  // namespace test
