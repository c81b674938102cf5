// SPDX-License-Identifier: BSD-3-Clause
// Packet types: told to those who ask, and paid for by nobody else.
#include <array>

#include "driver.hpp"
#include "support/packets.hpp"

namespace test {

namespace {

class PacketTypes : public Driver {
protected:
    static constexpr std::uint32_t udp4 = RTE_PTYPE_L2_ETHER | RTE_PTYPE_L3_IPV4 | RTE_PTYPE_L4_UDP,
                                   every_layer = RTE_PTYPE_L2_MASK | RTE_PTYPE_L3_MASK | RTE_PTYPE_L4_MASK |
                                                 RTE_PTYPE_TUNNEL_MASK | RTE_PTYPE_INNER_L2_MASK |
                                                 RTE_PTYPE_INNER_L3_MASK | RTE_PTYPE_INNER_L4_MASK;

    /// As l3fwd asks. @return how many types of that layer the port tells
    int ask(std::uint32_t layer = RTE_PTYPE_L3_MASK) const
    {
        return rte_eth_dev_get_supported_ptypes(port, layer, nullptr, 0);
    }
    int choose(std::uint32_t layers) const { return rte_eth_dev_set_ptypes(port, layers, nullptr, 0); }

    /// What a UDP packet is said to be.
    std::uint32_t told()
    {
        Packet packet;
        packet.to = mac();
        EXPECT_EQ(model.receive(make_packet(packet)), Delivery::delivered);
        const auto got = burst();
        if (got.size() != 1) {
            ADD_FAILURE() << got.size() << " frames came of one";
            return 0;
        }
        const std::uint32_t type = got[0]->packet_type;
        rte_pktmbuf_free(got[0]);
        return type;
    }
    [[nodiscard]] std::string mode() const
    {
        rte_eth_burst_mode out{};
        EXPECT_EQ(rte_eth_rx_burst_mode_get(port, 0, &out), 0);
        return out.info;
    }
    void restart()
    {
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
    }
};

TEST_F(PacketTypes, AreNotToldToThoseWhoDoNotAsk)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), 0u);
    EXPECT_EQ(mode(), fastest_rx());
}

TEST_F(PacketTypes, AreToldToThoseWhoAskBeforeTheStart)
{
    EXPECT_EQ(ask(), 4);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), udp4);
    EXPECT_EQ(mode(), fastest_rx() + ", offloads");
    restart();
    EXPECT_EQ(told(), udp4);
}

TEST_F(PacketTypes, AreToldToThoseWhoAskWhileThePortRuns)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), 0u);
    EXPECT_EQ(ask(), 4);
    EXPECT_EQ(told(), udp4);
    EXPECT_EQ(mode(), fastest_rx() + ", offloads");
}

TEST_F(PacketTypes, AreToldAsTheyAreChosen)
{
    ASSERT_EQ(start(), 0);
    std::array<std::uint32_t, 8> chosen{};
    ASSERT_EQ(rte_eth_dev_set_ptypes(port, RTE_PTYPE_L3_MASK, chosen.data(), chosen.size()), 0);
    EXPECT_EQ(chosen[3], RTE_PTYPE_L3_IPV6_EXT);
    EXPECT_EQ(chosen[4], RTE_PTYPE_UNKNOWN);
    EXPECT_EQ(told(), RTE_PTYPE_L3_IPV4);
    ASSERT_EQ(choose(every_layer), 0);
    EXPECT_EQ(told(), udp4);
    restart();
    EXPECT_EQ(told(), udp4);
    ASSERT_EQ(choose(RTE_PTYPE_UNKNOWN), 0);
    EXPECT_EQ(told(), 0u);
}

/// dpdk-testpmd chooses none at each start of a port.
TEST_F(PacketTypes, AreNotToldToThoseWhoHaveChosenNone)
{
    ASSERT_EQ(choose(RTE_PTYPE_UNKNOWN), 0);
    EXPECT_EQ(ask(), 4) << "what can be chosen";
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), 0u);
    EXPECT_EQ(mode(), fastest_rx());
}

TEST_F(PacketTypes, AreForgottenByAReset)
{
    EXPECT_EQ(ask(), 4);
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), 0u);
    EXPECT_EQ(mode(), fastest_rx());
}

/// DPDK's ip_reassembly takes them from each packet and never asks.
TEST_F(PacketTypes, AreToldByDevargToThoseWhoDoNotAsk)
{
    ASSERT_EQ(bed.remove(), 0);
    ASSERT_EQ(bed.probe(0, "rx_ptypes=1"), 0);
    port = static_cast<std::uint16_t>(bed.port());
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), udp4);
    ASSERT_EQ(choose(RTE_PTYPE_UNKNOWN), 0);
    EXPECT_EQ(told(), 0u) << "what the application chooses counts";
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), udp4);
}

TEST_F(PacketTypes, AreToldByTheLoggedBurstToo)
{
    const Log log{RTE_LOG_DEBUG, "pmd.net.e1k.rx"};
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(told(), 0u);
    EXPECT_EQ(ask(), 4);
    EXPECT_EQ(told(), udp4);
    EXPECT_EQ(mode(), fastest_rx() + ", offloads, logged");
}

}  // namespace

}  // namespace test
