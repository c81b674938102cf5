// SPDX-License-Identifier: BSD-3-Clause
// No buffers: at start, on refill, for ever, and again.
#include <gtest/gtest.h>

#include "hostile/liar.hpp"

namespace {

using test::Delivery;
using test::Frames;
using test::Shortage;
using LiarPool = test::Liar;

TEST_F(LiarPool, EmptyAtStartFailsTheStartAndARetryWorks)
{
    ASSERT_EQ(configure(), 0);
    for (const unsigned left : {0u, 1u, rx_size - 1u}) {
        const Shortage shortage{pool, left};
        EXPECT_EQ(rte_eth_dev_start(port), -ENOMEM);
        EXPECT_EQ(pool.available(), left);
        EXPECT_EQ(model.receive(frame(60)), Delivery::disabled);
    }
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_good_frame();
}

TEST_F(LiarPool, EmptyAtStartAndThenClosedLeavesNothingBehind)
{
    ASSERT_EQ(configure(), 0);
    const Shortage shortage{pool};
    EXPECT_EQ(rte_eth_dev_start(port), -ENOMEM);
    EXPECT_EQ(rte_eth_dev_close(port), 0);
}

TEST_F(LiarPool, EmptyOnRefillDeliversWhatTheRingTookAndCountsTheRest)
{
    ASSERT_EQ(start(), 0);
    Shortage shortage{pool};
    unsigned delivered = 0, missed = 0;
    for (int i = 0; i < 200; ++i)
        ++(model.receive(frame(60)) == Delivery::delivered ? delivered : missed);
    std::vector<rte_mbuf*> packets;
    for (auto some = burst(7); !some.empty(); some = burst(7))
        packets.insert(packets.end(), some.begin(), some.end());
    EXPECT_EQ(packets.size(), delivered);
    for (int i = 0; i < 20; ++i) {
        ++(model.receive(frame(60)) == Delivery::delivered ? delivered : missed);
        EXPECT_TRUE(burst().empty()) << "an mbuf that the application holds";
    }
    EXPECT_EQ(stats().ipackets, delivered);
    EXPECT_EQ(stats().imissed, missed);
    EXPECT_EQ(stats().rx_nombuf, 1u);
    rte_pktmbuf_free_bulk(packets.data(), static_cast<unsigned>(packets.size()));
}

TEST_F(LiarPool, EmptyForEverHangsNothingAndStopStillWorks)
{
    ASSERT_EQ(start(), 0);
    Shortage shortage{pool};
    std::vector<rte_mbuf*> packets;
    for (int i = 0; i < 1000; ++i) {
        claim({.length = 60});  // whether there is a buffer or not
        const auto some = burst();
        packets.insert(packets.end(), some.begin(), some.end());
        ASSERT_LT(packets.size(), rx_size);
    }
    EXPECT_EQ(packets.size(), rx_size - 1u) << "all that the device was given";
    EXPECT_EQ(stats().rx_nombuf, 1u) << "however often it was tried";
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), 1u);
    rte_pktmbuf_free_bulk(packets.data(), static_cast<unsigned>(packets.size()));
}

TEST_F(LiarPool, EmptyThenFilledReceivesAgain)
{
    ASSERT_EQ(start(), 0);
    for (int turn = 0; turn < 5; ++turn) {
        std::vector<rte_mbuf*> packets;
        {
            const Shortage shortage{pool};
            while (model.receive(frame(60)) == Delivery::delivered)
                for (rte_mbuf* packet : burst())
                    packets.push_back(packet);
            EXPECT_TRUE(burst().empty());
        }
        EXPECT_TRUE(burst().empty()) << "refills";
        expect_good_frame(static_cast<std::uint8_t>(turn));
        rte_pktmbuf_free_bulk(packets.data(), static_cast<unsigned>(packets.size()));
    }
}

TEST_F(LiarPool, FewMbufsAtATimeAreTakenAsTheyCome)
{
    ASSERT_EQ(start(), 0);
    std::vector<rte_mbuf*> packets;
    Shortage shortage{pool};
    while (model.receive(frame(60)) == Delivery::delivered)
        for (rte_mbuf* packet : burst())
            packets.push_back(packet);
    for (const unsigned n : {1u, 3u, 7u, 2u, 50u}) {
        shortage.ease(n);
        EXPECT_TRUE(burst().empty());
        EXPECT_EQ(pool.available(), 0u) << "every one is put to use";
    }
    for (std::uint8_t i = 0; i < 62; ++i)
        ASSERT_EQ(model.receive(frame(60, i)), Delivery::delivered) << unsigned{i};
    Frames want;
    for (std::uint8_t i = 0; i < 62; ++i)
        want.push_back(frame(60, i));
    EXPECT_EQ(take_all(), want);
    rte_pktmbuf_free_bulk(packets.data(), static_cast<unsigned>(packets.size()));
}

TEST_F(LiarPool, EmptyInTheMiddleOfAFrameKeepsTheFrame)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    Shortage shortage{pool};
    constexpr std::uint16_t buffer = 2048;
    constexpr std::size_t whole_buffers = std::size_t{2} * buffer;
    const auto whole = frame(whole_buffers + 100);
    const std::span bytes{whole};
    claim({.length = buffer, .status = test::RxDescriptor::DD}, bytes.first(buffer));
    claim({.length = buffer, .status = test::RxDescriptor::DD}, bytes.subspan(buffer, buffer));
    EXPECT_TRUE(take_all().empty());
    claim({.length = 100}, bytes.subspan(whole_buffers));
    EXPECT_EQ(take_all(), Frames{whole});
}

}  // namespace
