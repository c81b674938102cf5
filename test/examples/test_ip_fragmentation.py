# SPDX-License-Identifier: BSD-3-Clause
"""ip_fragmentation: routes between its ports, and cuts what is longer than 1500 bytes into fragments.

It needs: checksum offload and scatter of reception with an MTU of 9710, IPv4 checksum offload and several segments of
transmission, a transmit queue an lcore; packet types from the driver, or it parses by itself. One lcore for both ports
(-q 2), or one for each.
"""
import frames
import pytest
from scapy.all import IP, TCP, UDP, Ether, IPv6, IPv6ExtHdrFragment, Raw

LCORES = [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")]
LONGEST = 1500


def start(example, lcores):
    program = example("ip_fragmentation", "-p", "3", "-q", str(2 // lcores), lcores=lcores)
    for _ in range(lcores):
        program.wait_for("entering main loop")
    return program


def link(port):
    return Ether(src=frames.PEERS[port], dst=frames.PORTS[port])


def ip4(port, out, length, **fields):
    """A frame of a datagram with so many bytes behind its header, UDP's included."""
    return link(port) / IP(src="192.0.2.1", dst=f"100.{10 * (1 + out)}.0.7", ttl=17, id=length, **fields) / \
        UDP(sport=port, dport=out) / Raw(frames.pattern(length - 8, length))


def ip6(port, out, length):
    return link(port) / IPv6(src="2001:db8::1", dst=f"{1 + out:x}01:101:101::7", hlim=18) / TCP(sport=port, dport=out) / \
        Raw(frames.pattern(length - 20, length))


def whole(sent, got):
    """What the fragments of an IPv4 datagram make together, each looked at."""
    header, payload = sent[IP], b""
    for n, frame in enumerate(got):
        each = Ether(frame)[IP]
        assert (each.src, each.dst, each.id, each.ttl, each.proto, each.tos) == \
               (header.src, header.dst, header.id, header.ttl, header.proto, header.tos)
        assert frames.checksum_is_right(each)
        assert each.len <= LONGEST and frames.has_length(frame, 14 + each.len) and each.frag * 8 == len(payload)
        assert ("MF" in each.flags) == (n < len(got) - 1)
        payload += bytes(each.payload)[:each.len - 20]
    return payload


def whole6(sent, got):
    """The same of IPv6."""
    header, payload = sent[IPv6], b""
    for n, frame in enumerate(got):
        each = Ether(frame)[IPv6]
        assert (each.src, each.dst, each.hlim, each.nh) == (header.src, header.dst, header.hlim, 44)
        assert len(frame) == 14 + 40 + each.plen and 40 + each.plen <= LONGEST
        fragment = each[IPv6ExtHdrFragment]
        assert (fragment.nh, fragment.offset * 8, fragment.m) == (header.nh, len(payload), int(n < len(got) - 1))
        payload += bytes(fragment.payload)[:each.plen - 8]
    return payload


def addressed(got, out):
    """The frames, which all come out of this port with its address; behind the Ethernet header they are looked at later."""
    for port, frame in got:
        assert port == out and frame[:12] == frames.with_addresses(frame, frames.PORTS[out], f"02:00:00:00:00:0{out}")[:12]
    return [frame for _, frame in got]


@pytest.mark.parametrize("lcores", LCORES)
def test_long_datagrams_come_out_in_fragments_and_short_ones_whole(example, lcores):
    program = start(example, lcores)
    for port, out in ((0, 1), (1, 0), (0, 0), (1, 1)):
        # 1481: a fragment of one byte; 8880: the seventh is full, too; 8888: the longest that fits in 9710 and in seven.
        for length in (8, 100, 1480, 1481, 1488, 2000, 2960, 2961, 4096, 8880, 9000):
            sent = ip4(port, out, length)
            count = -(-length // 1480)
            got = addressed(program.exchange([(port, sent)], count), out)
            assert len(got) == count and whole(Ether(bytes(sent)), got) == bytes(sent[IP].payload)
        for length in (20, 1460, 1461, 3000, 8900):
            sent = ip6(port, out, length)
            count = 1 if length <= 1460 else -(-length // 1448)
            got = addressed(program.exchange([(port, sent)], count), out)
            if count == 1:
                assert got == [frames.on_the_wire(frames.with_addresses(sent, frames.PORTS[out], f"02:00:00:00:00:0{out}"))]
            else:
                assert len(got) == count and whole6(Ether(bytes(sent)), got) == bytes(sent[IPv6].payload)


def test_many_long_datagrams_at_once_lose_nothing(example):
    program = start(example, 1)
    sent = [ip4(0, 1, 1400 + 40 * n) for n in range(60)]  # what they are cut into fits in the transmit ring
    count = sum(-(-(1400 + 40 * n) // 1480) for n in range(60))
    got = addressed(program.exchange([(0, frame) for frame in sent], count), 1)
    assert len(got) == count
    for frame in sent:
        mine = [each for each in got if each[18:20] == frame[IP].id.to_bytes(2, "big")]
        assert whole(Ether(bytes(frame)), mine) == bytes(frame[IP].payload)


def test_what_must_not_be_fragmented_is_dropped(example):
    program = start(example, 1)
    assert program.exchange([(0, ip4(0, 1, 1481, flags="DF")), (0, ip4(0, 1, 1480, flags="DF"))], 1) == \
           [(1, frames.with_addresses(ip4(0, 1, 1480, flags="DF"), frames.PORTS[1], "02:00:00:00:00:01"))]
