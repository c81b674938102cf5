// SPDX-License-Identifier: BSD-3-Clause
// What the link is configured to be: QEMU has a loopback, one speed, and no PAUSE frames.
#include <gtest/gtest.h>

#include "bench.hpp"
#include "port.hpp"

namespace test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t mdic = 0x20;

/// A register of the device's PHY, past the driver.
std::uint32_t phy(std::uint32_t number)
{
    Bench::instance().settle();
    Backend& registers = Bench::instance().registers();
    const std::lock_guard lock{registers.mutex()};
    registers.write(mdic, 2u << 26 | 1u << 21 | number << 16);
    return registers.read(mdic) & 0xffff;
}

class LinkModes : public testing::Test {
protected:
    void SetUp() override
    {
        if (driver_name() == "net_e1000_em")
            GTEST_SKIP() << "net_e1000_em has no loopback, and waits for speeds that QEMU does not have";
    }
    static void expect_traffic()
    {
        auto& cable = Bench::instance().cable;
        ASSERT_TRUE(BenchPort::wait_open());
        ASSERT_EQ(rte_eth_stats_reset(BenchPort::id), 0);
        const auto out = make_frame(stranger, 200);
        ASSERT_TRUE(BenchPort::send(out));
        EXPECT_EQ(cable.receive(10s), out);
        EXPECT_EQ(BenchPort::stats().ipackets, 0u) << "its own";
        const auto in = make_frame(BenchPort::mac(), 300);
        ASSERT_TRUE(cable.send(in));
        EXPECT_EQ(BenchPort::receive(), in);
    }
};

TEST_F(LinkModes, LoopbackGivesEveryFrameBackInOrderAndNoneToTheWire)
{
    for (int i = 0; i < 2; ++i) {
        {
            const BenchPort port{{.loopback = 1}};
            EXPECT_TRUE(BenchPort::link_up());
            EXPECT_NE(phy(0) & 1u << 14, 0u);
            for (unsigned seed = 0; seed < 500; ++seed) {
                const auto frame = make_frame(BenchPort::mac(), 60 + seed, seed);
                ASSERT_TRUE(BenchPort::send(frame));
                ASSERT_EQ(BenchPort::receive(), frame) << seed;
            }
            EXPECT_FALSE(Bench::instance().cable.receive(50ms).has_value());
        }
        const BenchPort port;
        EXPECT_EQ(phy(0) & 1u << 14, 0u);
        expect_traffic();
    }
}

TEST_F(LinkModes, LoopbackLosesNothingWhenTheFilterChanges)
{
    const BenchPort port{{.loopback = 1}};
    const auto foreign = make_frame(stranger, 100);
    ASSERT_TRUE(BenchPort::send(foreign));
    EXPECT_FALSE(BenchPort::receive(50ms).has_value()) << "filtered as from the wire";
    ASSERT_EQ(rte_eth_promiscuous_enable(BenchPort::id), 0);
    ASSERT_TRUE(BenchPort::send(foreign));
    EXPECT_EQ(BenchPort::receive(), foreign);
    ASSERT_EQ(rte_eth_promiscuous_disable(BenchPort::id), 0);
}

TEST_F(LinkModes, SpeedsAreToldToThePhyAndFramesPass)
{
    struct {
        std::uint32_t speeds;
        unsigned anar, gbcr;
        std::uint16_t autoneg;
    } const cases[]{{RTE_ETH_LINK_SPEED_100M | RTE_ETH_LINK_SPEED_10M, 0x140, 0, RTE_ETH_LINK_AUTONEG},
                    {RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_1G, 0, 0x200, RTE_ETH_LINK_FIXED},
                    {RTE_ETH_LINK_SPEED_FIXED | RTE_ETH_LINK_SPEED_100M_HD, 0, 0x200, RTE_ETH_LINK_FIXED},
                    {0, 0x1e0, 0x200, RTE_ETH_LINK_AUTONEG}};
    for (const auto& [speeds, anar, gbcr, autoneg] : cases) {
        const BenchPort port{{.link_speeds = speeds}};
        EXPECT_EQ(phy(4) & 0x1e0, anar) << speeds;
        EXPECT_EQ(phy(9) & 0x300, gbcr) << speeds;
        rte_eth_link link{};
        ASSERT_EQ(rte_eth_link_get(BenchPort::id, &link), 0);
        EXPECT_EQ(link.link_status, RTE_ETH_LINK_UP);
        EXPECT_EQ(link.link_autoneg, autoneg);
        expect_traffic();
    }
}

TEST_F(LinkModes, FlowControlIsToldAsItWasSetThoughNoRegisterKeepsIt)
{
    const BenchPort port;
    rte_eth_fc_conf wanted{};
    wanted.mode = RTE_ETH_FC_FULL;
    wanted.high_water = 30'000;
    wanted.low_water = 10'000;
    wanted.pause_time = 0x321;
    wanted.send_xon = 1;
    ASSERT_EQ(rte_eth_dev_flow_ctrl_set(BenchPort::id, &wanted), 0);
    rte_eth_fc_conf told{};
    ASSERT_EQ(rte_eth_dev_flow_ctrl_get(BenchPort::id, &told), 0);
    EXPECT_EQ(told.mode, RTE_ETH_FC_FULL);
    EXPECT_EQ(told.high_water, 30'000u);
    EXPECT_EQ(told.low_water, 10'000u);
    EXPECT_EQ(told.pause_time, 0x321);
    EXPECT_EQ(told.send_xon, 1);
    EXPECT_EQ(told.autoneg, 0);
    expect_traffic();
    wanted.autoneg = 1;
    ASSERT_EQ(rte_eth_dev_flow_ctrl_set(BenchPort::id, &wanted), 0);
    ASSERT_TRUE(wait_for(BenchPort::link_up));
    ASSERT_EQ(rte_eth_dev_flow_ctrl_get(BenchPort::id, &told), 0);
    EXPECT_EQ(told.mode, RTE_ETH_FC_NONE) << "QEMU's partner has no PAUSE";
    EXPECT_EQ(told.autoneg, 1);
    const rte_eth_fc_conf at_first{.high_water = 0,
                                   .low_water = 0,
                                   .pause_time = 0,
                                   .send_xon = 1,
                                   .mode = RTE_ETH_FC_FULL,
                                   .mac_ctrl_frame_fwd = 0,
                                   .autoneg = 1};
    rte_eth_fc_conf again = at_first;
    ASSERT_EQ(rte_eth_dev_flow_ctrl_set(BenchPort::id, &again), 0);
}

TEST_F(LinkModes, LedsAreWrittenAndGivenBack)
{
    constexpr std::uint32_t ledctl = 0xe00;
    const auto shown = [] {
        Bench::instance().settle();
        Backend& registers = Bench::instance().registers();
        const std::lock_guard lock{registers.mutex()};
        return registers.read(ledctl);
    };
    if (Bench::instance().identity().device == 0x100c)
        GTEST_SKIP() << "the 82544 has no LEDCTL";
    const std::uint32_t before = shown();
    {
        const BenchPort port;
        ASSERT_EQ(rte_eth_led_on(BenchPort::id), 0);
        EXPECT_EQ(shown() & 0x0f0f0f0f, 0x0e0e0e0eu);
        ASSERT_EQ(rte_eth_led_off(BenchPort::id), 0);
        EXPECT_EQ(shown() & 0x0f0f0f0f, 0x0f0f0f0fu);
    }
    EXPECT_EQ(shown(), before);
}

}  // namespace
}  // namespace test
