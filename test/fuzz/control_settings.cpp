// SPDX-License-Identifier: BSD-3-Clause
#include "control_settings.hpp"

#include <array>

#include <rte_power_intrinsics.h>

#include "support/require.hpp"

namespace fuzz {

void ControlSettings::vlan_call()
{
    constexpr std::uint16_t several[]{0x8100, 0x88a8, 0x9100};
    switch (input_.below(4)) {
    case 0:
        for (unsigned n = 1 + input_.below(4); n != 0; --n)
            rte_eth_dev_vlan_filter(port, input_.take<std::uint16_t>() & 0x1fff, input_.flag());
        return;
    case 1:
        rte_eth_dev_set_vlan_strip_on_queue(port, static_cast<std::uint16_t>(input_.below(16) == 1), input_.flag());
        return;
    case 2:
        rte_eth_dev_set_vlan_ether_type(port, input_.flag() ? RTE_ETH_VLAN_TYPE_OUTER : RTE_ETH_VLAN_TYPE_INNER,
                                        several[input_.below(3)]);
        return;
    default:
        const int mask = input_.take<std::uint8_t>() & 15;
        if (rte_eth_dev_set_vlan_offload(port, mask) == 0)
            require(rte_eth_dev_get_vlan_offload(port) == mask, "what was set of VLAN offloads is so");
    }
}

void ControlSettings::pause_call()
{
    rte_eth_fc_conf conf{};
    if (input_.flag())
        rte_eth_dev_flow_ctrl_get(port, &conf);  // and change something of it
    conf.mode = static_cast<rte_eth_fc_mode>(input_.take<std::uint8_t>() & 7);
    conf.autoneg = input_.take<std::uint8_t>() & 1;
    if (input_.flag()) {
        conf.high_water = input_.take<std::uint16_t>();
        conf.low_water = input_.take<std::uint16_t>();
        conf.pause_time = input_.take<std::uint16_t>();
        conf.send_xon = input_.take<std::uint8_t>() & 1;
        conf.mac_ctrl_frame_fwd = input_.take<std::uint8_t>() & 1;
    }
    rte_eth_dev_flow_ctrl_set(port, &conf);
}

void ControlSettings::queue_call()
{
    const auto id = static_cast<std::uint16_t>(input_.below(4));
    switch (input_.below(5)) {
    case 0:
        rte_eth_dev_rx_queue_start(port, id / 3);
        return;
    case 1:
        rte_eth_dev_rx_queue_stop(port, id / 3);
        return;
    case 2:
        rte_eth_dev_tx_queue_start(port, id);
        return;
    case 3:
        rte_eth_dev_tx_queue_stop(port, id);
        return;
    default:
        if (rte_eth_devices[port].data->nb_tx_queues != 0)  // ethdev looks at the list without asking
            rte_eth_tx_done_cleanup(port, id, input_.take<std::uint8_t>());
    }
}

void ControlSettings::other_settings()
{
    switch (input_.below(5)) {
    case 0:
        rte_eth_led_on(port);
        return;
    case 1:
        rte_eth_led_off(port);
        return;
    case 2:
        rte_eth_dev_set_ptypes(port, input_.take<std::uint32_t>(), nullptr, 0);
        return;
    case 3:
        rte_eth_timesync_enable(port);
        return;
    default:
        std::array<std::uint64_t, 8> ids{}, values{};
        for (std::uint64_t& id : ids)
            id = input_.take<std::uint8_t>();
        rte_eth_xstats_get_by_id(port, ids.data(), values.data(), ids.size());
        std::array<rte_eth_xstat_name, 8> names{};
        rte_eth_xstats_get_names_by_id(port, names.data(), names.size(), ids.data());
    }
}

void ControlSettings::look()
{
    rte_eth_fc_conf pause{};
    rte_eth_dev_flow_ctrl_get(port, &pause);
    std::array<rte_eth_xstat_name, 128> names{};
    const int n = rte_eth_xstats_get_names(port, names.data(), names.size());
    require(n <= static_cast<int>(names.size()), "the names of the extended statistics fit");
    std::array<std::uint32_t, 32> types{};
    rte_eth_dev_get_supported_ptypes(port, RTE_PTYPE_ALL_MASK, types.data(), types.size());
    rte_eth_burst_mode mode{};
    rte_eth_rx_burst_mode_get(port, 0, &mode);
    for (std::uint16_t id = 0; id < 4; ++id)
        rte_eth_tx_burst_mode_get(port, id, &mode);
    rte_power_monitor_cond condition{};
    rte_eth_get_monitor_addr(port, 0, &condition);
    if (!started())
        return;
    const rte_eth_dev_data& data = *rte_eth_devices[port].data;
    if (data.nb_rx_queues != 0) {
        rte_eth_rx_queue_count(port, 0);
        for (std::uint16_t at = 0; at < 48; at = static_cast<std::uint16_t>(at + 7))
            rte_eth_rx_descriptor_status(port, 0, at);
    }
    for (std::uint16_t id = 0; data.nb_tx_queues != 0 && id <= data.nb_tx_queues; ++id)  // and one that there is not
        for (std::uint16_t at = 0; at < 48; at = static_cast<std::uint16_t>(at + 7))
            rte_eth_tx_descriptor_status(port, id, at);
}

}  // namespace fuzz
