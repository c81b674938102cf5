# SPDX-License-Identifier: BSD-3-Clause
"""Write the fuzzer's first inputs: one of every message that the responder knows.
usage: responder_seeds.py FOLDER"""
import pathlib
import sys

from scapy.all import (ARP, ICMP, IP, Dot1Q, Ether, ICMPv6EchoRequest, ICMPv6MLQuery2, ICMPv6ND_NA, ICMPv6ND_NS,
                       ICMPv6NDOptSrcLLAddr, IPOption_RR, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop,
                       IPv6ExtHdrRouting, PadN, RouterAlert, fragment)

OURS, PEER = "52:54:00:12:34:56", "02:00:00:00:00:01"
LINK = Ether(src=PEER, dst=OURS)
V4 = IP(src="192.168.100.1", dst="192.168.100.224")
V6 = IPv6(src="fd00::1", dst="fd00::224")
ASK6 = IPv6(src="fd00::1", dst="ff02::1:ff00:224", hlim=255)
ECHO6 = ICMPv6EchoRequest(data=b"data")

FRAMES = {
    "arp": [Ether(src=PEER, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=PEER, psrc="192.168.100.1", pdst="192.168.100.224")],
    "arp-conflict": [LINK / ARP(op=2, hwsrc=PEER, psrc="192.168.100.224", pdst="10.0.0.1")] * 2,
    "echo": [LINK / V4 / ICMP() / b"data"],
    "echo-options": [LINK / IP(src=V4.src, dst=V4.dst, options=[IPOption_RR(pointer=4, routers=["0.0.0.0"])]) / ICMP()],
    "echo-broadcast": [Ether(src=PEER, dst="ff:ff:ff:ff:ff:ff") / IP(src=V4.src, dst="192.168.100.255") / ICMP()],
    "echo-reply": [LINK / V4 / ICMP(type=0, id=7, seq=1) / bytes(56)],
    "echo-to-all": [Ether(src=PEER, dst="ff:ff:ff:ff:ff:ff") / IP(src=V4.src, dst="255.255.255.255") / ICMP()],
    "echo-to-group": [Ether(src=PEER, dst="01:00:5e:00:00:01") / IP(src=V4.src, dst="224.0.0.1") / ICMP()],
    "fragments": [LINK / piece for piece in fragment(V4 / ICMP() / bytes(60), 24)],
    "echo6": [LINK / V6 / ECHO6],
    "echo6-extensions": [LINK / V6 / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / IPv6ExtHdrRouting() / ECHO6],
    "fragment6": [LINK / V6 / IPv6ExtHdrFragment(m=1, id=7) / bytes(16), LINK / V6 / IPv6ExtHdrFragment(offset=2, id=7)],
    "solicitation": [Ether(src=PEER, dst="33:33:ff:00:02:24") / ASK6 / ICMPv6ND_NS(tgt="fd00::224") /
                     ICMPv6NDOptSrcLLAddr(lladdr=PEER)],
    "probe": [Ether(src=PEER, dst="33:33:ff:00:02:24") / IPv6(src="::", dst=ASK6.dst, hlim=255) /
              ICMPv6ND_NS(tgt="fd00::224")],
    "advertisement": [LINK / IPv6(src="fd00::1", dst="fd00::224", hlim=255) / ICMPv6ND_NA(tgt="fd00::1")],
    "listener-query": [Ether(src=PEER, dst="33:33:00:00:00:01") / IPv6(src="fe80::1", dst="ff02::1", hlim=1) /
                       IPv6ExtHdrHopByHop(options=[RouterAlert(value=0), PadN()]) / ICMPv6MLQuery2()],
    # Findings, told in README.md.
    "echo-of-zeros": [LINK / V4 / ICMP(id=0, seq=0)],
    "arp-in-our-name": [LINK / ARP(hwsrc=OURS, psrc="192.168.100.1", pdst="192.168.100.224")],
    "solicitation-in-our-name": [LINK / ASK6 / ICMPv6ND_NS(tgt="fd00::224") / ICMPv6NDOptSrcLLAddr(lladdr=OURS)],
}

# Byte 0 of an input, see Flag in responder_fuzz.cpp; the program draws others.
HOSTS = {"": 1, "-vlan": 3, "-without-ipv4": 5}

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, frames in FRAMES.items():
    for host, options in HOSTS.items():
        data = bytes([options, 42])
        for frame in frames:
            if options & 2:
                frame = Ether(src=frame.src, dst=frame.dst) / Dot1Q(vlan=7) / frame.payload
            data += len(bytes(frame)).to_bytes(2, "big") + bytes(frame)
        (folder / (name + host)).write_bytes(data)
