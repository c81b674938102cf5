# SPDX-License-Identifier: BSD-3-Clause
"""Checksums and segments that dpdk-testpmd has the device make (forward mode csum): what then is on the wire is, byte for
byte, what scapy builds."""
import re

import pytest
from scapy.all import ICMP, IP, TCP, UDP, Dot1AD, Dot1Q, Ether, IPOption_NOP, IPOption_RR, IPv6
from series import HOST_MAC, behind, come_back, describe, padded, wait_open
from vm import qemu
from vm.programs import Testpmd

from wire import Wire

pytestmark = pytest.mark.parametrize("guest", ["e1000"], indirect=True)

TAGS = ([], [Dot1Q(vlan=7, prio=5)], [Dot1AD(vlan=8), Dot1Q(vlan=7)])
LENGTHS = (0, 1, 17, 18, 500, 1410, 1411)
OPTIONS = [IPOption_RR(routers=["1.2.3.4", "5.6.7.8"]), IPOption_NOP()]
TCP_OPTIONS = [("NOP", None), ("NOP", None), ("Timestamp", (0x1234567, 0x89ABCDE))]
JUMBO = 9000
FIN, PSH = 0x01, 0x08


def ip4(**fields):
    return IP(src="10.0.0.1", dst="10.0.0.2", **fields)


def ip6():
    return IPv6(src="fd00::1", dst="fd00::2", fl=0x12345)


def data(length):
    return bytes(n * 7 & 0xFF for n in range(length))


def on_its_way_back(frame):
    return bytes.fromhex((HOST_MAC + qemu.MAC).replace(":", "")) + bytes(frame)[12:]


def with_sums(packet, ip, l4):
    """The packet with these checksums, where it has such layers."""
    packet = packet.copy()
    for layer, value in ((IP, ip), (TCP, l4), (UDP, l4)):
        if layer in packet:
            packet[layer].chksum = value
    return packet


def udp_that_sums_to_zero():
    """What is sent as 0xffff, for 0 means that there is no checksum: what is missing is added to its port."""
    packet = ip4() / UDP(sport=0, dport=9) / data(18)
    packet[UDP].sport = IP(bytes(packet))[UDP].chksum
    assert IP(bytes(packet))[UDP].chksum == 0xFFFF
    return packet


def packets():
    for length in LENGTHS:
        for l4 in (TCP(sport=7, dport=9, flags="PA"), UDP(sport=7, dport=9)):
            for head in (ip4(id=7), ip4(options=OPTIONS), ip6()):
                yield head / l4 / data(length)
        yield ip6() / TCP(sport=7, dport=9, options=TCP_OPTIONS) / data(length)
    yield udp_that_sums_to_zero()


class Forwarder:
    """testpmd in mode csum, and the end of the wire that hears it."""

    def __init__(self, guest, net, plugin, mtu):
        guest.bind("vfio")
        options = [f"--max-pkt-len={mtu + 18}", "--enable-scatter", f"--eth-peer=0,{HOST_MAC}"]
        self._testpmd = Testpmd(guest, plugin, options=options, mode="csum")
        self._net, self._mtu = net, mtu
        self._wire = Wire(net)

    def __enter__(self):
        self._net.set_mtu(self._mtu + 8)
        self._testpmd.__enter__()
        return self

    def __exit__(self, *exception):
        self._net.set_mtu(1500)
        self._wire.__exit__()
        self._testpmd.__exit__(*exception)

    @property
    def driver(self):
        return self._testpmd.driver

    def change(self, *commands):
        """Give commands that want the port stopped; what they print."""
        said = [self._testpmd.command(command) for command in ("stop", "port stop 0", *commands)]
        self._testpmd.command("port start 0")
        self._testpmd.command("start")
        wait_open(self._wire)
        return "".join(said)

    def by_hardware(self):
        said = self.change("set promisc 0 off",  # what the host's kernel sends by itself would come back, too
                           *(f"csum set {layer} hw 0" for layer in ("ip", "tcp", "udp")))
        assert len(re.findall(r"^(?:IP|UDP|TCP) checksum offload is hw", said, re.M)) == 1 + 2 + 3, said

    def check(self, cases):
        """@param cases  (what is sent, all that comes back of it, as if it were on its way there)"""
        for sent, expected in cases:
            seen = come_back(self._wire, [sent])
            assert describe(seen) == describe(map(on_its_way_back, expected)), bytes(sent).hex()


def right_whatever_came():
    for tags in TAGS:
        for packet in packets():
            for came in ((0xBAD, 0xBAD), (0xFFFF, 0xFFFF)):
                yield behind(tags, with_sums(packet, *came)), [padded(behind(tags, packet))]
        without = ip4() / UDP(chksum=0) / data(100)
        yield behind(tags, with_sums(without, 0xBAD, 0)), [behind(tags, without)]
        other = ip4() / ICMP(chksum=0xBAD) / data(100)
        yield behind(tags, with_sums(other, 0xBAD, None)), [behind(tags, other)]


def test_sent_checksums_are_right_whatever_came_in(guest, net, plugin, driver):
    with Forwarder(guest, net, plugin, 1500) as forwarder:
        assert forwarder.driver == driver
        forwarder.by_hardware()
        forwarder.check(right_whatever_came())


def segments(tags, packet, size):
    """The frames that a packet is cut into, which carry `size` bytes each. FIN and PSH are the last one's."""
    payload, head = bytes(packet[TCP].payload), packet.copy()
    head[TCP].remove_payload()
    out = []
    for number, at in enumerate(range(0, len(payload), size)):
        piece = head.copy() / payload[at:at + size]
        piece[TCP].seq = (piece[TCP].seq + at) & 0xFFFFFFFF
        if at + size < len(payload):
            piece[TCP].flags = int(piece[TCP].flags) & ~(FIN | PSH)
        if IP in piece:
            piece[IP].id = (piece[IP].id + number) & 0xFFFF
        out.append(behind(tags, piece))
    return out if len(out) > 1 else [padded(out[0])]  # emulations send short segments as they are


def long_packets(size):
    for length in (1, size - 1, size, size + 1, 2 * size - 1, 2 * size, 2 * size + 1, 3 * size, 8800):
        for head in (ip4(id=0xFFFE), ip4(options=OPTIONS), ip6()):
            for l4 in (TCP(seq=0xFFFFFFF0, flags="FPA"), TCP(seq=1, flags="A", options=TCP_OPTIONS)):
                yield head / l4 / data(length)


def test_long_packets_are_cut_into_frames_that_are_right(guest, net, plugin, driver):
    with Forwarder(guest, net, plugin, JUMBO) as forwarder:
        assert forwarder.driver == driver
        forwarder.by_hardware()
        for size, tags in ((500, TAGS[0]), (1447, TAGS[2])):
            assert f"TSO segment size for non-tunneled packets is {size}" in forwarder.change(f"tso set {size} 0")
            forwarder.check((behind(tags, with_sums(packet, 0xBAD, 0xBAD)), segments(tags, packet, size))
                            for packet in long_packets(size))
