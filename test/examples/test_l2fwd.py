# SPDX-License-Identifier: BSD-3-Clause
"""l2fwd: what comes in at one port goes out of the other, from that port's address to 02:00:00:00:00:<its number>.

It needs: one queue each way, FAST_FREE where it is offered, packet types switched off. One lcore for both ports (-q 2),
or one for each.
"""
import re

import frames
import pytest
from conftest import LIMIT_S

LCORES = [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")]


def start(example, lcores, *arguments):
    program = example("l2fwd", "-p", "3", "-q", str(2 // lcores), "-T", "1", *arguments, lcores=lcores)
    program.wait_for("Port statistics")
    return program


def numbers(program):
    """Packets sent and received by all ports, of the next statistics that it prints."""
    program.wait_for("Aggregate statistics")
    program.wait_for("Total packets sent:")
    # Its other lcore may say something behind the number.
    sent = program.wait_for("Total packets received:").split()[0]
    return int(sent), int(program.wait_for("Total packets dropped:").split()[0])


@pytest.mark.parametrize("lcores", LCORES)
def test_frames_go_on_with_the_addresses_of_the_other_port(example, lcores):
    program = start(example, lcores, "-P")
    sent = [(port, frame) for port in (0, 1) for frame in frames.of_every_kind(port)]
    got = program.exchange(sent, len(sent))
    for port in (0, 1):
        assert [frame for to, frame in got if to == port] == \
               [frames.on_the_wire(frames.with_addresses(frame, frames.PORTS[port], f"02:00:00:00:00:0{port}"))
                for came_from, frame in sent if came_from != port]
    # It prints them each second: those before are older.
    assert (len(sent), len(sent)) in (numbers(program) for _ in range(LIMIT_S))
    assert program.end() == 0
    assert re.search(r"Closing port 0\.\.\. Done\nClosing port 1\.\.\. Done\nBye\.\.\.\n", program.output)


def test_foreign_frames_stay_outside_when_it_is_not_promiscuous(example):
    program = start(example, 1, "--no-mac-updating")
    sent = frames.of_every_kind(0)
    wanted = [frame for frame in sent if frames.is_for(frame, frames.PORTS[0])]
    assert 0 < len(wanted) < len(sent)
    assert program.exchange([(0, frame) for frame in sent], len(wanted)) == \
           [(1, frames.on_the_wire(frame)) for frame in wanted]
    assert program.end() == 0


def test_ports_are_paired_as_told(example):
    program = example("l2fwd", "-p", "f", "-q", "4", "-T", "0", "-P", "--no-mac-updating", "--portmap", "(0,3)(1,2)",
                      ports=4)
    program.wait_for("entering main loop")
    sent = [(port, frames.of_every_kind(port)[6]) for port in range(4)]
    assert sorted(program.exchange(sent, 4)) == sorted((3 - port, frame) for port, frame in sent)
    assert program.end() == 0
