// SPDX-License-Identifier: BSD-3-Clause
// A device that is gone at the N-th register access of a call, for every N of every call: from then on all registers
// read as ones (no device) or as zeros (a device without power behind a bridge).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <tuple>

#include "driver/liar.hpp"

namespace {

using test::Delivery;

enum class State { powered, probed, configured, running, stopped };

/// A call into ethdev, from the state it is made in.
struct Call {
    const char* name;
    State from;
    std::uint64_t limit_us;  ///< simulated time it may take
    int (*make)(std::uint16_t port);
    /// It must not succeed on a device that reads as ones; the last so many accesses are ethdev's, which sets the
    /// address again and asks for the link.
    int brings_up_before = -1;
};

constexpr std::uint64_t fast = 50'000;

// Each in its own words, so that a failure names the call.
constexpr std::array calls{
    Call{"Probe", State::powered, 100'000, [](std::uint16_t) { return test::Bed::the().probe(); }, 0},
    Call{"Start", State::configured, fast, [](std::uint16_t p) { return rte_eth_dev_start(p); }, 4},
    Call{"StartAgain", State::stopped, fast, [](std::uint16_t p) { return rte_eth_dev_start(p); }, 4},
    Call{"Stop", State::running, fast, [](std::uint16_t p) { return rte_eth_dev_stop(p); }},
    Call{"CloseStopped", State::stopped, fast, [](std::uint16_t p) { return rte_eth_dev_close(p); }},
    Call{"Reset", State::stopped, 200'000, [](std::uint16_t p) { return rte_eth_dev_reset(p); }},
    Call{"Detach", State::running, fast, [](std::uint16_t) { return test::Bed::the().remove(); }},
    Call{"LinkGet", State::running, 9'500'000,
         [](std::uint16_t p) {
             rte_eth_link link{};
             return rte_eth_link_get(p, &link);
         }},
    Call{"LinkGetNowait", State::running, fast,
         [](std::uint16_t p) {
             rte_eth_link link{};
             return rte_eth_link_get_nowait(p, &link);
         }},
    Call{"StatsGet", State::running, fast,
         [](std::uint16_t p) {
             rte_eth_stats stats{};
             return rte_eth_stats_get(p, &stats);
         }},
    Call{"StatsReset", State::running, fast, [](std::uint16_t p) { return rte_eth_stats_reset(p); }},
    Call{"XstatsGet", State::running, fast,
         [](std::uint16_t p) {
             std::array<rte_eth_xstat, 256> xstats{};
             return std::min(0, rte_eth_xstats_get(p, xstats.data(), xstats.size()));
         }},
    Call{"XstatsReset", State::running, fast, [](std::uint16_t p) { return rte_eth_xstats_reset(p); }},
    Call{"PromiscuousEnable", State::running, fast, [](std::uint16_t p) { return rte_eth_promiscuous_enable(p); }},
    Call{"AllmulticastEnable", State::running, fast, [](std::uint16_t p) { return rte_eth_allmulticast_enable(p); }},
    Call{"MacAddrSet", State::running, fast,
         [](std::uint16_t p) {
             rte_ether_addr mac{{2, 0, 0, 0, 0, 5}};
             return rte_eth_dev_default_mac_addr_set(p, &mac);
         }},
    Call{"MtuSet", State::stopped, fast, [](std::uint16_t p) { return rte_eth_dev_set_mtu(p, 1400); }},
    Call{"IsRemoved", State::running, fast, [](std::uint16_t p) { return -rte_eth_dev_is_removed(p); }},
    Call{"RxIntr", State::running, fast,
         [](std::uint16_t p) {
             rte_eth_dev_rx_intr_enable(p, 0);
             return rte_eth_dev_rx_intr_disable(p, 0);
         }},
    Call{"GetRegInfo", State::running, fast,
         [](std::uint16_t p) {
             static std::array<std::uint32_t, 0x20000 / 4> values;
             rte_dev_reg_info info{};
             info.data = values.data();
             return rte_eth_dev_get_reg_info(p, &info);
         }},
};

struct LiarRemoval : test::Liar {
    /// The tests make the state by themselves, over and over.
    void SetUp() override { time_limit_us = UINT64_MAX; }

    /// A device that has come back, in @p state. A port that is there already stays: what it went through must not
    /// matter.
    void bring_to(State state)
    {
        model.power_on(test::model::Profile::silicon());
        model.config_write(4, 2, 6);  // PCI command: memory space, bus master
        if (state == State::powered)
            return;
        int error = 0;
        if (bed.port() < 0) {
            error = bed.probe();
            port = static_cast<std::uint16_t>(bed.port());
            if (error == 0 && state >= State::configured)
                error = configure();
        }
        rte_eth_promiscuous_disable(port);
        rte_eth_allmulticast_disable(port);
        if (error == 0 && state >= State::running)
            error = rte_eth_dev_start(port);
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
        model.faults().tx_stalled = true;
        for (int i = 0; i < 8; ++i)
            ASSERT_TRUE(send(frame(60)));
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

struct LiarRemovalAt : LiarRemoval, ::testing::WithParamInterface<std::tuple<Call, std::uint32_t>> {
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
    const auto& [call, gone_value] = GetParam();
    bring_to(call.from);
    ASSERT_FALSE(HasFatalFailure());
    slot.bar.reset_counts();
    EXPECT_LE(call.make(port), 0);
    const auto accesses = static_cast<int>(slot.bar.reads() + slot.bar.writes());
    make_way(call);
    for (int n = 0; n < accesses && !HasFailure(); ++n) {
        SCOPED_TRACE("gone at access " + std::to_string(n) + " of " + std::to_string(accesses));
        bring_to(call.from);
        ASSERT_FALSE(HasFatalFailure());
        model.faults().gone_value = gone_value;
        model.faults().remove_at_access = static_cast<std::uint64_t>(n);
        int result = 0;
        {
            const Within limit{call.limit_us};
            result = call.make(port);
        }
        EXPECT_LE(result, 0);
        const bool must_fail = gone_value != 0 && call.brings_up_before >= 0 && n < accesses - call.brings_up_before;
        EXPECT_FALSE(must_fail && result == 0) << "up on a device that is gone";
        EXPECT_FALSE(n == 0 && model.faults().remove_at_access.has_value()) << "not the call it was";
        make_way(call);
    }
}

std::string name_of(const ::testing::TestParamInfo<LiarRemovalAt::ParamType>& info)
{
    return std::string{std::get<Call>(info.param).name} + (std::get<1>(info.param) == 0 ? "Zeros" : "Ones");
}

INSTANTIATE_TEST_SUITE_P(During, LiarRemovalAt,
                         ::testing::Combine(::testing::ValuesIn(calls), ::testing::Values(0xffffffffu, 0u)), name_of);

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
        EXPECT_EQ(taken, tx_size - 1u + n);
        EXPECT_EQ(model.sent.size(), n);
        EXPECT_EQ(rte_eth_dev_stop(port), 0);
        EXPECT_EQ(stats().oerrors, tx_size - 1u) << "taken and lost";
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
