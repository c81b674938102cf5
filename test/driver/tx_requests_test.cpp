// SPDX-License-Identifier: BSD-3-Clause
// Packets that ask for just what can be done, and for a little more.
#include "offload_test.hpp"
#include "xstats.hpp"

namespace test {

namespace {

class TxRequests : public OffloadingOn {};

/// With its tag it must be no longer than any other frame.
TEST_P(TxRequests, OfATagCountItInTheLength)
{
    start_with(all);
    const Frame longest = frame(16284);
    expect_leaves(with_tag(pool.make(longest, 2000), 0x1005), tagged(longest, 0x1005));
    expect_refused(with_tag(pool.make(frame(16285), 2000), 0x1005), EINVAL);
    const Message m{.tcp = false, .payload = 16284 - 42};
    expect_leaves(with_tag(to_complete(m, 2000), 0x1005), tagged(m.frame(), 0x1005));
    const Message longer{.tcp = false, .payload = 16285 - 42};
    expect_refused(with_tag(to_complete(longer, 2000), 0x1005), EINVAL);
}

/// There is nothing to put it behind.
TEST_P(TxRequests, OfATagNeedAnEthernetHeader)
{
    start_with(all);
    for (const std::uint16_t bytes : {std::uint16_t{13}, std::uint16_t{12}, std::uint16_t{11}, std::uint16_t{1}}) {
        rte_mbuf* const packet = with_tag(pool.make(frame()), 7);
        packet->pkt_len = packet->data_len = bytes;
        expect_refused(packet, EINVAL, std::to_string(bytes));
    }
}

TEST_P(TxRequests, OfTagsAreMetOneAfterAnother)
{
    start_with(all);
    const Message m;
    for (const std::uint16_t tci : {std::uint16_t{5}, std::uint16_t{5}, std::uint16_t{6}})
        expect_leaves(with_tag(to_complete(m), tci), tagged(m.frame(), tci));
    std::array<rte_mbuf*, 3> packets{with_tag(to_complete(m), 7), with_tag(to_complete(m), 8), to_complete(m)};
    model.sent.clear();
    ASSERT_EQ(rte_eth_tx_burst(port, 0, packets.data(), 3), 3);
    model.tick();
    EXPECT_EQ(model.sent, (std::deque<Frame>{tagged(m.frame(), 7), tagged(m.frame(), 8), m.frame()}));
}

/// What the last packet was asked for suits no packet without its headers.
TEST_P(TxRequests, LikeTheLastOnesAreRefusedWhereHeadersAreMissing)
{
    start_with(all);
    const Message m{.ip_options = 40};
    const auto last_byte = static_cast<std::uint16_t>(m.l2() + m.l3() + 18);  // of TCP's checksum
    expect_leaves(to_complete(m), m.frame());
    rte_mbuf* packet = to_complete(m);
    packet->pkt_len = packet->data_len = static_cast<std::uint16_t>(last_byte - 1);
    std::array<rte_mbuf*, 3> packets{to_complete(m), packet, to_complete(m)};
    model.sent.clear();
    ASSERT_EQ(rte_eth_tx_burst(port, 0, packets.data(), 3), 3);
    model.tick();
    EXPECT_EQ(model.sent, (std::deque<Frame>{m.frame(), m.frame()}));
    EXPECT_EQ(stats().oerrors, 1u);
    packet = to_complete(m);
    packet->pkt_len = packet->data_len = last_byte;
    EXPECT_EQ(transmit(packet), 1);
    EXPECT_EQ(model.sent.size(), 3u);
}

TEST_P(TxRequests, OfShortIpv6HeadersAreRefused)
{
    start_with(all);
    const Message m{.ipv6 = true, .payload = 1000};
    for (const bool cut : {false, true}) {
        rte_mbuf* const packet = cut ? to_cut(m, 400) : to_complete(m);
        packet->l3_len = 39;
        expect_refused(packet, EINVAL, cut ? "to cut" : "to complete");
    }
}

TEST_P(TxRequests, OfTwoKindsOfSegmentationAreRefused)
{
    start_with(all);
    rte_mbuf* const packet = to_cut({.payload = 1000}, 400);
    packet->ol_flags |= RTE_MBUF_F_TX_UDP_SEG;
    expect_refused(packet, EINVAL);
}

/// A limit of the chip's reckoning with its FIFO, SDM 3.5.
TEST_P(TxRequests, ToBeCutAreHandedOverInPiecesOfFourSegments)
{
    start_with(all);
    const Message m{.payload = 1546};
    const std::uint32_t before = model.tx().tail();
    expect_leaves(to_cut(m, 100), [&] {
        const std::vector<Frame> frames = m.frames(100);
        return std::deque<Frame>{frames.begin(), frames.end()};
    }());
    const unsigned end = std::string_view{GetParam()} == "silicon" ? 1 : 0;  // that the chip must not report early
    EXPECT_EQ(model.tx().tail() - before, 1 + 4 + end) << "a context, and 1600 bytes";
}

/// A context among them. bhyve drops what has more than 64.
TEST_P(TxRequests, OfTooManyDescriptorsAreRefused)
{
    start_with(all);
    const Message fits{.ipv6 = true, .payload = 126 - 74}, longer{.ipv6 = true, .tcp = false, .payload = 128 - 62};
    expect_leaves(to_complete(fits, 2), fits.frame());
    expect_refused(to_complete(longer, 2), EINVAL);
    const Message most{.tcp = false, .payload = 124}, more{.tcp = false, .payload = 126};
    const std::vector<Frame> frames = most.frames(62);
    expect_leaves(to_cut(most, 62, 1), std::deque<Frame>{frames.begin(), frames.end()});
    expect_refused(to_cut(more, 63, 1), EINVAL);
}

TEST_P(TxRequests, ToBeCutBySoftwareCountEachPieceThatTheRingMustTake)
{
    tx_size = 64;
    start_with(all);
    expect_refused(to_cut({.tcp = false, .payload = std::size_t{31} * 50}, 50, 30), EINVAL);
}

INSTANTIATE_TEST_SUITE_P(On, TxRequests, all_profiles, profile_name);

/// QEMU sends the headers once more behind a payload that is a multiple of the MSS: software cuts, where it can.
class TxEmptySegment : public Offloading {
protected:
    TxEmptySegment() : Offloading("qemu") {}

    /// Hardware cuts @p m into @p frames, and sends one too many.
    void expect_one_too_many(const Message& m, std::uint16_t mss, std::size_t frames)
    {
        model.sent.clear();
        ASSERT_EQ(transmit(to_cut(m, mss)), 1);
        ASSERT_EQ(model.sent.size(), frames + 1);
        EXPECT_EQ(model.sent.front(), m.frames(mss).front());
        EXPECT_EQ(model.sent.back().size(), m.header());
        EXPECT_EQ(stats().oerrors, 0u);
    }
};

TEST_F(TxEmptySegment, IsLetBeWhereSoftwareWouldTakeMuchOfTheRing)
{
    tx_size = 64;
    start_with(all);
    const Message most{.payload = std::size_t{16} * 60}, more{.payload = std::size_t{17} * 60};
    const std::vector<Frame> frames = most.frames(60);
    expect_leaves(to_cut(most, 60), std::deque<Frame>{frames.begin(), frames.end()});
    expect_one_too_many(more, 60, 17);
}

TEST_F(TxEmptySegment, IsLetBeWhereSoftwareHasNoRoomForTheHeaders)
{
    start_with(all);
    const Message m{.payload = 1000, .ip_options = 40, .l4_options = 40};
    ASSERT_EQ(m.header(), 134u);
    expect_one_too_many(m, 500, 2);
}

/// Where VMware would make it zero, software makes IPv4's checksum, in 128 bytes for each packet's beginning.
class SoftwareIpv4 : public Offloading {
protected:
    SoftwareIpv4() : Offloading("vmware") {}
};

TEST_F(SoftwareIpv4, IsCountedOnceForEachHeader)
{
    start_with(all);
    const Message m;
    const std::vector<Frame> frames = Message{.tcp = false, .payload = 1000}.frames(300);
    expect_leaves(to_complete(m), m.frame());
    expect_leaves(to_complete({.ipv6 = true}), Message{.ipv6 = true}.frame());
    EXPECT_EQ(xstat(port, "tx_software_checksums"), 1u);
    expect_leaves(to_cut({.tcp = false, .payload = 1000}, 300), std::deque<Frame>{frames.begin(), frames.end()});
    EXPECT_EQ(xstat(port, "tx_software_checksums"), 1u + 4);
}

TEST_F(SoftwareIpv4, OfAFarHeaderIsRefused)
{
    start_with(all);
    const Message near{.tags = 23}, far{.tags = 24};
    ASSERT_EQ(near.l2() + near.l3(), 126u);
    expect_leaves(to_complete(near), near.frame());
    expect_refused(with_tag(to_complete(near), 7), ENOTSUP, "with a tag");
    expect_refused(to_complete(far), ENOTSUP);
}

}  // namespace

}  // namespace test
