# SPDX-License-Identifier: BSD-3-Clause
"""qos_meter: what comes in at the first port goes out of the second, with its colour in the last byte of the destination.

It needs: checksum offload of reception, FAST_FREE where it is offered; its second port is set up by default
configurations. It takes no more than one lcore. A frame's colour at its coming is in that byte, too.
"""
import frames

GREEN, YELLOW, RED = 0, 1, 2
COLOUR, FLOW = 5, 33


def coloured(frame, colour):
    return frame[:COLOUR] + bytes([colour]) + frame[COLOUR + 1:]


def start(example, lcores=1):
    return example("qos_meter", "-p", "3", lcores=lcores)


def settled(program, *sent):
    """What comes of the frames when the example has dealt with them, and their flow's bucket is full again.

    Behind them goes a frame of a flow that is none of theirs, and when that has come out, another. What is sent waits for
    the end of a period of 200,000 cycles, and between the two lies a whole one: however late anybody is, 1500 bytes have
    flowed into the bucket by then.
    """
    mark = coloured(frames.of_every_kind(0)[-1][:60], GREEN)
    mark = mark[:FLOW] + bytes([0xee]) + mark[FLOW + 1:]
    got = []
    for each in ([*((0, frame) for frame in sent), (0, mark)], [(0, mark)]):
        while not got or coloured(got[-1][1], GREEN) != mark:
            more = program.exchange(each, 1)
            assert more, f"only {got}"
            got, each = got + more, []
        got.pop()
    return got


def test_frames_below_the_rate_are_green_and_those_that_came_in_another_colour_dropped(example):
    program = start(example)
    program.wait_for("port RX = 0, port TX = 1")
    for frame in frames.of_every_kind(0):
        assert settled(program, coloured(frame, GREEN)) == [(1, frames.on_the_wire(coloured(frame, GREEN)))]
        assert settled(program, coloured(frame, YELLOW)) == []
        assert settled(program, coloured(frame, RED)) == []
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
