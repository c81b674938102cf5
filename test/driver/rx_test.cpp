// SPDX-License-Identifier: BSD-3-Clause
// Frames that fit one buffer.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

using RxSize = OfEverySize;

TEST_P(RxSize, ArrivesIntact)
{
    ASSERT_EQ(start(), 0);
    for (int turn = 0; turn < 3; ++turn)
        expect_received(frame(size(), static_cast<std::uint8_t>(turn)));
    EXPECT_EQ(stats().ipackets, 3u);
    EXPECT_EQ(stats().ibytes, 3 * size());
}

INSTANTIATE_TEST_SUITE_P(On, RxSize, on_all_profiles_with(60, 61, 63, 64, 65, 128, 1000, 1513, 1514, 1518),
                         profile_and_size);

/// With 64 descriptors the driver refills 16 at a time.
struct Rx : Driver {
    static constexpr unsigned batch = 16;

    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
    }
    void receive(unsigned n, std::uint8_t seed = 0)
    {
        for (unsigned i = 0; i < n; ++i)
            ASSERT_EQ(model.receive(frame(60, static_cast<std::uint8_t>(seed + i))), Delivery::delivered);
    }
    static void give_back(const std::vector<rte_mbuf*>& packets)
    {
        for (rte_mbuf* packet : packets)
            rte_pktmbuf_free(packet);
    }
};

TEST_F(Rx, FindsNothingWhereNothingCame)
{
    EXPECT_TRUE(burst().empty());
}

TEST_F(Rx, TouchesNoRegisterWhereNothingCame)
{
    slot.bar.reset_counts();
    EXPECT_TRUE(burst().empty());
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
}

TEST_F(Rx, DescribesAPacketCompletely)
{
    receive(1);
    const auto packets = burst();
    ASSERT_EQ(packets.size(), 1u);
    const rte_mbuf& m = *packets[0];
    EXPECT_EQ(m.data_off, RTE_PKTMBUF_HEADROOM);
    EXPECT_EQ(m.refcnt, 1);
    EXPECT_EQ(m.nb_segs, 1);
    EXPECT_EQ(m.port, port);
    EXPECT_EQ(m.ol_flags, 0u);
    EXPECT_EQ(m.packet_type, 0u);
    EXPECT_EQ(m.pkt_len, 60u);
    EXPECT_EQ(m.data_len, 60);
    EXPECT_EQ(m.vlan_tci, 0);
    EXPECT_EQ(m.hash.rss, 0u);
    EXPECT_EQ(m.next, nullptr);
    EXPECT_EQ(m.pool, pool.get());
    give_back(packets);
}

TEST_F(Rx, LeavesNothingOfAnMbufsLastLife)
{
    for (unsigned i = 0; i < pool.size(); ++i) {  // every mbuf of the pool passes by
        receive(1);
        const auto packets = burst();
        ASSERT_EQ(packets.size(), 1u);
        ASSERT_EQ(packets[0]->ol_flags, 0u);
        ASSERT_EQ(packets[0]->data_off, RTE_PKTMBUF_HEADROOM);
        ASSERT_EQ(packets[0]->packet_type, 0u);
        packets[0]->ol_flags = RTE_MBUF_F_RX_VLAN | RTE_MBUF_F_TX_TCP_SEG;
        packets[0]->packet_type = RTE_PTYPE_L4_TCP;
        packets[0]->vlan_tci = 7;
        rte_pktmbuf_adj(packets[0], 10);
        give_back(packets);
    }
}

TEST_F(Rx, GivesNoMoreThanWasAskedFor)
{
    receive(10);
    const auto first = burst(3);
    EXPECT_EQ(first.size(), 3u);
    const auto rest = burst();
    EXPECT_EQ(rest.size(), 7u);
    give_back(first);
    give_back(rest);
}

TEST_F(Rx, GivesNothingWhenNothingIsAskedFor)
{
    receive(1);
    rte_mbuf* none = nullptr;
    EXPECT_EQ(rte_eth_rx_burst(port, 0, &none, 0), 0);
    EXPECT_EQ(receive_all().size(), 1u);
}

TEST_F(Rx, KeepsTheOrder)
{
    receive(50);
    const auto frames = receive_all();
    ASSERT_EQ(frames.size(), 50u);
    for (unsigned i = 0; i < 50; ++i)
        EXPECT_EQ(frames[i], frame(60, static_cast<std::uint8_t>(i)));
}

TEST_F(Rx, CrossesTheEndOfTheRingInOneBurst)
{
    receive(50);
    ASSERT_EQ(receive_all().size(), 50u);
    receive(40);
    const auto packets = burst();
    EXPECT_EQ(packets.size(), 40u);
    give_back(packets);
}

TEST_F(Rx, RingsTheDoorbellOnceABurst)
{
    receive(40);
    slot.bar.reset_counts();
    const auto packets = burst();
    EXPECT_EQ(packets.size(), 40u);
    EXPECT_EQ(slot.bar.writes(), 2u);
    EXPECT_EQ(slot.bar.writes_of(reg::RDT), 1u);
    EXPECT_EQ(slot.bar.writes_of(reg::ICS), 1u) << "delivers it, for it is more than a quarter of the ring";
    EXPECT_EQ(slot.bar.reads(), 0u);
    give_back(packets);
}

TEST_F(Rx, SavesTheDoorbellUntilABatchIsTogether)
{
    for (unsigned i = 1; i <= 3 * batch; ++i) {
        receive(1);
        slot.bar.reset_counts();
        give_back(burst());
        const unsigned rung = i % batch == 0 ? 1 : 0;
        ASSERT_EQ(slot.bar.writes_of(reg::RDT), rung) << i;
        ASSERT_EQ(slot.bar.writes_of(reg::ICS), rung) << i << ", a batch is a quarter of this ring";
        ASSERT_EQ(slot.bar.writes(), 2 * rung) << i;
    }
}

TEST_F(Rx, NeverReadsARegister)
{
    slot.bar.reset_counts();
    for (unsigned i = 0; i < 200; ++i) {
        receive(1 + i % 20);
        give_back(burst());
    }
    EXPECT_EQ(slot.bar.reads(), 0u);
}

TEST_F(Rx, NeverLetsTheTailReachTheHead)
{
    for (unsigned i = 0; i < 300; ++i) {
        receive(1 + i % 31);
        give_back(burst());
        ASSERT_NE(model.rx().tail(), model.rx().head());
    }
}

TEST_F(Rx, FillsTheRingButForOneDescriptor)
{
    unsigned taken = 0;
    while (model.receive(frame()) == Delivery::delivered)
        ++taken;
    EXPECT_EQ(taken, rx_size - 1u);
    EXPECT_EQ(receive_all().size(), taken);
    expect_received(frame());
}

TEST_F(Rx, ZeroesWhatHardwareWroteWhenItRearms)
{
    receive(batch);
    give_back(burst());
    for (std::uint32_t i = 0; i < batch; ++i) {
        const RxDescriptor& armed = *model.rx().descriptor(i);
        EXPECT_EQ(armed.status, 0) << i;
        EXPECT_EQ(armed.errors, 0) << i;
        EXPECT_EQ(armed.length, 0) << i;
        EXPECT_EQ(armed.special, 0) << i;
    }
}

TEST_F(Rx, NamesFreshBuffersWhenItRearms)
{
    std::vector<std::uint64_t> before;
    for (std::uint32_t i = 0; i < batch; ++i)
        before.push_back(model.rx().descriptor(i)->address);
    receive(batch);
    const auto kept = burst();
    for (std::uint32_t i = 0; i < batch; ++i)
        EXPECT_EQ(std::ranges::count(before, model.rx().descriptor(i)->address), 0) << i;
    give_back(kept);
}

TEST_F(Rx, LeavesAVlanTagWhereItIs)
{
    Frame tagged = frame(100);
    tagged[12] = 0x81;
    tagged[13] = 0x00;
    expect_received(tagged);
}

TEST_F(Rx, TakesFullSizeFramesWithATagOrTwo)
{
    for (const std::size_t tags : {1u, 2u}) {
        Frame tagged = frame(1514 + 4 * tags);
        for (std::size_t at = 12; at < 12 + 4 * tags; at += 4) {
            tagged[at] = 0x81;
            tagged[at + 1] = 0x00;
        }
        expect_received(tagged);
    }
}

TEST_F(Rx, GoesOnAfterThePoolWasEmpty)
{
    std::vector<rte_mbuf*> hoard(pool.available());
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(pool.get(), hoard.data(), static_cast<unsigned>(hoard.size())), 0);
    receive(batch);
    auto kept = burst();
    EXPECT_EQ(kept.size(), batch);
    EXPECT_EQ(stats().rx_nombuf, 1u);
    give_back(hoard);
    give_back(kept);
    for (unsigned i = 0; i < 300; ++i)
        expect_received(frame(60, static_cast<std::uint8_t>(i)));
}

TEST_F(Rx, DeliversWhatTheRingHoldsThoughThePoolIsEmpty)
{
    std::vector<rte_mbuf*> hoard(pool.available());
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(pool.get(), hoard.data(), static_cast<unsigned>(hoard.size())), 0);
    unsigned sent = 0;
    while (model.receive(frame()) == Delivery::delivered)
        ++sent;
    std::vector<rte_mbuf*> all;
    for (auto packets = burst(7); !packets.empty(); packets = burst(7))
        all.insert(all.end(), packets.begin(), packets.end());
    EXPECT_EQ(all.size(), sent);
    give_back(all);
    give_back(hoard);
}

using RxOnQemu = OnQemu;

TEST_F(RxOnQemu, TakesNoStaleErrorForAFramesOwn)
{
    ASSERT_EQ(start(), 0);
    for (std::uint32_t i = 0; i < rx_size - 1u; ++i)  // a damaged frame in each descriptor
        model.rx().write_back(i, {.length = 60, .errors = RxDescriptor::CE});
    model.rx().set_head(rx_size - 1u);
    EXPECT_TRUE(receive_all().empty());
    for (unsigned i = 0; i < 2u * rx_size; ++i)
        expect_received(frame(60, static_cast<std::uint8_t>(i)));
}

TEST_F(RxOnQemu, CatchesUpWithFramesThatWaitedForBuffers)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 200; ++i)
        (void)model.receive(frame(60, static_cast<std::uint8_t>(i)));
    const auto frames = receive_all();
    ASSERT_EQ(frames.size(), 200u);
    for (unsigned i = 0; i < 200; ++i)
        ASSERT_EQ(frames[i], frame(60, static_cast<std::uint8_t>(i))) << i;
}

}  // namespace

}  // namespace test
