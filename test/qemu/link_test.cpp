// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>
#include <rte_mbuf.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <thread>

#include "bench.hpp"
#include "port.hpp"

namespace test {
namespace {

/// Counts the link interrupts that ethdev hands to the application.
class LinkEvents {
public:
    LinkEvents() { EXPECT_EQ(rte_eth_dev_callback_register(BenchPort::id, RTE_ETH_EVENT_INTR_LSC, count, this), 0); }
    ~LinkEvents() { rte_eth_dev_callback_unregister(BenchPort::id, RTE_ETH_EVENT_INTR_LSC, count, this); }
    [[nodiscard]] bool reach(int number) const
    {
        return wait_for([&] { return seen_ >= number; });
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
    const BenchPort port;
    rte_eth_link link{};
    ASSERT_EQ(rte_eth_link_get(BenchPort::id, &link), 0);
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
    EXPECT_EQ(link.link_speed, RTE_ETH_SPEED_NUM_1G);
    EXPECT_EQ(link.link_duplex, RTE_ETH_LINK_FULL_DUPLEX);
}

TEST_F(Link, InterruptTellsThatTheCableIsPulledAndPluggedIn)
{
    const BenchPort port{{.link_interrupt = true}};
    const LinkEvents events;
    for (int pulled = 1; pulled <= 3; ++pulled) {
        const int before = events.seen();
        set_cable(false);
        ASSERT_TRUE(events.reach(before + 1));
        ASSERT_TRUE(wait_for([] { return !BenchPort::link_up(); }));
        const int down = events.seen();
        set_cable(true);
        ASSERT_TRUE(events.reach(down + 1));
        ASSERT_TRUE(wait_for(BenchPort::link_up));
    }
}

TEST_F(Link, IsSeenWithoutInterruptToo)
{
    const BenchPort port;
    set_cable(false);
    EXPECT_TRUE(wait_for([] { return !BenchPort::link_up(); }));
    set_cable(true);
    EXPECT_TRUE(wait_for(BenchPort::link_up));
}

TEST_F(Link, FramesPassAgainAfterTheCableWasOut)
{
    const BenchPort port;
    auto& cable = Bench::instance().cable;
    set_cable(false);
    ASSERT_TRUE(wait_for([] { return !BenchPort::link_up(); }));
    set_cable(true);
    ASSERT_TRUE(wait_for(BenchPort::link_up));
    ASSERT_TRUE(BenchPort::wait_open());
    const auto frame = make_frame(stranger, 100);
    ASSERT_TRUE(BenchPort::send(frame));
    EXPECT_EQ(cable.receive(std::chrono::seconds{10}), frame);
}

/// An lcore that sends numbered frames, and the other end of its cable.
class Sender {
public:
    explicit Sender(qemu::Cable& cable) : cable_{cable}, thread_{[this] { run(); }} {}
    /// Send the last frames. @return how many left
    std::uint32_t finish()
    {
        done_ = true;
        thread_.join();
        return taken_;
    }
    [[nodiscard]] std::uint32_t arrived() const { return arrived_; }
    [[nodiscard]] std::uint32_t in_order() const { return in_order_; }

private:
    static constexpr std::size_t payload = 14;

    void run()
    {
        while (!done_ || taken_ < 300) {
            for (int doorbells = 0; doorbells < 64; ++doorbells)  // one right after the other
                send();
            take(std::chrono::milliseconds{0});
        }
        static_cast<void>(wait_for(
            [this] {
                rte_mbuf* none = nullptr;
                rte_eth_tx_burst(BenchPort::id, 0, &none, 0);
                take(std::chrono::milliseconds{20});
                return arrived_ >= taken_;
            },
            std::chrono::seconds{10}));
        take(std::chrono::milliseconds{100});  // and nothing twice
    }
    void send()
    {
        rte_mbuf* packet = rte_pktmbuf_alloc(BenchPort::pool());
        if (packet == nullptr)
            return;
        const auto frame = make_frame(stranger, 60);
        auto* bytes = reinterpret_cast<std::uint8_t*>(rte_pktmbuf_append(packet, 60));
        std::memcpy(bytes, frame.data(), frame.size());
        std::memcpy(bytes + payload, &taken_, sizeof taken_);
        if (rte_eth_tx_burst(BenchPort::id, 0, &packet, 1) == 1)
            ++taken_;
        else
            rte_pktmbuf_free(packet);
    }
    void take(std::chrono::milliseconds limit)
    {
        for (auto frame = cable_.receive(limit); frame; frame = cable_.receive(limit)) {
            std::uint32_t number = 0;
            std::memcpy(&number, frame->data() + payload, sizeof number);
            in_order_ += number == arrived_;
            ++arrived_;
        }
    }

    qemu::Cable& cable_;
    std::atomic<bool> done_ = false;
    std::uint32_t taken_ = 0, arrived_ = 0, in_order_ = 0;
    std::thread thread_;  // last: it uses the others
};

TEST_F(Link, SwitchedBesideASenderSendsEveryFrameOnceAndInOrder)
{
    const BenchPort port;
    BenchPort::drain();
    Sender sender{Bench::instance().cable};
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(rte_eth_dev_set_link_down(BenchPort::id), 0);
        EXPECT_EQ(rte_eth_dev_set_link_up(BenchPort::id), 0);
    }
    const std::uint32_t sent = sender.finish();
    EXPECT_EQ(sender.arrived(), sent);
    EXPECT_EQ(sender.in_order(), sent);
}

/// BMCR of the PHY, as another driver may leave it. A reset of the MAC does not reach it.
void leave_in_phy(std::uint32_t bmcr)
{
    constexpr std::uint32_t mdic = 0x20, write_to_phy_1 = 1u << 26 | 1u << 21;
    Backend& registers = Bench::instance().registers();
    const std::lock_guard lock{registers.mutex()};
    registers.write(mdic, write_to_phy_1 | bmcr);
}

TEST_F(Link, FramesLeaveAndComeInThoughAnotherDriverLeftThePhyInLoopback)
{
    constexpr std::uint32_t loopback = 1u << 14, as_after_power_on = 0x1140;
    auto& cable = Bench::instance().cable;
    if (driver_name() == "net_e1000_em")
        GTEST_SKIP() << "net_e1000_em leaves the loopback on";
    leave_in_phy(as_after_power_on | loopback);
    const BenchPort port;
    ASSERT_TRUE(BenchPort::wait_open());
    ASSERT_TRUE(wait_for(BenchPort::link_up));
    ASSERT_EQ(rte_eth_stats_reset(BenchPort::id), 0);
    for (unsigned seed = 0; seed < 3; ++seed) {
        const auto frame = make_frame(stranger, 100, seed);
        ASSERT_TRUE(BenchPort::send(frame));
        EXPECT_EQ(cable.receive(std::chrono::milliseconds{500}), frame);
    }
    EXPECT_EQ(BenchPort::stats().ipackets, 0u) << "its own";
}

}  // namespace
}  // namespace test
