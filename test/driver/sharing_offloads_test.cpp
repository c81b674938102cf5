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

INSTANTIATE_TEST_SUITE_P(On, SharingOffloads, all_profiles, profile_name);

}  // namespace

}  // namespace test
