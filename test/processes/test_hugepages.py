# SPDX-License-Identifier: BSD-3-Clause
"""libtestbed.so where root starts a program as on a machine with NICs: EAL's own choice of memory and addresses."""
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pexpect
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import hugepages  # noqa: E402
import testpmd  # noqa: E402

PLUGIN, TESTBED = os.environ['PLUGIN'], os.environ['TESTBED']
PREFIX = f'hugepages{os.getpid()}'


@pytest.fixture(scope='module')
def eal(tmp_path_factory):
    folder = tmp_path_factory.mktemp('huge')
    with hugepages.mounted(folder, 80):
        yield ['-l', '0,1', '-d', PLUGIN, '--huge-dir', str(folder), '--file-prefix', PREFIX, '--no-telemetry']
    shutil.rmtree(pathlib.Path('/var/run/dpdk', PREFIX), ignore_errors=True)


ENVIRONMENT = dict(os.environ, LD_PRELOAD=TESTBED, TESTBED_WIRE='loop')


@pytest.mark.parametrize('memory', [[], ['-m', '64'], ['--single-file-segments'], ['--in-memory'],
                                    ['--legacy-mem', '-m', '64']], ids=' '.join)
def test_testpmd_forwards(eal, memory):
    with pexpect.spawn('dpdk-testpmd', [*eal, *memory, '--', '-i', '--total-num-mbufs=4096'], env=ENVIRONMENT,
                       encoding='utf-8', timeout=30) as process:
        testpmd.assert_forwards(process)


def test_physical_addresses_are_refused_with_the_way_out(eal):  # and with --nb-ports a program without port ends
    done = subprocess.run(['dpdk-testpmd', *eal, '--iova-mode=pa', '--', '--nb-ports=1'], env=ENVIRONMENT, text=True,
                          timeout=60, input='', stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 1, done.stdout
    assert re.search(r'testbed: 0000:00:03\.0: --iova-mode=pa .*; start without --iova-mode', done.stdout), done.stdout
