// SPDX-License-Identifier: BSD-3-Clause
// Link and receive interrupts together on one line: which causes are unmasked when, whom each of them wakes.
#include <mutex>

#include "interrupt_causes.hpp"

namespace test {

namespace {

using namespace model;

TEST_F(InterruptCauses, AreUnmaskedByThoseWhoAskForThem)
{
    enable();
    EXPECT_TRUE(unmasked(of_link | of_receive));
    disable();
    EXPECT_TRUE(unmasked(of_link));
    enable();
    arrive();
    EXPECT_TRUE(unmasked(of_link)) << "until the application has looked";
}

TEST_F(InterruptCauses, AreThoseOfTheLinkAlone)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.intr_conf = {.lsc = 1, .rxq = 0, .rmv = 0};
    ASSERT_EQ(start(), 0);
    EXPECT_TRUE(unmasked(of_link));
    EXPECT_EQ(model.stored(reg::ITR), 0u) << "a link that changes is told at once";
}

TEST_F(InterruptCauses, AreThoseOfReceiveAlone)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.intr_conf = {.lsc = 0, .rxq = 1, .rmv = 0};
    ASSERT_EQ(start(), 0);
    watch();
    EXPECT_TRUE(unmasked(0));
    enable();
    EXPECT_TRUE(unmasked(of_receive));
    const std::uint32_t itr_us = model.stored(reg::ITR) * 256 / 1000;
    EXPECT_GE(itr_us, 40u);
    EXPECT_LE(itr_us, 60u);
    arrive();
    EXPECT_TRUE(woken());
}

class ReceiveCause : public InterruptCauses, public ::testing::WithParamInterface<std::uint32_t> {};

TEST_P(ReceiveCause, WakesOnceForEachTimeItIsEnabled)
{
    for (int i = 0; i < 3; ++i) {
        enable();
        interrupt(GetParam());
        EXPECT_TRUE(woken());
        EXPECT_TRUE(left_asleep());
        EXPECT_TRUE(unmasked(of_link));
    }
    EXPECT_EQ(events, 0u) << "of a link that has not changed";
}

INSTANTIATE_TEST_SUITE_P(Of, ReceiveCause, ::testing::Values(icr::RXT0, icr::RXO, icr::RXDMT0), [](const auto& cause) {
    return cause.param == icr::RXT0 ? "AFrame" : cause.param == icr::RXO ? "AnOverrun" : "FewDescriptors";
});

TEST_F(InterruptCauses, OfARingThatHasRunDryWake)
{
    std::size_t delivered = 0;
    while (model.receive(frame()) == Delivery::delivered)
        ++delivered;
    {
        const std::lock_guard lock{model.mutex()};
        model.interrupts().clear(of_receive);  // as if they had been looked at
    }
    enable();
    EXPECT_TRUE(left_asleep());
    EXPECT_EQ(model.receive(frame()), Delivery::no_buffer);
    bed.pass(throttled_us);
    EXPECT_TRUE(woken());
    EXPECT_EQ(receive_all().size(), delivered);
}

TEST_F(InterruptCauses, OfTheLinksSymbolsTellOfTheLink)
{
    {
        const std::lock_guard lock{model.mutex()};
        model.plug(false);
        model.interrupts().clear(icr::LSC);
        model.interrupts().raise(icr::RXSEQ);
    }
    bed.pass(throttled_us);
    EXPECT_TRUE(bed.wait_for([this] { return events == 1; }));
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
}

TEST_F(InterruptCauses, OfTheLinkWakeNobodyWhoWaitsForFrames)
{
    enable();
    model.plug(false);
    bed.pass(throttled_us);
    EXPECT_TRUE(bed.wait_for([this] { return events == 1; }));
    EXPECT_TRUE(left_asleep());
    EXPECT_TRUE(unmasked(of_link | of_receive)) << "he goes on waiting";
}

TEST_F(InterruptCauses, OfAFrameDoNotAskForTheLink)
{
    enable();
    const std::uint64_t before = slot.bar.reads_of(reg::STATUS);
    interrupt(icr::RXT0);
    EXPECT_TRUE(woken());
    EXPECT_TRUE(unmasked(of_link));
    EXPECT_EQ(slot.bar.reads_of(reg::STATUS), before);
}

TEST_F(InterruptCauses, ConsumedWhileMaskedWakeWhenTheyAreEnabledAndOnce)
{
    arrive_masked();
    EXPECT_TRUE(left_asleep());
    enable();
    EXPECT_TRUE(woken());
    EXPECT_EQ(receive_all(), Frames{frame()});
    enable();
    EXPECT_TRUE(left_asleep());
    EXPECT_TRUE(unmasked(of_link | of_receive));
    arrive();
    EXPECT_TRUE(woken());
}

TEST_F(InterruptCauses, ConsumedAfterADisableWakeWhenTheyAreEnabledAgain)
{
    enable();
    disable();
    arrive_masked();
    EXPECT_TRUE(left_asleep());
    enable();
    EXPECT_TRUE(woken());
}

TEST_F(InterruptCauses, ThatWokeDoNotWakeAgain)
{
    for (int i = 0; i < 3; ++i) {
        enable();
        EXPECT_TRUE(left_asleep());
        arrive();
        EXPECT_TRUE(woken());
        EXPECT_EQ(receive_all(), Frames{frame()});
        EXPECT_TRUE(unmasked(of_link));
    }
}

TEST_F(InterruptCauses, ThatAreDisabledStayMaskedThroughALinkInterrupt)
{
    enable();
    disable();
    interrupt(icr::LSC);
    EXPECT_TRUE(unmasked(of_link));
    arrive();
    EXPECT_TRUE(left_asleep());
    EXPECT_TRUE(unmasked(of_link));
}

}  // namespace

}  // namespace test
