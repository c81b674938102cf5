// SPDX-License-Identifier: BSD-3-Clause
// A device that reports descriptors which it was not given.
#include <gtest/gtest.h>
#include <rte_malloc.h>

#include "hostile/liar.hpp"

namespace {

using test::Delivery;

struct LiarTail : test::Liar, ::testing::WithParamInterface<std::uint16_t> {};

/// The descriptor that RDT names is not the device's: believed, it would let RDT catch up with RDH for good.
TEST_P(LiarTail, WrittenBackIsNoFrameAndReceptionGoesOn)
{
    ASSERT_EQ(configure(), 0);
    rte_eth_rxconf thresholds{};
    thresholds.rx_free_thresh = GetParam();
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, 0, &thresholds, pool.get()), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    while (model.receive(frame(60)) == Delivery::delivered) {
    }
    const std::uint32_t tail = model.rx().head();
    ASSERT_EQ(tail, model.stored(test::model::reg::RDT));
    model.rx().write_back(tail, {.length = 60});
    EXPECT_EQ(take_all().size(), rx_size - 1u);
    for (std::uint8_t i = 0; i < 200; ++i)
        ASSERT_NO_FATAL_FAILURE(expect_good_frame(i)) << unsigned{i};
    EXPECT_EQ(stats().ipackets, rx_size - 1u + 200);
    EXPECT_EQ(stats().ierrors, 0u);
}

INSTANTIATE_TEST_SUITE_P(RxFreeThresh, LiarTail, ::testing::Values(1, 16, 32));

/// A packet whose end is noticed by the test, in the middle of the burst that frees it.
struct LiarTxWatched : test::Liar {
    rte_mbuf* watched()
    {
        constexpr std::uint16_t room = 256;
        void* data = rte_zmalloc("watched", room, 0);
        std::uint16_t usable = room;
        rte_mbuf_ext_shared_info* info = rte_pktmbuf_ext_shinfo_init_helper(data, &usable, freed, this);
        rte_mbuf* packet = rte_pktmbuf_alloc(pool.get());
        rte_pktmbuf_attach_extbuf(packet, data, reinterpret_cast<std::uintptr_t>(data), usable, info);
        packet->data_len = 60;
        packet->pkt_len = 60;
        return packet;
    }
    static void freed(void* data, void* test)
    {
        auto& transmitter = static_cast<LiarTxWatched*>(test)->model.tx();
        for (std::uint32_t i = 0; i < transmitter.ring_size(); ++i)
            transmitter.write_back(i);
        rte_free(data);
    }
};

TEST_F(LiarTxWatched, DoneBeforeItWasGivenIsNotBelievedAndTheDoorbellRings)
{
    constexpr unsigned fit = 31;  // two buffers each, in the 62 that the ring takes beside the watched packet's
    ASSERT_EQ(configure(), 0);
    rte_eth_txconf thresholds{};
    thresholds.tx_free_thresh = 1;  // reclaims when it must
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, 0, &thresholds), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    model.faults().tx_stalled = true;
    rte_mbuf* first = watched();
    ASSERT_EQ(rte_eth_tx_burst(port, 0, &first, 1), 1);
    model.tx().write_back(per_buffer - 1);

    std::vector<rte_mbuf*> chains;
    for (unsigned i = 0; i < fit + 1; ++i)
        chains.push_back(pool.make(frame(120, static_cast<std::uint8_t>(i)), 60));
    slot.bar.reset_counts();
    const unsigned free_before = pool.available() + 1;  // the watched packet goes back
    const std::uint16_t taken = rte_eth_tx_burst(port, 0, chains.data(), static_cast<std::uint16_t>(chains.size()));
    EXPECT_EQ(taken, fit);
    EXPECT_EQ(slot.bar.writes_of(test::model::reg::TDT), 1u);
    EXPECT_EQ(pool.available(), free_before) << "nothing of this burst was freed";
    rte_pktmbuf_free_bulk(chains.data() + taken, static_cast<unsigned>(chains.size()) - taken);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(model.sent.size(), 1u + fit);
    EXPECT_TRUE(send(frame(60)));
    model.failures().clear();  // the device has set DD in what it is given now
}

}  // namespace
