# SPDX-License-Identifier: BSD-3-Clause
"""Reception under KVM, which posts register writes: poller.cpp makes the driver's accesses in a guest without an OS.

The rule when to deliver is the driver's own (hw/delivery.hpp): the ROM is compiled with it.
"""
import mmap
import os
import pathlib
import socket
import struct
import subprocess
import time

import pytest

ROM = pathlib.Path(os.environ["POLLER_ROM"])
PAGE, MEMORY = 0x1000, 64 << 20
FRAME = bytes.fromhex("525400123456 020000000001 88b5") + bytes(46)
PATIENCE_S = 60  # where a second is the most that is waited for


class Guest:
    """QEMU with the poller as its firmware, its memory, and the other end of its cable."""

    def __init__(self, accel, ring, batch, delivers):
        self.memory_fd = os.memfd_create("guest")
        os.ftruncate(self.memory_fd, MEMORY)
        self.memory = mmap.mmap(self.memory_fd, MEMORY)
        self.memory[PAGE:PAGE + 12] = struct.pack("<3I", ring, batch, delivers)
        self.cable, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        with theirs:
            self.process = subprocess.Popen(
                ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-accel", accel,
                 "-machine", "pc,memory-backend=ram", "-m", "64M", "-bios", str(ROM), "-no-reboot",
                 "-object", f"memory-backend-file,id=ram,size=64M,share=on,mem-path=/proc/self/fd/{self.memory_fd}",
                 "-netdev", f"dgram,id=net,local.type=fd,local.str={theirs.fileno()}",
                 "-device", "e1000,netdev=net,romfile="],
                pass_fds=[self.memory_fd, theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.cable.close()
        self.memory.close()
        os.close(self.memory_fd)

    def _word(self, index):
        return struct.unpack_from("<I", self.memory, PAGE + 4 * index)[0]

    @property
    def alive(self):
        return self._word(3)

    @property
    def frames(self):
        return self._word(4)

    def starts(self, limit_s=10):
        """Whether the poller runs and has found its device."""
        end = time.monotonic() + limit_s
        while self.alive != 2 and self.process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        return self.alive == 2

    def reach(self, count):
        """Wait until so many frames have been received. Returns how many there were in the end."""
        end = time.monotonic() + PATIENCE_S
        while self.frames < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.frames

    def inject(self, count):
        """Frames into the cable, until QEMU takes no more. Returns how many it took."""
        self.cable.settimeout(PATIENCE_S)
        for sent in range(count):
            try:
                self.cable.send(FRAME)
            except TimeoutError:
                return sent
        return count


@pytest.fixture(scope="session")
def kvm():
    """Skip where KVM does not run a guest without paging."""
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        pytest.skip("no /dev/kvm that may be used; load kvm_intel or kvm_amd, or join the group kvm")
    with Guest("kvm", 512, 32, True) as guest:
        if guest.starts():
            return "kvm"
        guest.process.kill()
        pytest.skip(f"/dev/kvm runs no guest without paging here: {guest.process.stdout.read().strip() or 'it hangs'}")


SHAPES = [(512, 32), (32, 8), (32, 16), (32, 1), (64, 16), (4096, 32), (4096, 2048)]


@pytest.mark.parametrize("ring, batch", SHAPES)
def test_the_drivers_rule_gets_every_frame(kvm, ring, batch):
    count = max(4000, 3 * ring)
    with Guest(kvm, ring, batch, True) as guest:
        assert guest.starts()
        assert guest.inject(count) == count
        assert guest.reach(count) == count


@pytest.mark.parametrize("ring, batch, deaf_after", [(512, 32, 511), (32, 8, 31), (4096, 32, 4095)])
def test_without_it_reception_ends_with_the_first_ring(kvm, ring, batch, deaf_after):
    """What the rule is for; should KVM or QEMU ever deliver by themselves, this says that it may go."""
    with Guest(kvm, ring, batch, False) as guest:
        assert guest.starts()
        guest.cable.setblocking(False)
        sent = 0
        end = time.monotonic() + PATIENCE_S
        while guest.frames < deaf_after and time.monotonic() < end:
            sent += send_some(guest.cable)
        quiet = time.monotonic() + 2
        while time.monotonic() < quiet:
            sent += send_some(guest.cable)
        assert guest.frames == deaf_after
        assert sent > deaf_after, "more frames wait than it has received"


def send_some(cable):
    """As many frames as go into the socket at once."""
    for sent in range(1000):
        try:
            cable.send(FRAME)
        except BlockingIOError:
            time.sleep(0.001)
            return sent
    return 1000


def test_without_kvm_nothing_is_posted():
    """The poller by itself is right: without KVM it needs no rule."""
    with Guest("tcg", 512, 32, False) as guest:
        assert guest.starts(PATIENCE_S)
        assert guest.inject(4000) == 4000
        assert guest.reach(4000) == 4000
