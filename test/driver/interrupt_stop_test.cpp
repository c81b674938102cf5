// SPDX-License-Identifier: BSD-3-Clause
// What of the interrupts outlasts a stop: nothing.
#include <dlfcn.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "interrupt_causes.hpp"

namespace {

std::atomic<unsigned> closed = 0;

}  // namespace

/// The plugin's calls come here before they go on to EAL.
int rte_intr_disable(const rte_intr_handle* handle)
{
    ++closed;
    static const auto eal = reinterpret_cast<decltype(&rte_intr_disable)>(dlsym(RTLD_NEXT, "rte_intr_disable"));
    return eal(handle);
}

namespace test {

namespace {

using namespace model;

struct InterruptsAtAStop : InterruptCauses {};

TEST_F(InterruptsAtAStop, CloseTheLineThatTheStartOpened)
{
    for (int i = 0; i < 2; ++i) {
        const unsigned before = closed;
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(closed, before + 1);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
    }
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.intr_conf = {};
    ASSERT_EQ(start(), 0);
    const unsigned before = closed;
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(closed, before) << "it was not opened";
}

TEST_F(InterruptsAtAStop, HaveTheirLineTriedByAProbeAndClosedAgain)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(bed.remove(), 0);
    const unsigned before = closed;
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    EXPECT_EQ(closed, before + 1);
}

TEST_F(InterruptsAtAStop, ThatWaitedWakeNobodyAfterTheNextStart)
{
    arrive_masked();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    watch();
    ASSERT_TRUE(settled());
    enable();
    EXPECT_TRUE(left_asleep());
}

TEST_F(InterruptsAtAStop, ThatWereUnmaskedAreMaskedAfterTheNextStart)
{
    enable();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_TRUE(unmasked(of_link));
    interrupt(icr::LSC);
    EXPECT_TRUE(unmasked(of_link));
}

std::atomic<bool> thread_is_held = false, let_thread_go = false;

/// Keeps EAL's interrupt thread from whatever comes next.
void hold_thread(void*)
{
    thread_is_held = true;
    while (!let_thread_go)
        std::this_thread::yield();
}

// The interrupt has been delivered before the stop, and its handler comes after it.
TEST_F(InterruptsAtAStop, UnderWayLeaveTheLineClosedAndTheDeviceAlone)
{
    thread_is_held = let_thread_go = false;
    enable();
    ASSERT_EQ(set_real_alarm(1, hold_thread, nullptr), 0);
    ASSERT_TRUE(bed.wait_for([] { return thread_is_held.load(); }));
    const std::uint32_t delivered = slot.interrupt->delivered();
    {
        const std::lock_guard lock{model.mutex()};
        model.interrupts().raise(icr::LSC | icr::RXT0);
    }
    bed.pass(throttled_us);
    ASSERT_TRUE(bed.wait_for([&] { return slot.interrupt->delivered() > delivered; }));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    const std::uint64_t reads = slot.bar.reads(), writes = slot.bar.writes();

    let_thread_go = true;
    ASSERT_TRUE(interrupt_thread_has_passed());
    EXPECT_EQ(model.interrupts().ims(), 0u);
    EXPECT_EQ(slot.bar.reads(), reads);
    EXPECT_EQ(slot.bar.writes(), writes);
    const std::uint32_t before = slot.interrupt->delivered();
    slot.interrupt->level(true);  // another device on the same line
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    EXPECT_EQ(slot.interrupt->delivered(), before) << "the line is open";
    slot.interrupt->level(false);

    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    watch();
    enable();
    arrive();
    EXPECT_TRUE(woken());
}

}  // namespace

}  // namespace test
