# SPDX-License-Identifier: BSD-3-Clause
"""Datagrams in fragments (RFC 791, RFC 815, RFC 8200 4.5, RFC 5722)."""
import random

from scapy.all import ICMP, IP, Ether, ICMPv6EchoRequest, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, Raw

from .stations import BROADCAST, BROADCAST4, LINK, MAC, STATION6, Case, cases, data, ip, ip6, with_options

_ids = iter(range(0x4000, 0xFFFF))


def pieces4(payload, size, **fields):
    """The IPv4 fragments of a payload, with an identification of their own."""
    fields = {"id": next(_ids), "proto": 1, **fields}
    return [part4(payload, offset, min(size, len(payload) - offset), offset + size < len(payload), **fields)
            for offset in range(0, len(payload), size)]


def part4(payload, offset, length, more, **fields):
    flags = fields.pop("flags", 0) | (1 if more else 0)
    return LINK / ip(frag=offset // 8, flags=flags, **fields) / Raw(payload[offset:offset + length])


def pieces6(payload, size, **fields):
    number = next(_ids)
    return [part6(payload, offset, min(size, len(payload) - offset), offset + size < len(payload), number, **fields)
            for offset in range(0, len(payload), size)]


def part6(payload, offset, length, more, number, **fields):
    return (LINK / ip6(**fields) / IPv6ExtHdrFragment(nh=58, offset=offset // 8, m=int(more), id=number)
            / Raw(payload[offset:offset + length]))


def echo4(size):
    return bytes(ICMP(id=0xF4A6, seq=next(_ids)) / data(size))


def echo6(size, **fields):
    return bytes(ip6(**fields) / ICMPv6EchoRequest(id=0xF4A6, seq=next(_ids), data=data(size)))[40:]


def orders(echo, pieces, kind):
    chance = random.Random(815)
    found = {f"{count}-in-order": pieces(echo(64 * count - 8), 64) for count in (2, 3, 8, 20, 60)}
    found |= {f"{count}-in-reverse": pieces(echo(64 * count - 8), 64)[::-1] for count in (2, 3, 20)}
    for count in (3, 8, 20, 60):
        shuffled = pieces(echo(64 * count - 8), 64)
        chance.shuffle(shuffled)
        found[f"{count}-shuffled"] = shuffled
    found |= {f"size-{size}": pieces(echo(size), 1480 if kind == "4" else 1448)
              for size in (1473, 2952, 4000, 8000, 20000)}
    found["pieces-of-8-bytes"] = pieces(echo(100), 8)
    found["first-has-half-an-icmp-header"] = pieces(echo(40), 8)[:1] + pieces(echo(40), 8)[1:]
    found["largest"] = pieces(echo(65507 if kind == "4" else 65527), 1480 if kind == "4" else 1448)
    one, other = pieces(echo(200), 64), pieces(echo(200), 64)
    found["two-interleaved"] = [piece for pair in zip(one, other) for piece in pair]
    return found


def overlaps(echo, part):
    """`part(payload, offset, length, more, id)`."""
    whole = echo(184)  # 192 bytes with the header

    def some(*ranges, payload=whole):
        number = next(_ids)
        return [part(payload, offset, length, offset + length < len(payload), number) for offset, length in ranges]

    other = bytes(255 - byte for byte in whole)
    return {
        "twice-the-first": some((0, 64), (0, 64), (64, 64), (128, 64)),
        "twice-the-last": some((0, 64), (128, 64), (128, 64), (64, 64)),
        "twice-the-same-place-shorter": some((0, 64), (0, 32), (64, 64), (128, 64)),
        "twice-the-same-place-longer": some((0, 64), (0, 128), (64, 64), (128, 64)),
        "partly-before": some((64, 64), (0, 72), (128, 64)),
        "partly-behind": some((0, 64), (56, 72), (128, 64)),
        "inside": some((0, 128), (32, 64), (128, 64)),
        "around": some((64, 32), (0, 128), (128, 64)),
        "behind-the-end": some((0, 64), (128, 64), (64, 64)) + some((128, 64)),
        "last-piece-not-last": [part(whole, 0, 64, True, 0x3001), part(whole, 64, 64, False, 0x3001),
                                part(whole, 128, 64, False, 0x3001)],
        "end-before-what-is-there": [part(whole, 128, 64, True, 0x3002), part(whole, 0, 64, True, 0x3002),
                                     part(whole, 64, 32, False, 0x3002)],
        "after-an-overlap-what-still-comes": some((0, 64), (56, 72)) + some((0, 64), (64, 64), (128, 64)),
        "same-place-other-data": [part(whole, 0, 64, True, 0x3003), part(other, 64, 64, True, 0x3003),
                                  part(whole, 64, 64, True, 0x3003), part(whole, 128, 64, False, 0x3003)],
        "missing-in-the-middle": some((0, 64), (128, 64)),
        "not-a-multiple-of-8": [part(whole, 0, 60, True, 0x3004), part(whole, 64, 128, False, 0x3004)],
        "empty-last": [part(whole, 0, 64, True, 0x3005), part(whole, 64, 0, False, 0x3005)],
        "empty-middle": some((0, 64)) + [part(whole, 64, 0, True, 0x3006)] + some((64, 128)),
        "beyond-64-kib": [part(whole, 0, 64, True, 0x3007), part(whole[:64] * 1100, 65528, 64, False, 0x3007)],
        "end-at-64-kib": [part(whole[:64] * 1100, 65528, 7, False, 0x3008)],
    }


def ipv4():
    def part(payload, offset, length, more, number):
        return part4(payload, offset, length, more, id=number, proto=1)

    found = {**orders(echo4, pieces4, "4"), **overlaps(echo4, part)}
    payload = echo4(184)
    found |= {
        "with-df": pieces4(echo4(184), 64, flags=2), "with-tos": pieces4(echo4(184), 64, tos=0xB8),
        "with-ttl-1": pieces4(echo4(184), 64, ttl=1), "to-broadcast": pieces4(echo4(184), 64, dst=BROADCAST4),
        "unlike-tos": [piece(LINK, payload, i, tos=(0, 0x10, 0xB8)[i]) for i in range(3)],
        "unlike-ecn": [piece(LINK, payload, i, tos=(2, 3, 2)[i], id=0x3010) for i in range(3)],
        "unlike-ecn-not-allowed": [piece(LINK, payload, i, tos=(0, 3, 0)[i], id=0x3011) for i in range(3)],
        "unlike-sources": [piece(LINK, payload, i, src=f"192.168.100.{8 + i % 2}", id=0x3012) for i in range(3)],
        "unlike-protocols": [piece(LINK, payload, i, proto=(1, 17, 1)[i], id=0x3013) for i in range(3)],
        "one-in-a-broadcast": [piece(Ether(src=MAC, dst=BROADCAST) if i == 1 else LINK, payload, i, id=0x3014)
                               for i in range(3)],
        "wrong-checksum-when-whole": [piece(LINK, payload[:100] + b"X" + payload[101:], i, id=0x3015)
                                      for i in range(3)],
        "with-record-route": [with_options([7, 7, 4, 0, 0, 0, 0, 0], payload[i * 64:i * 64 + 64], id=0x3016, frag=i * 8,
                                           flags=int(i < 2)) for i in range(3)],
        "of-udp": pieces4(bytes(200), 64, proto=17), "of-nothing-known": pieces4(bytes(200), 64, proto=253),
        "129-pieces": pieces4(echo4(8 * 129 - 8), 8),
    }
    return cases("fragment", found)


def piece(link, payload, number, **fields):
    frame = part4(payload, number * 64, 64, number < 2, **{"id": 0x300F, "proto": 1, **fields})
    return link / frame.payload


def ipv6():
    found = {**orders(echo6, pieces6, "6"), **overlaps(echo6, part6)}
    payload = echo6(184)
    found |= {
        "atomic": part6(payload, 0, len(payload), False, 0x3020),
        "with-hop-by-hop": [LINK / ip6() / IPv6ExtHdrHopByHop() / part6(payload, i * 64, 64, i < 2, 0x3021).getlayer(2)
                            for i in range(3)],
        "unlike-next-headers": [part(payload, i, nh=(58, 17, 58)[i], number=0x3022) for i in range(3)],
        "unlike-sources": [part(payload, i, 0x3023, src=("fd00::8", "fd00::9")[i % 2]) for i in range(3)],
        "unlike-hop-limits": [part(payload, i, 0x3024, hlim=(1, 64, 255)[i]) for i in range(3)],
        "wrong-checksum-when-whole": [part(payload[:100] + b"X" + payload[101:], i, 0x3025) for i in range(3)],
        "header-cut-short": LINK / ip6(nh=44) / Raw(bytes([58, 0, 0, 0])),
        "reserved-bits": [LINK / ip6()
                          / IPv6ExtHdrFragment(nh=58, res1=255, res2=3, offset=i * 8, m=int(i < 2), id=0x3026)
                          / Raw(payload[i * 64:i * 64 + 64]) for i in range(3)],
        "of-nothing-known": [part(payload, i, 0x3027, nh=253) for i in range(3)],
        "of-no-next-header": [part(payload, i, 0x3028, nh=59) for i in range(3)],
        "first-without-all-headers": [LINK / ip6() / IPv6ExtHdrFragment(nh=60, offset=0, m=1, id=0x3029)
                                      / Raw(bytes([58, 1, 1, 4, 0, 0, 0, 0])),
                                      LINK / ip6() / IPv6ExtHdrFragment(nh=60, offset=1, m=0,
                                                                        id=0x3029) / Raw(bytes(8) + payload)],
        "129-pieces": pieces6(echo6(8 * 129 - 8), 8),
        "source-changes-nothing": pieces6(echo6(200, src=STATION6), 64),
    }
    return cases("fragment6", found)


def part(payload, index, number, nh=58, **fields):
    return (LINK / ip6(**fields) / IPv6ExtHdrFragment(nh=nh, offset=index * 8, m=int(index < 2), id=number)
            / Raw(payload[index * 64:index * 64 + 64]))


def late():
    """What comes when its datagram was given up: after 30 s by icmp-responder, after what the guest's Linux is told."""
    four, six = pieces4(echo4(184), 64), pieces6(echo6(184), 64)
    return [Case("late/first-then-the-rest", four[:1] + four[1:]), Case("late/first-then-the-rest6", six[:1] + six[1:])]


def make():
    return [*ipv4(), *ipv6()]
