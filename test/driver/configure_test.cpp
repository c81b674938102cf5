// SPDX-License-Identifier: BSD-3-Clause
// What rte_eth_dev_configure() takes and refuses, and what the port tells about itself.
#include "driver.hpp"

namespace test {

namespace {

struct Configure : Driver {
    [[nodiscard]] int with(std::uint16_t rx_queues, std::uint16_t tx_queues)
    {
        return rte_eth_dev_configure(port, rx_queues, tx_queues, &conf);
    }
};

TEST_F(Configure, TakesOneQueueEachWay)
{
    EXPECT_EQ(with(1, 1), 0);
}

TEST_F(Configure, TakesAPortThatOnlyReceives)
{
    ASSERT_EQ(with(1, 0), 0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, 64, any_socket, nullptr, pool.get()), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_received(frame());
}

TEST_F(Configure, TakesAPortThatOnlySends)
{
    ASSERT_EQ(with(0, 1), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, 64, any_socket, nullptr), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    bed.pass(3'000'000);
    expect_sent(frame());
    EXPECT_EQ(model.receive(frame()), Delivery::disabled);
}

TEST_F(Configure, RefusesASecondReceiveQueue)
{
    EXPECT_EQ(with(2, 1), -EINVAL);
}

TEST_F(Configure, TakesSeveralTransmitQueues)
{
    EXPECT_EQ(with(1, 2), 0);
    EXPECT_EQ(with(1, 64), 0);
    EXPECT_EQ(with(1, 65), -EINVAL);
}

TEST_F(Configure, TakesAnotherConfigurationWhileStopped)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(Configure, IsRefusedWhileThePortRuns)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(with(1, 1), -EBUSY);
}

TEST_F(Configure, IsPossibleAgainAfterARefusal)
{
    ASSERT_EQ(with(2, 2), -EINVAL);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(Configure, RefusesALoopbackThatThereIsNotByItsValue)
{
    conf.lpbk_mode = 7;
    const Log log;
    EXPECT_EQ(with(1, 1), -EINVAL);
    EXPECT_TRUE(log.has("lpbk_mode 7")) << log.text();
}

TEST_F(Configure, TakesRssForWithOneQueueItHasNothingToSpread)
{
    conf.rxmode.mq_mode = RTE_ETH_MQ_RX_RSS;
    EXPECT_EQ(with(1, 1), 0);
}

TEST_F(Configure, RefusesReceiveModesThatNeedQueues)
{
    const Log log;
    for (const auto mode : {RTE_ETH_MQ_RX_DCB, RTE_ETH_MQ_RX_VMDQ_ONLY, RTE_ETH_MQ_RX_VMDQ_DCB}) {
        conf.rxmode.mq_mode = mode;
        EXPECT_EQ(with(1, 1), -EINVAL) << mode;
    }
    EXPECT_TRUE(log.has("mq_mode rx ")) << log.text();
}

TEST_F(Configure, RefusesTransmitModesThatNeedQueues)
{
    const Log log;
    for (const auto mode : {RTE_ETH_MQ_TX_DCB, RTE_ETH_MQ_TX_VMDQ_DCB, RTE_ETH_MQ_TX_VMDQ_ONLY}) {
        conf.txmode.mq_mode = mode;
        EXPECT_EQ(with(1, 1), -EINVAL) << mode;
    }
    EXPECT_TRUE(log.has("tx ")) << log.text();
}

TEST_F(Configure, RefusesReceiveOffloadsThatItDoesNotOffer)
{
    const std::uint64_t offered = info().rx_offload_capa;
    for (unsigned n = 0; n < 22; ++n) {
        conf.rxmode.offloads = std::uint64_t{1} << n;
        if ((offered & conf.rxmode.offloads) == 0) {
            EXPECT_EQ(with(1, 1), -EINVAL) << "offload bit " << n;
        }
    }
}

TEST_F(Configure, RefusesTransmitOffloadsThatItDoesNotOffer)
{
    const std::uint64_t offered = info().tx_offload_capa;
    for (unsigned n = 0; n < 22; ++n) {
        conf.txmode.offloads = std::uint64_t{1} << n;
        if ((offered & conf.txmode.offloads) == 0) {
            EXPECT_EQ(with(1, 1), -EINVAL) << "offload bit " << n;
        }
    }
}

TEST_F(Configure, TakesEveryOffloadThatItOffers)
{
    conf.rxmode.offloads = info().rx_offload_capa;
    conf.txmode.offloads = info().tx_offload_capa;
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_F(Configure, TouchesNoRegister)
{
    slot.bar.reset_counts();
    ASSERT_EQ(configure(), 0);
    EXPECT_EQ(slot.bar.reads() + slot.bar.writes(), 0u);
}

using Infos = Driver;

TEST_F(Infos, OfferOneReceiveQueueAndSixtyFourThatSend)
{
    EXPECT_EQ(info().max_rx_queues, 1);
    EXPECT_EQ(info().max_tx_queues, 64);
}

TEST_F(Infos, TellTheRingsLimits)
{
    for (const rte_eth_desc_lim& limits : {info().rx_desc_lim, info().tx_desc_lim}) {
        EXPECT_EQ(limits.nb_min, 32);
        EXPECT_EQ(limits.nb_max, 4096);
        EXPECT_EQ(limits.nb_align, 8);
    }
}

TEST_F(Infos, TellTheLongestFrameAndItsMtu)
{
    EXPECT_EQ(info().max_rx_pktlen, 16284u);
    EXPECT_EQ(info().max_mtu, 16266);
    EXPECT_EQ(info().min_mtu, 46);
}

/// Applications take the difference off the longest packet that they are asked for: 9018 is an MTU of 9000.
TEST_F(Infos, TellTheMtuOfAPacketLengthWithoutTags)
{
    EXPECT_EQ(info().max_rx_pktlen - info().max_mtu, 18u);
}

TEST_F(Infos, TellTheSmallestReceiveBuffer)
{
    EXPECT_EQ(info().min_rx_bufsize, 256u);
}

TEST_F(Infos, TellFifteenMacAddresses)
{
    EXPECT_EQ(info().max_mac_addrs, 15u);
}

TEST_F(Infos, TellTheSegmentsOfAPacketThatEveryHypervisorTakes)
{
    EXPECT_EQ(info().tx_desc_lim.nb_seg_max, 64u);
    EXPECT_EQ(info().tx_desc_lim.nb_mtu_seg_max, 64u);
}

TEST_F(Infos, TellTheSpeedsOfACopperPhy)
{
    EXPECT_EQ(info().speed_capa, RTE_ETH_LINK_SPEED_10M_HD | RTE_ETH_LINK_SPEED_10M | RTE_ETH_LINK_SPEED_100M_HD |
                                     RTE_ETH_LINK_SPEED_100M | RTE_ETH_LINK_SPEED_1G);
}

TEST_F(Infos, OfferForAQueueWhatTheyOfferForThePortButItsVlans)
{
    EXPECT_EQ(info().rx_queue_offload_capa, info().rx_offload_capa & ~RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
    EXPECT_EQ(info().tx_queue_offload_capa, info().tx_offload_capa);
}

TEST_F(Infos, TellTheThresholdsThatTheDriverWouldChoose)
{
    EXPECT_EQ(info().default_rxconf.rx_free_thresh, 64);
    EXPECT_EQ(info().default_rxconf.rx_drop_en, 1);
    EXPECT_EQ(info().default_txconf.tx_rs_thresh, 32);
    EXPECT_EQ(info().default_txconf.tx_free_thresh, 4096 - 64) << "all but 64 of any ring";
    EXPECT_EQ(info().default_rxconf.offloads, 0u);
    EXPECT_EQ(info().default_txconf.offloads, 0u);
}

TEST_F(Infos, RecommendBurstsAndRings)
{
    for (const rte_eth_dev_portconf& recommended : {info().default_rxportconf, info().default_txportconf}) {
        EXPECT_EQ(recommended.burst_size, 32);
        EXPECT_EQ(recommended.ring_size, 512);
        EXPECT_EQ(recommended.nb_queues, 1);
    }
}

TEST_F(Infos, RecommendAConfigurationThatWorks)
{
    const rte_eth_dev_info told = info();
    const rte_eth_rxconf rx = told.default_rxconf;
    const rte_eth_txconf tx = told.default_txconf;
    rx_size = told.default_rxportconf.ring_size;
    tx_size = told.default_txportconf.ring_size;
    ASSERT_EQ(rte_eth_dev_configure(port, told.default_rxportconf.nb_queues, told.default_txportconf.nb_queues, &conf),
              0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, &rx, pool.get()), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, &tx), 0);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
}

TEST_F(Infos, OfferNoOffloadThatTheReceiverDoesNotDo)
{
    EXPECT_EQ(info().rx_offload_capa, RTE_ETH_RX_OFFLOAD_SCATTER | RTE_ETH_RX_OFFLOAD_CHECKSUM |
                                          RTE_ETH_RX_OFFLOAD_KEEP_CRC | RTE_ETH_RX_OFFLOAD_VLAN_STRIP |
                                          RTE_ETH_RX_OFFLOAD_VLAN_FILTER);
}

TEST_F(Infos, OfferNoOffloadThatTheTransmitterDoesNotDo)
{
    EXPECT_EQ(info().tx_offload_capa, RTE_ETH_TX_OFFLOAD_MULTI_SEGS | RTE_ETH_TX_OFFLOAD_MBUF_FAST_FREE |
                                          RTE_ETH_TX_OFFLOAD_VLAN_INSERT | RTE_ETH_TX_OFFLOAD_IPV4_CKSUM |
                                          RTE_ETH_TX_OFFLOAD_UDP_CKSUM | RTE_ETH_TX_OFFLOAD_TCP_CKSUM |
                                          RTE_ETH_TX_OFFLOAD_TCP_TSO | RTE_ETH_TX_OFFLOAD_UDP_TSO);
}

}  // namespace

}  // namespace test
