// SPDX-License-Identifier: BSD-3-Clause
// What an application is told not to send, though the ring would take it.
#include <rte_errno.h>

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

TEST_F(LongChains, BeyondNbSegMaxAreNoneTheLessSent)
{
    ASSERT_EQ(start(), 0);
    expect_sent(frame(200), 2);
    EXPECT_EQ(stats().oerrors, 0u);
}

}  // namespace

}  // namespace test
