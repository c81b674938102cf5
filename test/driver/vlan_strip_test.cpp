// SPDX-License-Identifier: BSD-3-Clause
// VLAN tags taken out of what comes in, by the device or in its place, beside tags put into what goes out.
#include <array>

#include "vlan_stripping.hpp"

namespace test {

namespace {

using namespace model;

constexpr std::uint64_t strip = RTE_ETH_RX_OFFLOAD_VLAN_STRIP, filter = RTE_ETH_RX_OFFLOAD_VLAN_FILTER;
constexpr std::uint16_t priority_5 = 5 << 13, cfi = 1 << 12;

class VlanStrip : public Stripping<Driver> {};
class VlanStripOn : public Stripping<OnEveryProfile> {};

TEST_P(VlanStripOn, TakesTheTagOutAndTellsAllOfIt)
{
    ASSERT_EQ(start_with(strip), 0);
    for (const unsigned tci : {100u, 100u | priority_5 | cfi, 0u | priority_5, 4095u, 0xffffu})
        expect_stripped(frame(100), tci);
}

TEST_P(VlanStripOn, TellsNoTagOfAFrameWithoutInASlotOfOneWith)
{
    ASSERT_EQ(start_with(strip), 0);
    for (unsigned i = 0; i < rx_size + 1u; ++i) {  // an odd number of slots in all: each has had either
        expect_stripped(frame(100, static_cast<std::uint8_t>(i)), 1 + i);
        expect_as_it_is(frame(100, static_cast<std::uint8_t>(i)));
        if (i % 7 == 0)
            expect_as_it_is(frame(60));
    }
}

TEST_P(VlanStripOn, TakesTheOuterTagAlone)
{
    ASSERT_EQ(start_with(strip), 0);
    expect_stripped(tagged(frame(100), 7), 100);
    expect_as_it_is(tagged(tagged(frame(100), 7), 100, 0x88a8));
    ASSERT_EQ(rte_eth_dev_set_vlan_ether_type(port, RTE_ETH_VLAN_TYPE_OUTER, 0x88a8), 0);
    expect_stripped(tagged(frame(100), 7), 100, 0x88a8);
    expect_as_it_is(tagged(frame(100), 7));
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_stripped(tagged(frame(100), 7), 100, 0x88a8);
}

TEST_P(VlanStripOn, IsSwitchedWhileThePortRuns)
{
    ASSERT_EQ(start_with(0), 0);
    for (int again = 0; again < 2; ++again) {
        expect_as_it_is(tagged(frame(100), 100));
        ASSERT_EQ(switch_strip(true), 0);
        EXPECT_EQ(rte_eth_dev_get_vlan_offload(port), RTE_ETH_VLAN_STRIP_OFFLOAD);
        expect_stripped(frame(100), 100);
        expect_as_it_is(frame(100));
        ASSERT_EQ(switch_strip(false), 0);
        EXPECT_EQ(rte_eth_dev_get_vlan_offload(port), 0);
    }
    expect_as_it_is(tagged(frame(100), 100));
}

TEST_P(VlanStripOn, IsSwitchedWhileThePortIsStopped)
{
    ASSERT_EQ(start_with(0), 0);
    for (const bool on : {true, false}) {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(switch_strip(on), 0);
        EXPECT_EQ(model.stored(reg::CTRL) & ctrl::VME, 0u);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        on ? expect_stripped(frame(100), 100) : expect_as_it_is(tagged(frame(100), 100));
    }
}

TEST_P(VlanStripOn, OfTheQueueIsThePortsToo)
{
    ASSERT_EQ(configure(), 0);
    rte_eth_rxconf how = info().default_rxconf;
    how.offloads = strip;
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, &how, pool.get()), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_stripped(frame(100), 100);
    ASSERT_EQ(rte_eth_dev_set_vlan_strip_on_queue(port, 0, 0), 0);
    EXPECT_EQ(rte_eth_dev_get_vlan_offload(port), 0);
    expect_as_it_is(tagged(frame(100), 100));
    ASSERT_EQ(rte_eth_dev_set_vlan_strip_on_queue(port, 0, 1), 0);
    EXPECT_EQ(rte_eth_dev_get_vlan_offload(port), RTE_ETH_VLAN_STRIP_OFFLOAD);
    expect_stripped(frame(100), 100);
    ASSERT_EQ(switch_strip(false), 0);
    expect_as_it_is(tagged(frame(100), 100));
}

TEST_P(VlanStripOn, LeavesEachFrameInTheRingItsTagOnce)
{
    ASSERT_EQ(start_with(0), 0);
    for (const bool on : {true, false, true}) {
        arrive(tagged(frame(100, 1), 101));
        arrive(frame(100, 2));
        ASSERT_EQ(switch_strip(on), 0);
        arrive(tagged(frame(100, 3), 103));
        const std::vector<Got> got = all();
        ASSERT_EQ(got.size(), 3u);
        expect_once(got[0], frame(100, 1), 101);
        EXPECT_EQ(got[1], Got{.bytes = frame(100, 2)});
        EXPECT_EQ((got[2].flags & RTE_MBUF_F_RX_VLAN_STRIPPED) != 0, on);
        expect_once(got[2], frame(100, 3), 103);
    }
}

TEST_P(VlanStripOn, StaysThroughALinkSwitch)
{
    ASSERT_EQ(start_with(strip), 0);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_stripped(frame(100), 100);
    ASSERT_EQ(rte_eth_dev_set_link_down(port), 0);
    ASSERT_EQ(switch_strip(false), 0);
    ASSERT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_as_it_is(tagged(frame(100), 100));
}

TEST_P(VlanStripOn, AndFilterAreIndependent)
{
    for (const std::uint64_t asked : {strip | filter, filter, strip}) {
        ASSERT_EQ(start_with(asked), 0);
        const bool filters = (asked & filter) != 0;
        if (filters) {
            ASSERT_EQ(rte_eth_dev_vlan_filter(port, 100, 1), 0);
        }
        (asked & strip) != 0 ? expect_stripped(frame(100), 100) : expect_as_it_is(tagged(frame(100), 100));
        EXPECT_EQ(model.receive(tagged(frame(100), 101)), filters ? Delivery::filtered : Delivery::delivered);
        EXPECT_EQ(all().size(), filters ? 0u : 1u);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_P(VlanStripOn, WorksOnFramesOfSeveralMbufs)
{
    conf.rxmode.mtu = 9000;
    ASSERT_EQ(start_with(strip | RTE_ETH_RX_OFFLOAD_SCATTER), 0);
    for (const std::size_t size : {2044u, 2045u, 2048u, 2049u, 4096u, 9014u}) {
        expect_stripped(frame(size), 100);
        expect_as_it_is(frame(size));
    }
}

TEST_P(VlanStripOn, CountsTheBytesThatItDelivers)
{
    ASSERT_EQ(start_with(strip), 0);
    expect_stripped(frame(100), 100);
    expect_as_it_is(frame(100));
    EXPECT_EQ(stats().ibytes, 200u);
}

/// An lcore has gone for its burst, with the function of before, when the device begins to take tags out.
TEST_P(VlanStripOn, SwitchedOnLosesNoTagToABurstUnderWay)
{
    ASSERT_EQ(start_with(0), 0);
    const auto before = rte_eth_fp_ops[port].rx_pkt_burst;
    void* const queue = rte_eth_fp_ops[port].rxq.data[0];
    ASSERT_EQ(switch_strip(true), 0);
    arrive(tagged(frame(100, 1), 101));
    arrive(frame(100, 2));
    arrive(tagged(frame(100, 3), 103));
    std::array<rte_mbuf*, 8> packets{};
    ASSERT_EQ(before(queue, packets.data(), 8), 3);
    for (unsigned i = 0; i < 3; ++i) {
        const Got got{bytes_of(packets[i]), packets[i]->ol_flags, packets[i]->vlan_tci};
        if (i == 1)
            EXPECT_EQ(got, Got{.bytes = frame(100, 2)});
        else
            expect_once(got, frame(100, static_cast<std::uint8_t>(i + 1)), static_cast<std::uint16_t>(101 + i));
        rte_pktmbuf_free(packets[i]);
    }
}

/// Strip, insertion and type, each as it may be.
TEST_P(VlanStripOn, AndInsertionAreIndependent)
{
    for (const bool strips : {false, true})
        for (const bool inserts : {false, true})
            for (const std::uint16_t type : {std::uint16_t{0x8100}, std::uint16_t{0x88a8}}) {
                conf.txmode.offloads = inserts ? RTE_ETH_TX_OFFLOAD_VLAN_INSERT : 0;
                ASSERT_EQ(start_with(strips ? strip : 0), 0);
                ASSERT_EQ(rte_eth_dev_set_vlan_ether_type(port, RTE_ETH_VLAN_TYPE_OUTER, type), 0);
                strips ? expect_stripped(frame(100), 100, type) : expect_as_it_is(tagged(frame(100), 100, type));
                rte_mbuf* m = pool.make(frame(100, 9));
                if (inserts) {
                    m->ol_flags |= RTE_MBUF_F_TX_VLAN;
                    m->vlan_tci = 200 | priority_5;
                }
                model.sent.clear();
                ASSERT_EQ(rte_eth_tx_burst(port, 0, &m, 1), 1);
                bed.pass(1000);
                const Frame expected = inserts ? tagged(frame(100, 9), 200 | priority_5, type) : frame(100, 9);
                EXPECT_EQ(model.sent, std::deque<Frame>{expected}) << strips << inserts << std::hex << type;
                ASSERT_EQ(rte_eth_dev_stop(port), 0);
            }
}

INSTANTIATE_TEST_SUITE_P(Profile, VlanStripOn, all_profiles, profile_name);

TEST_F(VlanStrip, IsOffered)
{
    EXPECT_EQ(info().rx_offload_capa & strip, strip);
    EXPECT_EQ(info().rx_queue_offload_capa & strip, strip);
}

TEST_F(VlanStrip, CostsOneReadAndOneWriteOfCtrlAndNoneWhereNothingChanges)
{
    ASSERT_EQ(start_with(0), 0);
    slot.bar.reset_counts();
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(rte_eth_dev_set_vlan_strip_on_queue(port, 0, 1), 0);
    EXPECT_EQ(slot.bar.writes(), 1u);
    EXPECT_EQ(slot.bar.writes_of(reg::CTRL), 1u);
}

TEST_F(VlanStrip, OfTheConfigurationBeforeIsNoneOfTheNext)
{
    ASSERT_EQ(start_with(strip), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    conf.rxmode.offloads = 0;
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_as_it_is(tagged(frame(100), 100));
}

/// QEMU's reset clears nothing: CTRL.VME is as the driver before has left it.
class VlanModeOfAnother : public Stripping<OnQemu> {
protected:
    void before_probe() override { model.stored(reg::CTRL) |= ctrl::VME; }
};

TEST_F(VlanModeOfAnother, IsNotTakenOverAndOursIsNotLeftBehind)
{
    ASSERT_EQ(start_with(0), 0);
    expect_as_it_is(tagged(frame(100), 100));
    ASSERT_EQ(switch_strip(true), 0);
    expect_stripped(frame(100), 100);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(model.stored(reg::CTRL) & ctrl::VME, 0u);
}

}  // namespace

}  // namespace test
