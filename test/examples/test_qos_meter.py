# SPDX-License-Identifier: BSD-3-Clause
"""qos_meter: what comes in at the first port goes out of the second, with its colour in the last byte of the destination.

It needs: checksum offload of reception, FAST_FREE where it is offered; its second port is set up by default
configurations. It takes no more than one lcore. A frame's colour at its coming is in that byte, too.
"""
import frames

GREEN, YELLOW, RED = 0, 1, 2
COLOUR = 5


def coloured(frame, colour):
    return frame[:COLOUR] + bytes([colour]) + frame[COLOUR + 1:]


def start(example, lcores=1):
    return example("qos_meter", "-p", "3", lcores=lcores)


def test_frames_below_the_rate_are_green_and_those_that_came_in_another_colour_dropped(example):
    program = start(example)
    program.wait_for("port RX = 0, port TX = 1")
    for frame in frames.of_every_kind(0):
        sent = [(0, coloured(frame, colour)) for colour in (GREEN, YELLOW, RED)]
        # One at a time: each finds its flow's bucket full.
        assert [program.exchange([each], count) for each, count in zip(sent, (1, 0, 0))] == \
               [[(1, frames.on_the_wire(coloured(frame, GREEN)))], [], []]
    assert program.exchange([(1, frames.of_every_kind(1)[3])], 0) == []


def test_frames_above_the_rate_pass_in_order_as_green_or_red(example):
    program = start(example)
    program.wait_for("port RX = 0, port TX = 1")
    kinds = [coloured(frame, GREEN) for frame in frames.of_every_kind(0)]
    sent = [kinds[n % len(kinds)][:-2] + n.to_bytes(2, "big") for n in range(600)]
    got = program.exchange([(0, frame) for frame in sent], len(sent))
    assert [(port, coloured(frame, GREEN)) for port, frame in got] == [(1, frames.on_the_wire(frame)) for frame in sent]
    assert {frame[COLOUR] for _, frame in got} <= {GREEN, RED}


def test_takes_no_second_lcore(example):
    program = start(example, lcores=2)
    assert program.wait() == 1
    assert "This application does not accept more than one core" in program.output
