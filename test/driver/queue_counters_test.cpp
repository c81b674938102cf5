// SPDX-License-Identifier: BSD-3-Clause
// What the queues count of their own work, among the extended statistics.
#include <vector>

#include "driver.hpp"
#include "xstats.hpp"

namespace test {

namespace {

using namespace model;

class QueueCounters : public OnEveryProfile {
protected:
    void SetUp() override
    {
        OnEveryProfile::SetUp();
        ASSERT_EQ(start(), 0);
        slot.bar.reset_counts();
    }
    void receive(unsigned frames)
    {
        for (unsigned i = 0; i < frames; ++i)
            expect_received(frame());
    }
    /// The device has put @p what into the next descriptor.
    void claim(const RxWriteback& what)
    {
        const std::uint32_t at = model.rx().head();
        model.rx().write_back(at, what);
        model.rx().set_head(at + 1);
    }
    void expect_none_but(const Xstats& expected)
    {
        const Xstats now = xstats(port);
        for (const char* name : {"rx_damaged_packets", "rx_bad_length_packets", "rx_resynchronisations",
                                 "rx_failed_refills", "tx_refused_packets", "tx_unsent_packets"})
            EXPECT_EQ(now.at(name), expected.contains(name) ? expected.at(name) : 0u) << name;
    }
};

TEST_P(QueueCounters, TellEachDoorbell)
{
    receive(100);
    for (int i = 0; i < 100; ++i)
        expect_sent(frame());
    EXPECT_GT(slot.bar.writes_of(reg::RDT), 3u);
    EXPECT_GT(slot.bar.writes_of(reg::ICS), 1u);
    EXPECT_EQ(slot.bar.writes_of(reg::TDT), 100u);
    const Xstats now = xstats(port);
    EXPECT_EQ(now.at("rx_doorbells"), slot.bar.writes_of(reg::RDT));
    EXPECT_EQ(now.at("rx_deliveries"), slot.bar.writes_of(reg::ICS));
    EXPECT_EQ(now.at("tx_doorbells"), 100u);
    expect_none_but({});
}

TEST_P(QueueCounters, TellPacketsThatWereGivenBack)
{
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(send(frame(i % 2 == 0 ? 60 : 20)));  // the short ones take a descriptor more
    EXPECT_EQ(rte_eth_tx_burst(port, 0, nullptr, 0), 0) << "gives back what is done";
    EXPECT_EQ(xstat(port, "tx_reclaimed_packets"), 10u);
    ASSERT_TRUE(send(frame(60)));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(xstat(port, "tx_reclaimed_packets"), 11u);
    expect_none_but({});
}

TEST_P(QueueCounters, TellPacketsThatWereNotSentUntilTheStop)
{
    model.faults().tx_stalled = true;
    for (int i = 0; i < 7; ++i)
        ASSERT_TRUE(send(frame()));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    expect_none_but({{"tx_unsent_packets", 7}});
    EXPECT_EQ(stats().oerrors, 7u);
}

TEST_P(QueueCounters, TellPacketsThatNoRingCouldTake)
{
    const std::vector<std::uint8_t> longest(16289);
    EXPECT_TRUE(send(longest, 0, 2000));
    expect_none_but({{"tx_refused_packets", 1}});
    EXPECT_EQ(stats().oerrors, 1u);
}

TEST_P(QueueCounters, TellWhyAFrameWasDropped)
{
    claim({.length = 60, .errors = RxDescriptor::CE});
    EXPECT_EQ(receive_all(), Frames{});
    expect_none_but({{"rx_damaged_packets", 1}});
    claim({.length = 10});
    claim({.length = 9999});
    EXPECT_EQ(receive_all(), Frames{});
    expect_none_but({{"rx_damaged_packets", 1}, {"rx_bad_length_packets", 2}});
    EXPECT_EQ(stats().ierrors, 3u) << "each once";
    expect_received(frame());
}

TEST_P(QueueCounters, TellFramesThatWereSkippedToTheirEnd)
{
    claim({.length = 100, .status = RxDescriptor::DD});  // not full, yet not the last
    claim({.length = 100, .status = RxDescriptor::DD});
    claim({.length = 60});
    EXPECT_EQ(receive_all(), Frames{});
    expect_none_but({{"rx_bad_length_packets", 1}, {"rx_resynchronisations", 1}});
    EXPECT_EQ(stats().ierrors, 1u);
    expect_received(frame());
}

TEST_P(QueueCounters, TellFramesOfWhichAPartHadCome)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.mtu = 9000;
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    ASSERT_EQ(start(), 0);
    claim({.length = 2048, .status = RxDescriptor::DD});
    claim({.length = 60, .errors = RxDescriptor::CE});
    EXPECT_EQ(receive_all(), Frames{});
    EXPECT_EQ(xstat(port, "rx_damaged_packets"), 1u);
    EXPECT_EQ(xstat(port, "rx_resynchronisations"), 1u);
}

/// One that gets fewer mbufs than it wants has not failed.
TEST_P(QueueCounters, TellNoFailureOfARefillThatGetsSome)
{
    std::vector<rte_mbuf*> taken(pool.available() - 3);
    ASSERT_EQ(rte_pktmbuf_alloc_bulk(pool.get(), taken.data(), static_cast<unsigned>(taken.size())), 0);
    std::vector<rte_mbuf*> kept;
    const auto keep = [&](int frames) {
        for (int i = 0; i < frames; ++i) {
            ASSERT_EQ(model.receive(frame()), Delivery::delivered);
            for (rte_mbuf* m : burst())
                kept.push_back(m);
        }
    };
    keep(16);  // which are refilled at once, by three
    EXPECT_EQ(pool.available(), 0u);
    EXPECT_EQ(xstat(port, "rx_failed_refills"), 0u);
    keep(4);
    EXPECT_EQ(xstat(port, "rx_failed_refills"), 1u);
    rte_pktmbuf_free_bulk(kept.data(), static_cast<unsigned>(kept.size()));
    rte_pktmbuf_free_bulk(taken.data(), static_cast<unsigned>(taken.size()));
}

TEST_P(QueueCounters, TellOfRefillsThatFailHowOftenTheyBeganTo)
{
    for (std::uint64_t episode = 1; episode <= 3; ++episode) {
        std::vector<rte_mbuf*> taken(pool.available());
        ASSERT_EQ(rte_mempool_get_bulk(pool.get(), reinterpret_cast<void**>(taken.data()),
                                       static_cast<unsigned>(taken.size())),
                  0);
        std::vector<rte_mbuf*> kept;
        for (int i = 0; i < 20; ++i) {
            ASSERT_EQ(model.receive(frame()), Delivery::delivered);
            for (rte_mbuf* m : burst())
                kept.push_back(m);
        }
        EXPECT_EQ(kept.size(), 20u);
        for (int i = 0; i < 100; ++i)
            EXPECT_TRUE(burst().empty());
        EXPECT_EQ(xstat(port, "rx_failed_refills"), episode);
        EXPECT_EQ(stats().rx_nombuf, episode);
        rte_pktmbuf_free_bulk(kept.data(), static_cast<unsigned>(kept.size()));
        rte_mempool_put_bulk(pool.get(), reinterpret_cast<void* const*>(taken.data()),
                             static_cast<unsigned>(taken.size()));
        receive(40);
        EXPECT_EQ(xstat(port, "rx_failed_refills"), episode) << "over";
    }
}

TEST_P(QueueCounters, GoOnWhereTheyWereWhenAQueueIsSetUpAnew)
{
    receive(40);
    expect_sent(frame());
    const Xstats before = xstats(port);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start(), 0);
    const Xstats now = xstats(port);
    EXPECT_EQ(now.at("rx_doorbells"), before.at("rx_doorbells"));
    EXPECT_EQ(now.at("tx_doorbells"), before.at("tx_doorbells"));
    ASSERT_EQ(rte_eth_xstats_reset(port), 0);
    EXPECT_EQ(xstat(port, "rx_doorbells") + xstat(port, "tx_reclaimed_packets"), 0u);
}

INSTANTIATE_TEST_SUITE_P(On, QueueCounters, ::testing::Values("silicon", "qemu", "bhyve"), profile_name);

}  // namespace

}  // namespace test
