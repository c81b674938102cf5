# SPDX-License-Identifier: BSD-3-Clause
"""Secondary processes under libtestbed.so: they have the port, the registers and the figures of the primary."""
import contextlib
import errno
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

import pexpect
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import hugepages  # noqa: E402
from sharing import (PAGES, PLUGIN, RUNTIME, SHARED, command, forward, interactive, preloaded, primary,  # noqa: E402
                     proc_info, received, run, wait_for)

SENDER = os.environ['SENDER']


@pytest.fixture(scope='module')
def huge_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp('huge')
    with hugepages.mounted(folder, PAGES):  # EAL shares only hugepages between processes
        yield folder
    shutil.rmtree(RUNTIME, ignore_errors=True)


def test_a_port_of_another_driver_is_refused(huge_dir):
    with primary(huge_dir) as process:  # net_e1000_em
        done = proc_info('--stats')
        assert 'start both processes with the same driver (-d)' in done.stdout
        assert 'No Ethernet ports' in done.stdout
        assert done.returncode == 1
        assert 'net_e1000_em' in command(process, 'show port info 0')


def lcore_sleeps(pid):
    return any(task.joinpath('comm').read_text().startswith(('lcore-worker', 'rte-worker'))
               and task.joinpath('stat').read_text().rpartition(')')[2].split()[0] == 'S'
               for task in pathlib.Path(f'/proc/{pid}/task').iterdir())


def test_a_secondary_that_dies_with_the_ring_of_several_queues_leaves_it_to_the_next_start(huge_dir):
    with primary(huge_dir, '-d', PLUGIN, options=['--txq=2']) as process:
        with pexpect.spawn('dpdk-testpmd', ['--proc-type=secondary', '-d', PLUGIN, '-l', '0,1', *SHARED, '--', '-i',
                                            '--total-num-mbufs=4096'],
                           env=preloaded(), encoding='utf-8', timeout=60) as secondary:
            secondary.expect('testpmd> ')
            command(secondary, 'set fwd txonly')  # its only register is the doorbell, which it writes as the owner
            command(secondary, 'start')
            deadline = time.monotonic() + 60
            while figures(process)['TX-packets'] < 1000:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            os.kill(process.pid, signal.SIGSTOP)
            while not lcore_sleeps(secondary.pid):  # for the primary's answer
                time.sleep(0.05)
            secondary.kill(signal.SIGKILL)
            secondary.wait()
        os.kill(process.pid, signal.SIGCONT)
        sent = figures(process)['TX-packets']
        command(process, 'set fwd txonly')
        command(process, 'start')
        time.sleep(0.5)
        command(process, 'stop')
        assert figures(process)['TX-packets'] == sent, 'the ring is nobody\'s'
        command(process, 'port stop 0')
        command(process, 'port start 0')
        command(process, 'set fwd io')
        forward(process)


@contextlib.contextmanager
def sender(*eal):
    """sender.cpp, when it is ready."""
    with subprocess.Popen([SENDER, *eal, '-d', PLUGIN, *SHARED], env=preloaded(TESTBED_WIRE='loop'), text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            wait_for(process, 'ready')
            yield process
            process.stdin.close()
            assert process.wait(60) == 0
        finally:
            process.kill()


def tell(process, word):
    process.stdin.write(word + '\n')
    process.stdin.flush()


def test_two_processes_send_each_on_a_queue_of_its_own_in_order(huge_dir):
    with sender('-l', '0', '--huge-dir', str(huge_dir), '-m', '128') as first, \
         sender('-l', '1', '--proc-type=secondary') as second:
        for _ in range(3):
            for process in (first, second):
                tell(process, 'send')
            for process in (first, second):
                wait_for(process, 'send')
            tell(first, 'receive')
            wait_for(first, 'receive')


@contextlib.contextmanager
def reader():
    """A secondary process that reads the statistics on demand: secondary_stats.py, when it is ready."""
    script = pathlib.Path(__file__).with_name('secondary_stats.py')
    with subprocess.Popen([sys.executable, script, '--proc-type=secondary', '-l', '0', '-d', PLUGIN, *SHARED],
                          env=preloaded(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as secondary:
        try:
            wait_for(secondary, 'ready')
            yield secondary
        finally:
            secondary.kill()


def read_times(secondary, times):
    secondary.stdin.write(f'{times}\n')
    secondary.stdin.flush()
    wait_for(secondary, 'reading')


def figures(process):
    text = command(process, 'show port stats 0')
    return {name: int(re.search(rf'{name}: *(\d+)', text)[1]) for name in ('RX-packets', 'RX-missed', 'TX-packets')}


def extended(text):
    return {name: int(value) for name, value in re.findall(r'^([rt]x_\w+): (\d+)', text, re.MULTILINE)}


def test_losses_are_counted_once_whoever_reads_them(huge_dir):
    with primary(huge_dir, '-d', PLUGIN, TESTBED_PROFILE='silicon') as process, reader() as secondary:
        command(process, 'set promisc 0 on')
        command(process, 'set fwd txonly')  # nobody takes what comes back: the receive ring is soon full
        read_times(secondary, 3000)
        command(process, 'start')
        before = figures(process)
        for _ in range(100):
            now = figures(process)
            assert all(now[name] >= before[name] for name in now), (before, now)
            before = now
        command(process, 'stop')
        wait_for(secondary, 'ready')
        command(process, 'set fwd rxonly')
        command(process, 'start')
        deadline = time.monotonic() + 20
        while (now := figures(process)) != before:
            assert time.monotonic() < deadline
            before = now
            time.sleep(0.1)
        command(process, 'stop')
        assert now['RX-missed'] > 1000
        assert now['RX-packets'] + now['RX-missed'] == now['TX-packets']
        all_of_them = extended(command(process, 'show port xstats 0').replace('\r', ''))
        assert all_of_them['rx_missed_packets'] == now['RX-missed']
        assert all_of_them['rx_hw_good_packets'] == now['RX-packets']
        assert all_of_them['tx_hw_good_packets'] == now['TX-packets']
        assert extended(proc_info('--xstats').stdout) == all_of_them, 'in another process'


@pytest.fixture(scope='module')
def process(huge_dir):
    """A primary with our port, for all tests that follow."""
    with primary(huge_dir, '-d', PLUGIN) as process:
        yield process
    assert not list(RUNTIME.glob('testbed.*')), 'the socket outlives the primary'


def test_proc_info_shows_the_figures_of_the_primary_which_goes_on(process):
    forward(process)
    stats = proc_info('--stats')
    assert stats.returncode == 0, stats.stdout
    assert f'RX-packets: {received(process)} ' in stats.stdout, stats.stdout

    port = proc_info('--show-port')
    assert port.returncode == 0, port.stdout
    assert 'driver net_e1k device 0000:00:03.0' in port.stdout
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


def test_what_is_the_primarys_is_refused_and_the_rest_works(process):
    script = pathlib.Path(__file__).with_name('secondary_calls.py')
    command(process, 'vlan set filter on 0')
    done = run(sys.executable, script, '--proc-type=secondary', '-l', '0', '-d', PLUGIN, *SHARED)
    assert done.returncode == 0, done.stdout
    returned = dict(re.findall(r'^(rte_\w+) (-?\d+)$', done.stdout, re.MULTILINE))
    refused = {name for name, value in returned.items() if int(value) == -errno.ENOTSUP}
    assert refused == {'rte_eth_dev_configure', 'rte_eth_dev_start', 'rte_eth_dev_stop', 'rte_eth_rx_queue_setup',
                       'rte_eth_tx_queue_setup', 'rte_eth_dev_rx_intr_enable', 'rte_eth_dev_rx_intr_disable',
                       'rte_eth_dev_set_link_down', 'rte_eth_dev_set_link_up',
                       'rte_eth_dev_rx_queue_start', 'rte_eth_dev_rx_queue_stop',
                       'rte_eth_dev_tx_queue_start', 'rte_eth_dev_tx_queue_stop',
                       'rte_eth_dev_set_vlan_offload', 'rte_eth_dev_set_vlan_strip_on_queue',
                       'rte_eth_dev_flow_ctrl_set', 'rte_eth_led_on', 'rte_eth_led_off'}
    assert {value for name, value in returned.items() if name not in refused} == {'0'}, done.stdout
    assert 'Promiscuous mode: disabled' in command(process, 'show port info 0')
    text = command(process, 'show port info 0')
    assert re.search(r'strip off, filter on', text), text
    command(process, 'vlan set filter off 0')
    command(process, 'set promisc 0 on')  # the frames are to another address
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
