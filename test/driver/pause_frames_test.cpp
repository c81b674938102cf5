// SPDX-License-Identifier: BSD-3-Clause
// PAUSE frames on the wire, and when there are any.
#include <cstring>

#include "flow_control.hpp"

namespace test {

namespace {

using namespace model;

using FlowControl = FlowControlOp;

TEST_F(FlowControl, RefusesAModeThatIsNoneByItsValue)
{
    const Log log;
    rte_eth_fc_conf wrong{};
    constexpr std::uint32_t four = 4;
    std::memcpy(&wrong.mode, &four, sizeof wrong.mode);
    EXPECT_EQ(rte_eth_dev_flow_ctrl_set(port, &wrong), -EINVAL);
    EXPECT_TRUE(log.has("mode 4")) << log.text();
    EXPECT_EQ(get().mode, RTE_ETH_FC_FULL);
}

TEST_F(FlowControl, ObeysAPauseForItsTimeAndEndsItAtOnceWithAnother)
{
    ASSERT_EQ(force(RTE_ETH_FC_RX_PAUSE), 0);
    ASSERT_EQ(start(), 0);
    model.receive(pause(1000));  // 512 us
    EXPECT_TRUE(send(frame()));
    bed.pass(400);
    EXPECT_TRUE(model.sent.empty());
    bed.pass(200);
    EXPECT_EQ(model.sent.size(), 1u);
    model.receive(pause(0xffff));
    EXPECT_TRUE(send(frame()));
    EXPECT_EQ(model.sent.size(), 1u);
    model.receive(pause(0));
    bed.pass(1);
    EXPECT_TRUE(send(frame()));
    EXPECT_EQ(model.sent.size(), 3u);
    EXPECT_TRUE(receive_all().empty()) << "the frames themselves are for the MAC";
}

TEST_F(FlowControl, ThatIsNotToBeObeyedIsNot)
{
    for (const auto mode : {RTE_ETH_FC_NONE, RTE_ETH_FC_TX_PAUSE}) {
        ASSERT_EQ(force(mode), 0);
        ASSERT_EQ(start(), 0);
        model.receive(pause(0xffff));
        expect_sent(frame());
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_F(FlowControl, StopsThePartnerAtHighWaterAndLetsItGoOnAtLow)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(set({.high_water = 30'000,
                   .low_water = 8'004,  // in steps of 8
                   .pause_time = 0x4321,
                   .send_xon = 1,
                   .mode = RTE_ETH_FC_TX_PAUSE}),
              0);
    EXPECT_EQ(get().low_water, 8000u);
    model.fill_receive_buffer(29'999);
    EXPECT_EQ(sent_pause(), -1);
    model.fill_receive_buffer(30'000);
    EXPECT_EQ(sent_pause(), 0x4321);
    model.fill_receive_buffer(8'001);
    EXPECT_EQ(sent_pause(), -1);
    model.fill_receive_buffer(8'000);
    EXPECT_EQ(sent_pause(), 0);
}

TEST_F(FlowControl, LeavesThePartnerToItsTimeWithoutXon)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(set({.pause_time = 5, .send_xon = 0, .mode = RTE_ETH_FC_FULL}), 0);
    EXPECT_EQ(get().send_xon, 0);
    model.fill_receive_buffer(get().high_water);
    EXPECT_EQ(sent_pause(), 5);
    model.fill_receive_buffer(0);
    EXPECT_EQ(sent_pause(), -1);
}

TEST_F(FlowControl, ThatIsNotToBeSentIsNot)
{
    for (const auto mode : {RTE_ETH_FC_NONE, RTE_ETH_FC_RX_PAUSE}) {
        ASSERT_EQ(force(mode), 0);
        ASSERT_EQ(start(), 0);
        model.fill_receive_buffer(48 * kib);
        EXPECT_EQ(sent_pause(), -1);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

/// The model records a threshold beyond the buffer's share, and low water above high.
TEST_F(FlowControl, FitsTheShareOfThePacketBufferAtEveryMtu)
{
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(force(RTE_ETH_FC_FULL), 0);
    for (const unsigned mtu : {1500u, 9000u, 16266u, 8192u, 46u}) {
        ASSERT_EQ(configure(), 0);
        ASSERT_EQ(rte_eth_dev_set_mtu(port, static_cast<std::uint16_t>(mtu)), 0);
        const std::uint32_t share = (mtu > 8192 ? 40 : 48) * kib, frames = 2 * (mtu + 26);
        EXPECT_EQ(get().high_water, (share - frames) / 8 * 8) << "before the start";
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        ASSERT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
        EXPECT_EQ(get().high_water, (share - frames) / 8 * 8) << mtu;
        EXPECT_EQ(model.stored(reg::FCRTH), get().high_water);
        model.fill_receive_buffer(get().high_water);
        EXPECT_EQ(sent_pause(), 0xffff);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_F(FlowControl, ThatWasAskedForAndFitsNoMoreIsLessAndSaysSo)
{
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(set({.high_water = 44'000, .low_water = 40'000, .mode = RTE_ETH_FC_FULL}), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(get().high_water, 44'000u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 9000), 0);
    {
        const Log log{RTE_LOG_WARNING};
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        EXPECT_TRUE(log.has("high_water 44000 is too much for an MTU of 9000, 31928 is used")) << log.text();
    }
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(get().high_water, 40 * kib - 9032);
    EXPECT_EQ(get().low_water, (40 * kib - 9032) / 16 * 8) << "40000 is above that";
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1500), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(get().high_water, 44'000u);
    EXPECT_EQ(get().low_water, 40'000u);
}

TEST_F(FlowControl, FollowsTheMtuOfARunningPort)
{
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    const std::uint32_t before = get().high_water;
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 8000), 0);
    EXPECT_LT(get().high_water, before);
    EXPECT_EQ(model.stored(reg::FCRTH), get().high_water);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1500), 0);
    EXPECT_EQ(get().high_water, before);
}

TEST_F(FlowControl, IsNoneAtHalfDuplex)
{
    model.phy().set_partner(0x4001 | pause_both_ways | 1 << 7, 0);
    for (const int negotiated : {0, 1}) {
        ASSERT_EQ(set({.mode = RTE_ETH_FC_FULL, .autoneg = static_cast<std::uint8_t>(negotiated)}), 0);
        model.phy().renegotiate();
        ASSERT_EQ(start(), 0);
        ASSERT_EQ(link_now().link_duplex, RTE_ETH_LINK_HALF_DUPLEX);
        EXPECT_EQ(in_device(), RTE_ETH_FC_NONE);
        EXPECT_EQ(get().mode, RTE_ETH_FC_NONE);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_F(FlowControl, IsAgreedAnewWithAnotherPartner)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(in_device(), RTE_ETH_FC_FULL);
    for (const auto& [bits, agreed] : {std::pair{std::uint16_t{0}, RTE_ETH_FC_NONE},
                                       {std::uint16_t{pause_both_ways | pause_one_way}, RTE_ETH_FC_FULL}}) {
        model.plug(false);
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
        set_partner_pause(bits);
        model.plug(true);
        ASSERT_TRUE(wait_link());
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
        EXPECT_EQ(in_device(), agreed);
    }
}

/// Nobody has seen the link down, but the interrupt has.
TEST_F(FlowControl, IsAgreedAnewAfterALinkInterrupt)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_TRUE(bed.wait_for([&] { return in_device() == RTE_ETH_FC_FULL; }));
    set_partner_pause(0);
    model.phy().renegotiate();
    ASSERT_TRUE(wait_link());
    EXPECT_TRUE(bed.wait_for([&] { return in_device() == RTE_ETH_FC_NONE; }));
}

TEST_F(FlowControl, WithoutAPhyThatAnswersIsNone)
{
    ASSERT_EQ(configure(), 0);
    model.faults().mdic_error = true;
    const Log quiet;
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(get().mode, RTE_ETH_FC_NONE);
    EXPECT_EQ(in_device(), RTE_ETH_FC_NONE);
    ASSERT_EQ(force(RTE_ETH_FC_FULL), 0);
    EXPECT_EQ(in_device(), RTE_ETH_FC_FULL) << "nobody needs to be asked";
}

/// What is to stop a station, and what only looks like it.
TEST_F(FlowControl, GivesTheApplicationControlFramesIfItWantsThem)
{
    Frame other = pause(0);
    other[15] = 2;  // another opcode
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.receive(other), Delivery::filtered);
    ASSERT_EQ(set({.mode = RTE_ETH_FC_FULL, .mac_ctrl_frame_fwd = 1}), 0);
    expect_received(other);
    EXPECT_EQ(model.receive(pause(3)), Delivery::filtered);
    ASSERT_EQ(set({.mode = RTE_ETH_FC_FULL}), 0);
    EXPECT_EQ(model.receive(other), Delivery::filtered);
}

}  // namespace

}  // namespace test
