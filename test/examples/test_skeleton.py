# SPDX-License-Identifier: BSD-3-Clause
"""skeleton and rxtx_callbacks: what comes in at one port of a pair goes out of the other.

They need: one queue each way, FAST_FREE where it is offered, promiscuous mode. One lcore works, however many there are.
"""
import signal

import frames
import pytest


@pytest.mark.parametrize("lcores", [1, 2])
@pytest.mark.parametrize("name", ["skeleton", "rxtx_callbacks"])
def test_every_frame_goes_out_of_the_other_port_as_it_came_in(example, name, lcores):
    program = example(name, lcores=lcores)
    program.wait_for("forwarding packets")
    for port in (0, 1):
        assert f"Port {port} MAC: {frames.PORTS[port].replace(':', ' ')}" in program.output
    sent = [(port, frame) for port in (0, 1) for frame in frames.of_every_kind(port)]
    got = program.exchange(sent, len(sent))
    for port in (0, 1):
        assert [frame for to, frame in got if to == port] == \
               [frames.on_the_wire(frame) for came_from, frame in sent if came_from != port]
    assert program.end() == -signal.SIGINT


def test_more_frames_than_the_ring_holds_pass_in_order(example):
    program = example("skeleton")
    program.wait_for("forwarding packets")
    kinds = frames.of_every_kind(0)
    sent = [(0, kinds[n % len(kinds)][:-2] + n.to_bytes(2, "big")) for n in range(3000)]
    got = program.exchange(sent, len(sent))
    assert got == [(1, frames.on_the_wire(frame)) for _, frame in sent]


def test_hardware_time_stamps_are_not_offered(example):
    program = example("rxtx_callbacks", "-t")
    assert program.wait() == 1
    assert "Port 0 does not support hardware timestamping" in program.output
