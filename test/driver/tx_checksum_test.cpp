// SPDX-License-Identifier: BSD-3-Clause
// Checksums that hardware puts into packets, or software where hardware gets them wrong.
#include <algorithm>

#include "offload_test.hpp"

namespace test {

namespace {

class TxChecksum : public OffloadingOn {};

std::vector<Message> every_kind()
{
    std::vector<Message> out;
    for (const bool ipv6 : {false, true})
        for (const bool tcp : {false, true}) {
            out.push_back({.ipv6 = ipv6, .tcp = tcp});
            out.push_back({.ipv6 = ipv6, .tcp = tcp, .payload = 1, .tags = 1});
            out.push_back({.ipv6 = ipv6, .tcp = tcp, .payload = 1400, .l4_options = tcp ? 12u : 0u});
        }
    out.push_back({.ip_options = 40, .tags = 2});
    return out;
}

std::string told(const Message& m)
{
    return std::string{m.ipv6 ? "IPv6" : "IPv4"} + (m.tcp ? " TCP of " : " UDP of ") + std::to_string(m.payload) +
           " bytes behind " + std::to_string(m.header());
}

Frame padded(Frame frame)
{
    frame.resize(std::max<std::size_t>(frame.size(), 60));
    return frame;
}

TEST_P(TxChecksum, IsRightForEveryKindInOneSegmentAndInSeveral)
{
    start_with(all);
    for (const std::size_t segment : {0u, 1u, 13u, 40u, 100u})
        for (const Message& m : every_kind())
            if (segment == 0 || m.frame().size() / segment < 64)
                expect_leaves(to_complete(m, segment), padded(m.frame()),
                              told(m) + " in segments of " + std::to_string(segment));
}

TEST_P(TxChecksum, IsRightBehindAnInsertedTag)
{
    start_with(all);
    for (const std::size_t segment : {0u, 5u, 12u, 30u})
        for (const Message& m : every_kind())
            if (segment == 0 || m.frame().size() / segment < 62)
                expect_leaves(with_tag(to_complete(m, segment), 0x6123), tagged(padded(m.frame()), 0x6123),
                              told(m) + " in segments of " + std::to_string(segment));
}

TEST_P(TxChecksum, IsOnlyThatWhichIsAskedFor)
{
    start_with(all);
    const Message m;
    Frame wire = m.incomplete();
    rte_mbuf* packet = to_complete(m);
    packet->ol_flags &= ~RTE_MBUF_F_TX_L4_MASK;
    const Frame whole = m.frame();
    std::copy_n(whole.begin() + 24, 2, wire.begin() + 24);
    expect_leaves(packet, wire, "IPv4's");
    packet = to_complete(m);
    packet->ol_flags &= ~RTE_MBUF_F_TX_IP_CKSUM;
    wire = whole;
    wire[24] = wire[25] = 0;
    expect_leaves(packet, wire, "TCP's");
    expect_leaves(describe(m, m.incomplete()), m.incomplete(), "none");
    EXPECT_EQ(model.sent.front(), m.incomplete());
}

TEST_P(TxChecksum, IsPreparedFromNothing)
{
    start_with(all);
    for (const Message& m : every_kind()) {
        rte_mbuf* const packet = to_complete(m);
        const std::size_t field = m.l2() + m.l3() + (m.tcp ? 16 : 6);
        *rte_pktmbuf_mtod_offset(packet, std::uint16_t*, field) = 0x5555;
        if (!m.ipv6)
            *rte_pktmbuf_mtod_offset(packet, std::uint16_t*, m.l2() + 10) = 0x5555;
        EXPECT_EQ(prepare(packet), 1) << told(m);
        expect_leaves(packet, padded(m.frame()), told(m));
    }
}

TEST_P(TxChecksum, IsPreparedForEachOfManyPackets)
{
    start_with(all);
    const Message m{.payload = 100};
    const auto of = [&](std::size_t length, std::size_t segment = 0) {
        Frame bytes = m.incomplete();
        bytes.resize(length);
        rte_mbuf* const packet = pool.make(bytes, segment);
        packet->ol_flags = RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_TCP_CKSUM;
        packet->l2_len = 14;
        packet->l3_len = 20;
        return packet;
    };
    constexpr std::size_t up_to_checksum = 14 + 20 + 18;
    const auto refused = [&](std::vector<rte_mbuf*> packets) {
        rte_errno = 0;
        const std::uint16_t n = rte_eth_tx_prepare(port, 0, packets.data(), static_cast<std::uint16_t>(packets.size()));
        rte_pktmbuf_free_bulk(packets.data(), static_cast<unsigned>(packets.size()));
        return std::pair{n, rte_errno};
    };
    using Refused = std::pair<std::uint16_t, int>;
    EXPECT_EQ(refused({of(120), of(up_to_checksum), of(150, 70), of(120)}), (Refused{4, 0}));
    EXPECT_EQ(refused({of(120), of(150), of(up_to_checksum - 1), of(120)}), (Refused{2, EINVAL})) << "too short";
    EXPECT_EQ(refused({of(120), of(150, 1), of(120)}), (Refused{1, EINVAL})) << "too many segments";
    rte_mbuf* const other = of(120);
    other->l3_len = 19;
    EXPECT_EQ(refused({of(120), other, of(120)}), (Refused{1, EINVAL})) << "another length";
    rte_mbuf* const unheard = of(120);
    unheard->ol_flags |= RTE_MBUF_F_TX_MACSEC;
    EXPECT_EQ(refused({of(120), unheard}), (Refused{1, ENOTSUP})) << "another request";
}

TEST_P(TxChecksum, SendsAContextOnlyWhereSomethingChanges)
{
    start_with(all);
    const Message tcp, udp{.tcp = false}, longer{.payload = 1000}, ipv6{.ipv6 = true};
    const auto contexts_for = [this](std::vector<rte_mbuf*> packets) {
        const unsigned before = model.tx().contexts();
        EXPECT_EQ(rte_eth_tx_burst(port, 0, packets.data(), static_cast<std::uint16_t>(packets.size())),
                  packets.size());
        model.tick();
        return model.tx().contexts() - before;
    };
    EXPECT_EQ(contexts_for({to_complete(tcp), to_complete(tcp), to_complete(longer)}), 1u);
    EXPECT_EQ(contexts_for({to_complete(longer, 300), pool.make(frame()), to_complete(tcp)}), 0u) << "in another burst";
    EXPECT_EQ(contexts_for({to_complete(udp), to_complete(udp), to_complete(tcp)}), 2u);
    EXPECT_EQ(contexts_for({to_complete(ipv6), to_complete(ipv6)}), 1u);
    EXPECT_EQ(contexts_for({to_complete(tcp)}), 1u);
    EXPECT_EQ(contexts_for({with_tag(to_complete(tcp), 5), to_complete(tcp)}), 2u) << "offsets behind the tag";
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(contexts_for({to_complete(tcp), to_complete(tcp)}), 1u) << "forgotten at a start";
}

TEST_P(TxChecksum, IsRightThroughManyTurnsOfASmallRing)
{
    tx_size = 32;
    start_with(all);
    const std::vector<Message> kinds = every_kind();
    for (std::size_t i = 0; i < 200; ++i) {
        const Message& m = kinds[i * 7 % kinds.size()];
        rte_mbuf* packet = to_complete(m, i % 3 == 0 ? 0 : 100);
        Frame wire = padded(m.frame());
        if (i % 5 == 0) {
            packet = with_tag(packet, static_cast<std::uint16_t>(i));
            wire = tagged(wire, static_cast<std::uint16_t>(i));
        }
        expect_leaves(packet, wire, told(m) + ", packet " + std::to_string(i));
    }
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_P(TxChecksum, IsRightForEachPacketOfAFullBurst)
{
    start_with(all);
    const std::vector<Message> kinds = every_kind();
    std::vector<rte_mbuf*> packets;
    std::deque<Frame> wire;
    for (std::size_t i = 0; i < 100; ++i) {
        const Message& m = kinds[i / 4 % kinds.size()];
        packets.push_back(i % 7 == 0 ? pool.make(frame(70)) : to_complete(m));
        wire.push_back(i % 7 == 0 ? frame(70) : padded(m.frame()));
    }
    EXPECT_EQ(rte_eth_tx_burst(port, 0, packets.data(), 100), 100);
    model.tick();
    EXPECT_EQ(model.sent, wire);
}

INSTANTIATE_TEST_SUITE_P(On, TxChecksum, all_profiles, profile_name);

/// What VMware gets wrong.
class SoftwareChecksum : public Offloading {
protected:
    SoftwareChecksum() : Offloading("vmware") {}
};

TEST_F(SoftwareChecksum, IsMadeInACopyWhereThePacketIsShared)
{
    start_with(all);
    const Message m{.tcp = false};
    rte_mbuf* const packet = to_complete(m);
    rte_mbuf_refcnt_update(packet, 1);
    expect_leaves(packet, m.frame());
    EXPECT_EQ(bytes_of(packet), m.incomplete()) << "the other owner's bytes";
    (void)rte_eth_tx_burst(port, 0, nullptr, 0);
    rte_pktmbuf_free(packet);
}

TEST_F(SoftwareChecksum, IsMadeInACopyWhereThePacketIsAnothersData)
{
    start_with(all);
    const Message m;
    rte_mbuf* const owner = pool.make(m.incomplete());
    rte_mbuf* const packet = rte_pktmbuf_clone(owner, pool.get());
    packet->ol_flags |= RTE_MBUF_F_TX_IPV4 | RTE_MBUF_F_TX_IP_CKSUM | RTE_MBUF_F_TX_TCP_CKSUM;
    packet->l2_len = 14;
    packet->l3_len = 20;
    expect_leaves(packet, m.frame());
    EXPECT_EQ(bytes_of(owner), m.incomplete());
    (void)rte_eth_tx_burst(port, 0, nullptr, 0);
    rte_pktmbuf_free(owner);
}

}  // namespace

}  // namespace test
