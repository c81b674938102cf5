// SPDX-License-Identifier: BSD-3-Clause
// The MTU of a port that runs: what its buffers take holds at once, the rest is refused and changes nothing.
#include <atomic>
#include <initializer_list>
#include <optional>
#include <thread>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

using Mtus = std::initializer_list<std::uint16_t>;

class RunningMtu : public OnEveryProfile {
protected:
    /// Run at @p mtu with buffers of @p buffer bytes.
    void run(std::uint16_t mtu, std::uint64_t offloads = RTE_ETH_RX_OFFLOAD_SCATTER, unsigned buffer = 2048)
    {
        buffers_.emplace(255, static_cast<std::uint16_t>(RTE_PKTMBUF_HEADROOM + buffer));
        conf.rxmode.mtu = mtu;
        conf.rxmode.offloads = offloads;
        ASSERT_EQ(configure(), 0);
        ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, buffers_->get()), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
    void TearDown() override
    {
        OnEveryProfile::TearDown();
        buffers_.reset();
    }
    [[nodiscard]] std::uint16_t mtu() const
    {
        std::uint16_t told = 0;
        EXPECT_EQ(rte_eth_dev_get_mtu(port, &told), 0);
        return told;
    }
    void set(std::uint16_t value)
    {
        ASSERT_EQ(rte_eth_dev_set_mtu(port, value), 0);
        ASSERT_TRUE(wait_link());  // and QEMU's reception, which a write of RCTL stops
    }
    /// The longest packet of the MTU comes in, with two VLAN tags, and none that is longer.
    void expect_limit(std::uint16_t value)
    {
        EXPECT_EQ(mtu(), value);
        expect_received(frame(value + 22u));
        (void)model.receive(frame(value + 23u));
        EXPECT_EQ(receive_all(), Frames{});
        expect_received(frame(60));
    }
    [[nodiscard]] std::uint8_t scattered() const
    {
        rte_eth_rxq_info told{};
        EXPECT_EQ(rte_eth_rx_queue_info_get(port, 0, &told), 0);
        return told.scattered_rx;
    }

private:
    std::optional<Pool> buffers_;
};

TEST_P(RunningMtu, OfThePresentValueIsTakenAndWritesNothing)
{
    run(1500, 0);
    slot.bar.reset_counts();
    EXPECT_EQ(rte_eth_dev_set_mtu(port, 1500), 0);
    EXPECT_EQ(slot.bar.writes(), 0u);
    expect_limit(1500);
}

TEST_P(RunningMtu, HoldsAtOnce)
{
    run(1500);
    for (const auto value : Mtus{4000, 1500, 46, 1400, 8192, 2026, 2027, 1500}) {
        set(value);
        expect_limit(value);
        EXPECT_EQ(scattered(), value > 2026 ? 1 : 0) << value;
    }
}

TEST_P(RunningMtu, HoldsWithinTheBuffersOfAPortThatDoesNotScatter)
{
    run(1500, 0, 4096);
    for (const auto value : Mtus{4074, 1400, 4073}) {
        set(value);
        expect_limit(value);
    }
    const Log log;
    EXPECT_EQ(rte_eth_dev_set_mtu(port, 4075), -EINVAL);
    EXPECT_TRUE(log.has("running port: MTU 4075 has packets of up to 4097 bytes")) << log.text();
    EXPECT_TRUE(log.has("set an MTU of at most 4074")) << log.text();
    expect_limit(4073);
}

TEST_P(RunningMtu, IsRefusedWhereThePacketBufferMustBeSharedOutAnew)
{
    run(1500);
    const Log log;
    EXPECT_EQ(rte_eth_dev_set_mtu(port, 8193), -EBUSY);
    EXPECT_TRUE(log.has("MTU 8193: the packet buffer must be shared out anew; stop the port")) << log.text();
    expect_limit(1500);

    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 8193), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    for (const auto value : Mtus{8193, 1500, 9000}) {  // shared out for long packets, it is so for short ones
        set(value);
        expect_limit(value);
    }
}

TEST_P(RunningMtu, OutlastsAStopAndALinkThatIsSwitchedOff)
{
    run(1500);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1400), 0);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::EN, 0u) << "the link stays off";
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_limit(1400);
    set(4000);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_limit(4000);
}

TEST_P(RunningMtu, WritesRctlOnlyWhereLongFramesBeginOrEnd)
{
    run(1500);
    slot.bar.reset_counts();
    set(4000);
    set(1497);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
    if (model.profile().rctl_blocks_us != 0) {  // they never end there, but in software
        set(1496);
        EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
        EXPECT_NE(model.stored(reg::RCTL) & rctl::LPE, 0u);
        return;
    }
    set(1496);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
    EXPECT_EQ(model.stored(reg::RCTL) & rctl::LPE, 0u);
    set(1497);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 2u);
    EXPECT_NE(model.stored(reg::RCTL) & rctl::LPE, 0u);
}

INSTANTIATE_TEST_SUITE_P(On, RunningMtu, all_profiles, profile_name);

struct MtuBesideAnLcore : Driver {};

TEST_F(MtuBesideAnLcore, CostsNoPacketThatFitsBoth)
{
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    std::atomic<bool> done = false;
    std::atomic<unsigned> small = 0, large = 0;
    std::thread lcore{[&] {
        while (!done)
            for (rte_mbuf* packet : burst(8)) {
                ++(packet->pkt_len == 100 ? small : large);
                rte_pktmbuf_free(packet);
            }
    }};
    unsigned sent_small = 0, sent_large = 0;
    for (unsigned i = 0; i < 3000; ++i) {
        EXPECT_EQ(rte_eth_dev_set_mtu(port, i % 2 == 0 ? 4000 : 1500), 0);
        sent_small += model.receive(frame(100)) == Delivery::delivered;
        sent_large += model.receive(frame(3000)) == Delivery::delivered;
    }
    EXPECT_TRUE(bed.wait_for([&] { return small == sent_small && large + stats().ierrors == sent_large; }));
    done = true;
    lcore.join();
    EXPECT_EQ(small, sent_small);
    EXPECT_EQ(large + stats().ierrors, sent_large);
    EXPECT_GT(sent_small, 0u);
}

}  // namespace

}  // namespace test
