// SPDX-License-Identifier: BSD-3-Clause
// Statistics: software's counters of what passed, hardware's of what did not.
#include <cstring>

#include "driver.hpp"
#include "xstats.hpp"

namespace test {

namespace {

using namespace model;

struct Stats : Driver {
    void SetUp() override
    {
        Driver::SetUp();
        ASSERT_EQ(start(), 0);
    }
};

TEST_F(Stats, BeginAtZero)
{
    const rte_eth_stats now = stats();
    const rte_eth_stats zero{};
    EXPECT_EQ(std::memcmp(&now, &zero, sizeof zero), 0);
}

TEST_F(Stats, CountReceivedBytesWithoutTheFcs)
{
    expect_received(frame(60));
    expect_received(frame(1514));
    EXPECT_EQ(stats().ipackets, 2u);
    EXPECT_EQ(stats().ibytes, 1574u);
}

TEST_F(Stats, CountSentBytesWithoutTheFcs)
{
    expect_sent(frame(60));
    expect_sent(frame(1514));
    EXPECT_EQ(stats().opackets, 2u);
    EXPECT_EQ(stats().obytes, 1574u);
}

TEST_F(Stats, CountWhatIsPolledNotWhatArrived)
{
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);
    EXPECT_EQ(stats().ipackets, 0u);
    (void)receive_all();
    EXPECT_EQ(stats().ipackets, 1u);
}

TEST_F(Stats, CountPerQueueWhatTheyCountInAll)
{
    for (int i = 0; i < 7; ++i)
        expect_traffic(200);
    EXPECT_EQ(queue_stat("rx", 0, "packets"), 7u);
    EXPECT_EQ(queue_stat("rx", 0, "bytes"), 1400u);
    EXPECT_EQ(queue_stat("tx", 0, "packets"), 7u);
    EXPECT_EQ(queue_stat("tx", 0, "bytes"), 1400u);
}

TEST_F(Stats, HaveTheirExtendedNames)
{
    expect_traffic(200);
    const auto all = xstats(port);
    EXPECT_EQ(all.at("rx_good_packets"), 1u);
    EXPECT_EQ(all.at("tx_good_bytes"), 200u);
    EXPECT_EQ(all.at("rx_q0_packets"), 1u);
    EXPECT_EQ(all.at("tx_q0_bytes"), 200u);
    EXPECT_EQ(all.at("rx_missed_errors"), 0u);
}

TEST_F(Stats, SurviveAStopAndAStart)
{
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(stats().ipackets, 1u);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
    EXPECT_EQ(stats().ipackets, 2u);
    EXPECT_EQ(stats().opackets, 2u);
}

TEST_F(Stats, SurviveANewConfiguration)
{
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
    EXPECT_EQ(stats().ipackets, 2u);
    EXPECT_EQ(stats().obytes, 200u);
}

TEST_F(Stats, AreZeroAfterAReset)
{
    expect_traffic();
    model.statistics().add(counter::MPC, 3);
    ASSERT_EQ(rte_eth_stats_reset(port), 0);
    const rte_eth_stats now = stats();
    const rte_eth_stats zero{};
    EXPECT_EQ(std::memcmp(&now, &zero, sizeof zero), 0);
}

TEST_F(Stats, OfAQueueSetUpBeforeAreResetToo)
{
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_stats_reset(port), 0);
    EXPECT_EQ(stats().ipackets, 0u);
    EXPECT_EQ(stats().opackets, 0u);
}

TEST_F(Stats, CountOnAfterAReset)
{
    expect_traffic();
    ASSERT_EQ(rte_eth_stats_reset(port), 0);
    expect_traffic(150);
    EXPECT_EQ(stats().ipackets, 1u);
    EXPECT_EQ(stats().ibytes, 150u);
    EXPECT_EQ(stats().obytes, 150u);
}

TEST_F(Stats, CountFramesMissedForWantOfABuffer)
{
    while (model.receive(frame()) == Delivery::delivered) {
    }
    EXPECT_EQ(model.receive(frame()), Delivery::no_buffer);
    EXPECT_EQ(stats().imissed, 2u);
    EXPECT_EQ(stats().ierrors, 0u) << "a missed frame is no damaged one";
}

TEST_F(Stats, CountFramesWithABadFcs)
{
    EXPECT_EQ(model.receive(frame(), true), Delivery::crc_error);
    EXPECT_EQ(stats().ierrors, 1u);
    EXPECT_EQ(stats().imissed, 0u);
    EXPECT_EQ(receive_all(), Frames{});
}

TEST_F(Stats, CountFramesBeyondTheMtuThatTheDeviceHandsOver)
{
    EXPECT_EQ(model.receive(frame(1523)), Delivery::delivered);  // 1500, a header, two VLAN tags, and one more
    EXPECT_EQ(receive_all(), Frames{});
    EXPECT_EQ(stats().ierrors, 1u);
}

TEST_F(Stats, CountFramesBeyondTheMtuThatTheDeviceDrops)
{
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_set_mtu(port, 1400), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(model.receive(frame(1519)), Delivery::oversize);
    EXPECT_EQ(stats().ierrors, 1u);
}

TEST_F(Stats, CountFramesThatAreTooShort)
{
    EXPECT_EQ(model.receive(frame(40)), Delivery::runt);
    EXPECT_EQ(stats().ierrors, 1u);
}

TEST_F(Stats, CountDamagedFramesThatTheDeviceHandsOver)
{
    model.rx().write_back(0, {.length = 60, .errors = RxDescriptor::CE});
    model.rx().set_head(1);
    EXPECT_EQ(receive_all(), Frames{});
    EXPECT_EQ(stats().ierrors, 1u);
    EXPECT_EQ(queue_stat("rx", 0, "errors"), 1u);
}

TEST_F(Stats, CountFramesGivenUpAfterCollisions)
{
    model.statistics().add(counter::ECOL, 2);
    model.statistics().add(counter::LATECOL, 3);  // and sent again
    EXPECT_EQ(stats().oerrors, 2u);
}

TEST_F(Stats, CountNoFrameThatWasFilteredOut)
{
    Frame foreign = frame();
    foreign[5] ^= 1;
    EXPECT_EQ(model.receive(foreign), Delivery::filtered);
    EXPECT_EQ(stats().ierrors + stats().imissed + stats().ipackets, 0u);
}

class StatsOn : public OnEveryProfile {};

TEST_P(StatsOn, CountEachLossOnceHoweverOftenTheyAreRead)
{
    ASSERT_EQ(start(), 0);
    for (unsigned losses = 1; losses <= 5; ++losses) {
        model.statistics().add(counter::MPC);
        model.statistics().add(counter::CRCERRS);
        for (int i = 0; i < 3; ++i) {
            ASSERT_EQ(stats().imissed, losses);
            ASSERT_EQ(stats().ierrors, losses);
        }
    }
}

TEST_P(StatsOn, BeginAtZeroWhateverTheRegistersHeldBefore)
{
    ASSERT_EQ(bed.remove(), 0);
    model.statistics().add(counter::MPC, 1000);
    model.statistics().add(counter::ROC, 1000);
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    EXPECT_EQ(stats().imissed, 0u);
    EXPECT_EQ(stats().ierrors, 0u);
}

TEST_P(StatsOn, CountLossesOfBeforeAndAfterARestart)
{
    ASSERT_EQ(start(), 0);
    model.statistics().add(counter::MPC, 2);
    EXPECT_EQ(stats().imissed, 2u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    model.statistics().add(counter::MPC, 3);
    EXPECT_EQ(stats().imissed, 5u);
}

TEST_P(StatsOn, KeepTheLossesThatNobodyReadBeforeAStop)
{
    ASSERT_EQ(start(), 0);
    model.statistics().add(counter::MPC, 2);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(stats().imissed, 2u);
}

TEST_P(StatsOn, AreZeroAfterAResetAndCountOn)
{
    ASSERT_EQ(start(), 0);
    model.statistics().add(counter::MPC, 2);
    ASSERT_EQ(rte_eth_stats_reset(port), 0);
    EXPECT_EQ(stats().imissed, 0u);
    model.statistics().add(counter::MPC, 1);
    EXPECT_EQ(stats().imissed, 1u);
}

INSTANTIATE_TEST_SUITE_P(Profile, StatsOn, ::testing::Values("silicon", "qemu"), profile_name);

class StatsOnBhyve : public Driver {
protected:
    StatsOnBhyve() : Driver(Profile::bhyve(), 0x100f) {}
};

TEST_F(StatsOnBhyve, CountTheTrafficThoughTheDeviceCountsNothing)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    EXPECT_EQ(stats().ipackets, 1u);
    EXPECT_EQ(stats().opackets, 1u);
    EXPECT_EQ(stats().ierrors + stats().imissed + stats().oerrors, 0u);
}

}  // namespace

}  // namespace test
