# SPDX-License-Identifier: BSD-3-Clause
"""Autotests of an unmodified dpdk-test under libtestbed.so: those that set up, start and use whatever ports there are.

Of 22.11's autotests these are event_eth_rx_adapter's two and pmd_perf_autotest; the others bring ports of their own (rings,
null, bonding) or none.
"""
import os
import re
import subprocess

import pytest

# Mempool of 524288 mbufs whatever the number of ports; without hugepages each takes a page.
MEMORY_MB, SPARE_MB = 2560, 1024

# Not for ports of one queue: the instance_get cases use queue 1. queue_add_del adds all queues after deleting the last
# one; eventdev then still counts the deleted one's weight, allocates 1 - 1 entries, and reports -ENOMEM.
ONE_QUEUE = {'adapter_queue_add_del', 'adapter_pollq_instance_get', 'adapter_intrq_instance_get'}


def available_mb():
    with open('/proc/meminfo') as meminfo:
        return int(re.search(r'MemAvailable: *(\d+) kB', meminfo.read())[1]) // 1024


@pytest.mark.parametrize('autotest, cases', [('event_eth_rx_adapter_autotest', 10),
                                             ('event_eth_rx_intr_adapter_autotest', 2)])
def test_all_cases_for_a_port_of_one_queue_succeed(autotest, cases):
    if available_mb() < MEMORY_MB + SPARE_MB:
        pytest.skip(f'{autotest} needs {MEMORY_MB + SPARE_MB} MiB of memory, {available_mb()} are available')
    env = dict(os.environ, LD_PRELOAD=os.environ['TESTBED'], DPDK_TEST=autotest)
    done = subprocess.run(['dpdk-test', '-d', os.environ['PLUGIN'], '-l', '0,1', '--no-huge', '-m', str(MEMORY_MB),
                           '--no-telemetry', '--no-shconf'], env=env, stdin=subprocess.DEVNULL, text=True, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert 'Probe PCI driver: net_e1k' in done.stdout, done.stdout
    assert 'Port 0 MAC: 52 54 00 12 34 56' in done.stdout, done.stdout  # printed once the port has started
    assert 'FAILURE' not in done.stdout  # of the model: see from_environment.cpp
    results = dict(re.findall(r'TestCase \[ *\d+\] : (\w+) (\w+)', done.stdout))
    assert len(results) == cases, done.stdout
    assert {name for name, result in results.items() if result != 'succeeded'} <= ONE_QUEUE, done.stdout


@pytest.mark.parametrize('mode', ['scalar', 'full'])
def test_pmd_perf_measures_bursts_over_the_loopback(mode):
    """lpbk_mode 1, on QEMU's own device: three million frames come back, and the autotest says how many cycles each
    took. `scalar` asks for checksum offload, `full` for scattered packets."""
    env = dict(os.environ, LD_PRELOAD=os.environ['TESTBED'], TESTBED_BACKEND='qemu', TESTBED_QEMU_NET='loop')
    done = subprocess.run(['dpdk-test', '-d', os.environ['PLUGIN'], '-l', '0,1', '--no-huge', '-m', '512',
                           '--no-telemetry', '--no-shconf'], env=env, text=True, timeout=500,
                          input=f'set_rxtx_mode {mode}\npmd_perf_autotest\nquit\n', stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    assert 'Probe PCI driver: net_e1k' in done.stdout, done.stdout
    assert f'mode switch to {mode}' in done.stdout, done.stdout
    assert 'Port 0 Link up at 1 Gbps FDX Fixed' in done.stdout, done.stdout
    assert re.search(r'Result: \d+ cycles per packet', done.stdout), done.stdout
    assert 'Test OK' in done.stdout, done.stdout
