// SPDX-License-Identifier: BSD-3-Clause
// What an application is told not to send, though the ring would take it.
#include <rte_errno.h>

#include <utility>

#include "driver.hpp"

namespace test {

namespace {

/// A ring that could take more than bhyve does.
struct LongChains : Driver {
    LongChains() { tx_size = 128; }
    [[nodiscard]] std::uint16_t prepare(std::size_t size, std::size_t segment)
    {
        rte_mbuf* packet = pool.make(frame(size), segment);
        rte_errno = 0;
        const std::uint16_t good = rte_eth_tx_prepare(port, 0, &packet, 1);
        rte_pktmbuf_free(packet);
        return good;
    }
};

TEST_F(LongChains, BeyondNbSegMaxAreRefusedByPrepareWithTheirPadding)
{
    ASSERT_EQ(start(), 0);
    const std::size_t most = info().tx_desc_lim.nb_seg_max;
    EXPECT_EQ(prepare(most * 2, 2), 1);
    EXPECT_EQ(prepare(most * 2 + 1, 2), 0);
    EXPECT_EQ(rte_errno, EINVAL);
    EXPECT_EQ(prepare(59, 1), 1) << "60 descriptors with the padding";
}

/// VirtualBox's transmitter never comes past one.
TEST_F(LongChains, BeyondNbSegMaxAreDroppedAndCounted)
{
    ASSERT_EQ(start(), 0);
    expect_sent(frame(128), 2);
    model.sent.clear();
    ASSERT_TRUE(send(frame(200), 0, 2));
    EXPECT_TRUE(model.sent.empty());
    EXPECT_EQ(stats().oerrors, 1u);
    expect_sent(frame());
}

/// 16,288 bytes without CRC are the most that every implementation sends; VirtualBox loses what is longer.
class LongestPacket : public OnEveryProfile {
protected:
    Pool huge{63, RTE_PKTMBUF_HEADROOM + 16384};

    void SetUp() override
    {
        OnEveryProfile::SetUp();
        conf.rxmode.mtu = info().max_mtu;
        conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
        ASSERT_EQ(start(), 0);
    }
    /// @return how many prepare let pass, and burst took
    std::pair<unsigned, unsigned> transmit(std::size_t size, std::size_t segment)
    {
        rte_mbuf* packet = huge.make(frame(size), segment);
        const unsigned prepared = rte_eth_tx_prepare(port, 0, &packet, 1);
        const unsigned taken = rte_eth_tx_burst(port, 0, &packet, 1);
        model.tick();
        return {prepared, taken};
    }
};

TEST_P(LongestPacket, IsSentInOneSegmentAndInSeveralAndALongerOneIsRefusedAndCounted)
{
    for (const std::size_t segment : {16384u, 16288u, 8000u, 2000u}) {
        model.sent.clear();
        EXPECT_EQ(transmit(16288, segment), std::pair(1u, 1u));
        EXPECT_EQ(model.sent, std::deque<Frame>{frame(16288)}) << segment;
        const std::uint64_t dropped = stats().oerrors;
        EXPECT_EQ(transmit(16289, segment), std::pair(0u, 1u)) << "the burst drops it";
        EXPECT_EQ(model.sent.size(), 1u);
        EXPECT_EQ(stats().oerrors, dropped + 1);
    }
}

TEST_P(LongestPacket, IsThatOfTheLargestMtuWithTwoTags)
{
    const std::size_t tagged = info().max_mtu + std::size_t{14 + 4 + 4};
    EXPECT_EQ(transmit(tagged, 16384), std::pair(1u, 1u));
    EXPECT_EQ(model.sent, std::deque<Frame>{frame(tagged)});
    expect_received(frame(tagged));
}

INSTANTIATE_TEST_SUITE_P(On, LongestPacket, all_profiles, profile_name);

}  // namespace

}  // namespace test
