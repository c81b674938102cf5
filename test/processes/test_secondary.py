# SPDX-License-Identifier: BSD-3-Clause
"""Secondary processes under libtestbed.so: they have the port, the registers and the figures of the primary."""
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time

import pexpect
from sharing import (PLUGIN, SHARED, command, forward, preloaded, primary, proc_info, read_times, reader,
                     wait_for)

SENDER = os.environ['SENDER']


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
