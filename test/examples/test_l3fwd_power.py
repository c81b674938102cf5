# SPDX-License-Identifier: BSD-3-Clause
"""l3fwd-power in interrupt mode: routes IPv4 between its ports, and sleeps while nothing comes.

It needs: receive interrupts, checksum offload of reception, a transmit queue an lcore, FAST_FREE where it is offered; packet
types from the driver, or it parses by itself (--parse-ptype). One lcore for both ports, or one for each. What is not
IPv4 it drops.
"""
import frames
import pytest
import sleeper
from conftest import LONG_SLEEPS

CONFIGS = {1: "(0,0,0),(1,0,0)", 2: "(0,0,0),(1,0,1)"}
PARSES = {1: ["--parse-ptype"], 2: []}  # two lcores take the packet types that the driver tells
LCORES = [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")]


def start(example, lcores, **options):
    program = example("l3fwd-power", "-p", "3", f"--config={CONFIGS[lcores]}", "--interrupt-only", *PARSES[lcores],
                      lcores=lcores, **options)
    for _ in range(lcores):
        program.wait_for("entering main interrupt loop")
    return program


def cases():
    """[(port in, frame, port out), ...], port out None: dropped. The last has no route, and goes back."""
    made = [(port, frame, out) for port in (0, 1) for out in (0, 1)
            for frame in frames.to_route(port, f"{1 + out}.1.1.7", f"2001:db8:{out}::7")]
    made += [(port, frames.to_route(port, "203.0.113.9", "2001:db8::9")[3], port) for port in (0, 1)]
    return [(port, frame, out if frame[12:14] == b"\x08\x00" else None) for port, frame, out in made]


def expected(some):
    return sorted((out, frames.hop_further(frame, frames.PORTS[out], f"02:00:00:00:00:0{out}"))
                  for _, frame, out in some if out is not None)


@pytest.mark.parametrize("lcores", LCORES)
def test_frames_go_where_the_longest_prefix_says(example, lcores):
    program = start(example, lcores)
    want = expected(cases())
    assert sorted(program.exchange([(port, frame) for port, frame, _ in cases()], len(want))) == want
    assert program.end() == 0


def test_only_an_interrupt_wakes_it(example):
    """By itself it would sleep for a minute."""
    program = start(example, 1, preload=LONG_SLEEPS)
    assert "cannot be preloaded" not in program.output
    for each in cases():
        if each[2] is not None:
            # The exchange ends with 50 ms of nothing: time enough to fall asleep.
            assert program.exchange([each[:2]], 1) == expected([each])
    for port in (0, 1):
        assert f"is waked up from rx interrupt on port {port} queue 0" in program.read().output


def test_sleeps_while_nothing_comes(example):
    program = start(example, 1)
    each = cases()[0]
    assert program.exchange([each[:2]], 1) == expected([each])
    sleeper.assert_asleep(lambda: sleeper.of_thread(program.process.pid))
    assert program.exchange([each[:2]], 1) == expected([each])
    assert program.end() == 0
