// SPDX-License-Identifier: BSD-3-Clause
// Packets of several segments, and those that no ring could take.
#include <rte_errno.h>

#include <algorithm>
#include <numeric>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

struct Chains : Driver {
    Chains() { tx_size = 32; }
    Pool segments{255, RTE_PKTMBUF_HEADROOM + 512};
    Pool huge{63, RTE_PKTMBUF_HEADROOM + 16384};

    void SetUp() override
    {
        Driver::SetUp();
        conf.rxmode.mtu = 9000;
        conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
        ASSERT_EQ(start(), 0);
    }
    /// A packet of segments of these lengths, and in `wire` what it must look like there.
    rte_mbuf* chain(const std::vector<std::uint16_t>& lengths, const Pool& from)
    {
        wire = frame(std::max<std::size_t>(60, std::accumulate(lengths.begin(), lengths.end(), std::size_t{0})));
        rte_mbuf* head = nullptr;
        std::size_t at = 0;
        for (const std::uint16_t length : lengths) {
            rte_mbuf* segment = rte_pktmbuf_alloc(from.get());
            std::copy_n(wire.begin() + static_cast<std::ptrdiff_t>(at), length,
                        rte_pktmbuf_mtod(segment, std::uint8_t*));
            segment->data_len = length;
            segment->pkt_len = length;
            at += length;
            if (head == nullptr)
                head = segment;
            else if (rte_pktmbuf_chain(head, segment) != 0)
                ADD_FAILURE() << "no chain of so many";
        }
        std::fill(wire.begin() + static_cast<std::ptrdiff_t>(at), wire.end(), std::uint8_t{0});
        return head;
    }
    rte_mbuf* chain(const std::vector<std::uint16_t>& lengths) { return chain(lengths, segments); }
    rte_mbuf* chain(std::size_t n, std::uint16_t each) { return chain(std::vector<std::uint16_t>(n, each)); }

    [[nodiscard]] std::uint16_t prepare(rte_mbuf* packet)
    {
        rte_errno = 0;
        return rte_eth_tx_prepare(port, 0, &packet, 1);
    }
    [[nodiscard]] std::uint16_t transmit(rte_mbuf* packet) { return rte_eth_tx_burst(port, 0, &packet, 1); }

    void expect_leaves(rte_mbuf* packet)
    {
        model.sent.clear();
        EXPECT_EQ(prepare(packet), 1);
        ASSERT_EQ(transmit(packet), 1);
        EXPECT_EQ(model.sent, std::deque<Frame>{wire});
    }
    /// Refused by tx_prepare with @p error; dropped and counted by tx_burst; the ring goes on.
    void expect_refused(rte_mbuf* packet, int error)
    {
        EXPECT_EQ(prepare(packet), 0);
        EXPECT_EQ(rte_errno, error);
        EXPECT_EQ(transmit(packet), 1) << "a packet that can never go must not block the ring";
        EXPECT_TRUE(model.sent.empty());
        EXPECT_EQ(stats().oerrors, 1u);
        EXPECT_EQ(stats().opackets, 0u);
        expect_sent(frame());
    }

    Frame wire;
};

class Segments : public Chains, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(Segments, LeaveAsOneFrame)
{
    expect_leaves(chain(GetParam(), 100));
}

TEST_P(Segments, LeaveAsOneFrameThroughManyTurns)
{
    for (int i = 0; i < 50; ++i)
        expect_leaves(chain(GetParam(), 90));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(segments.available(), segments.size());
}

INSTANTIATE_TEST_SUITE_P(Number, Segments, ::testing::Values(1, 2, 3, 7, 8, 16, 30, 31),
                         [](const auto& n) { return std::to_string(n.param); });

class ShortSegments : public Chains, public ::testing::WithParamInterface<std::vector<std::uint16_t>> {};

TEST_P(ShortSegments, ArePaddedTo60Bytes)
{
    expect_leaves(chain(GetParam()));
    EXPECT_EQ(model.sent.front().size(), 60u);
}

INSTANTIATE_TEST_SUITE_P(Lengths, ShortSegments,
                         ::testing::Values(std::vector<std::uint16_t>{14, 1}, std::vector<std::uint16_t>{1, 1},
                                           std::vector<std::uint16_t>{14, 28}, std::vector<std::uint16_t>{30, 29},
                                           std::vector<std::uint16_t>{20, 0, 20}, std::vector<std::uint16_t>{14, 0},
                                           std::vector<std::uint16_t>{0, 14}));

TEST_F(Chains, SkipEmptySegments)
{
    expect_leaves(chain({100, 0, 100}));
    expect_leaves(chain({0, 100}));
    expect_leaves(chain({100, 0}));
}

/// A descriptor that is counted but not written goes out as what it was a turn ago.
TEST_F(Chains, TakeNoDescriptorForAnEmptySegmentNorASecondForTheLargest)
{
    struct Packet {
        std::vector<std::uint16_t> lengths;
        unsigned descriptors;
    };
    const std::vector<Packet> packets{{{100, 0, 100}, 2}, {{0, 100}, 1},      {{100, 0}, 1},      {{0, 0, 70, 0, 0}, 1},
                                      {{20, 0, 20}, 3},   {{0, 14}, 2},       {{16288}, 1},       {{16228, 60}, 2},
                                      {{60, 16228}, 2},   {{0, 16288, 0}, 1}, {{60, 0, 16228}, 2}};
    for (int turn = 0; turn < 10; ++turn)  // of 18 of the ring's 32 descriptors
        for (const auto& [lengths, descriptors] : packets) {
            const unsigned before = model.tx().tail();
            expect_leaves(chain(lengths, huge));
            EXPECT_EQ((model.tx().tail() + tx_size - before) % tx_size, descriptors);
        }
}

TEST_F(Chains, LongerThanTheRingAreRefused)
{
    expect_refused(chain(32, 60), EINVAL);
}

TEST_F(Chains, LongerThanTheRingByTheirPaddingAreRefused)
{
    expect_refused(chain(31, 1), EINVAL);
}

TEST_F(Chains, OfNoByteAreRefused)
{
    expect_refused(chain({0, 0}), EINVAL);
}

TEST_F(Chains, OfOneEmptySegmentAreRefused)
{
    expect_refused(chain({0}), EINVAL);
}

TEST_F(Chains, BeyondTheLongestFrameAreRefused)
{
    expect_refused(chain({8145, 8144}, huge), EINVAL);
}

TEST_F(Chains, FarBeyondTheLongestFrameAreRefused)
{
    expect_refused(chain({16384, 16384, 16384, 16384}, huge), EINVAL);
}

TEST_F(Chains, OfTheLongestFrameLeave)
{
    expect_leaves(chain({8144, 8144}, huge));
    expect_leaves(chain({16287, 1}, huge));
}

TEST_F(Chains, OfOneSegmentOfTheLongestFrameLeave)
{
    for (const unsigned length : {16287u, 16288u})
        expect_leaves(chain({static_cast<std::uint16_t>(length)}, huge));
}

TEST_F(Chains, GoByTheirSegmentsWhateverPktLenSays)
{
    rte_mbuf* packet = chain({100, 100});
    packet->pkt_len = 9999;
    EXPECT_EQ(transmit(packet), 1);
    EXPECT_EQ(model.sent, std::deque<Frame>{wire});
}

TEST_F(Chains, WaitWhileTheRingHasNoRoomAndDropNothing)
{
    model.faults().tx_stalled = true;
    ASSERT_EQ(transmit(chain(20, 60)), 1);
    rte_mbuf* second = chain(20, 60);
    EXPECT_EQ(transmit(second), 0);
    EXPECT_EQ(stats().oerrors, 0u);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(transmit(second), 1);
    EXPECT_EQ(model.sent.size(), 2u);
}

TEST_F(Chains, RingTheDoorbellOnceABurst)
{
    rte_mbuf* mixed[] = {chain(3, 60), pool.make(frame()), chain(5, 60), pool.make(frame()), pool.make(frame())};
    slot.bar.reset_counts();
    EXPECT_EQ(rte_eth_tx_burst(port, 0, mixed, 5), 5);
    EXPECT_EQ(slot.bar.writes_of(reg::TDT), 1u);
    EXPECT_EQ(slot.bar.writes() + slot.bar.reads(), 1u);
    EXPECT_EQ(model.sent.size(), 5u);
}

TEST_F(Chains, CountOnceAndWithAllTheirBytes)
{
    ASSERT_EQ(transmit(chain(5, 100)), 1);
    EXPECT_EQ(stats().opackets, 1u);
    EXPECT_EQ(stats().obytes, 500u);
}

TEST_F(Chains, GiveEverySegmentBack)
{
    for (int i = 0; i < 20; ++i)
        ASSERT_EQ(transmit(chain(7, 100)), 1);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(segments.available(), segments.size());
}

TEST_F(Chains, ThatAreBadInTheMiddleOfABurstDoNotHoldUpTheRest)
{
    rte_mbuf* mixed[] = {pool.make(frame(60, 1)), chain(32, 60), pool.make(frame(60, 2))};
    EXPECT_EQ(rte_eth_tx_burst(port, 0, mixed, 3), 3);
    EXPECT_EQ(model.sent, (std::deque<Frame>{frame(60, 1), frame(60, 2)}));
    EXPECT_EQ(stats().opackets, 2u);
    EXPECT_EQ(stats().oerrors, 1u);
}

TEST_F(Chains, AreAllPreparedIfAllAreGood)
{
    rte_mbuf* good[] = {pool.make(frame()), chain(3, 60), chain({14, 1})};
    EXPECT_EQ(rte_eth_tx_prepare(port, 0, good, 3), 3);
    for (rte_mbuf* packet : good)
        rte_pktmbuf_free(packet);
}

TEST_F(Chains, ArePreparedUpToTheFirstBadOne)
{
    rte_mbuf* mixed[] = {pool.make(frame()), chain(32, 60), pool.make(frame())};
    EXPECT_EQ(rte_eth_tx_prepare(port, 0, mixed, 3), 1);
    EXPECT_EQ(rte_errno, EINVAL);
    for (rte_mbuf* packet : mixed)
        rte_pktmbuf_free(packet);
}

class OffloadFlag : public Chains, public ::testing::WithParamInterface<std::uint64_t> {};

TEST_P(OffloadFlag, IsRefusedByPrepare)
{
    rte_mbuf* packet = pool.make(frame());
    packet->ol_flags |= GetParam();
    EXPECT_EQ(prepare(packet), 0);
    EXPECT_EQ(rte_errno, ENOTSUP);
    rte_pktmbuf_free(packet);
}

INSTANTIATE_TEST_SUITE_P(Bit, OffloadFlag,
                         ::testing::Values(RTE_MBUF_F_TX_IP_CKSUM, RTE_MBUF_F_TX_TCP_CKSUM, RTE_MBUF_F_TX_UDP_CKSUM,
                                           RTE_MBUF_F_TX_TCP_SEG, RTE_MBUF_F_TX_VLAN, RTE_MBUF_F_TX_QINQ,
                                           RTE_MBUF_F_TX_UDP_SEG, RTE_MBUF_F_TX_IEEE1588_TMST));

TEST_F(Chains, MaySayOfWhichProtocolTheyAre)
{
    for (const std::uint64_t flag : {RTE_MBUF_F_TX_IPV4, RTE_MBUF_F_TX_IPV6}) {
        rte_mbuf* packet = chain(2, 60);
        packet->ol_flags |= flag;
        expect_leaves(packet);
    }
}

class ChainsOn : public OnEveryProfile {};

TEST_P(ChainsOn, LeaveIntact)
{
    ASSERT_EQ(start(), 0);
    for (const std::size_t segment : {20u, 100u, 700u})
        expect_sent(frame(1200), segment);
}

TEST_P(ChainsOn, MixWithSinglePacketsInAnyOrder)
{
    ASSERT_EQ(start(), 0);
    for (std::size_t i = 0; i < 200; ++i)
        expect_sent(frame(60 + i * 7 % 1400, static_cast<std::uint8_t>(i)), i % 3 == 0 ? 0 : 40 + i);
}

INSTANTIATE_TEST_SUITE_P(Profile, ChainsOn, all_profiles, profile_name);

}  // namespace

}  // namespace test
