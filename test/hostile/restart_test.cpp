// SPDX-License-Identifier: BSD-3-Clause
// DMA that a stop, a dead process or another driver leaves on.
#include <gtest/gtest.h>
#include <rte_cycles.h>

#include "hostile/liar.hpp"
#include "support/eal_memory.hpp"

namespace {

using test::Delivery;
using LiarStop = test::Liar;

unsigned delivered_while_waiting;

void receive_while_waiting(unsigned us)
{
    test::Model& model = test::Bed::the().model();
    test::Frame to_all(60, 0xff);
    delivered_while_waiting += model.receive(to_all) == Delivery::delivered;
    test::Bed::the().pass(us);
}

TEST_F(LiarStop, SwitchesReceptionOffBeforeItWaits)
{
    ASSERT_EQ(start(), 0);
    expect_good_frame();
    delivered_while_waiting = 0;
    rte_delay_us_callback_register(receive_while_waiting);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    rte_delay_us_callback_register(rte_delay_us_sleep);  // the test bed's
    EXPECT_EQ(delivered_while_waiting, 0u);
}

/// The process dies with DMA on; the device goes on, and a new process finds it so.
struct LiarRestart : test::Liar, ::testing::WithParamInterface<const char*> {
    LiarRestart() : test::Liar(test::model::Profile::named(GetParam())) {}

    /// Nothing that this process does from now on reaches the device.
    void die()
    {
        slot.bar.become_memory();
        constexpr std::size_t status = test::model::reg::STATUS / 4;
        static_cast<volatile std::uint32_t*>(slot.bar.base())[status] = 0xffffffff;  // so that the driver lets go
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(bed.remove(), 0);
        slot.bar.trap();
    }
};

TEST_P(LiarRestart, AfterAKillWithDmaOnFindsNoDmaNoInterruptAndNoOldFrame)
{
    using namespace test::model;
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    expect_good_frame(1);
    model.faults().tx_stalled = true;
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(send(frame(60, 2)));
    die();
    EXPECT_NE(model.stored(reg::RCTL) & rctl::EN, 0u) << "the device has not noticed";

    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    model.memory().permitted = [](std::uint64_t, std::size_t) { return false; };
    model.faults().tx_stalled = false;
    EXPECT_NE(model.receive(frame(60)), Delivery::delivered);
    model.tx().run(true);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    for (const std::uint32_t ring : {reg::RDBAL, reg::TDBAL})
        EXPECT_EQ(model.stored(ring) | model.stored(ring + 4) | model.stored(ring + 8), 0u) << "names old memory";
    bed.pass(1000);
    model.memory().permitted = test::in_eal_memory;
    conf.intr_conf.lsc = 0;
    ASSERT_EQ(start(), 0);
    EXPECT_TRUE(model.sent.empty()) << "what the dead process wanted to send";
    take_all();  // QEMU keeps a frame that came in between
    expect_good_frame(3);
    EXPECT_TRUE(send(frame(60, 4)));
    EXPECT_EQ(model.sent.size(), 1u);
}

TEST_P(LiarRestart, OfADeviceThatAnotherDriverLeftReceivingIsQuiet)
{
    ASSERT_EQ(bed.remove(), 0);
    model.hand_over_dirty();
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(start(), 0);
    expect_good_frame();
    auto strange = frame(60);
    strange[5] ^= 1;
    model.receive(strange);
    EXPECT_TRUE(take_all().empty()) << "another station's frame";
    strange[0] |= 1;
    model.receive(strange);
    EXPECT_TRUE(take_all().empty()) << "a group that nobody joined";
}

INSTANTIATE_TEST_SUITE_P(Silicon, LiarRestart, ::testing::Values("silicon"));
INSTANTIATE_TEST_SUITE_P(Qemu, LiarRestart, ::testing::Values("qemu"));
INSTANTIATE_TEST_SUITE_P(VirtualBox, LiarRestart, ::testing::Values("virtualbox"));

}  // namespace
