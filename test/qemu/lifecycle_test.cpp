// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>
#include <rte_dev.h>
#include <rte_mempool.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "bench.hpp"
#include "port.hpp"

namespace test {
namespace {

using namespace std::chrono_literals;

/// A frame each way.
void expect_traffic()
{
    auto& cable = Bench::instance().cable;
    ASSERT_TRUE(BenchPort::wait_open());
    const auto in = make_frame(BenchPort::mac(), 300);
    ASSERT_TRUE(cable.send(in));
    EXPECT_EQ(BenchPort::receive(), in);
    const auto out = make_frame(stranger, 300);
    ASSERT_TRUE(BenchPort::send(out));
    EXPECT_EQ(cable.receive(10s), out);
}

TEST(Probe, DriverUnderTestHasTakenTheDevice)
{
    const char* expected = std::getenv("TESTBED_DRIVER_NAME");
    EXPECT_EQ(driver_name(), expected != nullptr ? expected : "net_e1000_em");
}

TEST(Probe, MacAddressIsTheOneOnQemusCommandLine)
{
    const BenchPort::Address expected{{0x52, 0x54, 0x00, 0x12, 0x34, 0x56}};
    const auto mac = BenchPort::mac();
    EXPECT_TRUE(rte_is_same_ether_addr(&mac, &expected));
}

class Ring : public testing::TestWithParam<int> {};

TEST_P(Ring, OfAnyAllowedSizeWrapsWithoutLoss)
{
    rte_eth_dev_info info{};
    ASSERT_EQ(rte_eth_dev_info_get(BenchPort::id, &info), 0);
    const auto size_in = [](const rte_eth_desc_lim& limit) {
        return static_cast<std::uint16_t>(GetParam() < 0 ? limit.nb_max : limit.nb_min + GetParam() * limit.nb_align);
    };
    const PortSetup setup{.rx_descriptors = size_in(info.rx_desc_lim), .tx_descriptors = size_in(info.tx_desc_lim)};
    SCOPED_TRACE(testing::Message() << setup.rx_descriptors << " and " << setup.tx_descriptors << " descriptors");
    const BenchPort port{setup};
    auto& cable = Bench::instance().cable;
    ASSERT_TRUE(BenchPort::wait_open());
    for (unsigned seed = 0; seed < setup.rx_descriptors + 40u; ++seed) {
        ASSERT_TRUE(cable.send(make_frame(BenchPort::mac(), 64, seed)));
        ASSERT_EQ(BenchPort::receive(), make_frame(BenchPort::mac(), 64, seed)) << "frame " << seed;
    }
    for (unsigned seed = 0; seed < setup.tx_descriptors + 40u; ++seed) {
        ASSERT_TRUE(BenchPort::send(make_frame(stranger, 64, seed)));
        ASSERT_EQ(cable.receive(10s), make_frame(stranger, 64, seed)) << "frame " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Ring, testing::Values(0, 1, 7, -1));

TEST(Lifecycle, TrafficPassesAfterEveryStart)
{
    for (int i = 0; i < 2; ++i) {
        const BenchPort port;
        expect_traffic();
    }
}

TEST(Lifecycle, RestartsWithoutConfiguringAnew)
{
    const BenchPort port;
    for (int i = 0; i < 2; ++i) {
        ASSERT_EQ(rte_eth_dev_stop(BenchPort::id), 0);
        ASSERT_EQ(rte_eth_dev_start(BenchPort::id), 0);
        ASSERT_TRUE(wait_for(BenchPort::link_up));
        expect_traffic();
    }
}

/// QEMU receives nothing for a second after a write to RCTL. A driver that makes none cannot cause that.
class NoSilence : public testing::Test {
protected:
    void SetUp() override
    {
        if (driver_name() != "net_e1k")
            GTEST_SKIP() << driver_name() << " writes RCTL at each start";
        bar.reset_counts();
    }
    void expect_none() { EXPECT_EQ(bar.writes_of(0x100), 0u); }

    TrappedBar& bar = Bench::instance().slot().bar;
};

TEST_F(NoSilence, IsCausedByStarts)
{
    for (const std::uint16_t size : {std::uint16_t{1024}, std::uint16_t{32}, std::uint16_t{256}}) {
        const BenchPort port{{.rx_descriptors = size}};
        for (int i = 0; i < 2; ++i) {
            expect_traffic();
            ASSERT_EQ(rte_eth_dev_stop(BenchPort::id), 0);
            ASSERT_EQ(rte_eth_dev_start(BenchPort::id), 0);
        }
        expect_traffic();
    }
    expect_none();
}

TEST_F(NoSilence, IsCausedByPromiscuousModeOrLongFrames)
{
    const BenchPort port{{.mtu = 9000}};
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(rte_eth_promiscuous_enable(BenchPort::id), 0);
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_set_mtu(BenchPort::id, static_cast<std::uint16_t>(1500 + i)), 0);
        ASSERT_EQ(rte_eth_promiscuous_disable(BenchPort::id), 0);
        expect_traffic();
    }
    expect_none();
}

TEST_F(NoSilence, IsCausedByADeviceThatIsProbedAgain)
{
    const auto name = Bench::instance().identity().address;
    {
        const BenchPort port;
        expect_traffic();
    }
    ASSERT_EQ(rte_eal_hotplug_remove("pci", name.c_str()), 0);
    ASSERT_EQ(rte_eal_hotplug_add("pci", name.c_str(), ""), 0);
    const BenchPort port;
    expect_traffic();
    expect_none();
}

/// Frames come all the time. None may be written anywhere when the port is stopped: its buffers are not the device's.
TEST_F(NoSilence, IsBoughtWithNoDmaIntoWhatWasGivenBack)
{
    auto& cable = Bench::instance().cable;
    const BenchPort port;
    expect_traffic();
    for (int i = 0; i < 10; ++i) {
        for (int sent = 0; sent < 3; ++sent)
            ASSERT_TRUE(cable.send(make_frame(broadcast, 1000, 1)));
        ASSERT_EQ(rte_eth_dev_stop(BenchPort::id), 0);
        std::vector<rte_mbuf*> all(rte_mempool_avail_count(BenchPort::pool()));
        ASSERT_EQ(rte_pktmbuf_alloc_bulk(BenchPort::pool(), all.data(), static_cast<unsigned>(all.size())), 0);
        for (rte_mbuf* each : all)
            std::memset(rte_pktmbuf_mtod(each, void*), 0x5a, 1000);
        for (int sent = 0; sent < 3; ++sent)
            ASSERT_TRUE(cable.send(make_frame(broadcast, 1000, 2)));
        Bench::instance().settle();
        const auto written = std::ranges::count_if(all, [](const rte_mbuf* each) {
            const auto* bytes = rte_pktmbuf_mtod(each, const std::uint8_t*);
            return std::any_of(bytes, bytes + 1000, [](std::uint8_t byte) { return byte != 0x5a; });
        });
        rte_pktmbuf_free_bulk(all.data(), static_cast<unsigned>(all.size()));
        EXPECT_EQ(written, 0);
        ASSERT_EQ(rte_eth_dev_start(BenchPort::id), 0);
        BenchPort::drain();
        expect_traffic();
    }
    expect_none();
}

TEST(Lifecycle, SecondStopAndSecondStartDoNothing)
{
    const BenchPort port;
    EXPECT_EQ(rte_eth_dev_start(BenchPort::id), 0);
    EXPECT_EQ(rte_eth_dev_stop(BenchPort::id), 0);
    EXPECT_EQ(rte_eth_dev_stop(BenchPort::id), 0);
}

TEST(Lifecycle, CloseGivesEveryBufferBackAndTheDeviceCanBeProbedAgain)
{
    const auto name = Bench::instance().identity().address;
    const auto all = rte_mempool_avail_count(BenchPort::pool());
    {
        const BenchPort port;
        expect_traffic();
    }
    ASSERT_EQ(rte_eth_dev_close(BenchPort::id), 0);
    EXPECT_EQ(rte_mempool_avail_count(BenchPort::pool()), all);
    ASSERT_EQ(rte_eal_hotplug_remove("pci", name.c_str()), 0);
    ASSERT_EQ(rte_eth_dev_count_avail(), 0);
    ASSERT_EQ(rte_eal_hotplug_add("pci", name.c_str(), ""), 0);
    ASSERT_EQ(rte_eth_dev_count_avail(), 1);
    const BenchPort port;
    expect_traffic();
}

}  // namespace
}  // namespace test
