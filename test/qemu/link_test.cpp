// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <atomic>

#include "bench.hpp"
#include "port.hpp"

namespace test {
namespace {

/// Counts the link interrupts that ethdev hands to the application.
class LinkEvents {
public:
    LinkEvents() { EXPECT_EQ(rte_eth_dev_callback_register(Port::id, RTE_ETH_EVENT_INTR_LSC, count, this), 0); }
    ~LinkEvents() { rte_eth_dev_callback_unregister(Port::id, RTE_ETH_EVENT_INTR_LSC, count, this); }
    [[nodiscard]] bool reach(int number) const
    {
        return becomes_true([&] { return seen_ >= number; });
    }
    [[nodiscard]] int seen() const { return seen_; }

private:
    static int count(std::uint16_t, rte_eth_event_type, void* events, void*)
    {
        ++static_cast<LinkEvents*>(events)->seen_;
        return 0;
    }
    std::atomic<int> seen_ = 0;
};

/// Whatever a case did, the cable is in afterwards.
class Link : public testing::Test {
protected:
    ~Link() override { Bench::instance().machine().set_link(0, true); }
    static void set_cable(bool in) { Bench::instance().machine().set_link(0, in); }
};

TEST_F(Link, IsUpWithGigabitFullDuplexAfterStart)
{
    const Port port;
    rte_eth_link link{};
    ASSERT_EQ(rte_eth_link_get(Port::id, &link), 0);
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(link.link_speed, RTE_ETH_SPEED_NUM_1G);
    EXPECT_EQ(link.link_duplex, RTE_ETH_LINK_FULL_DUPLEX);
}

TEST_F(Link, InterruptTellsThatTheCableIsPulledAndPluggedIn)
{
    const Port port{{.link_interrupt = true}};
    const LinkEvents events;
    for (int pulled = 1; pulled <= 3; ++pulled) {
        const int before = events.seen();
        set_cable(false);
        ASSERT_TRUE(events.reach(before + 1));
        ASSERT_TRUE(becomes_true([] { return !Port::link_up(); }));
        const int down = events.seen();
        set_cable(true);
        ASSERT_TRUE(events.reach(down + 1));
        ASSERT_TRUE(becomes_true(Port::link_up));
    }
}

TEST_F(Link, IsSeenWithoutInterruptToo)
{
    const Port port;
    set_cable(false);
    EXPECT_TRUE(becomes_true([] { return !Port::link_up(); }));
    set_cable(true);
    EXPECT_TRUE(becomes_true(Port::link_up));
}

TEST_F(Link, FramesPassAgainAfterTheCableWasOut)
{
    const Port port;
    auto& cable = Bench::instance().cable;
    set_cable(false);
    ASSERT_TRUE(becomes_true([] { return !Port::link_up(); }));
    set_cable(true);
    ASSERT_TRUE(becomes_true(Port::link_up));
    ASSERT_TRUE(Port::wait_open());
    const auto frame = make_frame(stranger, 100);
    ASSERT_TRUE(Port::send(frame));
    EXPECT_EQ(cable.receive(std::chrono::milliseconds{500}), frame);
}

}  // namespace
}  // namespace test
