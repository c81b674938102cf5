// SPDX-License-Identifier: BSD-3-Clause
// Ports without a PHY: 82543 and 82544 with optics, where light is low, 82545 with optics, 82546 on a backplane.
#include <atomic>
#include <chrono>

#include "flow_control.hpp"

namespace test {

namespace {

using namespace model;

class Optics : public FlowControlOp, public ::testing::WithParamInterface<std::uint16_t> {
protected:
    Optics() : FlowControlOp(Profile::silicon(), GetParam()) {}

    void expect_gigabit(std::uint16_t autoneg = RTE_ETH_LINK_AUTONEG)
    {
        const rte_eth_link link = link_now();
        EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
        EXPECT_EQ(link.link_speed, 1000u);
        EXPECT_EQ(link.link_duplex, RTE_ETH_LINK_FULL_DUPLEX);
        EXPECT_EQ(link.link_autoneg, autoneg);
    }
    /// Tearing down drops what waits.
    void plug(bool in)
    {
        model.plug(in);
        bed.pass(100'000);
    }
};

TEST_P(Optics, AreToldWithTheirSpeedAndTheGapThatTheyNeed)
{
    rte_eth_dev_info info{};
    ASSERT_EQ(rte_eth_dev_info_get(port, &info), 0);
    EXPECT_EQ(info.speed_capa, std::uint32_t{RTE_ETH_LINK_SPEED_1G});
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.stored(reg::TIPG), 9u | 8u << 10 | 6u << 20);
    EXPECT_EQ(slot.bar.writes_of(reg::MDIC), 0u) << "there is no PHY to ask";
}

TEST_P(Optics, CarryFramesAgainWheneverTheLightComesBack)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 3; ++i) {
        expect_gigabit();
        expect_traffic();
        plug(false);
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
        plug(true);
    }
}

TEST_P(Optics, RefuseSpeedsThatTheyDoNotHave)
{
    for (const std::uint32_t wrong :
         {std::uint32_t{RTE_ETH_LINK_SPEED_100M}, RTE_ETH_LINK_SPEED_1G | RTE_ETH_LINK_SPEED_10M_HD,
          RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_10M, std::uint32_t{RTE_ETH_LINK_SPEED_10G}}) {
        conf.link_speeds = wrong;
        const Log log;
        EXPECT_EQ(configure(), -EINVAL);
        EXPECT_TRUE(log.has("the port has optics or a backplane, and so 1000 Mbit/s full duplex, 0x20")) << log.text();
    }
    conf.link_speeds = RTE_ETH_LINK_SPEED_1G;
    ASSERT_EQ(start(), 0);
    expect_gigabit();
}

TEST_P(Optics, AskNobodyWhereTheSpeedIsFixed)
{
    model.fiber().set_partner(false);
    conf.link_speeds = RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_1G;
    ASSERT_EQ(start(), 0);
    expect_gigabit(RTE_ETH_LINK_FIXED);
    expect_traffic();
}

TEST_P(Optics, DoWithoutNegotiationForAPartnerThatDoesNone)
{
    model.fiber().set_partner(false);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    rte_eth_link link{};
    ASSERT_EQ(rte_eth_link_get(port, &link), 0);  // waits, in simulated time
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
    expect_traffic();
    model.fiber().set_partner(true);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN) << "now it negotiates";
    bed.pass(1'000'000);
    expect_gigabit();
    expect_traffic();
}

TEST_P(Optics, WaitForSuchAPartnerInTheStartWhereInterruptsTellOfTheLink)
{
    model.fiber().set_partner(false);
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    expect_gigabit();
    expect_traffic();
}

TEST_P(Optics, TellOfLightByInterrupts)
{
    std::atomic<unsigned> events = 0;
    const auto count = [](std::uint16_t, rte_eth_event_type, void* seen, void*) {
        ++*static_cast<std::atomic<unsigned>*>(seen);
        return 0;
    };
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    for (const bool in : {false, true, false, true}) {
        const unsigned before = events;
        plug(in);
        EXPECT_TRUE(bed.wait_for([&] { return events == before + 1; })) << in;
        EXPECT_EQ(link_now().link_status, in ? RTE_ETH_LINK_UP : RTE_ETH_LINK_DOWN);
    }
    rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
    expect_traffic();
}

TEST_P(Optics, AgreeOnPauseFramesEachTimeTheyNegotiate)
{
    for (const auto& [asked, partner, agreed] :
         {std::tuple{RTE_ETH_FC_FULL, Fiber::pause, RTE_ETH_FC_FULL},
          {RTE_ETH_FC_RX_PAUSE, Fiber::pause, RTE_ETH_FC_RX_PAUSE},
          {RTE_ETH_FC_TX_PAUSE, static_cast<std::uint16_t>(Fiber::pause | Fiber::one_way), RTE_ETH_FC_TX_PAUSE},
          {RTE_ETH_FC_FULL, Fiber::one_way, RTE_ETH_FC_RX_PAUSE},
          {RTE_ETH_FC_NONE, Fiber::pause, RTE_ETH_FC_NONE}}) {
        model.fiber().set_partner(true, static_cast<std::uint16_t>(Fiber::full_duplex | partner));
        ASSERT_EQ(negotiate(asked), 0);
        ASSERT_EQ(start(), 0);
        for (int i = 0; i < 2; ++i) {
            expect_gigabit();
            EXPECT_EQ(in_device(), agreed) << asked;
            EXPECT_EQ(get().mode, agreed);
            plug(false);
            (void)link_now();
            plug(true);
        }
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_P(Optics, DoAsIsForcedOfPauseFrames)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(force(RTE_ETH_FC_TX_PAUSE), 0);
    ASSERT_TRUE(wait_link());
    expect_gigabit();
    EXPECT_EQ(in_device(), RTE_ETH_FC_TX_PAUSE);
    expect_traffic();
}

TEST_P(Optics, TakeThePartnersLinkWhenSwitchedOffAndGiveItBack)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
        bed.pass(100'000);
        EXPECT_FALSE(model.fiber().partner_has_link());
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
        ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
        ASSERT_TRUE(wait_link());
        EXPECT_TRUE(model.fiber().partner_has_link());
        expect_traffic();
    }
}

TEST_P(Optics, GiveOwnFramesBackInLoopbackWithoutLight)
{
    plug(false);
    conf.lpbk_mode = 1;
    ASSERT_EQ(start(), 0);
    expect_gigabit(RTE_ETH_LINK_FIXED);
    ASSERT_TRUE(send(frame(200)));
    EXPECT_EQ(receive_all(), Frames{frame(200)});
    EXPECT_TRUE(model.sent.empty());
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    plug(true);
    conf.lpbk_mode = 0;
    ASSERT_EQ(start(), 0);
    expect_gigabit();
    expect_traffic();
}

TEST_P(Optics, AreTakenFromWhatAnotherDriverLeft)
{
    for (const std::uint32_t left : {bit(30), std::uint32_t{0x20}, bit(31) | 0x40u}) {
        model.write(reg::TXCW, left);
        model.write(reg::CTRL, ctrl::SLU | ctrl::FRCSPD | ctrl::SWDPIO1);
        ASSERT_EQ(start(), 0);
        expect_gigabit();
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

INSTANTIATE_TEST_SUITE_P(Id, Optics, ::testing::Values(0x1001, 0x1009, 0x1011, 0x107b),
                         [](const auto& id) { return std::to_string(id.param); });

/// The LED of a port with optics is a pin's: lit by a high level where light is low, else by a low one.
class OpticsLed : public Driver, public ::testing::WithParamInterface<std::tuple<std::uint16_t, bool>> {
protected:
    OpticsLed() : Driver(Profile::silicon(), std::get<0>(GetParam())) {}
};

TEST_P(OpticsLed, IsSwitchedByItsPin)
{
    constexpr std::uint32_t pin = ctrl::SWDPIN0 | ctrl::SWDPIO0;
    const std::uint32_t high = pin, low = ctrl::SWDPIO0;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_led_on(port), 0);
    EXPECT_EQ(model.stored(reg::CTRL) & pin, std::get<1>(GetParam()) ? high : low);
    ASSERT_EQ(rte_eth_led_off(port), 0);
    EXPECT_EQ(model.stored(reg::CTRL) & pin, std::get<1>(GetParam()) ? low : high);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(Id, OpticsLed,
                         ::testing::Values(std::tuple{0x1001, true}, std::tuple{0x1009, true},
                                           std::tuple{0x1011, false}, std::tuple{0x107a, false}),
                         [](const auto& chosen) { return std::to_string(std::get<0>(chosen.param)); });

}  // namespace

}  // namespace test
