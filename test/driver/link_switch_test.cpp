// SPDX-License-Identifier: BSD-3-Clause
// The link, switched off and on by the application.
#include <atomic>

#include "driver.hpp"
#include "interrupt_thread.hpp"

namespace test {

namespace {

using namespace model;

int count(std::uint16_t, rte_eth_event_type, void* seen, void*)
{
    ++*static_cast<std::atomic<unsigned>*>(seen);
    return 0;
}

class LinkSwitch : public OnEveryProfile {
protected:
    [[nodiscard]] bool up() const { return link_now().link_status == RTE_ETH_LINK_UP; }
    [[nodiscard]] bool comes_up()
    {
        for (int waited_ms = 0; waited_ms < 10'000 && !up(); ++waited_ms)
            bed.pass(1000);
        return up() && wait_link();
    }
    /// Whoever does not look at the ring when the transmitter is switched on is told by the lcore's next burst.
    void look_at_the_ring()
    {
        rte_mbuf* none = nullptr;
        EXPECT_EQ(rte_eth_tx_burst(port, 0, &none, 0), 0);
        model.tick();  // an asynchronous device works now
    }
    void expect_quiet()
    {
        EXPECT_TRUE(receives_nothing());
        EXPECT_EQ(model.stored(reg::TCTL) & tctl::EN, 0u);
    }
};

TEST_P(LinkSwitch, OffIsReportedAndNothingPasses)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_FALSE(up());
    EXPECT_NE(model.receive(frame()), Delivery::delivered);
    EXPECT_TRUE(send(frame(60, 1)));
    EXPECT_TRUE(model.sent.empty());
    bed.pass(10'000'000);
    EXPECT_FALSE(up());
    EXPECT_TRUE(receive_all().empty());
}

TEST_P(LinkSwitch, OnAgainPassesTrafficAndWhatWaitedInTheRing)
{
    ASSERT_EQ(start(), 0);
    for (std::uint8_t i = 0; i < 3; ++i) {
        model.sent.clear();
        ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
        ASSERT_TRUE(send(frame(60, i)));
        ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
        ASSERT_TRUE(comes_up());
        look_at_the_ring();
        receive_all();  // QEMU keeps frames that came while it did not receive
        EXPECT_EQ(model.sent, std::deque<Frame>{frame(60, i)});
        expect_traffic();
    }
}

TEST_P(LinkSwitch, OffKeepsFramesThatHadComeIn)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame(60, 1)), Delivery::delivered);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_EQ(receive_all(), Frames{frame(60, 1)});
}

TEST_P(LinkSwitch, OffWithAFullRingRefusesPacketsAndOnSendsThem)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    for (unsigned i = 0; i < tx_size - 1u; ++i)
        ASSERT_TRUE(send(frame()));
    EXPECT_FALSE(send(frame()));
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(comes_up());
    look_at_the_ring();
    EXPECT_EQ(model.sent.size(), tx_size - 1u);
    EXPECT_TRUE(send(frame()));
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_P(LinkSwitch, OnRingsForWhatWaitsInAFullRing)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 3; ++i) {
        model.sent.clear();
        ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
        for (unsigned waiting = 0; waiting < tx_size - 1u; ++waiting)
            ASSERT_TRUE(send(frame()));
        ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
        ASSERT_TRUE(comes_up());
        const bool at_once = send(frame());  // not by a device that works later
        EXPECT_EQ(model.sent.size(), tx_size - 1u + (at_once ? 1 : 0));
        EXPECT_TRUE(send(frame()));
    }
}

TEST_P(LinkSwitch, OnRingsOnlyOnce)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_TRUE(send(frame()));
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(comes_up());
    model.faults().tx_stalled = true;
    for (int i = 0; i < 3; ++i)
        look_at_the_ring();
    slot.bar.reset_counts();
    look_at_the_ring();
    EXPECT_EQ(slot.bar.writes(), 0u);
    model.faults().tx_stalled = false;
}

TEST_P(LinkSwitch, OffGivesEveryBufferBackWithTheStop)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(send(frame()));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    EXPECT_EQ(stats().oerrors, 5u) << "taken, and never sent";
}

TEST_P(LinkSwitch, OffOutlastsARestart)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    bed.pass(10'000'000);
    EXPECT_FALSE(up());
    expect_quiet();
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(comes_up());
    expect_traffic();
}

TEST_P(LinkSwitch, OffWhileStoppedHoldsFromTheStart)
{
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    bed.pass(10'000'000);
    EXPECT_FALSE(up());
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    EXPECT_FALSE(up()) << "stopped";
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(comes_up());
    expect_traffic();
}

TEST_P(LinkSwitch, TwiceTheSameWayChangesNothing)
{
    ASSERT_EQ(start(), 0);
    slot.bar.reset_counts();
    EXPECT_EQ(rte_eth_dev_set_link_up(port), 0);
    EXPECT_EQ(slot.bar.writes(), 0u);
    EXPECT_EQ(rte_eth_dev_set_link_down(port), 0);
    slot.bar.reset_counts();
    EXPECT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_EQ(slot.bar.writes(), 0u);
}

TEST_P(LinkSwitch, OffLeavesTheReceiverOffWhateverIsSet)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_promiscuous_enable(port), 0);
    expect_quiet();
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(comes_up());
    Frame foreign = frame();
    foreign[5] ^= 1;
    expect_received(foreign);
}

TEST_P(LinkSwitch, OffIsNotWaitedFor)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    rte_eth_link link{};
    EXPECT_LT(elapsed_us([&] { EXPECT_EQ(rte_eth_link_get(port, &link), 0); }), 200'000u);
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_DOWN);
}

TEST_P(LinkSwitch, MakesAnEventEachWay)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_TRUE(bed.wait_for([&] { return up(); }));
    const auto no_cause = [this] {
        const std::lock_guard lock{model.mutex()};
        return model.interrupts().causes() == 0;
    };
    ASSERT_TRUE(bed.wait_for(no_cause) && interrupt_thread_has_passed()) << "with what the start has to tell";
    std::atomic<unsigned> events = 0;
    ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_EQ(events, 1u);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    for (int waited_ms = 0; waited_ms < 10'000 && !model.link_up(); ++waited_ms)
        bed.pass(1000);
    EXPECT_TRUE(bed.wait_for([&] { return events == 2; })) << events;
    rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
}

INSTANTIATE_TEST_SUITE_P(Profile, LinkSwitch, all_profiles, profile_name);

using LinkSwitchOff = Driver;

TEST_F(LinkSwitchOff, TakesThePartnersSignalAwayAndOnGivesItBack)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_NE(model.phy().reg(0) & bit(11), 0u) << "BMCR, power down";
    EXPECT_FALSE(model.phy().link());
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    EXPECT_EQ(model.phy().reg(0) & bit(11), 0u);
}

TEST_F(LinkSwitchOff, WithoutAPhyThatAnswersStopsTrafficAllTheSame)
{
    ASSERT_EQ(start(), 0);
    model.faults().mdic_never_ready = true;
    const Log log;
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_TRUE(log.has("link down: the PHY does not answer"));
    EXPECT_NE(model.receive(frame()), Delivery::delivered);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

TEST_F(LinkSwitchOff, OfADeviceThatIsGoneSaysSo)
{
    ASSERT_EQ(start(), 0);
    model.remove();
    EXPECT_EQ(rte_eth_dev_set_link_down(port), -EIO) << "ethdev's word for it";
    EXPECT_EQ(rte_eth_dev_set_link_up(port), -EIO);
}

}  // namespace

}  // namespace test
