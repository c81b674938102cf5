# SPDX-License-Identifier: BSD-3-Clause
"""A secondary process that reads the statistics of port 0, the extended ones, too, whenever it is told how many times, by a line.

Arguments: those of EAL. It prints "ready" at first and after each time, and before each time "reading".
"""
import ctypes
import sys

eal, ethdev = (ctypes.CDLL(f'librte_{name}.so.23', ctypes.RTLD_GLOBAL) for name in ('eal', 'ethdev'))
stats = ctypes.create_string_buffer(1 << 14)  # larger than struct rte_eth_stats
MOST = 256
xstats = ctypes.create_string_buffer(MOST * 16)  # of struct rte_eth_xstat

arguments = [ctypes.c_char_p(a.encode()) for a in ('secondary', *sys.argv[1:])]
if eal.rte_eal_init(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments)) < 0:
    sys.exit('EAL does not start')

print('ready', flush=True)
for line in sys.stdin:
    print('reading', flush=True)
    for _ in range(int(line)):
        if ethdev.rte_eth_stats_get(0, stats) != 0:
            sys.exit('rte_eth_stats_get fails')
        if not 0 < ethdev.rte_eth_xstats_get(0, xstats, MOST) <= MOST:
            sys.exit('rte_eth_xstats_get fails')
    print('ready', flush=True)
eal.rte_eal_cleanup()
