# SPDX-License-Identifier: BSD-3-Clause
"""dpdk-testpmd with several transmit queues and forwarding cores, and queues that are stopped and started."""
import re

import pytest
from series import HOST_MAC, SHORTEST, come_back, describe, end_of_series, ethernet, is_of_series, wait_open
from vm import qemu
from vm.programs import Testpmd

from wire import Wire

on_e1000 = pytest.mark.parametrize("guest", ["e1000"], indirect=True)

QUEUES = 4
BURST, ROUNDS = 32, 50
SIZES = [*range(SHORTEST, 1515, 37), 1514]


def sized(number, to=qemu.MAC, by=HOST_MAC):
    size = SIZES[number % len(SIZES)]
    return (bytes(ethernet(to=to, by=by)) + number.to_bytes(4, "big") + bytes(size))[:size]


def states(testpmd):
    """What testpmd says of the state of each queue: receive, transmit 0, 1, ..."""
    asked = ["show rxq info 0 0", *(f"show txq info 0 {number}" for number in range(QUEUES))]
    return [re.search(r"queue state: (\w+)", testpmd.command(command))[1] for command in asked]


def expected_states(*stopped):
    return ["stopped" if name in stopped else "started" for name in ("rxq 0", *(f"txq {n}" for n in range(QUEUES)))]


def change(testpmd, *commands):
    """Give commands at which testpmd must not forward."""
    for command in ("stop", *commands, "start"):
        testpmd.command(command)


def passes(wire):
    frames = list(map(sized, range(100)))
    seen = come_back(wire, frames)
    assert describe(seen) == describe(sized(number, to=HOST_MAC, by=qemu.MAC) for number in range(len(frames)))


def is_silent(wire, limit_s):
    """Nothing comes back, however often it is sent: frames that wait in QEMU until the queue is started look unlike those
    of a series."""
    frame, is_answer = end_of_series()
    wire.send(*[frame] * 3)
    return wire.until(is_answer, limit_s) is None


def start(guest, plugin):
    guest.bind("vfio")
    return Testpmd(guest, plugin, options=[f"--txq={QUEUES}"], mode="macswap")


@on_e1000
def test_queues_are_stopped_and_started_one_by_one(guest, net, plugin, driver):
    with Wire(net) as wire, start(guest, plugin) as testpmd:
        assert testpmd.driver == driver
        wait_open(wire)
        passes(wire)
        for queue in ("txq 1", "txq 3", "txq 0", "rxq 0"):
            change(testpmd, f"port 0 {queue} stop")
            assert states(testpmd) == expected_states(queue)
            if queue in ("txq 1", "txq 3"):  # forwarding is by queue 0
                passes(wire)
            else:
                assert is_silent(wire, 0.3), queue
            change(testpmd, f"port 0 {queue} start")
            assert states(testpmd) == expected_states()
            wait_open(wire)
            passes(wire)
        testpmd.quit()


@on_e1000
def test_a_deferred_queue_does_nothing_until_it_is_started(guest, net, plugin):
    with Wire(net) as wire, start(guest, plugin) as testpmd:
        for queues in (("rxq 0",), ("txq 0", "txq 2")):
            change(testpmd, "port stop 0", *(f"port 0 {queue} deferred_start on" for queue in queues), "port start 0")
            assert states(testpmd) == expected_states(*queues)
            assert is_silent(wire, 1.5), queues  # under QEMU, the first second would be silent anyhow
            change(testpmd, *(f"port 0 {queue} start" for queue in queues))
            assert states(testpmd) == expected_states()
            wait_open(wire)
            passes(wire)
            change(testpmd, "port stop 0", *(f"port 0 {queue} deferred_start off" for queue in queues), "port start 0")
            assert states(testpmd) == expected_states()
        testpmd.quit()


def test_two_cores_forward_both_ways_over_four_transmit_queues(between, plugin, driver):
    near, far, guest = between
    eal = ["--lcores=0@0,1@0,2@1"]
    options = [f"--txq={QUEUES}", "--nb-cores=2", f"--eth-peer=0,{HOST_MAC}", f"--eth-peer=1,{HOST_MAC}"]
    with Wire(near) as here, Wire(far) as there, Testpmd(guest, plugin, eal, options, mode="mac") as testpmd:
        assert testpmd.driver == driver
        assert "ports=2 - cores=2 - streams=2" in testpmd.start_output
        testpmd.command("set promisc all off")  # what the hosts' kernels send would be forwarded, too
        ways = ((here, there, qemu.MACS[0], qemu.MACS[1]), (there, here, qemu.MACS[1], qemu.MACS[0]))
        for sender, receiver, to, _ in ways:
            sender.wait_open(*end_of_series(to), other_end=receiver)
        for first in range(0, ROUNDS * BURST, BURST):
            numbers, lasts = range(first, first + BURST), [end_of_series(to) for _, _, to, _ in ways]
            for (sender, _, to, _), (last, _) in zip(ways, lasts):
                sender.send(*(sized(number, to) for number in numbers), last)
            for (_, receiver, _, by), (_, is_last) in zip(ways, lasts):
                seen = receiver.until(is_last)
                assert seen is not None, f"nothing comes through any more, at the frames from {first} on"
                assert describe(filter(is_of_series, seen)) == describe(sized(n, HOST_MAC, by) for n in numbers)
        testpmd.quit()
