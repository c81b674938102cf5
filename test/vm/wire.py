# SPDX-License-Identifier: BSD-3-Clause
"""The host's end of the guest's cable, frame by frame."""
import socket
import struct
import time

from vm import network

SOL_PACKET, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING = 263, 8, 23
VLAN_VALID = 1 << 4  # struct tpacket_auxdata: status, len, snaplen, mac, net, vlan_tci, vlan_tpid
ALL_TYPES = 0x0003
ADDRESSES = 12  # bytes of a frame before its type


class Wire:
    """A context manager. What it gives is as it was on the wire: the kernel takes the outer tag out of what it shows, and
    tells it beside; here it is put back."""

    def __init__(self, net, interface=network.TAP):
        self._socket = net.call(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_TYPES)))
        self._socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self._socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._socket.bind((interface, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def send(self, *frames):
        for frame in frames:
            self._socket.send(bytes(frame))

    def receive(self, limit_s):
        """The next frame; None if none comes within the time."""
        self._socket.settimeout(max(limit_s, 0.001))
        try:
            data, beside, _, _ = self._socket.recvmsg(1 << 16, socket.CMSG_SPACE(64))
        except TimeoutError:
            return None
        for level, kind, value in beside:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, tci, tpid = struct.unpack("=IIIHHHH", value[:20])
                if status & VLAN_VALID:
                    data = data[:ADDRESSES] + struct.pack("!HH", tpid, tci) + data[ADDRESSES:]
        return data

    def until(self, wanted, limit_s=30):
        """What comes, up to and without the first frame that is `wanted`; None if that does not come."""
        seen = []
        end = time.monotonic() + limit_s
        while (frame := self.receive(end - time.monotonic())) is not None:
            if wanted(frame):
                return seen
            seen.append(frame)
        return None

    def wait_open(self, frame, is_answer, limit_s=30, other_end=None):
        """Until the guest answers, which QEMU's e1000 may not let it for up to a second after a change. The answer comes
        here, or at the other end, that of the guest's second NIC."""
        hears = other_end or self
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            self.send(frame)
            if hears.until(is_answer, 0.3) is not None:
                while hears.receive(0.05) is not None:  # the answers to the tries before
                    pass
                return
        raise AssertionError(f"no answer within {limit_s} s")
