// SPDX-License-Identifier: BSD-3-Clause
// Link interrupts, and receive interrupts that wake a sleeping application.
#include <rte_epoll.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint64_t throttled_us = 1000;  // more than ITR or QEMU hold an interrupt back

struct LinkInterrupts : Driver {
    LinkInterrupts() { conf.intr_conf.lsc = 1; }

    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    }
    void TearDown() override
    {
        rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, count, &events);
        Driver::TearDown();
    }
    static int count(std::uint16_t, rte_eth_event_type, void* seen, void*)
    {
        ++*static_cast<std::atomic<unsigned>*>(seen);
        return 0;
    }
    void plug(bool in)
    {
        model.plug(in);
        bed.pass(in ? model.profile().autonegotiation_us + throttled_us : throttled_us);
    }
    /// That the interrupt thread has come to rest: it has unmasked what it was told.
    void expect_no_event()
    {
        const unsigned before = events;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
        EXPECT_EQ(events, before);
    }

    std::atomic<unsigned> events = 0;
};

TEST_F(LinkInterrupts, TellOfALinkThatGoesAndComes)
{
    ASSERT_EQ(start(), 0);
    for (int i = 0; i < 5; ++i) {
        const unsigned before = events;
        plug(false);
        ASSERT_TRUE(bed.wait_for([&] { return events == before + 1; })) << i;
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
        plug(true);
        ASSERT_TRUE(bed.wait_for([&] { return events == before + 2; })) << i;
        EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    }
}

TEST_F(LinkInterrupts, TellOfALinkThatComesAfterTheStart)
{
    model.plug(false);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    const unsigned before = events;
    plug(true);
    EXPECT_TRUE(bed.wait_for([&] { return events == before + 1; }));
}

TEST_F(LinkInterrupts, TellNothingWhereNothingChanged)
{
    ASSERT_EQ(start(), 0);
    (void)link_now();
    const std::uint64_t before = slot.bar.reads_of(reg::ICR);
    {
        const std::lock_guard lock{model.mutex()};
        model.interrupts().raise(icr::LSC);
    }
    ASSERT_TRUE(bed.wait_for([&] { return slot.bar.reads_of(reg::ICR) > before; }));
    expect_no_event();
}

TEST_F(LinkInterrupts, TellNothingAfterTheStop)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    expect_no_event();
    plug(false);
    expect_no_event();
}

TEST_F(LinkInterrupts, WorkAfterARestart)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    const unsigned before = events;
    plug(false);
    EXPECT_TRUE(bed.wait_for([&] { return events > before; }));
}

TEST_F(LinkInterrupts, WorkAfterADetachAndAnAttach)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(bed.remove(), 0);
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, count, &events), 0);
    ASSERT_EQ(start(), 0);
    const unsigned before = events;
    plug(false);
    EXPECT_TRUE(bed.wait_for([&] { return events > before; }));
}

TEST_F(LinkInterrupts, AreLoggedWithTheirCausesAtDebugLevel)
{
    ASSERT_EQ(start(), 0);
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.driver"};
    plug(false);
    EXPECT_TRUE(bed.wait_for([&] { return log.has("ICR 0x"); })) << log.text();
}

TEST_F(LinkInterrupts, AreNotAskedForUnlessConfigured)
{
    conf.intr_conf.lsc = 0;
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.interrupts().ims(), 0u);
    plug(false);
    expect_no_event();
}

struct RxInterrupts : Driver {
    RxInterrupts() { conf.intr_conf.rxq = 1; }

    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
        watch();
    }
    void watch()
    {
        ASSERT_EQ(rte_eth_dev_rx_intr_ctl_q(port, 0, RTE_EPOLL_PER_THREAD, RTE_INTR_EVENT_ADD, nullptr), 0);
    }
    /// Whether something wakes us within a second; or, if nothing is to come, within 20 ms.
    static bool woken(int timeout_ms = 1000)
    {
        rte_epoll_event event{};
        return rte_epoll_wait(RTE_EPOLL_PER_THREAD, &event, 1, timeout_ms) == 1;
    }
    void arrive()
    {
        ASSERT_EQ(model.receive(frame()), Delivery::delivered);
        bed.pass(throttled_us);
    }
};

TEST_F(RxInterrupts, WakeForAFrame)
{
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    arrive();
    EXPECT_TRUE(woken());
    EXPECT_EQ(receive_all(), Frames{frame()});
}

TEST_F(RxInterrupts, WakeEachTimeTheyAreEnabled)
{
    for (int i = 0; i < 20; ++i) {
        ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
        arrive();
        ASSERT_TRUE(woken()) << i;
        ASSERT_EQ(rte_eth_dev_rx_intr_disable(port, 0), 0);
        ASSERT_EQ(receive_all(), Frames{frame()}) << i;
    }
}

TEST_F(RxInterrupts, DoNotWakeUnlessEnabled)
{
    arrive();
    EXPECT_FALSE(woken(20));
    EXPECT_EQ(receive_all(), Frames{frame()});
}

TEST_F(RxInterrupts, DoNotWakeWithoutAFrame)
{
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    EXPECT_FALSE(woken(20));
}

TEST_F(RxInterrupts, DoNotWakeOnceDisabled)
{
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_rx_intr_disable(port, 0), 0);
    arrive();
    EXPECT_FALSE(woken(20));
    EXPECT_EQ(receive_all(), Frames{frame()});
}

TEST_F(RxInterrupts, WakeForAFrameThatCameBeforeTheyWereEnabled)
{
    arrive();
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    EXPECT_TRUE(woken());
    EXPECT_EQ(receive_all(), Frames{frame()});
}

TEST_F(RxInterrupts, ComeOnceForManyFrames)
{
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    for (int i = 0; i < 30; ++i)
        arrive();
    EXPECT_TRUE(woken());
    EXPECT_FALSE(woken(20));
    EXPECT_EQ(receive_all().size(), 30u);
}

TEST_F(RxInterrupts, TellNothingOfALinkThatNobodyAskedFor)
{
    std::atomic<unsigned> events = 0;
    ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, LinkInterrupts::count, &events), 0);
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);
    model.plug(false);  // ICR holds both causes
    bed.pass(throttled_us);
    EXPECT_TRUE(woken());
    ASSERT_TRUE(bed.wait_for([this] {
        const std::lock_guard lock{model.mutex()};
        return model.interrupts().causes() == 0;
    }));
    EXPECT_EQ(events, 0u);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
    rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, LinkInterrupts::count, &events);
}

TEST_F(RxInterrupts, WorkAfterARestart)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    watch();
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    arrive();
    EXPECT_TRUE(woken());
}

TEST_F(RxInterrupts, AreMaskedAfterTheStop)
{
    ASSERT_EQ(rte_eth_dev_rx_intr_enable(port, 0), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.interrupts().ims(), 0u);
}

TEST_F(RxInterrupts, NeedAPortConfiguredForThem)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.intr_conf.rxq = 0;
    ASSERT_EQ(start(), 0);
    const Log log;
    EXPECT_EQ(rte_eth_dev_rx_intr_enable(port, 0), -EINVAL);
    EXPECT_TRUE(log.has("intr_conf.rxq 1")) << log.text();
}

TEST_F(RxInterrupts, NeedAPortThatRuns)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    const Log log;
    EXPECT_EQ(rte_eth_dev_rx_intr_enable(port, 0), -EINVAL);
    EXPECT_TRUE(log.has("running port")) << log.text();
}

}  // namespace

}  // namespace test
