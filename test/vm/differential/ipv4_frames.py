# SPDX-License-Identifier: BSD-3-Clause
"""IPv4 (RFC 791, RFC 1122) and ICMP (RFC 792) in one frame."""
import random

from scapy.all import ICMP, TCP, UDP, Dot1Q, Ether, Padding, Raw, checksum

from .stations import (BROADCAST, BROADCAST4, LINK, MAC, NETWORK4, OTHER_MAC, OURS, OURS4, cases, data, ip,
                       with_options)


def echo(size=32, **fields):
    return ICMP(**{"id": 0xBEEF, "seq": 7, **fields}) / Raw(data(size))


def with_bytes(packet, changes, repair=False):
    """The packet from its IPv4 header on with other bytes at some offsets; the header's checksum made right again."""
    raw = bytearray(bytes(packet))
    for offset, value in changes.items():
        raw[offset] = value
    if repair:
        size = max((raw[0] & 15) * 4, 20)
        raw[10:12] = b"\0\0"
        raw[10:12] = checksum(bytes(raw[:size])).to_bytes(2, "big")
    return Raw(bytes(raw))


def v4(payload):
    """Behind an Ethernet header: Raw needs its type said."""
    return Ether(src=MAC, dst=OURS, type=0x0800) / payload


def echoes():
    found = {f"size-{size}": LINK / ip() / echo(size)
             for size in (0, 1, 2, 3, 17, 18, 19, 31, 55, 56, 57, 999, 1471, 1472)}
    found |= {f"padded-by-{size}": LINK / ip() / echo(20) / Padding(data(size, 3)) for size in (1, 2, 17, 400)}
    found |= {f"ttl-{ttl}": LINK / ip(ttl=ttl) / echo() for ttl in (0, 1, 2, 64, 255)}
    found |= {f"tos-{tos:02x}": LINK / ip(tos=tos) / echo() for tos in (0x01, 0x02, 0x03, 0x10, 0xB8, 0xFC, 0xFF)}
    found |= {f"flags-{name}": LINK / ip(flags=flags) / echo() for name,
              flags in (("df", 2), ("reserved", 4), ("both", 6))}
    found |= {f"id-{value:04x}": LINK / ip(id=value) / echo() for value in (0, 1, 0xFFFF)}
    found |= {f"code-{code}": LINK / ip() / echo(code=code) for code in (1, 8, 255)}
    found |= {f"identifier-{value:04x}": LINK / ip() / echo(id=value, seq=value ^ 0xFFFF) for value in (0, 0xFFFF)}
    found["zeros"] = LINK / ip() / ICMP(id=0, seq=0) / Raw(bytes(40))
    found["ones"] = LINK / ip() / ICMP(id=0xFFFF, seq=0xFFFF) / Raw(b"\xff" * 40)
    found["from-another-mac"] = Ether(src=OTHER_MAC, dst=OURS) / ip() / echo()
    found["to-another-mac"] = Ether(src=MAC, dst=OTHER_MAC) / ip() / echo()
    found["in-a-broadcast"] = Ether(src=MAC, dst=BROADCAST) / ip() / echo()
    found["in-a-group"] = Ether(src=MAC, dst="01:00:5e:00:00:01") / ip() / echo()
    found["priority-tag"] = Ether(src=MAC, dst=OURS) / Dot1Q(vlan=0, prio=5) / ip() / echo()
    return cases("echo", found)


def wrong():
    good = bytes(ip() / echo())
    right = int.from_bytes(good[10:12], "big"), int.from_bytes(good[22:24], "big")
    found = {f"header-checksum-{name}": LINK / ip(chksum=value) / echo()
             for name,
             value in (("zero", 0), ("ones", 0xFFFF), ("off-by-one", right[0] ^ 1), ("swapped", swap(right[0])))}
    found |= {f"icmp-checksum-{name}": LINK / ip() / echo(chksum=value)
              for name,
              value in (("zero", 0), ("ones", 0xFFFF), ("off-by-one", right[1] ^ 1), ("swapped", swap(right[1])))}
    found |= {f"version-{version}": v4(with_bytes(good, {0: version << 4 | 5}, True)) for version in (0, 1, 5, 6, 15)}
    found |= {f"header-length-{ihl}": v4(with_bytes(good, {0: 0x40 | ihl}, True)) for ihl in (0, 1, 4, 6, 14, 15)}
    total = len(good)
    lengths = (0, 1, 19, 20, 21, 27, 28, 29, total - 1, total + 1, total + 100, 1500, 0xFFFF)
    found |= {f"total-length-{length}": v4(with_bytes(good, {2: length >> 8, 3: length & 255}, True))
              for length in lengths}
    found |= {f"cut-to-{size}": v4(Raw(bytes(ip() / echo(200))[:size]))
              for size in (1, 10, 19, 20, 24, 27, 28, 60, 150, 227)}
    found |= {f"icmp-of-{size}-bytes": LINK / ip() / Raw(bytes(ICMP(id=1))[:size]) for size in range(8)}
    return cases("wrong", found)


def swap(value):
    return (value << 8 | value >> 8) & 0xFFFF


def addresses():
    sources = {"this-network": "0.1.2.3", "nothing": "0.0.0.0", "loopback": "127.0.0.1", "ours": OURS4,
               "group": "224.0.0.1",
               "scoped-group": "239.1.2.3", "everyone": "255.255.255.255", "broadcast": BROADCAST4, "network": NETWORK4,
               "reserved": "240.0.0.1", "far": "10.1.2.3", "link-local": "169.254.1.1", "documentation": "192.0.2.1",
               "shared": "100.64.0.1", "a-neighbour": "192.168.100.8", "far-broadcast": "10.255.255.255"}
    found = {f"from-{name}": LINK / ip(src=address) / echo() for name, address in sources.items()}
    targets = {"broadcast": BROADCAST4, "everyone": "255.255.255.255", "all-hosts": "224.0.0.1", "mdns": "224.0.0.251",
               "scoped-group": "239.1.2.3", "network": NETWORK4, "another": "192.168.100.99", "loopback": "127.0.0.1",
               "nothing": "0.0.0.0", "this-network": "0.1.2.3", "far": "10.1.2.3", "reserved": "240.0.0.1"}
    found |= {f"to-{name}": LINK / ip(dst=address) / echo() for name, address in targets.items()}
    groups = {"broadcast": (BROADCAST4, BROADCAST), "everyone": ("255.255.255.255", BROADCAST),
              "all-hosts": ("224.0.0.1", "01:00:5e:00:00:01"), "mdns": ("224.0.0.251", "01:00:5e:00:00:fb")}
    found |= {f"to-{name}-on-the-link": Ether(src=MAC, dst=mac) / ip(dst=address) / echo()
              for name, (address, mac) in groups.items()}
    return cases("address", found)


def icmp_types():
    # Of a datagram to a station that asks nothing here: Linux believes what it says about the way there.
    inner = bytes(ip(src=OURS4, dst="192.168.100.66") / UDP(sport=9, dport=9))
    found = {f"type-{kind}": LINK / ip() / ICMP(type=kind, id=1, seq=2) / Raw(data(24))
             for kind in (*range(1, 8), *range(9, 20), 30, 37, 40, 41, 42, 43, 253, 255)}
    found["echo-reply"] = LINK / ip() / ICMP(type=0, id=1, seq=2) / Raw(data(24))
    found |= {f"error-{kind}-{code}": LINK / ip() / ICMP(type=kind, code=code) / Raw(inner)
              for kind, code in ((3, 0), (3, 3), (3, 4), (4, 0), (5, 1), (11, 0), (11, 1), (12, 0))}
    found["timestamp-to-broadcast"] = Ether(src=MAC, dst=BROADCAST) / ip(dst=BROADCAST4) / ICMP(type=13) / Raw(data(12))
    return cases("icmp", found)


def protocols():
    found = {f"{number}": LINK / ip(proto=number) / Raw(data(24))
             for number in (0, 2, 4, 41, 47, 50, 51, 58, 89, 132, 253, 255)}
    found |= {"udp": LINK / ip() / UDP(sport=4000, dport=9) / Raw(data(20)),
              "udp-wrong-checksum": LINK / ip() / UDP(sport=4000, dport=9, chksum=1) / Raw(data(20)),
              "udp-to-broadcast": Ether(src=MAC, dst=BROADCAST) / ip(dst=BROADCAST4) / UDP(sport=4000, dport=9),
              "tcp-syn": LINK / ip() / TCP(sport=4000, dport=9, flags="S"),
              "tcp-ack": LINK / ip() / TCP(sport=4000, dport=9, flags="A", ack=5),
              "tcp-rst": LINK / ip() / TCP(sport=4000, dport=9, flags="R")}
    return cases("protocol", found)


def options():
    def asked(raw):
        return with_options(raw, echo(20))

    theirs, ours = bytes([192, 168, 100, 7]), bytes([192, 168, 100, 224])
    found = {
        "no-operations": asked([1, 1, 1, 1]), "end": asked([0, 0, 0, 0]), "end-and-garbage": asked([0, 7, 3, 1]),
        "forty-no-operations": asked([1] * 40),
        "record-route": asked(bytes([7, 15, 4]) + bytes(12)), "record-route-of-9": asked(bytes([7, 39, 4]) + bytes(36)),
        "record-route-begun": asked(bytes([7, 15, 8]) + theirs + bytes(8)),
        "record-route-full": asked(bytes([7, 7, 8]) + theirs), "record-route-without-room": asked([7, 3, 4]),
        "record-route-pointer-3": asked(bytes([7, 7, 3]) + bytes(4)),
        "record-route-pointer-5": asked(bytes([7, 11, 5]) + bytes(8)),
        "record-route-half-room": asked(bytes([7, 9, 4]) + bytes(6)),
        "record-route-behind": asked(bytes([1, 7, 7, 4]) + bytes(4)),
        "record-route-twice": asked(bytes([7, 7, 4]) + bytes(4) + bytes([1, 7, 7, 4]) + bytes(4)),
        "record-route-too-long": asked(bytes([7, 60, 4]) + bytes(8)),
        "timestamp": asked(bytes([68, 12, 5, 0]) + bytes(8)),
        "timestamp-with-address": asked(bytes([68, 20, 5, 1]) + bytes(16)),
        "timestamp-of-us": asked(bytes([68, 12, 5, 3]) + ours + bytes(4)),
        "timestamp-of-another": asked(bytes([68, 12, 5, 3]) + theirs + bytes(4)),
        "timestamp-full": asked(bytes([68, 8, 9, 0]) + bytes(4)),
        "timestamp-overflow": asked(bytes([68, 8, 9, 0xF0]) + bytes(4)),
        "timestamp-pointer-4": asked(bytes([68, 8, 4, 0]) + bytes(4)), "timestamp-short": asked([68, 3, 5, 0]),
        "timestamp-kind-2": asked(bytes([68, 12, 5, 2]) + bytes(8)),
        "loose-route-done": asked(bytes([131, 7, 8]) + theirs), "loose-route": asked(bytes([131, 7, 4]) + theirs),
        "strict-route-done": asked(bytes([137, 7, 8]) + theirs), "strict-route": asked(bytes([137, 7, 4]) + theirs),
        "loose-and-strict": asked(bytes([131, 7, 8]) + theirs + bytes([1, 137, 7, 8]) + theirs),
        "security": asked(bytes([130, 11]) + bytes(9)), "stream": asked([136, 4, 0, 1]),
        "router-alert": asked([148, 4, 0, 0]),
        "router-alert-1": asked([148, 4, 0, 1]), "unknown": asked([0x99, 4, 1, 2]),
        "unknown-not-copied": asked([0x19, 4, 1, 2]),
        "length-0": asked([0x99, 0, 0, 0]), "length-1": asked([0x99, 1, 0, 0]), "length-beyond": asked([0x99, 5, 0, 0]),
        "length-missing": asked([1, 1, 1, 0x99]),
    }
    return cases("option", found)


def mutants():
    """Any one byte of an echo request another, and the checksums right for it: always the same, by the seed."""
    chance = random.Random(826)
    found = {}
    for number in range(60):
        raw = bytearray(bytes(ip(ttl=9) / echo(24)))
        at = chance.choice([*range(0, 10), *range(12, 22), *range(24, 28)])
        raw[at] = chance.randrange(256)
        size = max((raw[0] & 15) * 4, 20)
        raw[10:12] = raw[22:24] = b"\0\0"
        raw[10:12] = checksum(bytes(raw[:size])).to_bytes(2, "big")
        raw[22:24] = checksum(bytes(raw[20:])).to_bytes(2, "big")
        found[f"{number}-byte-{at}-is-{raw[at]:02x}"] = v4(Raw(bytes(raw)))
    return cases("mutant", found)


def make():
    return [*echoes(), *wrong(), *addresses(), *icmp_types(), *protocols(), *options(), *mutants()]
