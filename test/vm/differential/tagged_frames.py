# SPDX-License-Identifier: BSD-3-Clause
"""Frames in a VLAN (IEEE 802.1Q), to stations that answer broadcasts."""
from scapy.all import ARP, ICMP, Dot1AD, Dot1Q, Ether, ICMPv6EchoRequest, Raw

from .ipv6_frames import solicit
from .stations import BROADCAST, BROADCAST4, LINK, MAC, OURS, OURS4, STATION4, cases, data, ip, ip6

GROUPS = {"broadcast": (BROADCAST4, BROADCAST), "everyone": ("255.255.255.255", BROADCAST),
          "all-hosts": ("224.0.0.1", "01:00:5e:00:00:01"), "mdns": ("224.0.0.251", "01:00:5e:00:00:fb")}


def tags():
    return {"none": [], "7": [Dot1Q(vlan=7)], "7-with-priority": [Dot1Q(vlan=7, prio=6)],
            "7-drop-eligible": [Dot1Q(vlan=7, id=1)],
            "8": [Dot1Q(vlan=8)], "priority": [Dot1Q(vlan=0, prio=3)], "4095": [Dot1Q(vlan=4095)],
            "7-in-7": [Dot1Q(vlan=7), Dot1Q(vlan=7)], "7-in-a-service-tag": [Dot1AD(vlan=7), Dot1Q(vlan=7)],
            "service-tag-7": [Dot1AD(vlan=7)]}


def frames():
    return {"arp": Ether(src=MAC, dst=BROADCAST) / ARP(hwsrc=MAC, psrc=STATION4, pdst=OURS4),
            "echo": LINK / ip() / ICMP(id=1, seq=2) / Raw(data(32)),
            "echo6": LINK / ip6() / ICMPv6EchoRequest(id=1, seq=2, data=data(32)),
            "solicitation": Ether(src=MAC, dst="33:33:ff:00:02:24") / solicit()}


def tagged(frame, headers):
    out = Ether(src=frame.src, dst=frame.dst)
    for header in headers:
        out = out / header.copy()
    return out / frame.payload.copy()


def make():
    found = {f"{name}-tag-{tag}": tagged(frame, headers) for name, frame in frames().items() for tag,
             headers in tags().items()}
    seven = tags()["7"]
    for name, (address, mac) in GROUPS.items():
        found[f"echo-to-{name}"] = tagged(Ether(src=MAC, dst=mac) / ip(dst=address) / ICMP(id=1, seq=2)
                                          / Raw(data(32)), seven)
    for name, address in (("all-nodes", "ff02::1"), ("our-group", "ff02::1:ff00:224"), ("all-routers", "ff02::2")):
        echo = Ether(src=MAC, dst="33:33:00:00:00:01") / ip6(dst=address) / ICMPv6EchoRequest(id=1, seq=2,
                                                                                              data=data(32))
        found[f"echo6-to-{name}"] = tagged(echo, seven)
    for size in (0, 1, 17, 18, 1471, 1472):
        found[f"echo-of-{size}"] = tagged(Ether(src=MAC, dst=OURS) / ip() / ICMP(id=1, seq=2) / Raw(data(size)), seven)
    return cases("vlan", found)
