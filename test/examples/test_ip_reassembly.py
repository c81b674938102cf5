# SPDX-License-Identifier: BSD-3-Clause
"""ip_reassembly: routes between its ports, and puts fragments together.

It needs: checksum offload of reception with an MTU of 9710 on mbufs of 2048 bytes, IPv4 checksum offload and several
segments of transmission, a transmit queue an lcore, FAST_FREE where it is offered. It asks neither for scatter nor
for packet types, which it takes from each packet: the driver is told by devargs. One lcore for both ports (-q 2), or one for each.
"""
import random

import frames
import pytest
from scapy.all import IP, UDP, Ether, IPv6, IPv6ExtHdrFragment, Raw, fragment, fragment6

LCORES = [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")]
MOST_FRAGMENTS = 8


def start(example, lcores):
    devargs = [argument for port in (4, 5) for argument in ("-a", f"0000:00:0{port}.0,rx_scatter=1,rx_ptypes=1")]
    program = example("ip_reassembly", "-p", "3", "-q", str(2 // lcores), "--maxflows=64", "--flowttl=60s", lcores=lcores,
                      eal=devargs)
    for _ in range(lcores):
        program.wait_for("entering main loop")
    return program


class Datagram:
    """One, and its fragments: each of `size` bytes behind its headers, but the last."""

    def __init__(self, version, port, out, length, size):
        self.out = out
        link, seed = Ether(src=frames.PEERS[port], dst=frames.PORTS[port]), length + 7 * port + out
        data = UDP(sport=port, dport=out) / Raw(frames.pattern(length - 8, seed))
        if version == 4:
            self.whole = link / IP(src="192.0.2.1", dst=f"100.{10 * (1 + out)}.0.7", ttl=17, id=seed) / data
            self.fragments = fragment(self.whole, size)
        else:
            header = IPv6(src="2001:db8::1", dst=f"{1 + out:x}01:101:101::7", hlim=18)
            self.whole = link / header / data
            self.fragments = [link / each for each in
                              fragment6(header / IPv6ExtHdrFragment(id=seed) / data, 40 + 8 + size)]
        assert len(self.fragments) == -(-length // size), (len(self.fragments), length, size)

    def expected(self):
        return self.out, frames.on_the_wire(frames.with_addresses(self.whole, frames.PORTS[self.out],
                                                                  f"02:00:00:00:00:0{self.out}"))


@pytest.mark.parametrize("lcores", LCORES)
@pytest.mark.parametrize("version", [4, 6])
def test_fragments_in_any_order_come_out_as_one_datagram(example, version, lcores):
    program = start(example, lcores)
    order = random.Random(1)
    for port, out in ((0, 1), (1, 0), (0, 0), (1, 1)):
        for length, size in ((1600, 1448), (2896, 1448), (2897, 1448), (MOST_FRAGMENTS * 1200, 1200), (60, 8), (500, 104)):
            datagram = Datagram(version, port, out, length, size)
            shuffled = order.sample(datagram.fragments, len(datagram.fragments))
            for fragments in (datagram.fragments, datagram.fragments[::-1], shuffled):
                if version == 6 and fragments[-1] is datagram.fragments[0]:
                    # Where the first comes last, ip_reassembly writes the addresses where its header has been.
                    fragments = fragments[-1:] + fragments[:-1]
                assert program.exchange([(port, each) for each in fragments], 1) == [datagram.expected()]
    if lcores == 1:  # a second would be waited for, in the signal's handler, and it does not end
        assert program.end() == 0


def test_fragments_of_several_datagrams_at_once_are_told_apart(example):
    program = start(example, 1)
    datagrams = [Datagram(version, port, 1 - port, 3000 + n, 1000) for n in range(12) for port in (0, 1)
                 for version in (4, 6)]
    sent = [(1 - datagram.out, datagram.fragments[n]) for n in range(4) for datagram in datagrams
            if n < len(datagram.fragments)]
    assert sorted(program.exchange(sent, len(datagrams))) == sorted(each.expected() for each in datagrams)


def test_what_is_whole_passes_as_it_is(example):
    program = start(example, 1)
    sent = [each for port, out in ((0, 1), (1, 0)) for each in
            [(port, out, frame) for frame in frames.to_route(port, f"100.{10 * (1 + out)}.0.7", f"{1 + out:x}01:101:101::7")]]
    assert sorted(program.exchange([(port, frame) for port, _, frame in sent], len(sent))) == \
           sorted((out, frames.on_the_wire(frames.with_addresses(frame, frames.PORTS[out], f"02:00:00:00:00:0{out}")))
                  for _, out, frame in sent)
