# SPDX-License-Identifier: BSD-3-Clause
"""A secondary process that makes ethdev calls on port 0: prints each one's name and what it returned.

Arguments: those of EAL.
"""
import ctypes
import sys

# RTLD_GLOBAL: the plugins that EAL opens look for each other's symbols.
eal, ethdev = (ctypes.CDLL(f'librte_{name}.so.23', ctypes.RTLD_GLOBAL) for name in ('eal', 'ethdev'))
PORT, QUEUE, DESCRIPTORS, NODE = 0, 0, 512, 0
STRIP, OUTER, VLAN = 1, 2, 100  # RTE_ETH_VLAN_STRIP_OFFLOAD, RTE_ETH_VLAN_TYPE_OUTER, any
zeros = ctypes.create_string_buffer(1 << 14)  # larger than any structure that a call reads or fills

arguments = [ctypes.c_char_p(a.encode()) for a in ('secondary', *sys.argv[1:])]
if eal.rte_eal_init(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments)) < 0:
    sys.exit('EAL does not start')

# What the driver says past ethdev: of the plugin that EAL has opened.
own = ctypes.CDLL(sys.argv[sys.argv.index('-d') + 1])
answer = ctypes.create_string_buffer(1 << 10)  # not `zeros`: it is filled
print('rte_pmd_e1k_info_get', own.rte_pmd_e1k_info_get(PORT, answer), flush=True)
print('rte_pmd_e1k_selftest', own.rte_pmd_e1k_selftest(PORT, answer), flush=True)

for name, *rest in (
        ('rte_eth_dev_configure', 1, 1, zeros),
        ('rte_eth_dev_start',),
        ('rte_eth_dev_stop',),
        ('rte_eth_dev_reset',),
        ('rte_eth_dev_set_ptypes', 0, None, 0),
        ('rte_eth_rx_queue_setup', QUEUE, DESCRIPTORS, NODE, None, None),
        ('rte_eth_tx_queue_setup', QUEUE, DESCRIPTORS, NODE, None),
        ('rte_eth_dev_rx_intr_enable', QUEUE),
        ('rte_eth_dev_rx_intr_disable', QUEUE),
        ('rte_eth_dev_set_link_down',),
        ('rte_eth_dev_set_link_up',),
        ('rte_eth_dev_rx_queue_start', QUEUE),
        ('rte_eth_dev_rx_queue_stop', QUEUE),
        ('rte_eth_dev_tx_queue_start', QUEUE),
        ('rte_eth_dev_tx_queue_stop', QUEUE),
        ('rte_eth_dev_set_vlan_offload', STRIP),
        ('rte_eth_dev_set_vlan_strip_on_queue', QUEUE, 1),
        ('rte_eth_dev_vlan_filter', VLAN, 1),
        ('rte_eth_dev_set_vlan_ether_type', OUTER, 0x8100),
        ('rte_eth_dev_flow_ctrl_set', zeros),
        ('rte_eth_led_on',),
        ('rte_eth_led_off',),
        ('rte_eth_dev_flow_ctrl_get', zeros),
        ('rte_eth_dev_set_mc_addr_list', None, 0),
        ('rte_eth_dev_info_get', zeros),
        ('rte_eth_link_get_nowait', zeros),
        ('rte_eth_stats_get', zeros),
        ('rte_eth_promiscuous_disable',),
        ('rte_eth_allmulticast_enable',),
        ('rte_eth_allmulticast_disable',),
        ('rte_eth_dev_is_removed',),
        ('rte_eth_dev_close',)):
    print(name, getattr(ethdev, name)(PORT, *rest), flush=True)
print('rte_eal_cleanup', eal.rte_eal_cleanup(), flush=True)
