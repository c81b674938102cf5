// SPDX-License-Identifier: BSD-3-Clause
// A port that goes while an application's callback runs: in EAL's interrupt thread nobody can wait for the interrupt's
// own handler.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "driver.hpp"
#include "support/alarms.hpp"

namespace test {

namespace {

/// What the callback does, once: ethdev goes on calling the callbacks of a port that is closed.
std::function<void()> in_callback;
std::atomic<bool> entered = false, left = false;

void act()
{
    if (entered.exchange(true))
        return;
    in_callback();
    left = true;
}

int on_link(std::uint16_t, rte_eth_event_type, void*, void*)
{
    act();
    return 0;
}

void on_alarm(void*)
{
    act();
}

struct CloseInCallback : Driver {
    CloseInCallback() { conf.intr_conf = {.lsc = 1, .rxq = 1, .rmv = 0}; }

    void SetUp() override
    {
        Driver::SetUp();
        start_and_wait_for_the_link();
        entered = left = false;
        ASSERT_EQ(rte_eth_dev_callback_register(port, RTE_ETH_EVENT_INTR_LSC, on_link, nullptr), 0);
    }
    /// The link's own interrupt has been dealt with: the next is that of another change.
    void start_and_wait_for_the_link()
    {
        ASSERT_EQ(start(), 0);
        ASSERT_TRUE(bed.wait_for([this] { return link_now().link_status == RTE_ETH_LINK_UP; }));
    }
    /// A hung interrupt thread hangs whatever follows, too.
    static void wait_for_callback()
    {
        constexpr std::chrono::seconds hung{30};
        const auto end = std::chrono::steady_clock::now() + hung;
        while (!left) {
            if (std::chrono::steady_clock::now() > end) {
                std::fprintf(stderr, "the callback does not come back\n");
                std::abort();
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }
    void pull_the_cable()
    {
        model.plug(false);
        bed.pass(1000);  // more than interrupts are held back
    }
    void close() const
    {
        EXPECT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(rte_eth_dev_close(port), 0);
    }
    /// The device is as good as new: traffic passes, the link's interrupts come, and so do those of received frames.
    void expect_a_new_port_to_work()
    {
        EXPECT_EQ(bed.port(), -1);
        EXPECT_EQ(pool.available(), pool.size());
        EXPECT_EQ(model.interrupts().ims(), 0u);
        bed.remove();
        model.plug(true);
        ASSERT_EQ(bed.probe(), 0);
        port = static_cast<std::uint16_t>(bed.port());
        in_callback = [] {};
        start_and_wait_for_the_link();
        entered = left = false;
        expect_traffic();
        pull_the_cable();
        wait_for_callback();
        EXPECT_EQ(rte_eth_dev_callback_unregister(port, RTE_ETH_EVENT_INTR_LSC, on_link, nullptr), 0);
    }
};

TEST_F(CloseInCallback, OfTheLinkClosesThePort)
{
    in_callback = [this] { close(); };
    pull_the_cable();
    wait_for_callback();
    expect_a_new_port_to_work();
}

TEST_F(CloseInCallback, OfTheLinkRemovesTheDevice)
{
    in_callback = [this] { EXPECT_EQ(bed.remove(), 0); };
    pull_the_cable();
    wait_for_callback();
    expect_a_new_port_to_work();
}

TEST_F(CloseInCallback, OfTheLinkClosesThePortAndMakesANewOne)
{
    in_callback = [this] {
        EXPECT_EQ(bed.remove(), 0);
        EXPECT_EQ(bed.probe(), 0);
    };
    pull_the_cable();
    wait_for_callback();
    EXPECT_EQ(bed.remove(), 0);
    expect_a_new_port_to_work();
}

TEST_F(CloseInCallback, OfTheLinkThatTheApplicationSwitchedOffClosesThePort)
{
    in_callback = [this] { close(); };
    EXPECT_EQ(rte_eth_dev_set_link_down(port), 0);
    wait_for_callback();
    expect_a_new_port_to_work();
}

TEST_F(CloseInCallback, OfTheLinkThatTheApplicationSwitchedOffRemovesTheDevice)
{
    in_callback = [this] { EXPECT_EQ(bed.remove(), 0); };
    EXPECT_EQ(rte_eth_dev_set_link_down(port), 0);
    wait_for_callback();
    expect_a_new_port_to_work();
}

TEST_F(CloseInCallback, OfAnAlarmClosesThePort)
{
    in_callback = [this] { close(); };
    ASSERT_EQ(set_real_alarm(1, on_alarm, nullptr), 0);
    wait_for_callback();
    expect_a_new_port_to_work();
}

}  // namespace

}  // namespace test
