// SPDX-License-Identifier: BSD-3-Clause
// Chips that report the end of what they cut before they have read it, and that of the packet behind. The model tells
// of such a buffer; what is looked at here is how many descriptors that takes.
#include <array>

#include "offload_test.hpp"

namespace test {

namespace {

class ShortEnds : public Offloading, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    ShortEnds() : Offloading("silicon", GetParam()) {}

    void SetUp() override
    {
        Offloading::SetUp();
        start_with(all);
    }
    [[nodiscard]] unsigned descriptors_of(rte_mbuf* packet)
    {
        const unsigned before = model.tx().tail();
        EXPECT_EQ(prepare(packet), 1);
        EXPECT_EQ(transmit(packet), 1);
        return (model.tx().tail() + tx_size - before) % tx_size;
    }
    /// One that hardware cuts, in one segment.
    [[nodiscard]] rte_mbuf* cut() { return to_cut({.payload = 1000}, 400); }
    [[nodiscard]] bool next_too() const { return GetParam() != 0x100c; }
};

TEST_P(ShortEnds, AreThoseOfWhatIsCut)
{
    constexpr unsigned context = 1;
    EXPECT_EQ(descriptors_of(cut()), context + 2);
    for (const std::size_t end : {1u, 7u, 8u})
        EXPECT_EQ(descriptors_of(to_cut({.payload = 146 + end}, 150, 200)), context + 2) << "no shorter one";
    EXPECT_EQ(descriptors_of(to_cut({.payload = 146 + 9}, 150, 200)), context + 3);
}

TEST_P(ShortEnds, AreThatOfThePacketBehindIfItIsOneBuffer)
{
    for (rte_mbuf* const behind : {pool.make(frame(100)), to_complete({})}) {
        (void)descriptors_of(cut());
        const unsigned context = behind->ol_flags != 0 ? 1 : 0;
        EXPECT_EQ(descriptors_of(behind), context + (next_too() ? 2 : 1));
        EXPECT_EQ(descriptors_of(pool.make(frame(100))), 1u) << "and not of the one behind that";
    }
    (void)descriptors_of(cut());
    EXPECT_EQ(descriptors_of(pool.make(frame(100), 50)), 2u) << "nor of one in two";
    (void)descriptors_of(cut());
    EXPECT_EQ(descriptors_of(pool.make(frame(40))), 2u) << "nor of one with padding";
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_P(ShortEnds, AreNoneWhereNothingIsCut)
{
    rte_eth_burst_mode mode{};
    ASSERT_EQ(rte_eth_tx_burst_mode_get(port, 0, &mode), 0);
    EXPECT_STREQ(mode.info, "Scalar, careful");
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    start_with(checksums | RTE_ETH_TX_OFFLOAD_UDP_TSO);
    ASSERT_EQ(rte_eth_tx_burst_mode_get(port, 0, &mode), 0);
    EXPECT_STREQ(mode.info, "Scalar, offloads");
}

INSTANTIATE_TEST_SUITE_P(Id, ShortEnds, ::testing::Values(0x100c, 0x100e, 0x1076, 0x1075, 0x1079),
                         [](const auto& id) { return std::to_string(id.param); });

}  // namespace

}  // namespace test
