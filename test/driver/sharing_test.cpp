// SPDX-License-Identifier: BSD-3-Clause
// Several transmit queues over the one ring: what each burst takes, what leaves, and who gets which descriptors.
#include "sharing.hpp"

namespace test {

namespace {

using namespace model;

class SharingOnEveryProfile : public Sharing, public ::testing::WithParamInterface<const char*> {
protected:
    SharingOnEveryProfile() : Sharing(Profile::named(GetParam())) {}
};

TEST_P(SharingOnEveryProfile, EveryQueueSendsInOrderAndIsCounted)
{
    ASSERT_EQ(start_queues({64, 32, 128, 64}), 0);
    for (unsigned turn = 0; turn < 30; ++turn)
        for (std::uint16_t id = 0; id < tx_queues; ++id) {
            ASSERT_EQ(burst_of(id, 1u + id + turn % 7, 60u + id), 1u + id + turn % 7);
            model.tick();
        }
    expect_all_left();
    for (std::uint16_t id = 0; id < tx_queues; ++id) {
        EXPECT_EQ(queue_stat("tx", id, "packets"), taken[id]) << id;
        EXPECT_EQ(queue_stat("tx", id, "bytes"), taken[id] * (60u + id)) << id;
    }
    EXPECT_EQ(stats().opackets, taken[0] + taken[1] + taken[2] + taken[3]);
    EXPECT_EQ(stats().oerrors, 0u);
}

TEST_P(SharingOnEveryProfile, SixtyFourQueuesSend)
{
    ASSERT_EQ(start_queues(Sizes(64, 512)), 0);
    for (unsigned turn = 0; turn < 5; ++turn)
        for (std::uint16_t id = 0; id < tx_queues; ++id) {
            ASSERT_EQ(burst_of(id, 2), 2u);
            model.tick();
        }
    expect_all_left();
}

TEST_P(SharingOnEveryProfile, PacketsOfOtherKindsLeaveInPlace)
{
    ASSERT_EQ(start_queues({64, 64}), 0);
    for (const std::uint16_t id : std::initializer_list<std::uint16_t>{0, 1, 1, 0}) {
        EXPECT_EQ(burst_of(id, 2, 200, 50), 2u) << "chains";
        EXPECT_EQ(burst_of(id, 2, 40), 2u) << "too short";
        EXPECT_EQ(burst_of(id, 1), 1u);
        model.tick();
    }
    expect_all_left();
}

INSTANTIATE_TEST_SUITE_P(On, SharingOnEveryProfile, all_profiles, profile_name);

TEST_F(SharingTwo, WhatIsTakenWhileAnotherBurstHasTheRingIsSentByThatBurst)
{
    unsigned accepted = 0;
    at_the_next_doorbell([&] {
        accepted = burst_of(1, 4);
        accepted += burst_of(1, 3);
        EXPECT_EQ(queue_stat("tx", 1, "packets"), 0u) << "not sent yet";
    });
    EXPECT_EQ(burst_of(0, 5), 5u);
    EXPECT_EQ(accepted, 7u);
    EXPECT_EQ(model.sent.size(), 12u) << "no further call was needed";
    expect_all_left();
    EXPECT_EQ(queue_stat("tx", 1, "packets"), 7u);
}

TEST_F(SharingTwo, WhatIsTakenAtTheLastDoorbellIsSentToo)
{
    at_the_next_doorbell([&] {  // that of the burst's own packets
        EXPECT_EQ(burst_of(1, 2), 2u);
        at_the_next_doorbell([&] {  // that of those two
            EXPECT_EQ(burst_of(1, 3), 3u);
        });
    });
    EXPECT_EQ(burst_of(0, 1), 1u);
    expect_all_left();
    EXPECT_EQ(taken[1], 5u);
}

TEST_F(SharingTwo, AQueueStagesItsShareAndNoMore)
{
    at_the_next_doorbell([&] {
        EXPECT_EQ(burst_of(1, 20), share);
        EXPECT_EQ(burst_of(1, 1), 0u);
    });
    EXPECT_EQ(burst_of(0, 1), 1u);
    expect_all_left();
    at_the_next_doorbell([&] { EXPECT_EQ(burst_of(1, 20), share) << "promised anew"; });
    EXPECT_EQ(burst_of(0, 1), 1u);
    expect_all_left();
}

/// Chains of four take four, and what is too short an additional one.
TEST_F(SharingTwo, AShareIsOneOfDescriptors)
{
    at_the_next_doorbell([&] {
        EXPECT_EQ(burst_of(1, 5, 200, 50), 3u);
        EXPECT_EQ(burst_of(1, 2, 40), 1u);
        EXPECT_EQ(burst_of(1, 2), 1u);
    });
    EXPECT_EQ(burst_of(0, 1), 1u);
    expect_all_left();
}

TEST_F(SharingTwo, AFullRingHasRoomForWhatIsPromised)
{
    model.faults().tx_stalled = true;
    at_the_next_doorbell([&] { EXPECT_EQ(burst_of(1, 64), share); });
    EXPECT_EQ(burst_of(0, 64), ring - 1 - share);
    EXPECT_EQ(burst_of(0, 1), 0u);
    EXPECT_EQ(burst_of(1, 1), 0u);
    EXPECT_EQ(held(), ring - 1);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    expect_all_left();
}

TEST_F(SharingTwo, AQueueThatSendsAloneLeavesTheOthersTheirShare)
{
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(0, 64), ring - 1 - share) << "with its own";
    EXPECT_EQ(burst_of(0, 64), 0u);
    EXPECT_EQ(burst_of(1, 64), share);
    EXPECT_EQ(burst_of(1, 64), 0u);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    expect_all_left();
}

/// The first queue fills the ring each time before the second comes by, and it comes while the ring is taken.
TEST_F(SharingTwo, AQueueThatNeverHasTheRingGetsItsShareAllTheSame)
{
    for (unsigned round = 0; round < 20; ++round) {
        model.faults().tx_stalled = true;
        at_the_next_doorbell([&] { EXPECT_EQ(burst_of(1, 64), share) << "round " << round; });
        EXPECT_GT(burst_of(0, 64), 0u);
        EXPECT_EQ(burst_of(0, 64), 0u);
        model.faults().tx_stalled = false;
        model.tx().run(true);
    }
    expect_all_left();
}

TEST_F(SharingTwo, WhatTheRingCouldNeverTakeIsDroppedAndCountedForItsQueue)
{
    at_the_next_doorbell([&] {
        rte_mbuf* empty = pool.make(frame());
        empty->data_len = 0;
        EXPECT_EQ(rte_eth_tx_burst(port, 1, &empty, 1), 1);
    });
    EXPECT_EQ(burst_of(0, 1), 1u);
    EXPECT_EQ(stats().oerrors, 1u);
    expect_all_left();
}

/// The ring keeps two shares back: what needs more than the rest would wait for ever.
TEST_F(SharingTwo, ThePacketsThatFitAreThoseThatNeedNoPromisedDescriptor)
{
    constexpr unsigned most = ring - 1 - 2 * share;
    rte_mbuf* packet = pool.make(frame(std::size_t{most} * 2), 2);
    EXPECT_EQ(rte_eth_tx_prepare(port, 1, &packet, 1), 1);
    rte_pktmbuf_free(packet);
    packet = pool.make(frame(std::size_t{most} * 2 + 2), 2);
    EXPECT_EQ(rte_eth_tx_prepare(port, 1, &packet, 1), 0);
    EXPECT_EQ(rte_eth_tx_burst(port, 1, &packet, 1), 1);
    EXPECT_EQ(stats().oerrors, 1u);
    model.faults().tx_stalled = true;
    EXPECT_EQ(burst_of(0, 64), ring - 1 - share);
    EXPECT_EQ(burst_of(1, 1, std::size_t{most} * 2, 2), 0u);
    model.faults().tx_stalled = false;
    model.tx().run(true);
    EXPECT_EQ(burst_of(1, 1, std::size_t{most} * 2, 2), 1u);
    expect_all_left();
}

TEST_F(SharingTwo, TheBurstModeSaysIt)
{
    rte_eth_burst_mode mode{};
    ASSERT_EQ(rte_eth_tx_burst_mode_get(port, 1, &mode), 0);
    EXPECT_EQ(mode.info, fastest_tx() + ", shared ring");
}

TEST_F(SharingTwo, PacketsAreLoggedAsThoseOfOneQueueAre)
{
    stop_and_forget();
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.tx"};
    ASSERT_EQ(run(), 0);
    EXPECT_EQ(burst_of(0, 2), 2u);
    EXPECT_EQ(burst_of(1, 3), 3u);
    EXPECT_EQ(log.count("60 bytes in 1 segments"), 5u) << log.text();
    expect_all_left();
}

TEST_F(SharingTwo, AHaltedLinkKeepsWhatWaitsAndTheNextBurstRings)
{
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_EQ(burst_of(0, 3), 3u);
    EXPECT_EQ(burst_of(1, 3), 3u);
    EXPECT_TRUE(model.sent.empty());
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(burst_of(1, 1), 1u);
    expect_all_left();
}

}  // namespace

}  // namespace test
