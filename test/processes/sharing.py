# SPDX-License-Identifier: BSD-3-Clause
"""Processes on libtestbed.so that share their memory: a primary, and those beside it."""
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import time

import pexpect
import pytest

PLUGIN, TESTBED = (os.environ[name] for name in ('PLUGIN', 'TESTBED'))
PREFIX = f'testbed{os.getpid()}'
MEMORY = ['--file-prefix', PREFIX]
SHARED = [*MEMORY, '--no-telemetry']
RUNTIME = pathlib.Path('/var/run/dpdk', PREFIX)
PAGES = 80  # of 2 MiB: 64 for -m 128, the rest for rings and mbufs


def preloaded(**variables):
    return dict(os.environ, LD_PRELOAD=TESTBED, **variables)


@contextlib.contextmanager
def interactive(*eal, memory=(), options=(), telemetry=False, **variables):
    arguments = [*eal, '-l', '0,1', *memory, *(MEMORY if telemetry else SHARED), '--', '-i', '--total-num-mbufs=4096',
                 *options]
    with pexpect.spawn('dpdk-testpmd', arguments, env=preloaded(TESTBED_WIRE='loop', **variables), encoding='utf-8',
                       timeout=60) as process:
        process.expect('testpmd> ')
        yield process
        process.sendline('quit')
        process.expect(pexpect.EOF)
    assert process.exitstatus == 0, process.before


@contextlib.contextmanager
def primary(huge_dir, *eal, **how):
    with interactive(*eal, memory=['--huge-dir', str(huge_dir), '-m', '128'], **how) as process:
        yield process


def command(process, text):
    process.sendline(text)
    process.expect('testpmd> ')
    return process.before


def received(process):
    return int(re.search(r'RX-packets: (\d+)', command(process, 'show port stats 0'))[1])


def forward(process):
    """Send a burst round and round the looped wire until 1000 packets have come in."""
    command(process, 'start tx_first')
    deadline = time.monotonic() + 60
    while received(process) < 1000:
        assert time.monotonic() < deadline, process.before
        time.sleep(0.05)
    command(process, 'stop')


def run(*command):
    return subprocess.run(command, env=preloaded(), text=True, timeout=60, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def proc_info(*options):
    return run('dpdk-proc-info', '-d', PLUGIN, *SHARED, '--', *options)


def wait_for(secondary, word):
    for line in secondary.stdout:
        if line.strip() == word:
            return
    pytest.fail(f'the secondary ends before it says {word}')


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
