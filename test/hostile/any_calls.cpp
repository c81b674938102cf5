// SPDX-License-Identifier: BSD-3-Clause
#define ALLOW_EXPERIMENTAL_API  // some calls are, in DPDK 22.11
#include <rte_flow.h>
#include <rte_pmd_e1k.h>

#include <array>
#include <cstdio>

#include "hostile/any_caller.hpp"

namespace test {

namespace {

using A = AnyCaller;

/// Where dumps go.
FILE* nowhere()
{
    static FILE* const file = std::fopen("/dev/null", "w");
    return file;
}

std::uint16_t any16(A& a, unsigned below)
{
    return static_cast<std::uint16_t>(a.any(below));
}

/// Some calls ethdev hands to the queue without a look at whether it is there.
bool has_rx_queue(const A& a)
{
    rte_eth_rxq_info info{};
    return rte_eth_rx_queue_info_get(a.port, 0, &info) == 0;
}
bool has_tx_queue(const A& a, std::uint16_t id)
{
    rte_eth_txq_info info{};
    return rte_eth_tx_queue_info_get(a.port, id, &info) == 0;
}

const std::vector<AnyCall> life{
    {"set-up", [](A& a) { a.set_up(); }},
    {"stop and set-up",
     [](A& a) {
         rte_eth_dev_stop(a.port);
         a.set_up();
     },
     8},
    {"start", [](A& a) { a.try_to_start(); }, 32},
    {"stop", [](A& a) { rte_eth_dev_stop(a.port); }, 8},
    {"reset", [](A& a) { rte_eth_dev_reset(a.port); }, 2},
    {"remove and probe", [](A& a) { a.probe_again(); }, 1},
    {"close and probe",
     [](A& a) {
         rte_eth_dev_stop(a.port);
         rte_eth_dev_close(a.port);
         a.probe_again();
     },
     1},
    {"selftest",
     [](A& a) {
         rte_pmd_e1k_results results{};
         rte_pmd_e1k_selftest(a.port, &results);
     },
     1},
    {"stop and selftest",
     [](A& a) {
         rte_eth_dev_stop(a.port);
         rte_pmd_e1k_results results{};
         rte_pmd_e1k_selftest(a.port, &results);
     },
     1},
    {"the cable", [](A& a) { a.model.plug(a.any(8) != 0); }},
    {"time", [](A& a) { a.bed.pass(a.any(1'000'000)); }},
    {"frames in", [](A& a) { a.receive_some(); }, 32},
    {"frames out", [](A& a) { a.send_some(); }, 32},
    {"rx_queue_start", [](A& a) { rte_eth_dev_rx_queue_start(a.port, 0); }},
    {"rx_queue_stop", [](A& a) { rte_eth_dev_rx_queue_stop(a.port, 0); }},
    {"tx_queue_start", [](A& a) { rte_eth_dev_tx_queue_start(a.port, a.any_queue()); }, 8},
    {"tx_queue_stop", [](A& a) { rte_eth_dev_tx_queue_stop(a.port, a.any_queue()); }},
    {"tx_done_cleanup",
     [](A& a) {
         if (const std::uint16_t id = a.any_queue(); has_tx_queue(a, id))
             rte_eth_tx_done_cleanup(a.port, id, a.any(8));
     }},
};

const std::vector<AnyCall> filters{
    {"promiscuous_enable", [](A& a) { rte_eth_promiscuous_enable(a.port); }},
    {"promiscuous_disable", [](A& a) { rte_eth_promiscuous_disable(a.port); }},
    {"allmulticast_enable", [](A& a) { rte_eth_allmulticast_enable(a.port); }},
    {"allmulticast_disable", [](A& a) { rte_eth_allmulticast_disable(a.port); }},
    {"mac_addr_set",
     [](A& a) {
         rte_ether_addr mac = a.any_address(false);
         rte_eth_dev_default_mac_addr_set(a.port, &mac);
     }},
    {"mac_addr_add",
     [](A& a) {
         rte_ether_addr mac = a.any_address(a.any(4) == 0);
         rte_eth_dev_mac_addr_add(a.port, &mac, 0);
     },
     8},
    {"mac_addr_remove",
     [](A& a) {
         rte_ether_addr mac = a.any_address(false);
         rte_eth_dev_mac_addr_remove(a.port, &mac);
     }},
    {"set_mc_addr_list",
     [](A& a) {
         std::array<rte_ether_addr, 40> groups{};
         for (rte_ether_addr& group : groups)
             group = a.any_address(true);
         rte_eth_dev_set_mc_addr_list(a.port, groups.data(), a.any(groups.size()));
     }},
    {"vlan_filter", [](A& a) { rte_eth_dev_vlan_filter(a.port, any16(a, 4096), a.maybe()); }, 8},
};

const std::vector<AnyCall> settings{
    {"mtu_set", [](A& a) { rte_eth_dev_set_mtu(a.port, static_cast<std::uint16_t>(68 + a.any(9000))); }},
    {"set_vlan_offload", [](A& a) { rte_eth_dev_set_vlan_offload(a.port, static_cast<int>(a.any(4))); }},
    {"set_vlan_strip_on_queue", [](A& a) { rte_eth_dev_set_vlan_strip_on_queue(a.port, 0, a.maybe()); }},
    {"set_vlan_ether_type",
     [](A& a) { rte_eth_dev_set_vlan_ether_type(a.port, RTE_ETH_VLAN_TYPE_OUTER, a.maybe() ? 0x8100 : 0x88a8); }},
    {"flow_ctrl_get",
     [](A& a) {
         rte_eth_fc_conf flow{};
         rte_eth_dev_flow_ctrl_get(a.port, &flow);
     }},
    {"flow_ctrl_set",
     [](A& a) {
         rte_eth_fc_conf flow{};
         if (rte_eth_dev_flow_ctrl_get(a.port, &flow) != 0)
             return;
         flow.mode = static_cast<rte_eth_fc_mode>(a.any(4));
         flow.autoneg = a.maybe();
         flow.mac_ctrl_frame_fwd = a.maybe();
         rte_eth_dev_flow_ctrl_set(a.port, &flow);
     }},
    {"led_on", [](A& a) { rte_eth_led_on(a.port); }},
    {"led_off", [](A& a) { rte_eth_led_off(a.port); }},
    {"set_link_down", [](A& a) { rte_eth_dev_set_link_down(a.port); }},
    {"set_link_up", [](A& a) { rte_eth_dev_set_link_up(a.port); }, 12},
    {"set_ptypes", [](A& a) { rte_eth_dev_set_ptypes(a.port, a.maybe() ? RTE_PTYPE_ALL_MASK : 0, nullptr, 0); }},
    {"rx_intr_enable", [](A& a) { rte_eth_dev_rx_intr_enable(a.port, 0); }},
    {"rx_intr_disable", [](A& a) { rte_eth_dev_rx_intr_disable(a.port, 0); }},
    {"timesync_enable", [](A& a) { rte_eth_timesync_enable(a.port); }},
    {"flow_create",
     [](A& a) {
         const rte_flow_attr attributes{};
         const std::array<rte_flow_item, 1> pattern{};
         const std::array<rte_flow_action, 1> actions{};
         rte_flow_error error{};
         rte_flow_validate(a.port, &attributes, pattern.data(), actions.data(), &error);
     }},
};

const std::vector<AnyCall> questions{
    {"link_get_nowait",
     [](A& a) {
         rte_eth_link link{};
         rte_eth_link_get_nowait(a.port, &link);
     }},
    {"link_get",
     [](A& a) {
         rte_eth_link link{};
         rte_eth_link_get(a.port, &link);
     },
     32},
    {"is_removed", [](A& a) { rte_eth_dev_is_removed(a.port); }},
    {"info_get",
     [](A& a) {
         rte_eth_dev_info info{};
         rte_eth_dev_info_get(a.port, &info);
         rte_pmd_e1k_info own{};
         rte_pmd_e1k_info_get(a.port, &own);
     }},
    {"supported_ptypes", [](A& a) { rte_eth_dev_get_supported_ptypes(a.port, RTE_PTYPE_ALL_MASK, nullptr, 0); }},
    {"stats_get",
     [](A& a) {
         rte_eth_stats counts{};
         rte_eth_stats_get(a.port, &counts);
     }},
    {"stats_reset", [](A& a) { rte_eth_stats_reset(a.port); }},
    {"xstats_reset", [](A& a) { rte_eth_xstats_reset(a.port); }},
    {"xstats_get",
     [](A& a) {
         std::array<rte_eth_xstat, 256> counts{};
         rte_eth_xstats_get(a.port, counts.data(), counts.size());
     }},
    {"xstats_get_names",
     [](A& a) {
         std::array<rte_eth_xstat_name, 256> names{};
         rte_eth_xstats_get_names(a.port, names.data(), names.size());
     }},
    {"xstats_by_id",
     [](A& a) {
         std::array<std::uint64_t, 3> ids{a.any(10), a.any(40), a.any(100)}, counts{};
         std::array<rte_eth_xstat_name, 3> names{};
         rte_eth_xstats_get_by_id(a.port, ids.data(), counts.data(), counts.size());
         rte_eth_xstats_get_names_by_id(a.port, names.data(), names.size(), ids.data());
     }},
    {"queue_info",
     [](A& a) {
         rte_eth_rxq_info rx{};
         rte_eth_txq_info tx{};
         rte_eth_burst_mode mode{};
         rte_eth_rx_queue_info_get(a.port, 0, &rx);
         rte_eth_tx_queue_info_get(a.port, a.any_queue(), &tx);
         rte_eth_rx_burst_mode_get(a.port, 0, &mode);
         rte_eth_tx_burst_mode_get(a.port, a.any_queue(), &mode);
     }},
    {"descriptor_status",
     [](A& a) {
         if (has_rx_queue(a)) {
             rte_eth_rx_queue_count(a.port, 0);
             rte_eth_rx_descriptor_status(a.port, 0, any16(a, 300));
         }
         if (const std::uint16_t id = a.any_queue(); has_tx_queue(a, id))
             rte_eth_tx_descriptor_status(a.port, id, any16(a, 300));
     }},
    {"get_monitor_addr",
     [](A& a) {
         rte_power_monitor_cond condition{};
         rte_eth_get_monitor_addr(a.port, 0, &condition);
     }},
    {"fw_version_get",
     [](A& a) {
         std::array<char, 32> version{};
         rte_eth_dev_fw_version_get(a.port, version.data(), version.size());
     }},
    {"get_reg",
     [](A& a) {
         static std::array<std::uint32_t, 0x8000> values;
         rte_dev_reg_info info{};
         info.data = values.data();
         rte_eth_dev_get_reg_info(a.port, &info);
     }},
    {"get_eeprom",
     [](A& a) {
         std::array<std::uint8_t, 512> bytes{};
         rte_dev_eeprom_info info{};
         info.data = bytes.data();
         info.offset = a.any(130);
         info.length = a.any(130);
         rte_eth_dev_get_eeprom_length(a.port);
         rte_eth_dev_get_eeprom(a.port, &info);
     }},
    {"telemetry", ask_telemetry, 8},
    {"priv_dump", [](A& a) { rte_eth_dev_priv_dump(a.port, nowhere()); }},
    {"rx_descriptor_dump", [](A& a) { rte_eth_rx_descriptor_dump(a.port, 0, any16(a, 64), any16(a, 64), nowhere()); }},
    {"tx_descriptor_dump",
     [](A& a) { rte_eth_tx_descriptor_dump(a.port, a.any_queue(), any16(a, 64), any16(a, 64), nowhere()); }},
};

}  // namespace

const std::vector<AnyCall>& any_calls()
{
    static const std::vector<AnyCall> all = [] {
        std::vector<AnyCall> out;
        for (const auto* const group : {&life, &filters, &settings, &questions})
            out.insert(out.end(), group->begin(), group->end());
        return out;
    }();
    return all;
}

}  // namespace test
