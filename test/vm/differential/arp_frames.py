# SPDX-License-Identifier: BSD-3-Clause
"""ARP (RFC 826, RFC 5227), and what is wrong with the Ethernet header already."""
from scapy.all import ARP, Dot1AD, Dot1Q, Dot3, Ether, LLC, Raw

from .stations import (BROADCAST, BROADCAST4, MAC, NETWORK4, OTHER_MAC, OURS, OURS4, STATION4, cases, data)

ALL = Ether(src=MAC, dst=BROADCAST)


def arp(**fields):
    return ARP(**{"hwsrc": MAC, "psrc": STATION4, "hwdst": "00:00:00:00:00:00", "pdst": OURS4, **fields})


def requests():
    probe = arp(psrc="0.0.0.0")
    return cases("arp", {
        "request": ALL / arp(),
        "request-to-us": Ether(src=MAC, dst=OURS) / arp(),
        "request-to-a-group": Ether(src=MAC, dst="01:00:5e:00:00:01") / arp(),
        "request-to-another-station": Ether(src=MAC, dst=OTHER_MAC) / arp(),
        "request-with-a-target-mac": ALL / arp(hwdst=OURS),
        "probe": ALL / probe,
        "probe-to-us": Ether(src=MAC, dst=OURS) / probe,
        "probe-for-another": ALL / arp(psrc="0.0.0.0", pdst="192.168.100.99"),
        "for-another": ALL / arp(pdst="192.168.100.99"),
        "for-another-to-us": Ether(src=MAC, dst=OURS) / arp(pdst="192.168.100.99"),
        "for-the-broadcast-address": ALL / arp(pdst=BROADCAST4),
        "for-the-network": ALL / arp(pdst=NETWORK4),
        "for-everyone": ALL / arp(pdst="255.255.255.255"),
        "for-no-one": ALL / arp(pdst="0.0.0.0"),
        "for-loopback": ALL / arp(pdst="127.0.0.1"),
        "for-a-group": ALL / arp(pdst="224.0.0.1"),
        "announcement": ALL / arp(psrc="192.168.100.31", pdst="192.168.100.31"),
        "announcement-reply": ALL / arp(op=2, psrc="192.168.100.31", pdst="192.168.100.31"),
        "reply": Ether(src=MAC, dst=OURS) / arp(op=2, hwdst=OURS),
        "conflict": ALL / arp(psrc=OURS4),
        "conflict-once-more": ALL / arp(psrc=OURS4, pdst=STATION4),
        "conflict-in-a-reply": Ether(src=MAC, dst=OURS) / arp(op=2, psrc=OURS4, hwdst=OURS, pdst=STATION4),
    })


def fields():
    found = {f"operation-{op}": ALL / arp(op=op) for op in (0, 3, 4, 8, 9, 25, 255, 0xFFFF)}
    found |= {f"hardware-type-{kind}": ALL / arp(hwtype=kind) for kind in (0, 6, 7, 15, 0xFFFF)}
    found |= {f"protocol-{kind:04x}": ALL / arp(ptype=kind) for kind in (0, 0x0801, 0x0806, 0x86DD)}
    found |= {f"hardware-length-{size}": ALL / with_byte(arp(), 4, size) for size in (0, 5, 7, 8, 255)}
    found |= {f"protocol-length-{size}": ALL / with_byte(arp(), 5, size) for size in (0, 3, 5, 16, 255)}
    found |= {f"cut-to-{size}": ALL / Raw(bytes(arp())[:size]) for size in range(0, 28, 3)}
    found |= {f"padded-to-{size}": ALL / arp() / Raw(data(size - 42, 1)) for size in (60, 61, 100, 1514)}
    return cases("arp", found)


def senders():
    macs = {"zero": "00:00:00:00:00:00", "broadcast": BROADCAST, "group": "01:00:5e:00:00:01", "ours": OURS,
            "another-than-the-frame": OTHER_MAC}
    addresses = {"loopback": "127.0.0.1", "group": "224.0.0.1", "everyone": "255.255.255.255", "broadcast": BROADCAST4,
                 "network": NETWORK4, "reserved": "240.0.0.1", "this-network": "0.1.2.3", "far": "10.1.2.3",
                 "link-local": "169.254.1.1"}
    found = {f"sender-mac-{name}": ALL / arp(hwsrc=mac, psrc=f"192.168.100.{40 + i}")
             for i, (name, mac) in enumerate(macs.items())}
    found |= {f"sender-{name}": ALL / arp(psrc=address) for name, address in addresses.items()}
    return cases("arp", found)


def ethernet():
    request = arp()
    return cases("ethernet", {
        "from-a-group": Ether(src="01:00:5e:00:00:01", dst=BROADCAST) / request,
        "from-broadcast": Ether(src=BROADCAST, dst=BROADCAST) / request,
        "from-zero": Ether(src="00:00:00:00:00:00", dst=BROADCAST) / request,
        "from-us": Ether(src=OURS, dst=BROADCAST) / request,
        "type-0842": Ether(src=MAC, dst=OURS, type=0x0842) / Raw(data(50)),
        "type-88cc": Ether(src=MAC, dst="01:80:c2:00:00:0e", type=0x88CC) / Raw(data(50)),
        "type-9000": Ether(src=MAC, dst=OURS, type=0x9000) / Raw(data(50)),
        "llc-test": Dot3(src=MAC, dst=OURS) / LLC(dsap=0, ssap=1, ctrl=0xF3) / Raw(data(40)),
        "llc-xid": Dot3(src=MAC, dst=OURS) / LLC(dsap=0, ssap=1, ctrl=0xBF) / Raw(b"\x81\x01\x00"),
        "tag-7": Ether(src=MAC, dst=BROADCAST) / Dot1Q(vlan=7) / request,
        "tag-4095": Ether(src=MAC, dst=BROADCAST) / Dot1Q(vlan=4095) / request,
        "priority-tag": Ether(src=MAC, dst=BROADCAST) / Dot1Q(vlan=0, prio=5) / request,
        "two-tags": Ether(src=MAC, dst=BROADCAST) / Dot1AD(vlan=7) / Dot1Q(vlan=7) / request,
        "type-only": Ether(src=MAC, dst=OURS, type=0x0800),
    })


def with_byte(packet, offset, value):
    """The packet's bytes with one of them another; lengths that scapy would follow."""
    raw = bytearray(bytes(packet))
    raw[offset] = value
    return Raw(bytes(raw))


def make():
    return [*requests(), *fields(), *senders(), *ethernet()]
