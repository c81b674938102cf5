# SPDX-License-Identifier: BSD-3-Clause
"""Who is on the link: the guest, and the stations that the frames say they are from. None of these is the host's own
kernel, so that it takes no part."""
from dataclasses import dataclass

from scapy.all import IP, Ether, IPv6, Raw, checksum

OURS = "52:54:00:12:34:56"
OURS4, NETWORK4, BROADCAST4 = "192.168.100.224", "192.168.100.0", "192.168.100.255"
OURS6, LOCAL6 = "fd00::224", "fe80::5054:ff:fe12:3456"
GROUP6, LOCAL_GROUP6 = "ff02::1:ff00:224", "ff02::1:ff12:3456"

MAC, STATION4, STATION6, STATION_LOCAL6 = "02:00:00:00:00:07", "192.168.100.7", "fd00::7", "fe80::7"
OTHER_MAC = "02:00:00:00:00:99"
BROADCAST = "ff:ff:ff:ff:ff:ff"
FENCE_MAC, FENCE4, FENCE_ID = "02:00:00:00:00:02", "192.168.100.2", 0xFE2C

LINK = Ether(src=MAC, dst=OURS)


@dataclass
class Case:
    """Frames that are sent one behind the other, and a name by which the table of differences tells of them."""

    name: str
    frames: list


def ip(**fields):
    return IP(**{"src": STATION4, "dst": OURS4, "id": 0x1234, **fields})


def with_options(options, payload, **fields):
    """A frame with these bytes as the IPv4 header's options, whatever they are."""
    options, payload = bytes(options) + bytes(-len(options) % 4), bytes(payload)
    head = bytes(ip(**{"proto": 1, **fields}, ihl=5 + len(options) // 4, len=20 + len(options) + len(payload),
                    chksum=0))
    head = bytearray(head[:20] + options)
    head[10:12] = checksum(bytes(head)).to_bytes(2, "big")
    return Ether(src=MAC, dst=OURS, type=0x0800) / Raw(bytes(head) + payload)


def ip6(**fields):
    return IPv6(**{"src": STATION6, "dst": OURS6, **fields})


def data(size, first=0):
    return bytes((first + 7 * i) % 256 for i in range(size))


def cases(group, frames):
    """Cases of one frame, or of a list of frames, by their name in the group."""
    return [Case(f"{group}/{name}", what if isinstance(what, list) else [what]) for name, what in frames.items()]
