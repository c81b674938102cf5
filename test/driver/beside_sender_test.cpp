// SPDX-License-Identifier: BSD-3-Clause
// The control calls that ethdev allows on a running port, beside an lcore that sends and under KVM.
#include <array>
#include <atomic>
#include <cstring>
#include <thread>
#include <tuple>

#include "driver.hpp"

namespace test {

namespace {

using namespace model;

/// A control call, the @p round-th of many in a row. What it returns is other tests' business.
struct Call {
    const char* name;
    int rounds;
    void (*make)(std::uint16_t port, int round);
};

constexpr rte_ether_addr other_address{{0x02, 0, 0, 0, 0, 0x77}};
rte_ether_addr group{{0x01, 0, 0x5e, 0, 0, 0x01}};

// clang-format off
constexpr std::array calls{
    Call{"LinkSwitch", 1000, [](std::uint16_t p, int i) {
        i % 2 == 0 ? rte_eth_dev_set_link_down(p) : rte_eth_dev_set_link_up(p);
    }},
    Call{"Promiscuous", 1000, [](std::uint16_t p, int i) {
        i % 2 == 0 ? rte_eth_promiscuous_enable(p) : rte_eth_promiscuous_disable(p);
    }},
    Call{"AllMulticast", 1000, [](std::uint16_t p, int i) {
        i % 2 == 0 ? rte_eth_allmulticast_enable(p) : rte_eth_allmulticast_disable(p);
    }},
    Call{"OwnAddress", 1000, [](std::uint16_t p, int i) {
        rte_ether_addr own = other_address;
        own.addr_bytes[4] = static_cast<std::uint8_t>(i);
        rte_eth_dev_default_mac_addr_set(p, &own);
    }},
    Call{"MoreAddresses", 1000, [](std::uint16_t p, int i) {
        rte_ether_addr more = other_address;
        i % 2 == 0 ? rte_eth_dev_mac_addr_add(p, &more, 0) : rte_eth_dev_mac_addr_remove(p, &more);
    }},
    Call{"MulticastList", 50, [](std::uint16_t p, int i) {
        rte_eth_dev_set_mc_addr_list(p, &group, i % 2 == 0 ? 1 : 0);
    }},
    Call{"Mtu", 1000, [](std::uint16_t p, int i) { rte_eth_dev_set_mtu(p, i % 2 == 0 ? 1400 : 1500); }},
    Call{"Stats", 200, [](std::uint16_t p, int) { rte_eth_stats out; rte_eth_stats_get(p, &out); }},
    Call{"StatsReset", 200, [](std::uint16_t p, int) { rte_eth_stats_reset(p); }},
    Call{"ExtendedStats", 200, [](std::uint16_t p, int) {
        std::array<rte_eth_xstat, 64> out;
        rte_eth_xstats_get(p, out.data(), out.size());
    }},
    Call{"ReceiveInterrupt", 1000, [](std::uint16_t p, int i) {
        i % 2 == 0 ? rte_eth_dev_rx_intr_enable(p, 0) : rte_eth_dev_rx_intr_disable(p, 0);
    }},
    Call{"Link", 1000, [](std::uint16_t p, int i) {
        rte_eth_link out;
        i % 2 == 0 ? rte_eth_link_get(p, &out) : rte_eth_link_get_nowait(p, &out);
    }},
    Call{"Removed", 1000, [](std::uint16_t p, int) { rte_eth_dev_is_removed(p); }},
    Call{"Info", 1000, [](std::uint16_t p, int) {
        rte_eth_dev_info device;
        rte_eth_rxq_info rx;
        rte_eth_txq_info tx;
        rte_eth_dev_info_get(p, &device);
        rte_eth_rx_queue_info_get(p, 0, &rx);
        rte_eth_tx_queue_info_get(p, 0, &tx);
    }},
    Call{"VlanFilter", 1000, [](std::uint16_t p, int i) {
        rte_eth_dev_vlan_filter(p, static_cast<std::uint16_t>(i / 2 % 4096), i % 2 == 0 ? 1 : 0);
    }},
    Call{"VlanOffloads", 200, [](std::uint16_t p, int i) { rte_eth_dev_set_vlan_offload(p, i % 4); }},
    Call{"VlanStrip", 1000, [](std::uint16_t p, int i) { rte_eth_dev_set_vlan_strip_on_queue(p, 0, i % 2); }},
    Call{"VlanType", 1000, [](std::uint16_t p, int i) {
        rte_eth_dev_set_vlan_ether_type(p, RTE_ETH_VLAN_TYPE_OUTER, i % 2 == 0 ? 0x88a8 : 0x8100);
    }},
    Call{"FlowControl", 200, [](std::uint16_t p, int i) {
        rte_eth_fc_conf flow{};
        rte_eth_dev_flow_ctrl_get(p, &flow);
        flow.mode = i % 2 == 0 ? RTE_ETH_FC_FULL : RTE_ETH_FC_NONE;
        flow.autoneg = 0;
        rte_eth_dev_flow_ctrl_set(p, &flow);
    }},
    Call{"Led", 1000, [](std::uint16_t p, int i) { i % 2 == 0 ? rte_eth_led_on(p) : rte_eth_led_off(p); }},
    Call{"PacketTypes", 1000, [](std::uint16_t p, int i) {
        rte_eth_dev_set_ptypes(p, i % 2 == 0 ? RTE_PTYPE_ALL_MASK : 0, nullptr, 0);
    }},
    Call{"ExtendedStatsReset", 200, [](std::uint16_t p, int) { rte_eth_xstats_reset(p); }},
    Call{"ReceiveQueue", 200, [](std::uint16_t p, int i) {
        i % 2 == 0 ? rte_eth_dev_rx_queue_stop(p, 0) : rte_eth_dev_rx_queue_start(p, 0);
    }},
    Call{"QueueStatus", 1000, [](std::uint16_t p, int i) {
        rte_eth_burst_mode mode;
        rte_eth_rx_queue_count(p, 0);
        rte_eth_rx_descriptor_status(p, 0, static_cast<std::uint16_t>(i % 64));
        rte_eth_rx_burst_mode_get(p, 0, &mode);
        rte_eth_tx_burst_mode_get(p, 0, &mode);
    }},
};
// clang-format on

class BesideASender : public Driver, public ::testing::WithParamInterface<std::tuple<const char*, Call>> {
protected:
    BesideASender() : Driver(Profile::named(std::get<const char*>(GetParam())))
    {
        conf.intr_conf.rxq = 1;
        conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_VLAN_FILTER;
    }

    /// What leaves is numbered, and nobody but the sender writes TDT while the transmitter is on.
    void watch()
    {
        const std::lock_guard lock{model.mutex()};
        model.on_sent = [this](const Frame& frame) {
            std::uint32_t number = 0;
            std::memcpy(&number, frame.data() + payload, sizeof number);
            in_order += number == left;
            ++left;
        };
        model.on_write = [this](std::uint32_t offset) {
            const bool on = (model.stored(reg::TCTL) & tctl::EN) != 0;
            foreign_doorbells += offset == reg::TDT && on && std::this_thread::get_id() != sender.get_id();
        };
    }

    void send_until_told()
    {
        Frame next = frame();
        while (!done || taken < 500) {
            std::array<rte_mbuf*, 4> packets{};
            std::uint32_t number = taken;
            for (rte_mbuf*& each : packets) {
                std::memcpy(next.data() + payload, &number, sizeof number);
                ++number;
                each = pool.make(next);
            }
            const std::uint16_t sent = rte_eth_tx_burst(port, 0, packets.data(), packets.size());
            rte_pktmbuf_free_bulk(packets.data() + sent, static_cast<unsigned>(packets.size() - sent));
            taken += sent;
            if (sent == 0)
                model.tick();  // an asynchronous device works now
        }
        rte_mbuf* none = nullptr;
        for (int i = 0; i < 1000 && left < taken; ++i) {
            rte_eth_tx_burst(port, 0, &none, 0);
            model.tick();
        }
    }

    static constexpr std::size_t payload = 14;
    std::atomic<bool> done = false;
    std::atomic<std::uint32_t> taken = 0, left = 0;
    std::uint32_t in_order = 0, foreign_doorbells = 0;
    std::thread sender;
};

TEST_P(BesideASender, SendsEveryFrameOnceAndInOrder)
{
    const Call& call = std::get<Call>(GetParam());
    ASSERT_EQ(start(), 0);
    {
        const std::lock_guard lock{model.mutex()};  // until `sender` can be compared with
        sender = std::thread{[this] { send_until_told(); }};
        watch();
    }
    for (int round = 0; round < call.rounds; ++round)
        call.make(port, round);
    if (!model.link_up())
        wait_link();
    done = true;
    sender.join();
    model.on_sent = nullptr;
    model.on_write = nullptr;
    EXPECT_EQ(foreign_doorbells, 0u);
    EXPECT_EQ(left, taken);
    EXPECT_EQ(in_order, left);
}

INSTANTIATE_TEST_SUITE_P(Call, BesideASender, ::testing::Combine(all_profiles, ::testing::ValuesIn(calls)),
                         [](const auto& chosen) {
                             return std::string{std::get<0>(chosen.param)} + "_" + std::get<1>(chosen.param).name;
                         });

struct ControlCall : Driver, ::testing::WithParamInterface<Call> {
    ControlCall() : Driver(Profile::kvm())
    {
        conf.intr_conf.rxq = 1;
        conf.rxmode.offloads = RTE_ETH_RX_OFFLOAD_VLAN_FILTER;
    }
};

TEST_P(ControlCall, ReachesTheDevice)
{
    ASSERT_EQ(start(), 0);
    for (int round = 0; round < 4; ++round) {
        GetParam().make(port, round);
        EXPECT_EQ(model.posted(), 0u) << "register writes that nothing delivers, in round " << round;
    }
}

INSTANTIATE_TEST_SUITE_P(Each, ControlCall, ::testing::ValuesIn(calls),
                         [](const auto& call) { return std::string{call.param.name}; });

}  // namespace

}  // namespace test
