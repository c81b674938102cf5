# SPDX-License-Identifier: BSD-3-Clause
"""Series of frames to a testpmd that sends back what comes in, and what comes back."""
import itertools

from scapy.all import Ether
from vm import qemu

HOST_MAC = "02:00:00:00:00:01"
EXPERIMENTAL = 0x88B5  # IEEE 802a
SHORTEST = 60          # bytes of a frame without its CRC: what is shorter is padded on the way
END = b"end of series "
_numbers = itertools.count()


def ethernet(to=qemu.MAC, by=HOST_MAC):
    return Ether(dst=to, src=by, type=EXPERIMENTAL)


def behind(tags, packet):
    """A frame to the guest with these tags, the outermost first, and a packet that scapy knows the type of."""
    frame = Ether(dst=qemu.MAC, src=HOST_MAC)
    for tag in tags:
        frame /= tag
    return frame / packet


def to_us(data):
    return data.startswith(bytes.fromhex(HOST_MAC.replace(":", "")))


def padded(frame):
    return bytes(frame).ljust(SHORTEST, b"\0")


def end_of_series(to=qemu.MAC):
    """A frame that no other is like, as short as a frame may be; and whether another is that one on its way back."""
    mark = END + next(_numbers).to_bytes(4, "big")
    return padded(ethernet(to) / mark), lambda data: mark in data and to_us(data)


def is_of_series(data):
    return to_us(data) and END not in data


def wait_open(wire):
    """Until what is sent comes back: under QEMU up to a second after a start, and after other changes."""
    wire.wait_open(*end_of_series())


def come_back(wire, frames, at_once=32):
    """What comes back of these frames, in order.
    @param at_once  so many are sent before one waits for them: beyond its ring, QEMU drops"""
    frames, seen = list(map(bytes, frames)), []
    for first in range(0, len(frames), at_once):
        last, is_last = end_of_series()
        wire.send(*frames[first:first + at_once], last)
        here = wire.until(is_last)
        assert here is not None, f"nothing comes back any more, at the frames from {first} on"
        seen += filter(is_of_series, here)
    return seen


def describe(frames):
    """For a failed assertion: what a reader can compare."""
    return [f"{len(data)} {bytes(data).hex()}" for data in frames]
