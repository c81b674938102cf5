# SPDX-License-Identifier: BSD-3-Clause
"""What the chip cannot do is refused by a line that says so: examples that are made of it, and testpmd.

The line is the driver's where it is asked. A second receive queue is answered by ethdev before, and vmdq looks at the
number of pools by itself.
"""
import os
import subprocess

import launch
from conftest import SMALL_POOLS

DEVICE = "net_e1k: 0000:00:04.0: "


def run_testpmd(*arguments, commands=""):
    """All that dpdk-testpmd prints, given these commands."""
    start = launch.Launch(build=os.environ.get("E1K_BUILD"))
    done = subprocess.run(start.testpmd(["-i", *arguments]), env=start.environment(), input=commands + "quit\n", text=True,
                          timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout


def test_ptpclient_is_told_that_there_are_no_time_stamps(example):
    program = example("ptpclient", "-p", "1", "-T", "0", ports=1)
    assert program.wait() == 1
    assert DEVICE + "timesync: the chip takes no IEEE 1588 time stamps; take them in software" in program.output
    assert "Timesync enable failed: -95" in program.output


def test_flow_filtering_is_told_how_many_queues_there_are(example):
    program = example("flow_filtering", ports=1)
    assert program.wait() == 1
    assert "Ethdev port_id=0 nb_rx_queues=5 > 1" in program.output


def test_vmdq_is_told_that_there_are_no_pools(example):
    program = example("vmdq", "-p", "3", "--nb-pools", "8", preload=SMALL_POOLS)
    assert program.wait() == 1
    assert "num_pools 8 >max_nb_pools 0" in program.output


def test_flow_rule_of_testpmd_is_refused_by_a_line():
    said = run_testpmd(commands="flow create 0 ingress pattern eth / end actions drop / end\n")
    assert DEVICE + "rte_flow: the chip has no flow rules; classify in software" in said
    assert "Function not implemented" in said


def test_second_receive_queue_of_testpmd_is_refused_by_a_line():
    assert "input rxq (2) can't be greater than max_rx_queues (1) of port 0" in run_testpmd("--rxq=2")
