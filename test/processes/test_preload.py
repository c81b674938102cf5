# SPDX-License-Identifier: BSD-3-Clause
"""libtestbed.so gives an unmodified DPDK program devices; which driver takes them is the command line's choice."""
import contextlib
import os
import pathlib
import signal
import subprocess
import time

import pexpect
import pytest

PLUGIN = os.environ['PLUGIN']
EM = f"{os.environ['PLUGIN_DIR']}/librte_net_e1000.so"
EAL = ['-l', '0,1', '--no-huge', '-m', '128', '--no-telemetry', '--no-shconf']


def run(program, arguments, eal=(), stdin='', **variables):
    env = dict(os.environ, LD_PRELOAD=os.environ['TESTBED'], **variables)
    return subprocess.run([program, *eal, *EAL, *arguments], env=env, input=stdin, text=True, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run_testpmd(*commands, eal=(), **variables):
    """Run the commands in dpdk-testpmd, one after the other."""
    script = ''.join(f'{command}\n' for command in (*commands, 'quit'))
    return run('dpdk-testpmd', ['--', '-i', '--total-num-mbufs=4096'], eal, script, **variables)


# As it may be in EAL's own plugin folder, whose order is the file system's: the other driver comes first there.
@pytest.mark.parametrize('eal, driver', [((), 'net_e1000_em'), (('-d', PLUGIN), 'net_e1k'),
                                         (('-d', EM, '-d', PLUGIN), 'net_e1k')])
def test_testpmd_finds_a_port_of_the_driver_asked_for(eal, driver):
    done = run_testpmd('show port info 0', eal=eal)
    assert done.returncode == 0, done.stdout
    assert f'Driver name: {driver}' in done.stdout
    assert 'FAILURE' not in done.stdout


@pytest.fixture
def other_build():
    """A copy of the plugin that names itself otherwise in its logs, where EAL loads one from."""
    plugin = pathlib.Path(PLUGIN)
    other = plugin.with_name('librte_net_e1k_other.so')
    other.write_bytes(plugin.read_bytes().replace(b'net_e1k: %s: ', b'another: %s: '))
    yield other
    other.unlink()


def test_a_plugin_that_is_installed_stays_behind_the_one_that_is_named(other_build):
    done = run_testpmd(eal=('-d', PLUGIN, '-d', other_build, '--log-level=pmd.net.e1k.*:debug'))
    assert 'another: plugin: registered' in done.stdout, done.stdout
    assert 'net_e1k: 0000:' in done.stdout, done.stdout
    assert 'another: 0000:' not in done.stdout, done.stdout


def test_every_device_id_becomes_a_port():
    done = run_testpmd('show port summary all', eal=('-d', PLUGIN), TESTBED_DEVICES='100e,100c,100f')
    assert 'Number of available ports: 3' in done.stdout, done.stdout


def test_testpmd_forwards_over_a_looped_wire():
    env = dict(os.environ, LD_PRELOAD=os.environ['TESTBED'], TESTBED_WIRE='loop', TESTBED_PROFILE='bhyve')
    with pexpect.spawn('dpdk-testpmd', ['-d', PLUGIN, *EAL, '--', '-i', '--total-num-mbufs=4096'], env=env,
                       encoding='utf-8', timeout=60) as testpmd:
        testpmd.expect('testpmd> ')
        testpmd.sendline('start tx_first')
        testpmd.expect('testpmd> ')
        for _ in range(300):  # what was sent first comes round for ever
            testpmd.sendline('show port stats 0')
            testpmd.expect(r'RX-packets: (\d+)')
            if int(testpmd.match[1]) >= 1000:
                break
            time.sleep(0.1)
        else:
            pytest.fail(f'only {testpmd.match[1]} packets came round in 30 s')
        testpmd.sendline('quit')
        testpmd.expect(pexpect.EOF)


@pytest.mark.parametrize('variable, value, words', [
    ('TESTBED_DEVICES', '100e,nic', "'nic' is no PCI device id"),
    ('TESTBED_PROFILE', 'xen', "no device profile 'xen'; there are silicon, pcix, qemu, qemu_8_1, qemu_10_1, kvm, virtualbox, bhyve, vmware"),
    ('TESTBED_BACKEND', 'fpga', 'TESTBED_BACKEND=fpga is not one of: model qemu'),
    ('TESTBED_WIRE', 'cut', 'TESTBED_WIRE=cut is not one of: drop loop'),
])
def test_a_wrong_variable_is_named_and_ends_the_program(variable, value, words):
    done = run_testpmd(**{variable: value})
    assert done.returncode == 1
    assert words in done.stdout


@contextlib.contextmanager
def running(folder):
    """A testpmd with its bus below `folder`, killed in the end."""
    env = dict(os.environ, LD_PRELOAD=os.environ['TESTBED'], TMPDIR=str(folder))
    with pexpect.spawn('dpdk-testpmd', ['-d', PLUGIN, *EAL, '--', '-i', '--total-num-mbufs=4096'], env=env,
                       encoding='utf-8', timeout=60) as testpmd:
        testpmd.expect('testpmd> ')
        yield testpmd
        testpmd.kill(signal.SIGKILL)
        testpmd.expect(pexpect.EOF)


def signals(process, which):
    """Of each thread, by its id: whether it blocks `which`."""
    masks = {}
    for status in pathlib.Path(f"/proc/{process}/task").glob("*/status"):
        words = dict(line.split(":\t") for line in status.read_text().splitlines())
        masks[int(words["Pid"])] = int(words["SigBlk"], 16)
    return {thread: bool(mask >> (which - 1) & 1) for thread, mask in masks.items()}


def test_signals_wait_for_the_main_thread_and_no_other_runs_a_handler(tmp_path):
    with running(tmp_path) as testpmd:
        main = testpmd.pid
        for which in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            blocked = signals(main, which)
            assert len(blocked) > 2, 'EAL has threads'
            assert not blocked.pop(main)
            assert all(blocked.values()), blocked
        of_eal = {int(path.parent.name) for path in pathlib.Path(f"/proc/{main}/task").glob("*/comm")
                  if path.read_text().startswith(("eal-intr", "lcore-worker", "rte-worker", "dpdk-intr", "dpdk-worker"))}
        assert len(of_eal) > 1
        assert not any(signals(main, signal.SIGSEGV)[thread] for thread in of_eal), 'a register access is one'


def test_the_tree_of_a_killed_process_goes_with_the_next_and_no_other_does(tmp_path):
    def trees():
        return {path.name for path in tmp_path.iterdir()}
    with running(tmp_path):
        living = trees()
        assert len(living) == 1
        with running(tmp_path):
            assert len(trees()) == 2
        assert len(trees()) == 2, 'left behind'
        assert run_testpmd(TMPDIR=str(tmp_path)).returncode == 0
        assert trees() == living
