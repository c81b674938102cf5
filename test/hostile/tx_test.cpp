// SPDX-License-Identifier: BSD-3-Clause
// A device that lies about what it sent.
#include <gtest/gtest.h>

#include "hostile/liar.hpp"

namespace {

using test::Frames;

struct LiarTx : test::Liar {
    unsigned in_use() const { return pool.size() - pool.available() - rx_size; }

    void all_done()
    {
        for (std::uint32_t i = 0; i < model.tx().ring_size(); ++i)
            model.tx().write_back(i);
    }
    void go_on()
    {
        model.faults().tx_stalled = false;
        model.tx().run(true);
    }
    /// Send until the ring is full. @return how many went in
    unsigned fill_ring()
    {
        unsigned n = 0;
        while (n < 2u * tx_size && send(frame(60, static_cast<std::uint8_t>(n))))
            ++n;
        return n;
    }
};

TEST_F(LiarTx, DoneTooEarlyGivesEachBufferBackOnce)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    for (int i = 0; i < 40; ++i)
        ASSERT_TRUE(send(frame(60)));
    EXPECT_EQ(in_use(), 40u);
    all_done();
    ASSERT_TRUE(send(frame(60)));
    EXPECT_EQ(in_use(), 1u);
    go_on();
    EXPECT_EQ(model.sent.size(), 41u) << "of memory that may have changed, but of no other";
}

TEST_F(LiarTx, DoneBeforeAnythingWasSentIsNotBelieved)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    all_done();
    for (unsigned i = 1; i <= 40; ++i) {
        ASSERT_TRUE(send(frame(60)));
        EXPECT_EQ(in_use(), i);
    }
    for (unsigned i = 0; i < 10; ++i) {  // two descriptors each
        ASSERT_TRUE(send(frame(120), 0, 60));
        EXPECT_EQ(in_use(), 42 + 2 * i);
    }
    go_on();
    EXPECT_EQ(model.sent.size(), 50u);
}

TEST_F(LiarTx, DoneInTheMiddleOfAPacketFreesNothing)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    ASSERT_TRUE(send(frame(180), 0, 60));
    for (std::uint32_t index = 0; index < 3 * per_buffer - 1; ++index)
        model.tx().write_back(index);
    ASSERT_TRUE(send(frame(60)));
    EXPECT_EQ(in_use(), 4u);
    go_on();
    EXPECT_EQ(model.sent, (std::deque{frame(180), frame(60)}));
}

TEST_F(LiarTx, DoneOutOfOrderFreesNothing)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    for (int i = 0; i < 4; ++i)
        ASSERT_TRUE(send(frame(60)));
    for (std::uint32_t index = per_buffer; index < 4 * per_buffer; ++index)  // but those of the first
        model.tx().write_back(index);
    ASSERT_TRUE(send(frame(60)));
    EXPECT_EQ(in_use(), 5u);
    go_on();
}

TEST_F(LiarTx, DoneNeverFillsTheRingAndThenRefusesAndStopGivesAllBack)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_no_writeback = true;
    EXPECT_EQ(fill_ring(), tx_room) << "a full ring would look empty";
    EXPECT_EQ(model.sent.size(), tx_room);
    for (int i = 0; i < 1000; ++i)
        ASSERT_FALSE(send(frame(60)));
    EXPECT_EQ(in_use(), tx_room);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(LiarTx, DoneNeverIsMendedByARestart)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_no_writeback = true;
    EXPECT_EQ(fill_ring(), tx_room);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    model.faults().tx_no_writeback = false;
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    model.sent.clear();
    for (int i = 0; i < 200; ++i)
        ASSERT_TRUE(send(frame(60, 7)));
    EXPECT_EQ(model.sent.size(), 200u);
}

TEST_F(LiarTx, StallLosesNothingThatTheRingTook)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    const unsigned taken = fill_ring();
    EXPECT_EQ(taken, tx_room);
    go_on();
    ASSERT_EQ(model.sent.size(), taken);
    for (unsigned i = 0; i < taken; ++i)
        EXPECT_EQ(model.sent[i], frame(60, static_cast<std::uint8_t>(i)));
    EXPECT_TRUE(send(frame(60)));
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_F(LiarTx, PacketsThatWereNeverDoneAreCountedAsErrorsAtStop)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(send(frame(60)));
    model.faults().tx_stalled = true;
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(send(frame(60)));
    ASSERT_TRUE(send(frame(180), 0, 60));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(stats().oerrors, 4u);
    EXPECT_EQ(model.sent.size(), 5u);
}

TEST_F(LiarTx, PacketsThatWereDoneAreNoErrorsAtStop)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(send(frame(180), 0, 60));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(stats().oerrors, 0u);
    EXPECT_EQ(stats().opackets, 5u);
}

TEST_F(LiarTx, DoneTwiceFreesNothingTwice)
{
    ASSERT_EQ(start(), 0);
    for (int turn = 0; turn < 10; ++turn) {
        for (int i = 0; i < 20; ++i)
            ASSERT_TRUE(send(frame(60)));
        all_done();
        ASSERT_TRUE(send(frame(60)));
        all_done();
        rte_eth_tx_burst(port, 0, nullptr, 0);
    }
    EXPECT_EQ(model.sent.size(), 210u);
    EXPECT_LE(in_use(), 1u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    expect_each_mbuf_once(pool);
}

struct LiarTxFastFree : LiarTx {
    LiarTxFastFree() { conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE; }
};

TEST_F(LiarTxFastFree, DoneTooEarlyAndTwiceGivesEachBufferBackOnce)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    for (int turn = 0; turn < 10; ++turn) {
        for (int i = 0; i < 40; ++i)
            ASSERT_TRUE(send(frame(60)));
        all_done();
        ASSERT_TRUE(send(frame(60)));
        EXPECT_EQ(in_use(), 1u);
    }
    model.failures().clear();  // believed, TDT passes a TDH that stands still
}

}  // namespace
