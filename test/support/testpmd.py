# SPDX-License-Identifier: BSD-3-Clause
"""An interactive dpdk-testpmd on ports whose frames come back."""
import time

import pexpect

PROMPT = 'testpmd> '


def assert_forwards(testpmd, packets=1000):
    """A started pexpect process sends bursts that come round so often, and ends well."""
    testpmd.expect(PROMPT)
    testpmd.sendline('start tx_first')
    testpmd.expect(PROMPT)
    deadline = time.monotonic() + 20
    came_round = 0
    while came_round < packets:
        assert time.monotonic() < deadline, f'only {came_round} packets came round'
        testpmd.sendline('show port stats 0')
        testpmd.expect(r'RX-packets: (\d+)')
        came_round = int(testpmd.match[1])
    testpmd.sendline('quit')
    testpmd.expect(pexpect.EOF)
    testpmd.close()
    assert testpmd.exitstatus == 0, testpmd.before
