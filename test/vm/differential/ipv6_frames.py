# SPDX-License-Identifier: BSD-3-Clause
"""IPv6 (RFC 8200), ICMPv6 (RFC 4443) and neighbour discovery (RFC 4861, RFC 4862), in one frame each."""
import random

from scapy.all import (ICMPv6EchoReply, ICMPv6EchoRequest, ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6ND_RA,
                       ICMPv6ND_Redirect, ICMPv6ND_RS, ICMPv6NDOptDstLLAddr, ICMPv6NDOptSrcLLAddr, TCP,
                       UDP, Dot1Q, Ether, IPv6, Raw, in6_chksum)

from .stations import (BROADCAST, GROUP6, LINK, LOCAL6, LOCAL_GROUP6, MAC, OTHER_MAC, OURS, OURS6, STATION6,
                       STATION_LOCAL6, cases, data, ip6)

GROUP_MAC = "33:33:ff:00:02:24"
ASK = Ether(src=MAC, dst=GROUP_MAC)


def echo(size=32, **fields):
    return ICMPv6EchoRequest(**{"id": 0xBEEF, "seq": 7, "data": data(size), **fields})


def v6(payload):
    return Ether(src=MAC, dst=OURS, type=0x86DD) / payload


def with_bytes(packet, changes):
    raw = bytearray(bytes(packet))
    for offset, value in changes.items():
        raw[offset] = value
    return Raw(bytes(raw))


def behind(headers, kind, payload, **fields):
    """`payload`, an ICMPv6 message with its pseudo-header's checksum, behind raw extension headers."""
    plain = bytes(ip6(**fields) / payload)
    return v6(ip6(nh=kind, plen=len(headers) + len(plain) - 40, **fields) / Raw(bytes(headers) + plain[40:]))


def echoes():
    found = {f"size-{size}": LINK / ip6() / echo(size) for size in (0, 1, 2, 3, 17, 18, 55, 56, 57, 999, 1451, 1452)}
    found |= {f"hop-limit-{value}": LINK / ip6(hlim=value) / echo() for value in (0, 1, 2, 255)}
    found |= {f"class-{value:02x}": LINK / ip6(tc=value) / echo() for value in (1, 2, 3, 0x10, 0xB8, 0xFF)}
    found |= {f"flow-{value:05x}": LINK / ip6(fl=value) / echo() for value in (1, 0xFFFFF)}
    found |= {f"code-{code}": LINK / ip6() / echo(code=code) for code in (1, 255)}
    found |= {f"checksum-{name}": LINK / ip6() / echo(cksum=value)
              for name, value in (("zero", 0), ("ones", 0xFFFF), ("another", 0x1234))}
    found["trailer"] = v6(Raw(bytes(ip6() / echo(8)) + data(40)))
    found["from-another-mac"] = Ether(src=OTHER_MAC, dst=OURS) / ip6() / echo()
    found["to-another-mac"] = Ether(src=MAC, dst=OTHER_MAC) / ip6() / echo()
    found["in-a-broadcast"] = Ether(src=MAC, dst=BROADCAST) / ip6() / echo()
    found["in-a-group"] = Ether(src=MAC, dst=GROUP_MAC) / ip6() / echo()
    found["to-our-link-local"] = LINK / ip6(src=STATION_LOCAL6, dst=LOCAL6) / echo()
    found["priority-tag"] = Ether(src=MAC, dst=OURS) / Dot1Q(vlan=0, prio=5) / ip6() / echo()
    return cases("echo6", found)


def wrong():
    good = bytes(ip6() / echo())
    found = {f"version-{version}": v6(with_bytes(good, {0: version << 4})) for version in (0, 4, 5, 7, 15)}
    length = len(good) - 40
    found |= {f"payload-length-{size}": v6(with_bytes(good, {4: size >> 8, 5: size & 255}))
              for size in (0, 1, 4, 7, 8, length - 1, length + 1, length + 100, 0xFFFF)}
    found |= {f"cut-to-{size}": v6(Raw(bytes(ip6() / echo(200))[:size]))
              for size in (1, 20, 39, 40, 41, 44, 47, 48, 100, 247)}
    found |= {f"icmp-of-{size}-bytes": LINK / ip6(nh=58) / Raw(checksummed(bytes([128, 0, 0, 0, 0, 1, 0, 2])[:size]))
              for size in range(9)}
    return cases("wrong6", found)


def checksummed(message, source=STATION6, target=OURS6):
    if len(message) < 4:
        return message
    clear = message[:2] + b"\0\0" + message[4:]
    return message[:2] + in6_chksum(58, IPv6(src=source, dst=target), clear).to_bytes(2, "big") + message[4:]


def addresses():
    sources = {"nothing": "::", "loopback": "::1", "ours": OURS6, "our-link-local": LOCAL6, "group": "ff02::1",
               "far": "2001:db8::7", "mapped": "::ffff:192.168.100.7", "link-local": STATION_LOCAL6,
               "a-neighbour": "fd00::8", "site-local": "fec0::7", "compatible": "::192.168.100.7"}
    found = {f"from-{name}": LINK / ip6(src=address) / echo() for name, address in sources.items()}
    targets = {"all-nodes": "ff02::1", "our-group": GROUP6, "our-other-group": LOCAL_GROUP6, "all-routers": "ff02::2",
               "all-nodes-of-the-node": "ff01::1", "site": "ff05::1", "another-group": "ff02::1:ff00:999",
               "reserved-group": "ff00::1", "another": "fd00::99", "loopback": "::1", "nothing": "::",
               "mapped": "::ffff:192.168.100.224", "network": "fd00::"}
    found |= {f"to-{name}": LINK / ip6(dst=address) / echo() for name, address in targets.items()}
    found |= {f"to-{name}-on-the-link": Ether(src=MAC, dst=mac) / ip6(dst=address) / echo()
              for name, address, mac in (("all-nodes", "ff02::1", "33:33:00:00:00:01"),
                                         ("our-group", GROUP6, GROUP_MAC))}
    return cases("address6", found)


def types():
    inner = bytes(IPv6(src=OURS6, dst="fd00::66") / UDP(sport=9, dport=9))
    skipped = (128, 130, 131, 132, 133, 134, 135, 136, 137, 143)
    found = {f"type-{kind}": LINK / ip6() / Raw(checksummed(bytes([kind, 0, 0, 0]) + bytes(4) + inner))
             for kind in (*range(0, 6), 100, 101, 127, 129, *range(138, 162), 200, 201, 255) if kind not in skipped}
    found["echo-reply"] = LINK / ip6() / ICMPv6EchoReply(id=1, seq=2, data=data(20))
    found["router-solicitation"] = Ether(src=MAC, dst="33:33:00:00:00:02") / ip6(dst="ff02::2",
                                                                                 hlim=255) / ICMPv6ND_RS()
    found["router-advertisement-from-afar"] = LINK / ip6(hlim=64) / ICMPv6ND_RA()
    found["redirect"] = LINK / ip6(src=STATION_LOCAL6, hlim=255) / ICMPv6ND_Redirect(tgt="fd00::9", dst="fd00::9")
    return cases("icmp6", found)


def protocols():
    found = {f"{number}": LINK / ip6(nh=number) / Raw(data(24))
             for number in (1, 2, 4, 41, 47, 59, 89, 103, 132, 140, 253, 255)}
    found |= {"udp": LINK / ip6() / UDP(sport=4000, dport=9) / Raw(data(20)),
              "udp-to-a-group": Ether(src=MAC, dst="33:33:00:00:00:01") / ip6(dst="ff02::1") / UDP(sport=4000, dport=9),
              "tcp-syn": LINK / ip6() / TCP(sport=4000, dport=9, flags="S"),
              "unknown-to-a-group": Ether(src=MAC, dst="33:33:00:00:00:01") / ip6(dst="ff02::1",
                                                                                  nh=253) / Raw(data(24))}
    return cases("protocol6", found)


def extensions():
    def options(*raw, next_header=58):
        raw = bytes(raw)
        raw += bytes(-(len(raw) + 2) % 8)
        return bytes([next_header, (len(raw) + 2) // 8 - 1]) + raw

    pad = options(1, 4, 0, 0, 0, 0)
    found = {}
    for name, kind in (("hop-by-hop", 0), ("destination", 60)):
        found |= {f"{name}-padded": behind(pad, kind, echo()),
                  f"{name}-pad1": behind(options(0, 0, 0, 0, 0, 0), kind, echo()),
                  f"{name}-long-padding": behind(options(1, 12, *bytes(12)), kind, echo()),
                  f"{name}-padding-not-zero": behind(options(1, 4, 1, 2, 3, 4), kind, echo()),
                  f"{name}-many-pad1": behind(options(*bytes(14)), kind, echo()),
                  f"{name}-option-beyond": behind(options(1, 9, 0, 0, 0, 0), kind, echo()),
                  f"{name}-length-beyond": behind(with_bytes(Raw(pad), {1: 200}).load, kind, echo()),
                  f"{name}-cut-short": LINK / ip6(nh=kind) / Raw(bytes([58, 0, 1]))}
        for action in (0x1E, 0x5E, 0x9E, 0xDE):
            unknown = options(action, 4, 0, 0, 0, 0)
            found[f"{name}-unknown-{action:02x}"] = behind(unknown, kind, echo())
            found[f"{name}-unknown-{action:02x}-to-a-group"] = behind(unknown, kind, echo(), dst="ff02::1")
    found["router-alert"] = behind(options(5, 2, 0, 0, 1, 0), 0, echo())
    found["jumbo"] = behind(options(0xC2, 4, 0, 1, 0, 0), 0, echo())
    found["home-address"] = behind(options(1, 2, 0, 0, 201, 16, *bytes(range(16))), 60, echo())
    found["hop-by-hop-not-first"] = behind(bytes([0, *pad[1:]]) + pad, 60, echo())
    found["hop-by-hop-twice"] = behind(bytes([0, *pad[1:]]) + pad, 0, echo())
    found["all-in-order"] = behind(bytes([60, *pad[1:]]) + bytes([43, *pad[1:]]) + bytes([58, 0, 99, 0, 0, 0, 0, 0]),
                                   0, echo())
    found["eight-destination-headers"] = behind(bytes([60, *pad[1:]]) * 7 + pad, 60, echo())
    for kind in (0, 1, 2, 3, 4, 99):
        for left in (0, 1):
            size = 2 if kind in (0, 2) else 0
            found[f"routing-{kind}-left-{left}"] = behind(bytes([58, size, kind, left]) + bytes(4 + 8 * size), 43,
                                                          echo())
    found["authentication"] = behind(bytes([58, 4, *bytes(22)]), 51, echo())
    found["mobility"] = LINK / ip6(nh=135) / Raw(bytes([59, 0, 0, 0, *bytes(4)]))
    found["no-next-header-behind-options"] = behind(bytes([59, *pad[1:]]), 60, echo())
    found["unknown-behind-options"] = behind(bytes([253, *pad[1:]]), 60, echo())
    return cases("extension", found)


def solicit(target=OURS6, mac=MAC, **fields):
    option = ICMPv6NDOptSrcLLAddr(lladdr=mac) if mac else Raw()
    return ip6(**{"dst": GROUP6, "hlim": 255, **fields}) / ICMPv6ND_NS(tgt=target) / option


def solicitations():
    probe = {"src": "::", "mac": None}
    found = {
        "to-our-group": ASK / solicit(), "to-us": LINK / solicit(dst=OURS6),
        "to-us-without-option": LINK / solicit(dst=OURS6, mac=None),
        "to-our-group-without-option": ASK / solicit(mac=None),
        "to-all-nodes": Ether(src=MAC, dst="33:33:00:00:00:01") / solicit(dst="ff02::1"),
        "of-the-link-local": Ether(src=MAC, dst="33:33:ff:12:34:56") / solicit(LOCAL6, src=STATION_LOCAL6,
                                                                               dst=LOCAL_GROUP6),
        "from-the-link-local": ASK / solicit(src=STATION_LOCAL6), "of-another": ASK / solicit("fd00::99"),
        "in-the-wrong-group": LINK / solicit(dst="ff02::1:ff00:999"), "of-the-unspecified": ASK / solicit("::"),
        "of-a-group": ASK / solicit("ff02::1"), "in-a-broadcast": Ether(src=MAC, dst=BROADCAST) / solicit(),
        "probe": ASK / solicit(**probe),
        "probe-of-the-link-local": Ether(src=MAC, dst="33:33:ff:12:34:56") / solicit(LOCAL6, src="::",
                                                                                     dst=LOCAL_GROUP6, mac=None),
        "probe-of-another": ASK / solicit("fd00::99", **probe), "probe-with-option": ASK / solicit(src="::"),
        "probe-to-us": LINK / solicit(**{**probe, "dst": OURS6}),
        "probe-to-all-nodes": LINK / solicit(**{**probe, "dst": "ff02::1"}),
        "from-far": ASK / solicit(src="2001:db8::7"), "from-us": ASK / solicit(src=OURS6),
        "from-loopback": ASK / solicit(src="::1"),
        "from-a-group": ASK / solicit(src="ff02::1"),
        "option-of-another-mac": ASK / solicit(src="fd00::31", mac=OTHER_MAC),
        "option-of-a-group": ASK / solicit(src="fd00::32", mac="33:33:00:00:00:01"),
        "option-of-zero": ASK / solicit(src="fd00::33", mac="00:00:00:00:00:00"),
        "option-of-broadcast": ASK / solicit(src="fd00::34", mac=BROADCAST),
        "option-of-ours": ASK / solicit(src="fd00::35", mac=OURS),
        "two-options": ASK / solicit(src="fd00::36") / ICMPv6NDOptSrcLLAddr(lladdr=OTHER_MAC),
        "target-option": ASK / solicit(mac=None) / ICMPv6NDOptDstLLAddr(lladdr=MAC),
        "nonce": ASK / solicit() / Raw(bytes([14, 1, 1, 2, 3, 4, 5, 6])),
        "probe-with-nonce": ASK / solicit(**probe) / Raw(bytes([14, 1, 1, 2, 3, 4, 5, 6])),
        "unknown-option": ASK / solicit() / Raw(bytes([250, 1, *bytes(6)])),
        "option-length-0": ASK / solicit() / Raw(bytes([250, 0, *bytes(6)])),
        "option-length-beyond": ASK / solicit() / Raw(bytes([250, 2, *bytes(6)])),
        "option-cut-short": ASK / solicit() / Raw(bytes([250, 1, 0])),
        "source-option-of-16": ASK / solicit(src="fd00::37",
                                             mac=None) / Raw(bytes([1, 2]) + bytes.fromhex("020000000007") + bytes(8)),
        "code-1": ASK / ip6(dst=GROUP6, hlim=255) / ICMPv6ND_NS(tgt=OURS6, code=1),
        "reserved-not-zero": ASK / ip6(dst=GROUP6, hlim=255) / ICMPv6ND_NS(tgt=OURS6, res=0xFFFFFFFF),
        "checksum-wrong": ASK / ip6(dst=GROUP6, hlim=255) / ICMPv6ND_NS(tgt=OURS6, cksum=1),
        "in-a-fragment": LINK / ip6(dst=OURS6, hlim=255,
                                    nh=44) / Raw(bytes([58, 0, 0, 0, 0, 0, 0x77,
                                                        0x77]) + bytes(solicit(dst=OURS6))[40:]),
        "behind-hop-by-hop": behind(bytes([58, 0, 1, 4, 0, 0, 0, 0]), 0, solicit(dst=OURS6).payload, hlim=255),
        "in-vain-to-the-network": ASK / solicit("fd00::"),
    }
    found |= {f"hop-limit-{value}": ASK / solicit(hlim=value) for value in (0, 1, 64, 254)}
    found |= {f"cut-to-{size}": LINK / ip6(hlim=255, nh=58) / Raw(checksummed(bytes(solicit(dst=OURS6))[40:40 + size]))
              for size in (4, 8, 20, 23, 25, 26, 31)}
    return cases("solicitation", found)


def advertisements():
    def advertise(target, dst=OURS6, **flags):
        message = ICMPv6ND_NA(**{"tgt": target, "R": 0, "S": 1, "O": 1, **flags})
        return ip6(dst=dst, hlim=255) / message / ICMPv6NDOptDstLLAddr(lladdr=MAC)

    nodes = Ether(src=MAC, dst="33:33:00:00:00:01")
    return cases("advertisement", {
        "solicited": LINK / advertise(STATION6), "unsolicited": nodes / advertise("fd00::38", "ff02::1", S=0),
        "solicited-to-all-nodes": nodes / advertise("fd00::38", "ff02::1"),
        "of-our-address": nodes / advertise(OURS6, "ff02::1", S=0),
        "of-our-address-to-us": LINK / advertise(OURS6),
        "hop-limit-64": LINK / ip6(hlim=64) / ICMPv6ND_NA(tgt=STATION6),
    })


def mutants():
    """Any one byte of an echo request another, its checksum right for it: always the same, by the seed."""
    chance = random.Random(4443)
    found = {}
    for number in range(60):
        raw = bytearray(bytes(ip6() / echo(24)))
        at = chance.choice([*range(0, 42), *range(44, 48)])
        raw[at] = chance.randrange(256)
        whole = IPv6(bytes(raw[:40]))
        raw[42:44] = b"\0\0"
        raw[42:44] = in6_chksum(58, IPv6(src=whole.src, dst=whole.dst), bytes(raw[40:])).to_bytes(2, "big")
        found[f"{number}-byte-{at}-is-{raw[at]:02x}"] = v6(Raw(bytes(raw)))
    return cases("mutant6", found)


def make():
    return [*echoes(), *wrong(), *addresses(), *types(), *protocols(), *extensions(), *solicitations(),
            *advertisements(),
            *mutants()]
