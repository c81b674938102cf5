// SPDX-License-Identifier: BSD-3-Clause
// Frames of several buffers, and the MTU.
#include <algorithm>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

struct Layout {
    std::uint16_t buffer, mtu;
};

std::string layout_name(const ::testing::TestParamInfo<Layout>& info)
{
    return "mtu_" + std::to_string(info.param.mtu) + "_buffer_" + std::to_string(info.param.buffer);
}

class Scatter : public Driver, public ::testing::WithParamInterface<Layout> {
protected:
    const std::size_t buffer = GetParam().buffer;
    const std::size_t longest = GetParam().mtu + 22u;  // header and two VLAN tags
    Pool buffers{511, static_cast<std::uint16_t>(RTE_PKTMBUF_HEADROOM + GetParam().buffer)};

    void SetUp() override
    {
        Driver::SetUp();
        conf.rxmode.mtu = GetParam().mtu;
        conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
        ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, 128, any_socket, nullptr, buffers.get()), 0);
        ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, 128, any_socket, nullptr), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }

    /// One frame in, and the chain that it must become.
    void expect_chain(std::size_t size)
    {
        const Frame sent = frame(size, static_cast<std::uint8_t>(size));
        ASSERT_EQ(model.receive(sent), Delivery::delivered) << size;
        const auto packets = burst();
        ASSERT_EQ(packets.size(), 1u) << size;
        const rte_mbuf* packet = packets[0];
        EXPECT_EQ(packet->pkt_len, size);
        EXPECT_EQ(packet->nb_segs, (size + buffer - 1) / buffer) << size;
        EXPECT_EQ(rte_mbuf_check(packet, 1, &reason_), 0) << reason_;
        EXPECT_EQ(bytes_of(packet), sent) << size;
        rte_pktmbuf_free(packets[0]);
    }

private:
    const char* reason_ = nullptr;
};

TEST_P(Scatter, FramesAroundEachMultipleOfTheBufferArriveAsTheirChain)
{
    for (std::size_t multiple = buffer; multiple < longest + 2; multiple += buffer * (1 + longest / buffer / 8))
        for (const std::size_t size : {multiple - 1, multiple, multiple + 1})
            if (size >= 60 && size <= longest)
                expect_chain(size);
}

TEST_P(Scatter, TheLongestFrameArrives)
{
    expect_chain(longest);
}

TEST_P(Scatter, AFrameBeyondTheMtuIsDroppedAndCounted)
{
    EXPECT_NE(model.receive(frame(longest + 1)), Delivery::filtered);
    EXPECT_EQ(receive_all(), Frames{});
    EXPECT_EQ(stats().ierrors, 1u);
    EXPECT_EQ(stats().ipackets, 0u);
    expect_chain(longest);
}

TEST_P(Scatter, FramesOfAllSizesMixThroughManyTurns)
{
    std::size_t size = 60;
    for (int i = 0; i < 300; ++i) {
        expect_chain(size);
        size = 60 + (size * 7 + 13) % (longest - 59);
    }
}

TEST_P(Scatter, TellsWhetherItScatters)
{
    rte_eth_rxq_info told{};
    ASSERT_EQ(rte_eth_rx_queue_info_get(port, 0, &told), 0);
    EXPECT_EQ(told.scattered_rx, longest > buffer ? 1 : 0);
}

TEST_P(Scatter, TheHalfOfAFrameIsGivenBackAtStop)
{
    model.rx().write_back(0, {.length = static_cast<std::uint16_t>(buffer), .status = RxDescriptor::DD});
    model.rx().set_head(1);
    EXPECT_TRUE(burst().empty());
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(buffers.available(), buffers.size());
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_chain(longest);
}

INSTANTIATE_TEST_SUITE_P(With, Scatter,
                         ::testing::Values(Layout{256, 1500}, Layout{512, 1500}, Layout{1024, 1500}, Layout{2048, 1500},
                                           Layout{256, 4000}, Layout{512, 9000}, Layout{1024, 9000}, Layout{2048, 2026},
                                           Layout{2048, 2027}, Layout{2048, 9000}, Layout{2048, 16266},
                                           Layout{4096, 9000}, Layout{4096, 16266}, Layout{8192, 8192},
                                           Layout{8192, 16266}, Layout{16384, 16266}, Layout{256, 16266}),
                         layout_name);

struct SmallBuffers : Driver {
    Pool buffers{511, RTE_PKTMBUF_HEADROOM + 256};
    SmallBuffers() { conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER; }

    int start_with(std::uint16_t ring)
    {
        int error = rte_eth_dev_configure(port, 1, 1, &conf);
        if (error == 0)
            error = rte_eth_rx_queue_setup(port, 0, ring, any_socket, nullptr, buffers.get());
        if (error == 0)
            error = rte_eth_tx_queue_setup(port, 0, 64, any_socket, nullptr);
        if (error == 0)
            error = rte_eth_dev_start(port);
        return error == 0 && !wait_link() ? -ENETDOWN : error;
    }
};

TEST_F(SmallBuffers, TakeTheNextFrameAfterOneThatNeededMoreThanTheRing)
{
    conf.rxmode.mtu = 9000;
    ASSERT_EQ(start_with(32), 0);
    EXPECT_EQ(model.receive(frame(9000)), Delivery::no_buffer);
    EXPECT_EQ(receive_all(), Frames{});
    EXPECT_EQ(stats().imissed, 1u);
    expect_received(frame(1000));
}

TEST_F(SmallBuffers, CountAFrameOnceHoweverManyBuffersItTook)
{
    ASSERT_EQ(start_with(128), 0);
    expect_received(frame(1500));
    EXPECT_EQ(stats().ipackets, 1u);
    EXPECT_EQ(stats().ibytes, 1500u);
}

TEST_F(SmallBuffers, HandAChainOutOnlyWhenItIsWhole)
{
    ASSERT_EQ(start_with(128), 0);
    const Frame sent = frame(600);
    for (std::uint32_t i = 0; i < 3; ++i) {
        const std::size_t at = std::size_t{256} * i, length = std::min<std::size_t>(256, 600 - at);
        EXPECT_TRUE(burst().empty());
        model.rx().put_data(i, Bytes{sent}.subspan(at, length));
        model.rx().write_back(
            i, {.length = static_cast<std::uint16_t>(length), .status = static_cast<std::uint8_t>(i == 2 ? 3 : 1)});
        model.rx().set_head(i + 1);
    }
    EXPECT_EQ(receive_all(), Frames{sent});
}

TEST_F(SmallBuffers, RingTheDoorbellOnceABurst)
{
    ASSERT_EQ(start_with(128), 0);
    for (int i = 0; i < 16; ++i)
        ASSERT_EQ(model.receive(frame(1500)), Delivery::delivered);
    slot.bar.reset_counts();
    const auto packets = burst();
    EXPECT_EQ(packets.size(), 16u);
    EXPECT_EQ(slot.bar.writes_of(reg::RDT), 1u);
    EXPECT_EQ(slot.bar.reads(), 0u);
    for (rte_mbuf* packet : packets)
        rte_pktmbuf_free(packet);
}

struct Mtu : Driver {
    Mtu() { conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER; }
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(configure(), 0);
    }
};

class GoodMtu : public Mtu, public ::testing::WithParamInterface<std::uint16_t> {};

TEST_P(GoodMtu, CarriesItsLongestFrameBothWays)
{
    ASSERT_EQ(rte_eth_dev_set_mtu(port, GetParam()), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    const std::size_t size = std::max<std::size_t>(60, GetParam() + 14u);
    expect_received(frame(size));
    expect_sent(frame(size));
    expect_received(frame(60));
}

TEST_P(GoodMtu, IsReportedAndSurvivesARestart)
{
    ASSERT_EQ(rte_eth_dev_set_mtu(port, GetParam()), 0);
    std::uint16_t told = 0;
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_EQ(rte_eth_dev_get_mtu(port, &told), 0);
        EXPECT_EQ(told, GetParam());
        EXPECT_EQ((model.stored(reg::RCTL) & rctl::LPE) != 0, GetParam() + 26 > 1522);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_P(GoodMtu, IsTakenByConfigureToo)
{
    conf.rxmode.mtu = GetParam();
    ASSERT_EQ(start(), 0);
    expect_received(frame(std::max<std::size_t>(60, GetParam() + 14u)));
}

INSTANTIATE_TEST_SUITE_P(Bytes, GoodMtu,
                         ::testing::Values(46, 68, 576, 1499, 1500, 1501, 1504, 4000, 8192, 8193, 9000, 16266),
                         [](const auto& mtu) { return std::to_string(mtu.param); });

class BadMtu : public Mtu, public ::testing::WithParamInterface<std::uint16_t> {};

TEST_P(BadMtu, IsRefused)
{
    EXPECT_EQ(rte_eth_dev_set_mtu(port, GetParam()), -EINVAL);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

TEST_P(BadMtu, IsRefusedByConfigure)
{
    conf.rxmode.mtu = GetParam();
    EXPECT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), -EINVAL);
}

INSTANTIATE_TEST_SUITE_P(Bytes, BadMtu, ::testing::Values(1, 45, 16267, 20000, 65535),
                         [](const auto& mtu) { return std::to_string(mtu.param); });

TEST_F(Mtu, LeavesTransmitRoomForAWholeLongFrame)
{
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 16266), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_LE(model.stored(reg::PBA), 64u - 17);
    EXPECT_GE(model.stored(reg::PBA), 17u);
}

using LastBuffer = Driver;

TEST_F(LastBuffer, ThatHeldNothingButTheCrcIsNoSegment)
{
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    const Frame whole = frame(2048);
    model.rx().put_data(0, whole);
    model.rx().write_back(0, {.length = 2048, .status = RxDescriptor::DD});
    model.rx().write_back(1, {.length = 0});
    model.rx().set_head(2);
    const auto packets = burst();
    ASSERT_EQ(packets.size(), 1u);
    EXPECT_EQ(packets[0]->nb_segs, 1u);
    EXPECT_EQ(bytes_of(packets[0]), whole);
    EXPECT_EQ(stats().ibytes, 2048u);
    rte_pktmbuf_free(packets[0]);
}

}  // namespace

}  // namespace test
