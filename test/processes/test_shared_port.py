# SPDX-License-Identifier: BSD-3-Clause
"""A port that processes share under libtestbed.so: what a secondary may do works, the rest is refused."""
import errno
import os
import pathlib
import re
import signal
import sys
import time

import pytest
from sharing import (PLUGIN, RUNTIME, SHARED, command, forward, interactive, primary, proc_info, read_times, reader,
                     received, run)


@pytest.fixture(scope='module', params=[{}, {'TESTBED_BACKEND': 'qemu', 'TESTBED_QEMU_NET': 'loop'}],
                ids=['model', 'qemu'])
def process(huge_dir, request):
    """A primary with our port, on the model and on QEMU's e1000, for all tests that follow."""
    with primary(huge_dir, '-d', PLUGIN, **request.param) as process:
        yield process
    assert not list(RUNTIME.glob('testbed.*')), 'the socket outlives the primary'


def test_proc_info_shows_the_figures_of_the_primary_which_goes_on(process):
    forward(process)
    stats = proc_info('--stats')
    assert stats.returncode == 0, stats.stdout
    assert f'RX-packets: {received(process)} ' in stats.stdout, stats.stdout

    port = proc_info('--show-port')
    assert port.returncode == 0, port.stdout
    assert 'driver net_e1k device 0000:00:0' in port.stdout
    assert 'Link up at 1 Gbps FDX' in port.stdout
    assert 'mac 52:54:00:12:34:56' in port.stdout

    assert proc_info('--stats-reset').returncode == 0
    assert received(process) == 0
    forward(process)
    assert list(RUNTIME.glob('testbed.*'))


def test_a_secondary_forwards_over_the_primarys_device(process):
    assert proc_info('--stats-reset').returncode == 0
    with interactive('--proc-type=secondary', '-d', PLUGIN) as secondary:
        forward(secondary)
    assert received(process) >= 1000


def outcomes_of_calls():
    """What each call of secondary_calls.py has returned, by its name, and all that was printed."""
    script = pathlib.Path(__file__).with_name('secondary_calls.py')
    done = run(sys.executable, script, '--proc-type=secondary', '-l', '0', '-d', PLUGIN, *SHARED)
    assert done.returncode == 0, done.stdout
    return {name: int(value) for name, value in re.findall(r'^(rte_\w+) (-?\d+)$', done.stdout, re.MULTILINE)}, done.stdout


E_RTE_SECONDARY = 1001
REFUSED = {'rte_eth_dev_start', 'rte_eth_dev_reset', 'rte_eth_dev_set_ptypes', 'rte_eth_dev_rx_intr_enable',
           'rte_eth_dev_rx_intr_disable', 'rte_eth_dev_set_link_down', 'rte_eth_dev_set_link_up',
           'rte_eth_dev_rx_queue_start', 'rte_eth_dev_rx_queue_stop', 'rte_eth_dev_tx_queue_start',
           'rte_eth_dev_tx_queue_stop', 'rte_eth_dev_flow_ctrl_set', 'rte_eth_led_on', 'rte_eth_led_off',
           'rte_pmd_e1k_selftest'}
# ethdev itself refuses these, before it has changed anything.
REFUSED_BY_ETHDEV = {'rte_eth_dev_configure', 'rte_eth_dev_stop', 'rte_eth_rx_queue_setup', 'rte_eth_tx_queue_setup',
                     'rte_eth_dev_set_vlan_offload', 'rte_eth_dev_set_vlan_strip_on_queue'}


def test_what_is_the_primarys_is_refused_and_the_rest_works(process):
    command(process, 'vlan set filter on 0')
    command(process, 'port stop 0')
    command(process, 'port config 0 rxq 1')  # so that the start configures it anew
    command(process, 'port start 0')
    returned, output = outcomes_of_calls()
    for name in REFUSED - {'rte_eth_dev_start', 'rte_eth_dev_rx_queue_start', 'rte_eth_dev_tx_queue_start'}:
        assert returned.pop(name) == -E_RTE_SECONDARY, name
        assert f': {name}(): not in a secondary process; call it in the primary' in output, output
    for name in REFUSED_BY_ETHDEV:
        assert returned.pop(name) == -errno.ENOTSUP, name
    assert set(returned.values()) == {0}, output  # what is started already, too
    text = command(process, 'show port info 0')
    assert 'Promiscuous mode: disabled' in text
    assert re.search(r'strip off, filter on', text), text
    command(process, 'vlan set filter off 0')
    command(process, 'set promisc 0 on')  # the frames are to another address
    forward(process)


def test_a_stopped_port_of_the_primarys_is_not_started_nor_spoilt(process):
    command(process, 'port stop 0')
    returned, output = outcomes_of_calls()
    assert returned['rte_eth_dev_start'] == -E_RTE_SECONDARY
    assert 'rte_eth_dev_start(): not in a secondary process; call it in the primary' in output
    assert returned['rte_eth_dev_configure'] == returned['rte_eth_rx_queue_setup'] == -errno.ENOTSUP
    command(process, 'port start 0')
    command(process, 'set promisc 0 on')
    forward(process)


def test_a_secondary_sends_and_receives_whatever_offloads_the_primary_starts_the_port_with_next(process):
    with interactive('--proc-type=secondary', '-d', PLUGIN) as secondary:
        for offloads in (['rx_offload vlan_strip on', 'tx_offload tcp_cksum on'],
                         ['rx_offload vlan_strip off', 'tx_offload tcp_cksum off']):
            command(process, 'port stop 0')
            for offload in offloads:
                command(process, f'port config 0 {offload}')
            command(process, 'port start 0')
            assert proc_info('--stats-reset').returncode == 0
            forward(secondary)
            forward(process)


def in_a_register_access(pid):
    """Whether a process waits for the primary's answer."""
    number = pathlib.Path(f'/proc/{pid}/syscall').read_text().split()[0]
    return number in ('0', '45', '47')  # read, recvfrom, recvmsg


def test_a_secondary_that_dies_while_it_reads_leaves_the_statistics_to_the_others(process):
    with reader() as secondary:
        os.kill(process.pid, signal.SIGSTOP)
        try:
            read_times(secondary, 1)
            deadline = time.monotonic() + 20
            while not in_a_register_access(secondary.pid):
                assert time.monotonic() < deadline
                time.sleep(0.01)
            secondary.kill()
            secondary.wait()
        finally:
            os.kill(process.pid, signal.SIGCONT)
    forward(process)
    assert proc_info('--stats').returncode == 0
