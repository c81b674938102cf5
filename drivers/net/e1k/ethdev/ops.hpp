// SPDX-License-Identifier: BSD-3-Clause
// The control path, one function per entry of eth_dev_ops and named after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include <ethdev_driver.h>
#include <rte_dev_info.h>

#include "dpdk/release.hpp"

namespace e1k {

extern const eth_dev_ops ops_table;

/// Of a secondary process. What would break the primary is refused, for queues are its mbufs, interrupts its files: by
/// -E_RTE_SECONDARY and a line, or, where ethdev would change something before it asks, by -ENOTSUP of its own.
extern const eth_dev_ops secondary_ops_table;

namespace ops {

// port.cpp
int dev_configure(rte_eth_dev* d) noexcept;
int dev_start(rte_eth_dev* d) noexcept;
int dev_stop(rte_eth_dev* d) noexcept;
int dev_close(rte_eth_dev* d) noexcept;
int dev_reset(rte_eth_dev* d) noexcept;
int is_removed(rte_eth_dev* d) noexcept;

// info.cpp
int dev_infos_get(rte_eth_dev* d, rte_eth_dev_info* info) noexcept;

// queues.cpp
int rx_queue_setup(rte_eth_dev* d, std::uint16_t id, std::uint16_t n, unsigned socket, const rte_eth_rxconf* conf,
                   rte_mempool* pool) noexcept;
int tx_queue_setup(rte_eth_dev* d, std::uint16_t id, std::uint16_t n, unsigned socket,
                   const rte_eth_txconf* conf) noexcept;
void rx_queue_release(rte_eth_dev* d, std::uint16_t id) noexcept;
void tx_queue_release(rte_eth_dev* d, std::uint16_t id) noexcept;
void release_queues(rte_eth_dev* d) noexcept;  ///< every one that is set up
int rx_queue_start(rte_eth_dev* d, std::uint16_t id) noexcept;
int rx_queue_stop(rte_eth_dev* d, std::uint16_t id) noexcept;
int tx_queue_start(rte_eth_dev* d, std::uint16_t id) noexcept;
int tx_queue_stop(rte_eth_dev* d, std::uint16_t id) noexcept;
void rxq_info_get(rte_eth_dev* d, std::uint16_t id, rte_eth_rxq_info* info) noexcept;
void txq_info_get(rte_eth_dev* d, std::uint16_t id, rte_eth_txq_info* info) noexcept;
int rx_burst_mode_get(rte_eth_dev* d, std::uint16_t id, rte_eth_burst_mode* mode) noexcept;
int tx_burst_mode_get(rte_eth_dev* d, std::uint16_t id, rte_eth_burst_mode* mode) noexcept;
int rx_queue_intr_enable(rte_eth_dev* d, std::uint16_t id) noexcept;
int rx_queue_intr_disable(rte_eth_dev* d, std::uint16_t id) noexcept;

// tx_status.cpp
int tx_done_cleanup(void* queue, std::uint32_t most) noexcept;
int tx_descriptor_status(void* queue, std::uint16_t offset) noexcept;

// packet_types.cpp
const std::uint32_t* dev_supported_ptypes_get(rte_eth_dev* d, std::size_t* n) noexcept;
int dev_ptypes_set(rte_eth_dev* d, std::uint32_t layers) noexcept;

// rx_status.cpp: of a queue, called as bursts are
QueueCount rx_queue_count(void* queue) noexcept;
int rx_descriptor_status(void* queue, std::uint16_t offset) noexcept;
int get_monitor_addr(void* queue, rte_power_monitor_cond* condition) noexcept;

// control.cpp
int promiscuous_enable(rte_eth_dev* d) noexcept;
int promiscuous_disable(rte_eth_dev* d) noexcept;
int allmulticast_enable(rte_eth_dev* d) noexcept;
int allmulticast_disable(rte_eth_dev* d) noexcept;
int mac_addr_set(rte_eth_dev* d, rte_ether_addr* mac) noexcept;
int mac_addr_add(rte_eth_dev* d, rte_ether_addr* mac, std::uint32_t index, std::uint32_t pool) noexcept;
void mac_addr_remove(rte_eth_dev* d, std::uint32_t index) noexcept;
int set_mc_addr_list(rte_eth_dev* d, rte_ether_addr* groups, std::uint32_t n) noexcept;
int mtu_set(rte_eth_dev* d, std::uint16_t mtu) noexcept;

// vlan.cpp
int vlan_filter_set(rte_eth_dev* d, std::uint16_t id, int in) noexcept;
int vlan_offload_set(rte_eth_dev* d, int changed) noexcept;
void vlan_strip_queue_set(rte_eth_dev* d, std::uint16_t id, int on) noexcept;
int vlan_tpid_set(rte_eth_dev* d, rte_vlan_type which, std::uint16_t type) noexcept;

// link.cpp
int link_update(rte_eth_dev* d, int wait_to_complete) noexcept;
int dev_set_link_up(rte_eth_dev* d) noexcept;
int dev_set_link_down(rte_eth_dev* d) noexcept;
int dev_led_on(rte_eth_dev* d) noexcept;
int dev_led_off(rte_eth_dev* d) noexcept;
int flow_ctrl_get(rte_eth_dev* d, rte_eth_fc_conf* conf) noexcept;
int flow_ctrl_set(rte_eth_dev* d, rte_eth_fc_conf* conf) noexcept;

// dump.cpp
int get_reg(rte_eth_dev* d, rte_dev_reg_info* info) noexcept;
int get_eeprom_length(rte_eth_dev* d) noexcept;
int get_eeprom(rte_eth_dev* d, rte_dev_eeprom_info* info) noexcept;
int fw_version_get(rte_eth_dev* d, char* version, std::size_t size) noexcept;
int eth_dev_priv_dump(rte_eth_dev* d, FILE* file) noexcept;
int eth_rx_descriptor_dump(const rte_eth_dev* d, std::uint16_t id, std::uint16_t offset, std::uint16_t n,
                           FILE* file) noexcept;
int eth_tx_descriptor_dump(const rte_eth_dev* d, std::uint16_t id, std::uint16_t offset, std::uint16_t n,
                           FILE* file) noexcept;

// absent.cpp
int flow_ops_get(rte_eth_dev* d, const rte_flow_ops** ops) noexcept;
int timesync_enable(rte_eth_dev* d) noexcept;

// statistics.cpp
int stats_get(rte_eth_dev* d, rte_eth_stats* stats, QueueStats* queues) noexcept;  ///< null: queues are not asked for
int stats_reset(rte_eth_dev* d) noexcept;                                          ///< the extended ones, too
int xstats_get(rte_eth_dev* d, rte_eth_xstat* xstats, unsigned n) noexcept;
int xstats_get_names(rte_eth_dev* d, rte_eth_xstat_name* names, unsigned n) noexcept;
int xstats_get_by_id(rte_eth_dev* d, const std::uint64_t* ids, std::uint64_t* values, unsigned n) noexcept;
int xstats_get_names_by_id(rte_eth_dev* d, const std::uint64_t* ids, rte_eth_xstat_name* names, unsigned n) noexcept;

}  // namespace ops

}  // namespace e1k
