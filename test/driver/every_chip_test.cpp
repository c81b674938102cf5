// SPDX-License-Identifier: BSD-3-Clause
// The shipped plugin on every chip of the family, as silicon: what differs must not show.
#include <array>

#include "driver.hpp"
#include "support/model/chip.hpp"

namespace test {

namespace {

class EveryChip : public Driver, public ::testing::WithParamInterface<model::Chip> {
protected:
    EveryChip() : Driver(model::Profile::silicon(), GetParam().device_id) {}
};

TEST_P(EveryChip, CarriesFramesBothWays)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    expect_traffic(1518 - 4);
}

TEST_P(EveryChip, ComesUpAgainAfterAStop)
{
    ASSERT_EQ(start(), 0);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

TEST_P(EveryChip, TellsTheAddressInItsEeprom)
{
    EXPECT_EQ(mac(), model.eeprom().mac());
}

TEST_P(EveryChip, HasRingsAsLongAsItTellsAndNoLonger)
{
    const rte_eth_dev_info told = info();
    const std::uint32_t most = model::chip_on(model.profile(), GetParam().device_id).most_descriptors;
    EXPECT_EQ(told.rx_desc_lim.nb_max, most);
    EXPECT_EQ(told.tx_desc_lim.nb_max, most);
    EXPECT_LE(told.default_rxportconf.ring_size, most);
    rx_size = tx_size = static_cast<std::uint16_t>(most);
    Pool large{8191};
    ASSERT_EQ(rte_eth_dev_configure(port, 1, 1, &conf), 0);
    ASSERT_EQ(rte_eth_rx_queue_setup(port, 0, rx_size, any_socket, nullptr, large.get()), 0);
    ASSERT_EQ(rte_eth_tx_queue_setup(port, 0, tx_size, any_socket, nullptr), 0);
    EXPECT_EQ(rte_eth_tx_queue_setup(port, 0, static_cast<std::uint16_t>(tx_size + 8), any_socket, nullptr), -EINVAL);
    ASSERT_EQ(rte_eth_dev_start(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
    ASSERT_EQ(bed.remove(), 0);  // the mempool goes before the port would
}

TEST_P(EveryChip, CarriesLongFramesAndPausesForThem)
{
    conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_SCATTER;
    for (const std::uint16_t mtu : std::array<std::uint16_t, 2>{9000, 1500}) {
        ASSERT_EQ(configure(), 0);
        ASSERT_EQ(rte_eth_dev_set_mtu(port, mtu), 0);
        ASSERT_EQ(rte_eth_dev_start(port), 0);
        ASSERT_TRUE(wait_link());
        expect_traffic(mtu + 14u);
        rte_eth_fc_conf flow{};
        EXPECT_EQ(rte_eth_dev_flow_ctrl_get(port, &flow), 0);
        EXPECT_LT(flow.low_water, flow.high_water);
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
    }
}

TEST_P(EveryChip, AnswersItsControlCalls)
{
    ASSERT_EQ(start(), 0);
    EXPECT_EQ(link_now().link_status, RTE_ETH_LINK_UP);
    rte_ether_addr other{{0x02, 0, 0, 0, 0, 0x42}};
    EXPECT_EQ(rte_eth_dev_mac_addr_add(port, &other, 0), 0);
    EXPECT_EQ(rte_eth_dev_mac_addr_remove(port, &other), 0);
    EXPECT_EQ(rte_eth_promiscuous_enable(port), 0);
    EXPECT_EQ(rte_eth_promiscuous_disable(port), 0);
    EXPECT_EQ(rte_eth_allmulticast_enable(port), 0);
    EXPECT_EQ(rte_eth_allmulticast_disable(port), 0);
    EXPECT_EQ(rte_eth_led_on(port), 0);
    EXPECT_EQ(rte_eth_led_off(port), 0);
    EXPECT_EQ(rte_eth_stats_reset(port), 0);
    rte_eth_fc_conf flow{};
    EXPECT_EQ(rte_eth_dev_flow_ctrl_get(port, &flow), 0);
    EXPECT_EQ(rte_eth_dev_flow_ctrl_set(port, &flow), 0);
    EXPECT_EQ(rte_eth_dev_set_link_down(port), 0);
    EXPECT_EQ(rte_eth_dev_set_link_up(port), 0);
    ASSERT_TRUE(wait_link());
    expect_traffic();
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    EXPECT_EQ(rte_eth_dev_reset(port), 0);
    ASSERT_EQ(start(), 0);
    expect_traffic();
}

INSTANTIATE_TEST_SUITE_P(Id, EveryChip, ::testing::ValuesIn(model::chips().begin(), model::chips().end()),
                         [](const auto& chip) { return std::to_string(chip.param.device_id); });

}  // namespace

}  // namespace test
