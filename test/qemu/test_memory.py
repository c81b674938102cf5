# SPDX-License-Identifier: BSD-3-Clause
"""Programs on QEMU's e1000 with hugepages, in all the ways in which EAL can have them."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

import launch
import pexpect
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import hugepages  # noqa: E402
import testpmd  # noqa: E402

PREFIX = f'qemu{os.getpid()}'
MEMORY = [[], ['-m', '64'], ['--single-file-segments'], ['--single-file-segments', '-m', '64'], ['--in-memory'],
          ['--in-memory', '--single-file-segments'], ['--legacy-mem', '-m', '64']]


@pytest.fixture(scope='module')
def mount(tmp_path_factory):
    folder = tmp_path_factory.mktemp('huge')
    with hugepages.mounted(folder, 80):
        yield ['--huge-dir', str(folder), '--file-prefix', PREFIX]
    shutil.rmtree(pathlib.Path('/var/run/dpdk', PREFIX), ignore_errors=True)


def start_testpmd(eal, mbufs=4096):
    start = launch.Launch(build=os.environ.get('E1K_BUILD'))
    driver = start.eal_arguments()[-2:]
    return pexpect.spawn('dpdk-testpmd', [*driver, *launch.lcores(2), '--no-telemetry', *eal, '--', '-i',
                                          f'--total-num-mbufs={mbufs}'],
                         env=start.environment(), encoding='utf-8', timeout=60)


@pytest.mark.parametrize('memory', MEMORY, ids=' '.join)
def test_frames_circulate(mount, memory):
    with start_testpmd([*mount, *memory]) as pmd:
        testpmd.assert_forwards(pmd)


@pytest.mark.parametrize('memory', [memory for memory in MEMORY if '-m' not in memory], ids=' '.join)
def test_what_comes_and_goes_is_reached(mount, memory):
    environment = {**os.environ, 'TESTBED_MEMORY': ' '.join([*mount, *memory]), 'TESTBED_QEMU_CLOCK': 'skip'}
    environment.pop('GTEST_OUTPUT', None)
    done = subprocess.run([os.environ['PORT_TEST'], '--gtest_filter=Memory.*'], env=environment, text=True, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    assert '[  PASSED  ] 1 test' in done.stdout
    assert 'testbed:' not in done.stdout


@pytest.mark.parametrize('memory, mbufs, words', [
    (['-m', '540'], 4096, 'testbed: no QEMU device: QEMU takes no more than 256 pieces'),
    ([], 250000, 'testbed: the device cannot reach the memory at 0x[0-9a-f]+, .* QEMU takes no more than 256 pieces'),
], ids=['at the start', 'later'])
def test_more_pages_than_qemu_takes_are_told_with_the_way_out(mount, memory, mbufs, words):
    with hugepages.reserved(220):
        with start_testpmd([*mount, *memory], mbufs) as pmd:
            pmd.expect('testpmd> ')
            assert re.search(f'{words}.*start with --single-file-segments', pmd.before), pmd.before
            pmd.sendline('quit')
            pmd.expect(pexpect.EOF)
