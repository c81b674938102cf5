// SPDX-License-Identifier: BSD-3-Clause
// A port that is ill says so, once, and a reset brings it back; one that is well says nothing. On every profile.
#include "watched.hpp"

namespace test {

namespace {

using namespace model;

using Watchdog = Watched<OnEveryProfile>;

TEST_P(Watchdog, TellsOnceOfATransmitterThatStandsStill)
{
    ASSERT_EQ(start(), 0);
    stall_the_transmitter();
    ASSERT_TRUE(send(frame()));
    const Log log;
    bed.pass(long_enough);
    EXPECT_EQ(resets, 1u);
    EXPECT_TRUE(log.has("the transmitter stands still, TCTL.EN 1 TDH 0 TDT 1; rte_eth_dev_reset() revives it"))
        << log.text();
    ASSERT_TRUE(send(frame()));
    bed.pass(long_enough);
    EXPECT_EQ(resets, 1u);
}

TEST_P(Watchdog, TellsOfATransmitterThatReportsNothing)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_no_writeback = true;
    ASSERT_TRUE(send(frame()));
    bed.pass(long_enough);
    EXPECT_EQ(resets, 1u);
}

TEST_P(Watchdog, TellsOnceOfAReceiverThatIsDisabled)
{
    ASSERT_EQ(start(), 0);
    enable_the_receiver(false);
    const Log log;
    bed.pass(2 * long_enough);
    EXPECT_EQ(resets, 1u);
    EXPECT_TRUE(log.has("the receiver stands still, RCTL.EN 0 RDH 0 RDT 63")) << log.text();
}

TEST_P(Watchdog, SaysNothingOfAnEngineThatGoesOnBeforeItIsLate)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 5; ++i) {
        stall_the_transmitter();
        enable_the_receiver(false);
        ASSERT_TRUE(send(frame()));
        expect_well_for(2 * second);
        stall_the_transmitter(false);
        enable_the_receiver(true);
        ASSERT_TRUE(send(frame()));
        expect_well_for(2 * second);
    }
}

TEST_P(Watchdog, SaysNothingOfAPortThatNobodyUses)
{
    ASSERT_EQ(start(), 0);
    expect_well_for(long_enough);
    expect_traffic();
    expect_well_for(long_enough);
}

TEST_P(Watchdog, SaysNothingOfFramesThatNobodyTakes)
{
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 2u * rx_size; ++i)
        (void)model.receive(frame());
    receive_for(10);
    expect_well();
}

TEST_P(Watchdog, SaysNothingOfALinkThatIsDown)
{
    ASSERT_EQ(start(), 0);
    model.plug(false);
    ASSERT_TRUE(wait_link(false));
    ASSERT_TRUE(send(frame()));
    expect_well_for(long_enough);
    model.plug(true);
    ASSERT_TRUE(wait_link());
    expect_well_for(long_enough);
}

TEST_P(Watchdog, SaysNothingOfALinkThatIsSwitchedOffAndOn)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_TRUE(send(frame()));
    expect_well_for(long_enough);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_well_for(long_enough);  // some devices send what waits with the next burst alone
    ASSERT_TRUE(send(frame()));
    EXPECT_EQ(model.sent.size(), 2u);
}

TEST_P(Watchdog, SaysNothingOfQueuesThatAreStopped)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_rx_queue_stop(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_tx_queue_stop(port, 0), 0);
    receive_for(10);
    expect_well();
}

TEST_P(Watchdog, LeavesAPortAloneThatIsStopped)
{
    ASSERT_EQ(start(), 0);
    stall_the_transmitter();
    ASSERT_TRUE(send(frame()));
    bed.pass(second);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    slot.bar.reset_counts();
    expect_well_for(long_enough);
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
}

TEST_P(Watchdog, AndAResetReviveThePort)
{
    for (const bool transmitter : {true, false}) {
        resets = 0;
        ASSERT_EQ(start(), 0);
        for (int i = 0; i < 20; ++i)
            ASSERT_EQ(model.receive(frame()), Delivery::delivered);
        transmitter ? stall_the_transmitter() : enable_the_receiver(false);
        for (int i = 0; i < 20; ++i)
            ASSERT_TRUE(send(frame()));
        bed.pass(long_enough);
        ASSERT_EQ(resets, 1u);

        model.faults().tx_stalled = false;  // as the reset has it
        ASSERT_EQ(rte_eth_dev_reset(port), 0);
        ASSERT_EQ(start(), 0);
        model.sent.clear();
        expect_traffic();
        bed.pass(long_enough);
        EXPECT_EQ(resets, 1u) << "nothing is kept of the illness";
        enable_the_receiver(false);
        bed.pass(long_enough);
        EXPECT_EQ(resets, 2u) << "the next one is told";
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

INSTANTIATE_TEST_SUITE_P(On, Watchdog, all_profiles, profile_name);

}  // namespace

}  // namespace test
