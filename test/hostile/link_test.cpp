// SPDX-License-Identifier: BSD-3-Clause
// A link that flaps, and interrupts that never end.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "hostile/liar.hpp"

namespace {

namespace icr = test::model::icr;
using test::model::Profile;

Profile quick_silicon()
{
    Profile p = Profile::silicon();
    p.autonegotiation_us = 1000;
    return p;
}

struct LiarLink : test::Liar {
    LiarLink() : test::Liar(quick_silicon()) {}

    void SetUp() override
    {
        Liar::SetUp();
        ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    }
    void TearDown() override
    {
        rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
        test::Liar::TearDown();
    }
    static int count(std::uint16_t, rte_eth_event_type, void* seen, void*)
    {
        ++*static_cast<std::atomic<unsigned>*>(seen);
        return 0;
    }
    bool says_up() const
    {
        rte_eth_link link{};
        EXPECT_EQ(rte_eth_link_get_nowait(port, &link), 0);
        return link.link_status == RTE_ETH_LINK_UP;
    }
    void flap(bool up)
    {
        model.plug(up);
        bed.pass(2000);
    }

    std::atomic<unsigned> events = 0;
};

TEST_F(LiarLink, FlappingAThousandTimesIsFollowedWhenPolled)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 1000; ++i) {
        flap(false);
        ASSERT_FALSE(says_up());
        flap(true);
        ASSERT_TRUE(says_up());
    }
    EXPECT_EQ(events, 0u) << "nobody asked for interrupts";
    expect_good_frame();
}

TEST_F(LiarLink, FlappingAThousandTimesIsReportedEachTime)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_TRUE(bed.wait_for([&] { return says_up(); }));
    for (unsigned i = 0; i < 1000; ++i) {
        const unsigned before = events;
        flap(false);
        ASSERT_TRUE(bed.wait_for([&] { return events > before && !says_up(); })) << i;
        const unsigned between = events;
        flap(true);
        ASSERT_TRUE(bed.wait_for([&] { return events > between && says_up(); })) << i;
    }
    EXPECT_LE(events, 2001u) << "no event without a change";
    expect_good_frame();
}

TEST_F(LiarLink, FlappingFasterThanAnyoneLooksEndsInTheRightState)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    for (unsigned i = 0; i < 1000; ++i)
        flap(i % 2 != 0);
    EXPECT_TRUE(bed.wait_for([&] { return says_up(); }));
    EXPECT_LE(events, 1001u);
    expect_good_frame();
}

TEST_F(LiarLink, FlappingWhileStartingAndStoppingEndsInTheRightState)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(configure(), 0);
    for (unsigned i = 0; i < 50; ++i) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        flap(i % 2 != 0);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_FALSE(says_up()) << "stopped";
        flap(i % 2 == 0);
    }
}

/// QEMU's link is up whatever the driver does.
struct LiarLinkAlwaysUp : test::Liar {
    LiarLinkAlwaysUp() : test::Liar(Profile::qemu()) {}
};

TEST_F(LiarLinkAlwaysUp, IsReportedDownWhileThePortIsStopped)
{
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(start(), 0);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        rte_eth_link link{};
        EXPECT_EQ(rte_eth_link_get_nowait(port, &link), 0);
        EXPECT_EQ(link.link_status, RTE_ETH_LINK_DOWN);
    }
}

TEST_F(LiarLink, StormOfLinkInterruptsMakesNoEventsAndTheDataPathGoesOn)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_TRUE(bed.wait_for([&] { return says_up(); }));
    ASSERT_TRUE(becomes_quiet());
    const unsigned events_before = events;
    storm(icr::LSC | icr::RXSEQ);
    ASSERT_TRUE(bed.wait_for([this, first = delivered()] { return delivered() > first + 100; }));
    for (std::uint8_t i = 0; i < 100; ++i) {
        expect_good_frame(i);
        ASSERT_TRUE(send(frame(60, i)));
    }
    EXPECT_EQ(events, events_before);
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_TRUE(becomes_quiet());
}

TEST_F(LiarLink, StormOfEveryCauseEndsWithTheStop)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    storm(0x7fffffff);
    ASSERT_TRUE(bed.wait_for([this, first = delivered()] { return delivered() > first + 100; }));
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    EXPECT_TRUE(becomes_quiet());
    EXPECT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_TRUE(bed.wait_for([this, first = delivered()] { return delivered() > first + 100; })) << "armed again";
    EXPECT_EQ(rte_eth_dev_stop(port), 0);
    // A closed port takes no word back: it would go on calling a test that is over.
    EXPECT_EQ(rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    EXPECT_EQ(rte_eth_dev_close(port), 0) << "in the middle of it";
    EXPECT_TRUE(becomes_quiet());
}

TEST_F(LiarLink, StormWithoutLinkInterruptsReachesNobody)
{
    ASSERT_EQ(start(), 0);
    const std::uint32_t before = delivered();
    storm(0x7fffffff);
    expect_good_frame();
    EXPECT_EQ(delivered(), before);
}

TEST_F(LiarLink, LineOfADeviceThatIsGoneIsLeftMasked)
{
    conf.intr_conf.lsc = 1;
    ASSERT_EQ(start(), 0);
    ASSERT_TRUE(bed.wait_for([&] { return says_up(); }));
    ASSERT_TRUE(becomes_quiet());
    const std::uint32_t before = delivered();
    model.remove();
    slot.interrupt->level(true);  // and nobody who could take it back
    ASSERT_TRUE(bed.wait_for([&] { return delivered() > before; }));
    EXPECT_TRUE(becomes_quiet());
    EXPECT_LE(delivered(), before + 1);
    slot.interrupt->level(false);
}

}  // namespace
