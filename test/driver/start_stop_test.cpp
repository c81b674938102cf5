// SPDX-License-Identifier: BSD-3-Clause
// Every order of the calls of a port's life, and the mbufs back after each.
#include "driver.hpp"

namespace test {

namespace {

using namespace model;

/// Calls by their letters: c configure, r rx set-up, t tx set-up, S start, s stop, C close, d detach, a attach,
/// p packets both ways, R a frame that nobody polls, T a frame that is not reclaimed.
struct Order {
    const char* name;
    const char* calls;
};

class Life : public Driver, public ::testing::WithParamInterface<Order> {
protected:
    void step(char call)
    {
        switch (call) {
        case 'c':
            return expect_ok(rte_eth_dev_configure(port, 1, 1, &conf));
        case 'r':
            return expect_ok(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, pool.get()));
        case 't':
            return expect_ok(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr));
        case 'S':
            expect_ok(rte_eth_dev_start(port));
            EXPECT_TRUE(wait_link());
            return;
        case 's':
            expect_ok(rte_eth_dev_stop(port));
            return expect_all_back();
        case 'C':
            device_ = info().device;
            expect_ok(rte_eth_dev_close(port));
            return expect_all_back();
        case 'd':
            expect_ok(device_ != nullptr ? rte_dev_remove(device_) : bed.remove());
            device_ = nullptr;
            return expect_all_back();
        case 'a':
            expect_ok(bed.probe());
            port = static_cast<std::uint16_t>(bed.port());
            return;
        case 'p':
            return expect_traffic();
        case 'R':
            EXPECT_EQ(model.receive(frame()), Delivery::delivered);
            return;
        case 'T':
            EXPECT_TRUE(send(frame()));
            return;
        default:
            FAIL() << "no call " << call;
        }
    }

private:
    void expect_ok(int outcome) { EXPECT_EQ(outcome, 0); }
    void expect_all_back() { EXPECT_EQ(pool.available(), pool.size()); }

    rte_device* device_ = nullptr;
};

TEST_P(Life, WorksInThisOrderAndGivesEveryMbufBack)
{
    const std::string calls = GetParam().calls;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const ::testing::ScopedTrace where{__FILE__, __LINE__, calls.substr(0, i) + '[' + calls[i] + ']'};
        step(calls[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Order, Life,
    ::testing::Values(Order{"detached_at_once", "dac"}, Order{"configured_only", "c"}, Order{"configured_twice", "cc"},
                      Order{"tx_before_rx", "ctrSps"}, Order{"stopped_before_start", "crtsSps"},
                      Order{"stopped_twice", "crtSpss"}, Order{"started_twice", "crtSSps"},
                      Order{"restarted", "crtSpsSpsSps"}, Order{"restarted_idle", "crtSsSsSs"},
                      Order{"unpolled_frames_at_stop", "crtSRRRs"}, Order{"unreclaimed_frames_at_stop", "crtSTTTs"},
                      Order{"unpolled_frames_at_stop_and_start_again", "crtSRRRTTsSps"},
                      Order{"rx_again_between", "crtSpsrSps"}, Order{"tx_again_between", "crtSpstSps"},
                      Order{"both_again_between", "crtSpsrtSps"}, Order{"reconfigured_between", "crtSpscrtSps"},
                      Order{"reconfigured_thrice", "crtSRTscrtSRTscrtSps"}, Order{"queues_twice", "crrttSps"},
                      Order{"closed_after_stop", "crtSpsCd"}, Order{"closed_without_start", "crtCd"},
                      Order{"closed_without_queues", "cCd"}, Order{"closed_unconfigured", "Cd"},
                      Order{"detached_while_running", "crtSpRTd"}, Order{"detached_while_stopped", "crtSpsd"},
                      Order{"attached_again", "crtSpsdacrtSps"}, Order{"attached_again_after_close", "crtSpsCdacrtSps"},
                      Order{"attached_again_after_run", "crtSpdacrtSpdacrtSp"}),
    [](const auto& order) { return order.param.name; });

using StartStop = Driver;

TEST_F(StartStop, WritesRctlOnceAtStart)
{
    ASSERT_EQ(configure(), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 1u);
}

TEST_F(StartStop, EnablesReceptionAfterTheRingAndTheAddressAreThere)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(model.stored(reg::RDT), rx_size - 1u);
    EXPECT_EQ(model.stored(reg::RCTL), rctl::EN | rctl::BAM | rctl::LPE | rctl::SECRC);
}

TEST_F(StartStop, TakesAsManyMbufsAsTheRingHasDescriptors)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(pool.size() - pool.available(), rx_size);
}

TEST_F(StartStop, TurnsDmaOffAtStop)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_TRUE(receives_nothing());
    EXPECT_EQ(model.stored(reg::TCTL) & tctl::EN, 0u);
    EXPECT_EQ(model.receive(frame()), Delivery::disabled);
}

TEST_F(StartStop, EndsBusMasteringWithTheClose)
{
    constexpr unsigned command = 4, bus_master = 1 << 2;
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_NE(model.config_read(command, 2) & bus_master, 0u);
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(model.config_read(command, 2), 2u) << "memory is decoded, as before";
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(StartStop, DeliversNothingOfBeforeTheStopAfterIt)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame(60, 1)), Delivery::delivered);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    EXPECT_EQ(receive_all(), Frames{});
    expect_received(frame(60, 2));
}

TEST_F(StartStop, SendsNothingOfBeforeTheStopAfterIt)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    ASSERT_TRUE(send(frame(60, 1)));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
    model.faults().tx_stalled = false;
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_sent(frame(60, 2));
}

TEST_F(StartStop, GivesAFullRingOfUnsentFramesBack)
{
    ASSERT_EQ(start(), 0);
    model.faults().tx_stalled = true;
    while (send(frame())) {
    }
    EXPECT_LE(pool.available(), pool.size() - rx_size - (tx_size - 1u));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(StartStop, GivesAFullRingOfUnpolledFramesBack)
{
    ASSERT_EQ(start(), 0);
    while (model.receive(frame()) == Delivery::delivered) {
    }
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size());
}

TEST_F(StartStop, LetsTheApplicationKeepWhatItPolled)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(model.receive(frame()), Delivery::delivered);
    const auto kept = burst();
    ASSERT_EQ(kept.size(), 1u);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(pool.available(), pool.size() - 1);
    EXPECT_EQ(bytes_of(kept[0]), frame());
    rte_pktmbuf_free(kept[0]);
}

TEST_F(StartStop, MarksTheQueuesAsStartedForThoseWhoAsk)
{
    ASSERT_EQ(start(), 0);
    rte_eth_rxq_info rx{};
    rte_eth_txq_info tx{};
    ASSERT_EQ(rte_eth_rx_queue_info_get(port, 0, &rx), 0);
    ASSERT_EQ(rte_eth_tx_queue_info_get(port, 0, &tx), 0);
    EXPECT_EQ(rx.queue_state, RTE_ETH_QUEUE_STATE_STARTED);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_rx_queue_info_get(port, 0, &rx), 0);
    EXPECT_EQ(rx.queue_state, RTE_ETH_QUEUE_STATE_STOPPED);
}

class StartStopOn : public OnEveryProfile {};

TEST_P(StartStopOn, CarriesTrafficAfterEachOfTenRestarts)
{
    ASSERT_EQ(configure(), 0);
    for (int i = 0; i < 10; ++i) {
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link()) << i;
        expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(pool.available(), pool.size());
    }
}

TEST_P(StartStopOn, StartsWithoutACableAndWorksOnceItIsIn)
{
    model.plug(false);
    ASSERT_EQ(configure(), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_DOWN);
    model.plug(true);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(Profile, StartStopOn, all_profiles, profile_name);

using StartStopOnQemu = OnQemu;

TEST_F(StartStopOnQemu, DoesNotNegotiateAnewWhenTheLinkIsUp)
{
    ASSERT_EQ(configure(), 0);
    slot.bar.reset_counts();
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_EQ(slot.bar.writes_of(reg::MDIC), 7u)
        << "BMCR, the crossover and what both sides advertise, and a write that has nothing to do with these";
    EXPECT_TRUE(model.link_up());
}

TEST_F(StartStopOnQemu, KeepsTheLinkUpThroughARestart)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_TRUE(model.link_up());
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    EXPECT_TRUE(model.link_up());
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
}

TEST_F(StartStopOnQemu, LosesNoReceptionToControlCallsThatChangeNothing)
{
    ASSERT_EQ(start(), 0);
    slot.bar.reset_counts();
    EXPECT_EQ(rte_eth_promiscuous_disable(port), 0);
    EXPECT_EQ(rte_eth_allmulticast_disable(port), 0);
    (void)stats();
    (void)link_now();
    EXPECT_EQ(slot.bar.writes_of(reg::RCTL), 0u);
}

}  // namespace

}  // namespace test
