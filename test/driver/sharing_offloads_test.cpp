// SPDX-License-Identifier: BSD-3-Clause
// Several transmit queues over the one ring, and packets that ask for something.
#include "offload_test.hpp"
#include "sharing.hpp"

namespace test {

namespace {

class SharingOffloads : public Sharing, public ::testing::WithParamInterface<const char*> {
protected:
    SharingOffloads() : Sharing(model::Profile::named(GetParam()))
    {
        conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_MULTI_SEGS;
    }

    /// A packet of queue @p id that gets a tag leaves with it.
    void expect_tagged(std::uint16_t id)
    {
        model.sent.clear();
        rte_mbuf* m = pool.make(numbered(id, 1));
        m->ol_flags |= RTE_MBUF_F_TX_VLAN;
        m->vlan_tci = static_cast<std::uint16_t>(0x2000 + id);
        ASSERT_EQ(rte_eth_tx_burst(port, id, &m, 1), 1);
        model.tick();
        EXPECT_EQ(model.sent, std::deque<Frame>{tagged(numbered(id, 1), static_cast<std::uint16_t>(0x2000 + id))});
    }
};

/// Headers that software writes have a place in the ring's memory, whichever ring it is.
TEST_P(SharingOffloads, HaveRoomForHeadersWhicheverRingIsTheHardwares)
{
    for (const Sizes& sizes : {Sizes{64, 128}, Sizes{128, 64}, Sizes{32, 64, 4096}}) {
        ASSERT_EQ(start_queues(sizes), 0);
        for (unsigned turn = 0; turn < 200; ++turn)
            for (std::uint16_t id = 0; id < tx_queues; ++id)
                expect_tagged(id);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

/// What hardware knows by the time that they are sent nobody can tell.
TEST_P(SharingOffloads, AStageCountsAContextForEachPacket)
{
    conf.txmode.offloads = RTE_ETH_TX_OFFLOAD_TCP_CKSUM | RTE_ETH_TX_OFFLOAD_UDP_CKSUM;
    ASSERT_EQ(start_queues({64, 64}), 0);
    constexpr std::uint16_t share = 15;
    std::vector<rte_mbuf*> packets;
    std::deque<Frame> expected{numbered(0, 0)};
    for (unsigned i = 0; i < share; ++i) {
        const Message m{.ipv6 = true, .tcp = i % 2 != 0};
        packets.push_back(pool.make(m.incomplete()));
        ask_to_complete(*packets.back(), m);
        if (i < share / 2)
            expected.push_back(m.frame());
    }
    model.sent.clear();
    at_the_next_doorbell([&] {
        ASSERT_EQ(rte_eth_tx_burst(port, 1, packets.data(), share), share / 2) << "two descriptors each";
        rte_pktmbuf_free_bulk(&packets[share / 2], share - share / 2);
    });
    EXPECT_EQ(burst_of(0, 1), 1u);
    model.tick();
    EXPECT_EQ(model.sent, expected);
    EXPECT_EQ(stats().oerrors, 0u);
}

INSTANTIATE_TEST_SUITE_P(On, SharingOffloads, all_profiles, profile_name);

}  // namespace

}  // namespace test
