// SPDX-License-Identifier: BSD-3-Clause
// A device that is gone at the N-th register access of a call: from then on all registers read as ones (no device) or
// as zeros (a device without power behind a bridge). N is every number; within a table's registers, one in sixteen.
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <tuple>

#include "hostile/calls.hpp"
#include "hostile/liar.hpp"

namespace {

using test::Delivery;

using test::Call, test::State, test::calls;

struct LiarRemoval : test::Liar {
    /// The tests make the state by themselves, over and over.
    void SetUp() override { time_limit_us = UINT64_MAX; }

    /// A device that has come back, in @p state. A port that is there already stays: what it went through must not
    /// matter.
    void bring_to(State state)
    {
        power_on();
        model.config_write(4, 2, 6);          // PCI command: memory space, bus master
        model.config_write(0xe6, 2, 0x005a);  // PCI-X command, where there is one: as the probe left it
        if (state == State::powered)
            return;
        int error = 0;
        if (bed.port() < 0) {
            error = bed.probe();
            port = static_cast<std::uint16_t>(bed.port());
        }
        rte_eth_rxq_info queue{};
        if (error == 0 && state >= State::configured && rte_eth_rx_queue_info_get(port, 0, &queue) != 0)
            error = configure();
        rte_eth_promiscuous_disable(port);
        rte_eth_allmulticast_disable(port);
        rte_eth_dev_set_link_up(port);
        rte_eth_dev_set_mc_addr_list(port, nullptr, 0);
        if (error == 0 && state >= State::running)
            error = rte_eth_dev_start(port);
        if (error == 0 && state == State::running && conf.intr_conf.rxq != 0)
            error = rte_eth_dev_rx_intr_enable(port, 0);
        if (error == 0 && state == State::stopped)
            error = rte_eth_dev_stop(port);
        ASSERT_EQ(error, 0);
        if (state == State::running)
            put_traffic_in();
    }

    /// Frames on their way in both directions, so that there is something to lose.
    void put_traffic_in()
    {
        for (int i = 0; i < 40; ++i)
            ASSERT_EQ(model.receive(frame(60)), Delivery::delivered);
        auto some = burst(20);
        ASSERT_EQ(some.size(), 20u);
        rte_pktmbuf_free_bulk(some.data(), 20);
        const std::lock_guard lock{model.mutex()};
        model.faults().tx_stalled = true;
        for (int i = 0; i < 8; ++i)
            ASSERT_TRUE(send(frame(60)));
    }
    void go_at_access(std::uint64_t n, std::uint32_t value)
    {
        const std::lock_guard lock{model.mutex()};
        model.faults().gone_value = value;
        model.faults().remove_at_access = n;
    }

    /// Whatever happened, the application gets everything back and counts stay plausible.
    void expect_an_orderly_stop()
    {
        if (bed.port() < 0) {
            bed.remove();  // closed, or never probed
            return;
        }
        const Within limit{500'000};
        rte_eth_rxq_info queue{};
        if (rte_eth_rx_queue_info_get(port, 0, &queue) == 0 && queue.queue_state == RTE_ETH_QUEUE_STATE_STARTED) {
            take_all();
            send(frame(60));
        }
        const rte_eth_stats got = stats();
        EXPECT_EQ(got.imissed + got.ierrors, 0u);
        EXPECT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(pool.available(), pool.size());
    }
};

enum class Interrupts { none, all };

struct LiarRemovalAt : LiarRemoval, ::testing::WithParamInterface<std::tuple<Call, std::uint32_t, Interrupts>> {
    LiarRemovalAt()
    {
        if (with_interrupts())
            conf.intr_conf = {.lsc = 1, .rxq = 1, .rmv = 0};
    }
    static bool with_interrupts() { return std::get<2>(GetParam()) == Interrupts::all; }
    /// The multicast and VLAN tables, 128 registers each, and the 64 words of the EEPROM.
    static bool one_of_many(std::uint32_t offset)
    {
        using namespace test::model;
        return (offset >= reg::MTA && offset < reg::MTA + 0x200) || (offset >= reg::VFTA && offset < reg::VFTA_END) ||
               offset == reg::EERD;
    }
    /// For the next round.
    void make_way(const Call& call)
    {
        model.remove();
        expect_an_orderly_stop();
        if (call.from == State::powered)
            bed.remove();
    }
};

TEST_P(LiarRemovalAt, AnyAccessOfTheCallLosesNothing)
{
    const Call& call = std::get<0>(GetParam());
    const std::uint32_t gone_value = std::get<1>(GetParam());
    int accesses = 0;
    for (int round = 0; round < 2; ++round) {  // the second does not what only a port's first start does
        bring_to(call.from);
        ASSERT_FALSE(HasFatalFailure());
        slot.bar.reset_counts();
        EXPECT_LE(call.make(port), 0);
        accesses = static_cast<int>(slot.bar.reads() + slot.bar.writes());
        make_way(call);
    }
    for (int n = 0; n < accesses && !HasFailure(); n += one_of_many(model.faults().removed_at) ? 16 : 1) {
        SCOPED_TRACE("gone at access " + std::to_string(n) + " of " + std::to_string(accesses));
        bring_to(call.from);
        ASSERT_FALSE(HasFatalFailure());
        go_at_access(static_cast<std::uint64_t>(n), gone_value);
        int result = 0;
        {
            const Within limit{call.limit_us};
            result = call.make(port);
        }
        EXPECT_LE(result, 0);
        const bool must_fail = gone_value != 0 && call.brings_up_before >= 0 && n < accesses - call.brings_up_before &&
                               !with_interrupts();  // which have accesses of their own
        EXPECT_FALSE(must_fail && result == 0) << "up on a device that is gone";
        EXPECT_FALSE(n == 0 && model.faults().remove_at_access.has_value() && !with_interrupts())
            << "not the call it was";
        make_way(call);
    }
}

std::string name_of(const ::testing::TestParamInfo<LiarRemovalAt::ParamType>& info)
{
    return std::string{std::get<Call>(info.param).name} + (std::get<1>(info.param) == 0 ? "Zeros" : "Ones");
}

INSTANTIATE_TEST_SUITE_P(During, LiarRemovalAt,
                         ::testing::Combine(::testing::ValuesIn(calls), ::testing::Values(0xffffffffu, 0u),
                                            ::testing::Values(Interrupts::none)),
                         name_of);
INSTANTIATE_TEST_SUITE_P(DuringInterrupted, LiarRemovalAt,
                         ::testing::Combine(::testing::ValuesIn(calls.begin() + 1, calls.end()),  // a probe has none
                                            ::testing::Values(0xffffffffu, 0u), ::testing::Values(Interrupts::all)),
                         name_of);

struct LiarRemovalInBurst : LiarRemoval, ::testing::WithParamInterface<std::uint32_t> {};

TEST_P(LiarRemovalInBurst, OfReceptionDeliversWhatHadArrivedAndThenNothing)
{
    for (const std::uint64_t n : {0u, 1u}) {  // at the doorbell of one burst, at that of the next
        bring_to(State::configured);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        for (std::uint8_t i = 0; i < 60; ++i)
            ASSERT_EQ(model.receive(frame(60, i)), Delivery::delivered);
        model.faults().gone_value = GetParam();
        model.faults().remove_at_access = n;
        EXPECT_EQ(take_all(32).size(), 60u);
        EXPECT_FALSE(model.faults().remove_at_access.has_value()) << "a burst rings the doorbell";
        for (int i = 0; i < 100; ++i)
            ASSERT_TRUE(take_all().empty());
        expect_an_orderly_stop();
    }
}

TEST_P(LiarRemovalInBurst, OfTransmissionRefusesPacketsWhenTheRingIsFull)
{
    for (const std::uint64_t n : {0u, 1u}) {
        bring_to(State::configured);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        EXPECT_EQ(rte_eth_stats_reset(port), 0);
        model.faults().gone_value = GetParam();
        model.faults().remove_at_access = n;
        unsigned taken = 0;
        while (taken < 1000 && send(frame(60)))
            ++taken;
        EXPECT_EQ(taken, tx_room + n);
        EXPECT_EQ(model.sent.size(), n);
        EXPECT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(stats().oerrors, tx_room) << "taken and lost";
        EXPECT_EQ(stats().opackets, taken);
        expect_an_orderly_stop();
    }
}

INSTANTIATE_TEST_SUITE_P(Ones, LiarRemovalInBurst, ::testing::Values(0xffffffffu));
INSTANTIATE_TEST_SUITE_P(Zeros, LiarRemovalInBurst, ::testing::Values(0u));

TEST_F(LiarRemoval, DeviceThatIsGoneIsToldByIsRemovedAndByStart)
{
    bring_to(State::stopped);
    EXPECT_EQ(rte_eth_dev_is_removed(port), 0);
    model.remove();
    EXPECT_EQ(rte_eth_dev_is_removed(port), 1);
    slot.bar.reset_counts();
    EXPECT_EQ(rte_eth_dev_start(port), -EIO) << "ethdev's word for it";
    EXPECT_EQ(slot.bar.writes(), 0u) << "a device that does not answer is left alone";
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(LiarRemoval, LinkOfADeviceThatIsGoneIsNotWaitedFor)
{
    bring_to(State::running);
    model.remove();
    const Within limit{200'000};
    rte_eth_link link{};
    EXPECT_EQ(rte_eth_link_get(port, &link), 0);
    EXPECT_EQ(link.link_status, RTE_ETH_LINK_DOWN);
}

TEST_F(LiarRemoval, DeviceThatComesBackIsProbedAgain)
{
    for (int i = 0; i < 5; ++i) {
        bring_to(State::running);
        model.remove();
        EXPECT_EQ(bed.remove(), 0);
        bring_to(State::running);
        take_all();
        expect_good_frame();
        EXPECT_EQ(bed.remove(), 0);
    }
}

}  // namespace
