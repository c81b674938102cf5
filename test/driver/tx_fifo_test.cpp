// SPDX-License-Identifier: BSD-3-Clause
// The first 82547s: at half duplex a packet that reaches too far over the end of their transmit FIFO stops it. The
// model stops likewise, and tells.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint32_t half_100 = RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_100M_HD;

class AtHalfDuplex : public Driver, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    AtHalfDuplex() : Driver(Profile::silicon(), GetParam()) {}

    void SetUp() override
    {
        Driver::SetUp();
        conf.link_speeds = half_100;
    }
    void start_at(std::uint16_t duplex)
    {
        ASSERT_EQ(start(), 0);
        ASSERT_TRUE(wait_link());
        ASSERT_EQ(link().link_duplex, duplex);
    }
    [[nodiscard]] rte_eth_link link() const
    {
        rte_eth_link out{};
        EXPECT_EQ(rte_eth_link_get_nowait(port, &out), 0);
        return out;
    }
    /// Offer @p frames in one burst. @return how many the driver took; the others are freed
    [[nodiscard]] std::size_t offer(const Frames& frames)
    {
        std::vector<rte_mbuf*> mbufs;
        for (const Frame& each : frames)
            mbufs.push_back(pool.make(each));
        const auto n = static_cast<std::uint16_t>(mbufs.size());
        const std::uint16_t taken = rte_eth_tx_burst(port, 0, mbufs.data(), n);
        rte_pktmbuf_free_bulk(mbufs.data() + taken, n - taken);
        return taken;
    }
    [[nodiscard]] Frames of_size(std::size_t n, std::size_t size) const
    {
        Frames out;
        for (std::size_t i = 0; i < n; ++i)
            out.push_back(frame(size, static_cast<std::uint8_t>(i)));
        return out;
    }
    void expect_sent_all(const Frames& frames)
    {
        model.sent.clear();
        EXPECT_EQ(offer(frames), frames.size());
        EXPECT_TRUE(std::ranges::equal(model.sent, frames)) << model.sent.size() << " of " << frames.size();
    }
    /// @p done  sends or does not, wherever in the FIFO: long packets behind that lie where the driver thinks
    template <class Do>
    void expect_minded_after(Do done)
    {
        for (std::size_t before = 0; before < 16; ++before) {
            expect_sent_all(of_size(before, 700));
            done();
            expect_sent_all(of_size(9, 1514));
        }
    }
};

TEST_P(AtHalfDuplex, FramesOfEverySizeLeaveInOrder)
{
    start_at(RTE_ETH_LINK_HALF_DUPLEX);
    std::size_t size = 60;
    for (int round = 0; round < 100; ++round) {
        Frames frames;
        for (int i = 0; i < 40; ++i, size = 60 + (size * 31 + 7) % 1455)
            frames.push_back(frame(size, static_cast<std::uint8_t>(i)));
        expect_sent_all(frames);
    }
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_P(AtHalfDuplex, WhatIsPaddedOrTaggedIsCountedAsItLies)
{
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT;
    start_at(RTE_ETH_LINK_HALF_DUPLEX);
    constexpr std::size_t just_a_unit = 256 - 16;  // with the tag it takes one more
    expect_minded_after([&] {
        for (int i = 0; i < 40; ++i)
            EXPECT_TRUE(send(frame(20)));
    });
    expect_minded_after([&] {
        for (int i = 0; i < 30; ++i)
            EXPECT_TRUE(send(frame(just_a_unit), RTE_MBUF_F_TX_VLAN));
    });
}

/// Of 10 KiB each takes 1536 bytes: the seventh reaches 512 over the end, the fourteenth would reach 1024.
TEST_P(AtHalfDuplex, APacketThatWouldStopItWaitsUntilAllIsSent)
{
    start_at(RTE_ETH_LINK_HALF_DUPLEX);
    model.faults().tx_stalled = true;
    const Frames frames = of_size(20, 1514);
    std::size_t taken = offer(frames);
    EXPECT_EQ(taken, 13u);
    EXPECT_EQ(offer({frames[taken]}), 0u) << "the ring waits";
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(model.sent.size(), taken);
    expect_sent_all({frames.begin() + static_cast<std::ptrdiff_t>(taken), frames.end()});
}

TEST_P(AtHalfDuplex, NorIsItRewoundWhileTheFifoHoldsSome)
{
    start_at(RTE_ETH_LINK_HALF_DUPLEX);
    EXPECT_EQ(offer(of_size(13, 1514)), 13u);
    const std::uint32_t at = model.stored(reg::TDFT);
    for (const std::uint32_t head : {reg::TDFH, reg::TDFHS}) {
        model.stored(head) = at - 100;
        EXPECT_EQ(offer(of_size(1, 1514)), 0u);
        EXPECT_EQ(model.stored(reg::TDFT), at);
        model.stored(head) = at;
    }
    expect_sent_all(of_size(1, 1514));
    EXPECT_EQ(model.stored(reg::TCTL) & tctl::EN, std::uint32_t{tctl::EN});
}

TEST_P(AtHalfDuplex, WhatIsDroppedOrStaysLiesNowhere)
{
    tx_size = 32;
    start_at(RTE_ETH_LINK_HALF_DUPLEX);
    expect_minded_after([&] { EXPECT_EQ(offer({frame(1000), Frame{}, Frame{}}), 3u); });
    expect_minded_after([&] {
        model.faults().tx_stalled = true;
        EXPECT_EQ(offer(of_size(40, 60)), 31u);
        for (std::size_t i = 0; i < 5; ++i)
            EXPECT_EQ(offer(of_size(1, 1000)), 0u);
        model.faults().tx_stalled = false;
        model.tx().run(true);
    });
    EXPECT_EQ(stats().oerrors, 32u);
}

TEST_P(AtHalfDuplex, LoggedPacketsAreMindedToo)
{
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.tx"};
    start_at(RTE_ETH_LINK_HALF_DUPLEX);
    expect_sent_all(of_size(30, 1514));
}

TEST_P(AtHalfDuplex, ALinkThatComesDownToItIsMindedFromThenOn)
{
    conf.link_speeds = 0;
    start_at(RTE_ETH_LINK_FULL_DUPLEX);
    const unsigned anar = model.phy().reg(4);
    const auto come_to = [&](unsigned mode, std::uint16_t duplex) {
        model.phy().set_reg(4, static_cast<std::uint16_t>(mode));
        model.phy().set_partner(static_cast<std::uint16_t>(mode), 0);
        model.phy().renegotiate();
        ASSERT_TRUE(wait_link());
        ASSERT_EQ(link().link_duplex, duplex);
    };
    come_to(0x0081, RTE_ETH_LINK_HALF_DUPLEX);
    expect_minded_after([&] {
        come_to((anar & 0x1e0) | 1, RTE_ETH_LINK_FULL_DUPLEX);
        expect_sent_all(of_size(3, 1514));
        come_to(0x0081, RTE_ETH_LINK_HALF_DUPLEX);
    });
}

TEST_P(AtHalfDuplex, AStopForgetsWhatLayThere)
{
    for (int i = 0; i < 5; ++i) {
        start_at(RTE_ETH_LINK_HALF_DUPLEX);
        expect_sent_all(of_size(3, 1514));
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_P(AtHalfDuplex, LongFramesHaveTheirShareOfTheBuffer)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    start_at(RTE_ETH_LINK_HALF_DUPLEX);
    for (std::size_t i = 0; i < 20; ++i) {
        EXPECT_TRUE(send(frame(9014), 0, 1500));
        EXPECT_TRUE(send(frame(1000 + 16 * i)));
    }
    EXPECT_EQ(model.sent.size(), 40u);
}

TEST_P(AtHalfDuplex, WhatOneLcoreOrOneFrameCannotDoIsNotOffered)
{
    EXPECT_EQ(info().max_tx_queues, 1);
    EXPECT_EQ(info().tx_offload_capa & (RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO), 0u);
    EXPECT_NE(info().tx_offload_capa & RTE_ETH_TX_OFFLOAD_TCP_CKSUM, 0u);
    EXPECT_NE(info().speed_capa & RTE_ETH_LINK_SPEED_10M_HD, 0u);
}

INSTANTIATE_TEST_SUITE_P(Id, AtHalfDuplex, ::testing::Values(0x1019, 0x101a),
                         [](const auto& id) { return std::to_string(id.param); });

}  // namespace

}  // namespace test
