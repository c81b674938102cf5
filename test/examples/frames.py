# SPDX-License-Identifier: BSD-3-Clause
"""Frames to send through the examples, and what they have to come out as."""
import os

from scapy.all import ARP, ICMP, IP, TCP, UDP, Dot1Q, Ether, IPv6, Raw

PADS = os.environ.get("E1K_DRIVER") != "em"  # net_e1000_em does not pad
PEERS = ("02:00:00:00:00:01", "02:00:00:00:00:02")  # ours, at the cable of port 0 and of port 1
PORTS = tuple(f"52:54:00:12:34:5{6 + n}" for n in range(4))


def pattern(length, seed=0):
    return bytes((seed + 7 * n) & 0xff for n in range(length))


def of_every_kind(port, dst=None):
    """Frames of many protocols and of lengths from 60 to 1514, as a peer on the cable of `port` sends them."""
    link = Ether(src=PEERS[port % 2], dst=dst or PORTS[port])
    near, far = f"192.0.2.{1 + port}", f"198.51.100.{1 + port}"
    ip, ip6 = IP(src=near, dst=far, ttl=64), IPv6(src=f"2001:db8::{1 + port}", dst=f"2001:db8:1::{1 + port}")
    made = [link / ip / UDP(sport=1000 + length, dport=9) / Raw(pattern(length, length))
            for length in (0, 1, 17, 18, 19, 86, 470, 972, 1471, 1472)]
    made += [link / ip / TCP(sport=80, dport=4096, flags="PA", options=[("MSS", 1460)]) / Raw(pattern(900)),
             link / ip / ICMP() / Raw(pattern(56)),
             link / IP(src=near, dst=far, options=b"\x07\x07\x04\0\0\0\0\0") / UDP(sport=5, dport=6) / Raw(pattern(40)),
             link / ip6 / UDP(sport=7, dport=8) / Raw(pattern(700)), link / ip6 / TCP(sport=1, dport=2),
             link / Dot1Q(vlan=7, prio=5) / ip / UDP(sport=2, dport=3) / Raw(pattern(200)),
             link / Dot1Q(vlan=1) / Dot1Q(vlan=2) / Raw(pattern(60)),
             Ether(src=PEERS[port % 2], dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=PEERS[port % 2], psrc=near, pdst=far),
             Ether(src=PEERS[port % 2], dst="01:80:c2:00:00:0e", type=0x88cc) / Raw(pattern(100)),
             Ether(src=PEERS[port % 2], dst="02:00:00:00:77:77", type=0x88b5) / Raw(pattern(1500, 3))]
    return [bytes(frame) for frame in made]


def is_for(frame, mac):
    """Whether a port that is not promiscuous and has joined no group takes it."""
    return bytes(frame)[:6] in (bytes.fromhex(mac.replace(":", "")), b"\xff" * 6)


def on_the_wire(frame):
    """With the padding to 60 bytes."""
    return bytes(frame).ljust(60, b"\0")


def has_length(frame, length):
    """Whether a frame on the wire has this length, or is padded to 60 bytes."""
    return len(frame) == max(length, 60) or not PADS and len(frame) == length


def with_addresses(frame, src, dst):
    """The frame with other Ethernet addresses."""
    return bytes.fromhex(dst.replace(":", "") + src.replace(":", "")) + bytes(frame)[12:]


def with_seed_for_checksum(packet):
    """The packet, with an identification, if it is of IPv4, that keeps its header checksum below 0xff00.

    The forwarders count the checksum up with the TTL down, and leave out the carry beyond that.
    """
    if IP not in packet:
        return packet
    for packet[IP].id in range(1, 0x10000):
        if IP(bytes(packet[IP]))[IP].chksum < 0xff00:
            return packet
    raise AssertionError("no such identification")


def to_route(port, far, far6):
    """IPv4 and IPv6 frames of many lengths and protocols from the peer of `port` to these addresses."""
    link = Ether(src=PEERS[port % 2], dst=PORTS[port])
    ip, ip6 = IP(src=f"192.0.2.{1 + port}", dst=far, ttl=64), IPv6(src=f"2001:db8::{1 + port}", dst=far6, hlim=33)
    made = [link / ip / UDP(sport=9, dport=9) / Raw(pattern(length, length)) for length in (0, 1, 18, 300, 1471, 1472)]
    made += [link / ip / TCP(sport=80, dport=4096, flags="PA") / Raw(pattern(900)),
             link / ip / ICMP() / Raw(pattern(56)),
             link / IP(src="192.0.2.9", dst=far, ttl=2, options=b"\x07\x07\x04\0\0\0\0\0") / UDP(sport=9, dport=9) / Raw(pattern(40))]
    return [bytes(with_seed_for_checksum(packet)) for packet in made] + \
           [bytes(link / ip6 / UDP(sport=9, dport=9) / Raw(pattern(length))) for length in (0, 700, 1452)]


def hop_further(frame, src, dst):
    """The frame as a router sends it on: with these addresses, and of IPv4 with a lower TTL and the checksum of that."""
    packet = Ether(with_addresses(frame, src, dst))
    if IP in packet:
        packet[IP].ttl -= 1
        del packet[IP].chksum
    return on_the_wire(packet)


def checksum_is_right(packet):
    """Whether an IPv4 header's checksum is what scapy makes of it."""
    again = packet.copy()
    del again.chksum
    return IP(bytes(again)).chksum == packet.chksum
