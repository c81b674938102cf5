// SPDX-License-Identifier: BSD-3-Clause
#include "ethdev/ops.hpp"

#include <algorithm>
#include <cstddef>

#include <rte_errno.h>

#include "dpdk/log.hpp"
#include "hw/device.hpp"
#include "port/adapter.hpp"

namespace e1k {

namespace {

/// An op, and behind it the delivery of what it wrote. Needs to be around each that may end in a write to any register
/// but MDIC, ICR, ICS, IMS, IMC, TCTL and TDT: under KVM nothing else might bring it to the device.
template <auto Op>
struct Delivered;

template <class R, class... Args, R (*Op)(rte_eth_dev*, Args...) noexcept>
struct Delivered<Op> {
    static R call(rte_eth_dev* d, Args... args) noexcept
    {
        const struct Delivery {
            rte_eth_dev* dev;
            ~Delivery() { hw::deliver(open(dev).dev); }
        } at_the_end{d};
        return Op(d, args...);
    }
};

template <auto Op>
constexpr auto delivered = Delivered<Op>::call;

/// A name as an argument of a template.
template <std::size_t N>
struct Name {
    char text[N]{};
    // NOLINTNEXTLINE(google-explicit-constructor): written as a string
    constexpr Name(const char (&name)[N]) { std::copy_n(name, N, text); }
};

/// Have @p op refuse: it is the primary process's alone, and whoever calls @p Call elsewhere is told so.
template <Name Call, class... Args>
constexpr void refuse(int (*&op)(rte_eth_dev*, Args...))
{
    op = [](rte_eth_dev* d, Args...) {
        E1K_LOG(driver, ERR, d->data->name, "%s(): not in a secondary process; call it in the primary", Call.text);
        return -E_RTE_SECONDARY;
    };
}

}  // namespace

// Designators follow the declaration order of struct eth_dev_ops: C++ requires it.
// clang-format off
constexpr eth_dev_ops ops_table{
    .dev_configure         = ops::dev_configure,
    .dev_start             = ops::dev_start,
    .dev_stop              = ops::dev_stop,
    .dev_set_link_up       = ops::dev_set_link_up,
    .dev_set_link_down     = ops::dev_set_link_down,
    .dev_close             = ops::dev_close,
    .dev_reset             = ops::dev_reset,
    .link_update           = ops::link_update,
    .is_removed            = ops::is_removed,
    .promiscuous_enable    = delivered<ops::promiscuous_enable>,
    .promiscuous_disable   = delivered<ops::promiscuous_disable>,
    .allmulticast_enable   = delivered<ops::allmulticast_enable>,
    .allmulticast_disable  = delivered<ops::allmulticast_disable>,
    .mac_addr_remove       = delivered<ops::mac_addr_remove>,
    .mac_addr_add          = delivered<ops::mac_addr_add>,
    .mac_addr_set          = delivered<ops::mac_addr_set>,
    .set_mc_addr_list      = delivered<ops::set_mc_addr_list>,
    .mtu_set               = delivered<ops::mtu_set>,
    .stats_get             = stats_get_of<ops::stats_get>,
    .stats_reset           = ops::stats_reset,
    .xstats_get            = ops::xstats_get,
    .xstats_reset          = ops::stats_reset,
    .xstats_get_names      = ops::xstats_get_names,
    .dev_infos_get         = ops::dev_infos_get,
    .rxq_info_get          = ops::rxq_info_get,
    .txq_info_get          = ops::txq_info_get,
    .rx_burst_mode_get     = ops::rx_burst_mode_get,
    .tx_burst_mode_get     = ops::tx_burst_mode_get,
    .fw_version_get        = ops::fw_version_get,
    .dev_supported_ptypes_get = supported_ptypes_get_of<ops::dev_supported_ptypes_get>,
    .dev_ptypes_set        = ops::dev_ptypes_set,
    .vlan_filter_set       = delivered<ops::vlan_filter_set>,
    .vlan_tpid_set         = delivered<ops::vlan_tpid_set>,
    .vlan_strip_queue_set  = delivered<ops::vlan_strip_queue_set>,
    .vlan_offload_set      = delivered<ops::vlan_offload_set>,
    .rx_queue_start        = delivered<ops::rx_queue_start>,
    .rx_queue_stop         = delivered<ops::rx_queue_stop>,
    .tx_queue_start        = ops::tx_queue_start,
    .tx_queue_stop         = delivered<ops::tx_queue_stop>,
    .rx_queue_setup        = ops::rx_queue_setup,
    .rx_queue_release      = ops::rx_queue_release,
    .rx_queue_intr_enable  = ops::rx_queue_intr_enable,
    .rx_queue_intr_disable = ops::rx_queue_intr_disable,
    .tx_queue_setup        = ops::tx_queue_setup,
    .tx_queue_release      = ops::tx_queue_release,
    .tx_done_cleanup       = ops::tx_done_cleanup,
    .dev_led_on            = delivered<ops::dev_led_on>,
    .dev_led_off           = delivered<ops::dev_led_off>,
    .flow_ctrl_get         = delivered<ops::flow_ctrl_get>,
    .flow_ctrl_set         = delivered<ops::flow_ctrl_set>,
    .get_reg               = ops::get_reg,
    .get_eeprom_length     = ops::get_eeprom_length,
    .get_eeprom            = ops::get_eeprom,
    .flow_ops_get          = ops::flow_ops_get,
    .timesync_enable       = ops::timesync_enable,
    .xstats_get_by_id      = ops::xstats_get_by_id,
    .xstats_get_names_by_id = ops::xstats_get_names_by_id,
    .get_monitor_addr      = ops::get_monitor_addr,
    .eth_dev_priv_dump     = ops::eth_dev_priv_dump,
    .eth_rx_descriptor_dump = ops::eth_rx_descriptor_dump,
    .eth_tx_descriptor_dump = ops::eth_tx_descriptor_dump,
};
// clang-format on

constexpr eth_dev_ops secondary_ops_table = [] {
    eth_dev_ops table = ops_table;
    refuse<"rte_eth_dev_start">(table.dev_start);
    refuse<"rte_eth_dev_reset">(table.dev_reset);
    refuse<"rte_eth_dev_set_ptypes">(table.dev_ptypes_set);
    refuse<"rte_eth_dev_set_link_up">(table.dev_set_link_up);
    refuse<"rte_eth_dev_set_link_down">(table.dev_set_link_down);
    refuse<"rte_eth_dev_rx_queue_start">(table.rx_queue_start);
    refuse<"rte_eth_dev_rx_queue_stop">(table.rx_queue_stop);
    refuse<"rte_eth_dev_tx_queue_start">(table.tx_queue_start);
    refuse<"rte_eth_dev_tx_queue_stop">(table.tx_queue_stop);
    refuse<"rte_eth_dev_rx_intr_enable">(table.rx_queue_intr_enable);
    refuse<"rte_eth_dev_rx_intr_disable">(table.rx_queue_intr_disable);
    refuse<"rte_eth_led_on">(table.dev_led_on);
    refuse<"rte_eth_led_off">(table.dev_led_off);
    refuse<"rte_eth_dev_flow_ctrl_set">(table.flow_ctrl_set);
    // Before these ethdev changes what the processes share (the configuration, the queues), or the functions that this
    // process sends and receives by; or it asks for no answer. Where there is none, it answers -ENOTSUP by itself.
    table.dev_configure = nullptr;
    table.dev_stop = nullptr;
    table.rx_queue_setup = nullptr;
    table.rx_queue_release = nullptr;
    table.tx_queue_setup = nullptr;
    table.vlan_offload_set = nullptr;
    table.vlan_strip_queue_set = nullptr;
    return table;
}();

}  // namespace e1k
