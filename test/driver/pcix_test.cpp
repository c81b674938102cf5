// SPDX-License-Identifier: BSD-3-Clause
// Chips on a bus that is PCI-X, where some buffers hang them: a packet's first one of more than 2015 bytes and, on
// 82544, those that end in the lower half of eight bytes. The model hangs likewise.
#include <array>
#include <utility>

#include "offload_test.hpp"
#include "sharing.hpp"

namespace test {

namespace {

constexpr std::uint16_t first_on_pcix = 0x100c;
const auto ids_on_pcix = ::testing::Values(first_on_pcix, 0x100f, 0x1010, 0x1026, 0x1079, 0x10b5);

std::string id_name(const ::testing::TestParamInfo<std::uint16_t>& id)
{
    return std::to_string(id.param);
}

std::string tx_mode(std::uint16_t port)
{
    rte_eth_burst_mode mode{};
    EXPECT_EQ(rte_eth_tx_burst_mode_get(port, 0, &mode), 0);
    return mode.info;
}

class OnPcix : public Offloading, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    OnPcix() : Offloading("pcix", GetParam()) {}

    Pool huge{63, RTE_PKTMBUF_HEADROOM + 16384 + 8};

    /// An mbuf of @p bytes that begin @p further bytes behind where they do.
    [[nodiscard]] static rte_mbuf* shifted(const Pool& from, const Frame& bytes, std::size_t further)
    {
        Frame all(further);
        all.insert(all.end(), bytes.begin(), bytes.end());
        rte_mbuf* const m = from.make(all);
        EXPECT_NE(rte_pktmbuf_adj(m, static_cast<std::uint16_t>(further)), nullptr);
        return m;
    }
    [[nodiscard]] static std::deque<Frame> wire(const Message& m, std::size_t mss)
    {
        const std::vector<Frame> frames = m.frames(mss);
        return {frames.begin(), frames.end()};
    }
    void expect_leaves_shifted(const Pool& from, std::size_t size)
    {
        for (std::size_t further = 0; further < 8; ++further)
            expect_leaves(shifted(from, frame(size), further), frame(size),
                          std::to_string(size) + " bytes, " + std::to_string(further) + " further");
    }
};

TEST_P(OnPcix, PacketsLeaveWhereverTheyBeginAndEnd)
{
    ASSERT_EQ(start(), 0);
    for (std::size_t size = 60; size < 69; ++size)
        expect_leaves_shifted(pool, size);
    expect_leaves_shifted(pool, 1514);
    for (const std::size_t size : {14u, 15u, 33u, 59u})  // with padding
        for (std::size_t further = 0; further < 8; ++further)
            EXPECT_EQ(transmit(shifted(pool, frame(size), further)), 1);
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_P(OnPcix, LongPacketsLeave)
{
    ASSERT_EQ(start(), 0);
    for (const std::size_t size : {2015u, 2016u, 2017u, 2020u, 4031u, 9014u, 16288u})
        expect_leaves_shifted(huge, size);
}

TEST_P(OnPcix, SegmentsLeaveHoweverShort)
{
    tx_size = 1024;
    ASSERT_EQ(start(), 0);
    for (std::size_t segment = 2; segment < 20; ++segment)
        for (std::size_t size = 60; size < 68; ++size)
            expect_sent(frame(size), segment);
    for (const std::size_t segment : {100u, 700u, 1021u})
        expect_sent(frame(6000), segment);
}

TEST_P(OnPcix, ABurstOfAllKindsLeavesInOrder)
{
    ASSERT_EQ(start(), 0);
    std::array<rte_mbuf*, 40> packets{};
    std::deque<Frame> wire;
    for (std::size_t i = 0; i < packets.size(); ++i) {
        wire.push_back(frame(60 + i * 37, static_cast<std::uint8_t>(i)));
        packets[i] = i % 5 == 4 ? pool.make(wire.back(), 41) : shifted(pool, wire.back(), i % 8);
    }
    ASSERT_EQ(rte_eth_tx_prepare(port, 0, packets.data(), packets.size()), packets.size());
    ASSERT_EQ(rte_eth_tx_burst(port, 0, packets.data(), packets.size()), packets.size());
    EXPECT_EQ(model.sent, wire);
}

TEST_P(OnPcix, OffloadsAreDone)
{
    start_with(all);
    for (const bool ipv6 : {false, true})
        for (const bool tcp : {false, true})
            for (const std::size_t segment : {0u, 41u, 333u})
                for (std::size_t payload = 1000; payload < 1008; ++payload) {
                    const Message m{.ipv6 = ipv6, .tcp = tcp, .payload = payload};
                    expect_leaves(to_complete(m, segment), m.frame());
                    expect_leaves(with_tag(to_complete(m, segment), 0x2abc), tagged(m.frame(), 0x2abc));
                    expect_leaves(to_cut(m, 300, segment), wire(m, 300));
                }
}

TEST_P(OnPcix, WhatIsCutLeavesInAnyPieces)
{
    start_with(all);
    for (const std::size_t payload : {3000u, 20'001u, 65'000u})
        for (const std::uint16_t mss : std::array<std::uint16_t, 3>{536, 1448, 8000}) {
            const Message m{.payload = payload};
            expect_leaves(to_cut(m, mss), wire(m, mss));
        }
}

/// On the first of them a packet may need two descriptors for each segment.
TEST_P(OnPcix, WhatTheRingCannotTakeIsRefused)
{
    tx_size = 32;
    ASSERT_EQ(start(), 0);
    const auto fits = [this](std::size_t segments) {
        rte_mbuf* const m = pool.make(frame(16 * segments), 16);
        for (rte_mbuf* each = m; each != nullptr; each = each->next)
            each->data_len = 12;  // which ends in a lower half
        return std::pair{m, prepare(m) == 1};
    };
    const auto [few, few_fit] = fits(15);
    EXPECT_TRUE(few_fit);
    EXPECT_EQ(transmit(few), 1);
    const auto [many, many_fit] = fits(16);
    EXPECT_EQ(many_fit, GetParam() != first_on_pcix);
    EXPECT_EQ(transmit(many), 1);
    EXPECT_EQ(stats().oerrors, GetParam() == first_on_pcix ? 1u : 0u);
    expect_traffic();
}

/// Nobody plays a chip there, so the ring is the limit.
TEST_P(OnPcix, AsManySegmentsAsIsToldLeave)
{
    ASSERT_EQ(start(), 0);
    const std::size_t most = info().tx_desc_lim.nb_seg_max;
    for (std::size_t segment = 5; segment < 30; ++segment) {
        rte_mbuf* const m = pool.make(frame(most * segment), segment);
        EXPECT_EQ(prepare(m), 1);
        expect_leaves(m, frame(most * segment), std::to_string(segment));
    }
}

constexpr unsigned pcix_command = 0xe6;

TEST_P(OnPcix, TheDeviceAsksForNoMoreAtOnceThanItBears)
{
    const bool third_revision = GetParam() >= 0x1026;
    const unsigned longest = third_revision ? 3 : 2;  // 4096 bytes, or 2048
    EXPECT_EQ(model.config_read(pcix_command, 2), 0x52u | longest << 2) << "and the rest is firmware's";
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    EXPECT_EQ(model.config_read(pcix_command, 2), 0x52u | longest << 2);
}

TEST_P(OnPcix, WhatIsSetToLessStays)
{
    ASSERT_EQ(bed.remove(), 0);
    model.config_write(pcix_command, 2, 0x01);
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    EXPECT_EQ(model.config_read(pcix_command, 2), 0x01u);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(OnPcix, TheCarefulBurstIsTold)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(tx_mode(port), "Scalar, careful");
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    start_with(all);
    EXPECT_EQ(tx_mode(port), "Scalar, careful");
}

INSTANTIATE_TEST_SUITE_P(Id, OnPcix, ids_on_pcix, id_name);

class OnPci : public Driver, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    OnPci() : Driver(model::Profile::silicon(), GetParam()) {}
};

TEST_P(OnPci, NoCareIsTaken)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(tx_mode(port), fastest_tx());
}

INSTANTIATE_TEST_SUITE_P(Id, OnPci, ids_on_pcix, id_name);

class SharingOnPcix : public Sharing, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    SharingOnPcix() : Sharing(model::Profile::pcix(), GetParam()) {}
};

TEST_P(SharingOnPcix, WhatIsStagedLeavesToo)
{
    ASSERT_EQ(start_queues({128, 128}), 0);
    EXPECT_EQ(tx_mode(port), "Scalar, careful, shared ring");
    for (unsigned turn = 0; turn < 20; ++turn) {
        unsigned staged = 0;
        at_the_next_doorbell([&] { staged = burst_of(1, 20, 60 + turn, turn % 2 == 0 ? 0 : 9); });
        const unsigned own = burst_of(0, 5, 1000 + turn);
        model.on_write = nullptr;
        ASSERT_NE(own, 0u);
        ASSERT_NE(staged, 0u);
    }
    expect_all_left();
    EXPECT_EQ(stats().oerrors, 0u);
}

INSTANTIATE_TEST_SUITE_P(Id, SharingOnPcix, ids_on_pcix, id_name);

}  // namespace

}  // namespace test
