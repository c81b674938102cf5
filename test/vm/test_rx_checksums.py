# SPDX-License-Identifier: BSD-3-Clause
"""What dpdk-testpmd is told of the checksums of received frames, which scapy has built right and wrong."""
import itertools
import re

import pytest
from scapy.all import (ARP, ICMP, IP, TCP, UDP, Dot1AD, Dot1Q, ICMPv6EchoRequest, IPOption_LSRR, IPOption_NOP,
                       IPOption_RR, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, Padding, fragment)
from series import behind, ethernet, wait_open
from vm.programs import Testpmd

from wire import Wire

pytestmark = pytest.mark.parametrize("guest", ["e1000"], indirect=True)

GOOD, BAD, UNKNOWN = "GOOD", "BAD", "UNKNOWN"
ODD, LONG = bytes(range(101)), bytes(range(256)) * 5 + bytes(97)
CASE, END = "02:00:00:00:01:{:02X}", "02:00:00:00:02:{:02X}"  # source addresses, as testpmd prints them
AT_ONCE = 8  # testpmd prints two lines a frame: more would fill the console before somebody reads it
TAGS = ([], [Dot1Q(vlan=7, prio=5)], [Dot1AD(vlan=8), Dot1Q(vlan=7)])


def ip4(**fields):
    return IP(src="10.0.0.1", dst="10.0.0.2", **fields)


def ip6():
    return IPv6(src="fd00::1", dst="fd00::2")


def spoilt(packet, *layers):
    """The same with wrong checksums in these layers."""
    packet = packet.copy()
    for layer in layers:
        packet[layer].chksum = 0xBAD
    return packet


def messages(data):
    """TCP and UDP over IPv4 and IPv6, behind options and extension headers, and the layer that has the checksum."""
    options = [IPOption_RR(routers=["1.2.3.4", "5.6.7.8"]), IPOption_NOP()]
    lasting = IPOption_LSRR(routers=["10.0.0.2"], pointer=8)  # a source route that has come to its end
    for layer in (UDP, TCP):
        for head in (ip4(), ip4(options=options), ip4(options=[lasting, IPOption_NOP()])):
            yield head / layer(sport=7, dport=9) / data, layer
        for head in (ip6(), ip6() / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt(), ip6() / IPv6ExtHdrFragment()):
            yield head / layer(sport=7, dport=9) / data, layer


def verifiable(*all_data):
    """(frame, verdict of the IPv4 header, verdict of TCP or UDP)"""
    for data in all_data:
        for tags in TAGS:
            for packet, layer in messages(data):
                ip = GOOD if IP in packet else UNKNOWN
                yield behind(tags, packet), ip, GOOD
                yield behind(tags, spoilt(packet, layer)), ip, BAD
                if ip == GOOD:
                    yield behind(tags, spoilt(packet, IP)), BAD, GOOD
                    yield behind(tags, spoilt(packet, IP, layer)), BAD, BAD


def unverifiable():
    """The same of what has no checksum, or not all that it covers."""
    wholes = [ip4(id=7) / layer(sport=7, dport=9) / LONG for layer in (UDP, TCP)]
    route = IPOption_LSRR(routers=["10.0.0.3"], pointer=4)
    for tags in TAGS:
        for piece in itertools.chain.from_iterable(fragment(whole, 600) for whole in wholes):
            yield behind(tags, piece), GOOD, UNKNOWN
            yield behind(tags, spoilt(piece, IP)), BAD, UNKNOWN
        yield behind(tags, ip4() / UDP(chksum=0) / ODD), GOOD, UNKNOWN
        yield behind(tags, ip4() / ICMP(chksum=1) / ODD), GOOD, UNKNOWN
        yield behind(tags, ip4(options=[route, IPOption_NOP()]) / TCP(chksum=1) / ODD), GOOD, UNKNOWN
        yield behind(tags, ip4(len=1000) / TCP(chksum=1) / ODD), GOOD, UNKNOWN
        yield behind(tags, ip6() / UDP(chksum=0) / ODD), UNKNOWN, UNKNOWN
        yield behind(tags, ip6() / IPv6ExtHdrFragment(m=1) / TCP(chksum=1) / ODD), UNKNOWN, UNKNOWN
        yield behind(tags, ip6() / ICMPv6EchoRequest(cksum=1)), UNKNOWN, UNKNOWN
    yield ethernet() / ODD, UNKNOWN, UNKNOWN
    yield behind([], ARP()), UNKNOWN, UNKNOWN
    yield behind([], ip4() / UDP() / ODD) / Padding(b"\xee" * 40), GOOD, GOOD


def told(testpmd, wire, frames):
    """What testpmd prints of each frame: (verdict of IP, verdict of L4)"""
    out = []
    for first in range(0, len(frames), AT_ONCE):
        here = frames[first:first + AT_ONCE]
        for number, frame in enumerate(here):
            frame.src = CASE.format(number)
        begin = len(testpmd.output)
        end = END.format(first // AT_ONCE % 256)
        wire.send(*here, ethernet(by=end) / bytes(46))
        testpmd.wait_for(f"src={end}")
        testpmd.wait_for("OUTER_L4_CKSUM_UNKNOWN")
        flags = dict(re.findall(r"src=02:00:00:00:01:(\w\w) - .*\n.*ol_flags: (.*)", testpmd.output[begin:]))
        assert len(flags) == len(here), testpmd.output[begin:]
        for number in range(len(here)):
            said = flags[f"{number:02X}"]
            out.append(tuple(re.search(rf"RX_{kind}_CKSUM_(\w+)", said)[1] for kind in ("IP", "L4")))
    return out


def receiving(guest, plugin, devargs, *options):
    """dpdk-testpmd that will tell what it receives; it is not yet said that anything is."""
    address = guest.bind("vfio").split()[0]
    return Testpmd(guest, plugin, eal=["-a", address + devargs], options=["--enable-rx-cksum", *options], mode="macswap")


def tell_what_comes(testpmd, wire):
    testpmd.command("set promisc 0 off")  # what the host's kernel sends would be told in the middle of a prompt
    wait_open(wire)
    for command in ("stop", "set fwd rxonly", "set verbose 1", "start"):
        testpmd.command(command)


def check(testpmd, wire, cases):
    frames, *expected = zip(*cases)
    seen = told(testpmd, wire, frames)
    wrong = [(frame.summary(), len(frame), want, got)
             for frame, want, got in zip(frames, zip(*expected), seen) if want != got]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("options, data", [((), (b"", ODD, LONG)), (("--mbuf-size=384", "--enable-scatter"), (LONG,))],
                         ids=["one-mbuf", "chains"])
def test_received_checksums_are_told_good_bad_or_unknown(guest, net, plugin, driver, options, data):
    with Wire(net) as wire, receiving(guest, plugin, ",rx_sw_csum=1", *options) as testpmd:
        assert testpmd.driver == driver
        tell_what_comes(testpmd, wire)
        cases = [*verifiable(*data), *unverifiable()]
        check(testpmd, wire, cases)
        verdicts = [verdict for case in cases for verdict in case[1:]]
        testpmd.command("set verbose 0")
        statistics = testpmd.command("show port xstats 0")
        counts = dict(re.findall(r"rx_sw_checksums_(\w+): (\d+)", statistics))
        assert counts == {"good": str(verdicts.count(GOOD)), "bad": str(verdicts.count(BAD))}
        testpmd.quit()


def test_nothing_is_told_of_received_checksums_without_rx_sw_csum(guest, net, plugin):
    with Wire(net) as wire, receiving(guest, plugin, "") as testpmd:
        tell_what_comes(testpmd, wire)
        check(testpmd, wire, [(frame, UNKNOWN, UNKNOWN) for frame, _, _ in verifiable(b"")])
        testpmd.quit()
