// SPDX-License-Identifier: BSD-3-Clause
// Packets that are cut into frames on their way out, and those that cannot be.
#include <algorithm>
#include <array>

#include "offload_test.hpp"

namespace test {

namespace {

class TxSegmentation : public OffloadingOn {
protected:
    /// @p m in frames, as they leave.
    [[nodiscard]] std::deque<Frame> wire(const Message& m, std::uint16_t mss) const
    {
        const std::vector<Frame> frames = m.frames(mss);
        std::deque<Frame> out{frames.begin(), frames.end()};
        // Software fills up what is too short, QEMU and bhyve's hardware do not.
        if (!m.tcp || m.ipv6 || model::Profile::named(GetParam()).pads_transmitted)
            for (Frame& frame : out)
                frame.resize(std::max<std::size_t>(frame.size(), 60));
        return out;
    }
    void expect_cut(const Message& m, std::uint16_t mss, std::size_t segment = 0)
    {
        expect_leaves(to_cut(m, mss, segment), wire(m, mss),
                      std::to_string(m.payload) + " bytes in pieces of " + std::to_string(mss) + ", segments of " +
                          std::to_string(segment));
    }
};

TEST_P(TxSegmentation, CutsTcpIntoFramesThatAreEachRight)
{
    start_with(all);
    for (const std::size_t payload : {1u, 99u, 100u, 101u, 1000u, 1460u, 1900u})
        for (const std::uint16_t mss : std::array<std::uint16_t, 3>{100, 536, 1460})
            expect_cut({.payload = payload}, mss);
    expect_cut({.payload = 1500, .ip_options = 20, .l4_options = 12, .tags = 1}, 700);
}

TEST_P(TxSegmentation, CutsWhatIsInSeveralSegments)
{
    start_with(all);
    for (const std::size_t segment : {30u, 54u, 60u, 500u, 1448u})
        for (const std::uint16_t mss : std::array<std::uint16_t, 2>{100, 1448})
            expect_cut({.payload = 1500}, mss, segment);
}

/// The limit of 16,288 bytes is that of a frame.
TEST_P(TxSegmentation, CutsWhatIsLongerThanAnyFrame)
{
    start_with(all);
    for (const std::size_t payload : {16288u, 50'001u, 65'000u})
        expect_cut({.payload = payload}, 1448);
}

TEST_P(TxSegmentation, IsPreparedWithAPseudoHeaderWithoutLength)
{
    start_with(all);
    const Message m{.payload = 1000};
    rte_mbuf* const packet = to_cut(m, 400);
    *rte_pktmbuf_mtod_offset(packet, std::uint16_t*, 24) = 0x5555;
    *rte_pktmbuf_mtod_offset(packet, std::uint16_t*, 50) = 0x5555;
    EXPECT_EQ(prepare(packet), 1);
    expect_leaves(packet, wire(m, 400));
}

TEST_P(TxSegmentation, CutsBehindAnInsertedTag)
{
    start_with(all);
    const Message m{.payload = 1500};
    std::deque<Frame> frames = wire(m, 600);
    for (Frame& frame : frames)
        frame = tagged(frame, 0x2005);
    for (const std::size_t segment : {0u, 30u, 100u})
        expect_leaves(with_tag(to_cut(m, 600, segment), 0x2005), frames, std::to_string(segment));
}

/// bhyve keeps one context, VirtualBox needs one for each packet that it cuts.
TEST_P(TxSegmentation, TakesTurnsWithPacketsThatAreNotCut)
{
    start_with(all);
    const Message cut{.payload = 1000}, whole{.payload = 200};
    for (int i = 0; i < 5; ++i) {
        expect_cut(cut, 300);
        expect_cut(cut, 300);
        expect_leaves(to_complete(whole), whole.frame());
        expect_leaves(to_complete(whole), whole.frame());
        expect_leaves(pool.make(frame()), frame());
    }
}

/// Which devices do wrong, each in its own way, so software does it.
TEST_P(TxSegmentation, CutsIpv6AndUdp)
{
    start_with(all);
    for (const bool tcp : {false, true})
        for (const bool ipv6 : {false, true})
            for (const std::size_t segment : {0u, 60u, 700u})
                for (const std::size_t payload : {1u, 399u, 400u, 401u, 1600u}) {
                    const Message m{.ipv6 = ipv6, .tcp = tcp, .payload = payload};
                    expect_cut(m, 400, segment);
                    if (tcp && !ipv6)
                        continue;  // hardware's, and some fill up short frames behind the tag
                    std::deque<Frame> frames = wire(m, 400);
                    for (Frame& frame : frames)
                        frame = tagged(frame, 0x0fff);
                    expect_leaves(with_tag(to_cut(m, 400, segment), 0x0fff), frames);
                }
}

TEST_P(TxSegmentation, OfIpv6AndUdpIsPrepared)
{
    start_with(all);
    for (const bool tcp : {false, true}) {
        const Message m{.ipv6 = true, .tcp = tcp, .payload = 1000};
        rte_mbuf* const packet = to_cut(m, 400);
        *rte_pktmbuf_mtod_offset(packet, std::uint16_t*, 54 + (tcp ? 16 : 6)) = 0x5555;
        EXPECT_EQ(prepare(packet), 1);
        expect_leaves(packet, wire(m, 400));
    }
}

/// Software's frames take two descriptors each.
TEST_P(TxSegmentation, BySoftwareNeedsARingThatIsLongEnough)
{
    tx_size = 64;
    start_with(all);
    const auto udp = [](std::size_t frames) { return Message{.tcp = false, .payload = frames * 50}; };
    expect_cut(udp(31), 50);
    expect_refused(to_cut(udp(32), 50), EINVAL);
}

TEST_P(TxSegmentation, BySoftwareNeedsHeadersOfUsualLength)
{
    start_with(all);
    expect_cut({.ipv6 = true, .payload = 1000, .l4_options = 40, .tags = 2}, 400);
    expect_refused(to_cut({.ipv6 = true, .payload = 1000, .l4_options = 40, .tags = 4}, 400), ENOTSUP);
}

/// On bhyve it is one of more than 240 bytes; what an mbuf can tell of is less than the chip's limit, but for a lie.
TEST_P(TxSegmentation, RefusesAHeaderThatIsTooLong)
{
    start_with(all);
    Message m{.payload = 1499, .ip_options = 40, .l4_options = 40, .tags = 26};
    ASSERT_EQ(m.header(), 238u);
    rte_mbuf* const packet = to_cut(m, 500);
    EXPECT_EQ(prepare(packet), 1);
    expect_leaves(packet, wire(m, 500));
    ++m.tags;
    if (model::Profile::named(GetParam()).tso_header_limit < m.header())
        expect_refused(to_cut(m, 500), ENOTSUP);
    else
        expect_cut(m, 500);
}

INSTANTIATE_TEST_SUITE_P(On, TxSegmentation, all_profiles, profile_name);

class Malformed : public OffloadingOn {
protected:
    /// A packet to complete or to cut, changed by @p change.
    template <class Change>
    void expect_refused_when(const char* what, bool cut, int error, Change change)
    {
        const Message m{.payload = 1000};
        rte_mbuf* const packet = cut ? to_cut(m, 400) : to_complete(m);
        change(*packet);
        expect_refused(packet, error, what);
    }
};

TEST_P(Malformed, IsRefusedByPrepareAndDroppedByTheBurst)
{
    start_with(all);
    const auto refused = [this](const char* what, bool cut, int error, auto change) {
        expect_refused_when(what, cut, error, change);
    };
    refused("no MSS", true, EINVAL, [](rte_mbuf& m) { m.tso_segsz = 0; });
    refused("MSS beyond a frame", true, EINVAL, [](rte_mbuf& m) { m.tso_segsz = 16288 - 54 + 1; });
    refused("no payload", true, EINVAL, [](rte_mbuf& m) { m.data_len = 54; });
    refused("half a header", true, EINVAL, [](rte_mbuf& m) { m.data_len = 50; });
    refused("no TCP header", true, EINVAL, [](rte_mbuf& m) { m.l4_len = 0; });
    refused("a short TCP header", true, EINVAL, [](rte_mbuf& m) { m.l4_len = 16; });
    refused("no version", true, EINVAL, [](rte_mbuf& m) { m.ol_flags &= ~(RTE_MBUF_F_TX_IPV4); });
    refused("both versions", true, EINVAL, [](rte_mbuf& m) { m.ol_flags |= RTE_MBUF_F_TX_IPV6; });
    for (const bool cut : {false, true}) {
        refused("no Ethernet header", cut, EINVAL, [](rte_mbuf& m) { m.l2_len = 0; });
        refused("a short Ethernet header", cut, EINVAL, [](rte_mbuf& m) { m.l2_len = 13; });
        refused("no IP header", cut, EINVAL, [](rte_mbuf& m) { m.l3_len = 0; });
        refused("a short IP header", cut, EINVAL, [](rte_mbuf& m) { m.l3_len = 19; });
        refused("a short packet", cut, EINVAL, [](rte_mbuf& m) { m.data_len = 20; });
        refused("a tunnel", cut, ENOTSUP, [](rte_mbuf& m) { m.ol_flags |= RTE_MBUF_F_TX_TUNNEL_VXLAN; });
        refused("an outer header", cut, ENOTSUP, [](rte_mbuf& m) { m.ol_flags |= RTE_MBUF_F_TX_OUTER_IPV4; });
    }
    refused("IPv4's checksum in IPv6", false, EINVAL, [](rte_mbuf& m) { m.ol_flags |= RTE_MBUF_F_TX_IPV6; });
    refused("headers beyond the packet", false, EINVAL, [](rte_mbuf& m) { m.data_len = 51; });
    refused("headers beyond the chip's lengths", true, ENOTSUP, [](rte_mbuf& m) { m.l3_len = 240; });
    refused("headers beyond the chip's offsets", false, ENOTSUP, [](rte_mbuf& m) { m.l3_len = 400; });
}

TEST_P(Malformed, IsWhatIsNotConfigured)
{
    start_with(checksums);
    const Message m{.payload = 1000};
    const auto refused = [&](std::uint64_t flags) {
        rte_mbuf* const packet = to_complete(m);
        packet->ol_flags |= flags;
        packet->tso_segsz = 100;
        packet->vlan_tci = 7;
        EXPECT_EQ(prepare(packet), 0) << std::hex << flags;
        EXPECT_EQ(rte_errno, ENOTSUP) << std::hex << flags;
        expect_leaves(packet, m.frame(), "what was not configured is not done");
    };
    refused(RTE_MBUF_F_TX_TCP_SEG);
    refused(RTE_MBUF_F_TX_VLAN);
    refused(RTE_MBUF_F_TX_QINQ);
    refused(RTE_MBUF_F_TX_MACSEC);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT;
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    rte_mbuf* const packet = to_complete(m);
    EXPECT_EQ(prepare(packet), 0);
    EXPECT_EQ(rte_errno, ENOTSUP);
    expect_leaves(packet, m.incomplete());
}

INSTANTIATE_TEST_SUITE_P(On, Malformed, all_profiles, profile_name);

}  // namespace

}  // namespace test
