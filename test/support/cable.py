# SPDX-License-Identifier: BSD-3-Clause
"""A test's end of the cable of QEMU's e1000."""
import select
import socket

from scapy.all import Ether


class Cable:
    """Frames as scapy has them. `net` is what the device is plugged into."""

    def __init__(self):
        self.ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.net = f"fd:{self.theirs.fileno()}"

    def send(self, frame):
        self.ours.send(bytes(frame))

    def receive(self, wanted, limit_s=10.0):
        """The next frame for which wanted() holds, or None."""
        while select.select([self.ours], [], [], limit_s)[0]:
            frame = Ether(self.ours.recv(65536))
            if wanted(frame):
                return frame
        return None

    def close(self):
        self.ours.close()
        self.theirs.close()
