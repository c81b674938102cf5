# SPDX-License-Identifier: BSD-3-Clause
"""Debian's Open vSwitch with DPDK, unmodified, on ports of the plugin on QEMU's e1000."""
import contextlib
import json
import os
import pathlib
import random
import re
import socket
import subprocess
import sys

import launch
import openvswitch
import pytest

MISSING = openvswitch.missing()
pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=MISSING or "nothing is missing"),
    pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="two PMD threads need two processors"),
]
EXCHANGE = pathlib.Path(__file__).with_name("exchange.py")
LIMIT_S = 20
TRANSFER = 8 << 20
ONE_PMD, TWO_PMDS = (f"pmd-cpu-mask={sum(1 << processor for processor in sorted(os.sched_getaffinity(0))[:n]):#x}"
                     for n in (1, 2))
ADDRESSES = {"IPv4": ("192.0.2.1", "192.0.2.2"), "IPv6": ("2001:db8::1", "2001:db8::2")}


@pytest.fixture(name="switch", scope="class")
def fixture_switch(tmp_path_factory):
    """Makes a running switch with files and a namespace of its own, the taps that `net` names, and two PMD threads.

    They sleep where there is nothing to do, for the sake of QEMU and of other work on this machine.
    """
    return lambda net, **options: make_switch(tmp_path_factory.mktemp("ovs"), net, **options)


@contextlib.contextmanager
def make_switch(folder, net, config=(), **options):
    namespace = openvswitch.Namespace()
    try:
        for tap in re.findall(r"tap:(\w+)", net):
            namespace.run("ip", "tuntap", "add", "dev", tap, "mode", "tap")
        running = openvswitch.Switch(folder, namespace, net, config=[TWO_PMDS, "pmd-maxsleep=50", *config], **options)
        try:
            yield running
            assert not running.complaints()
        finally:
            running.end()
    finally:
        namespace.end()


class Plug:
    """A test's end of a cable."""

    def __init__(self):
        self.ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.ours.settimeout(LIMIT_S)

    def close(self):
        self.ours.close()
        self.theirs.close()


NOISE = random.Random(1).randbytes(1 << 17)


def frame(sender, number, size):
    """A frame like no other, by its sender (a digit) and its number."""
    head = bytes.fromhex(f"02000000000f 02000000000{sender} 88b5") + number.to_bytes(4, "big")
    start = number * 7919 % (1 << 16)
    return head + NOISE[start:start + size - len(head)]


def relay(flows, sizes, window=8):
    """Send frames of these sizes over each flow (sender, receiver) at once. All must come out, as they are, in order."""
    sent = [[frame(flow, number, size) for number, size in enumerate(sizes)] for flow in range(len(flows))]
    received = [0] * len(flows)
    for number in range(len(sizes) + window):
        for flow, (sender, receiver) in enumerate(flows):
            if number < len(sizes):
                sender.ours.send(sent[flow][number])
            if number >= window:
                got = receiver.ours.recv(65536)
                whose = got[11] & 15
                awaited = sent[whose][received[whose]]
                assert got == awaited, f"flow {whose}: {len(got)} bytes for {len(awaited)}"
                received[whose] += 1
    assert received == [len(sizes)] * len(flows)


class TestFrames:
    """Three ports of MTU 9000. Their cables end in this test."""

    @pytest.fixture(scope="class")
    def wires(self, switch):
        plugs = [Plug() for _ in range(3)]
        numbers = [plug.theirs.fileno() for plug in plugs]
        with switch(",".join(f"fd:{number}" for number in numbers), fds=numbers) as bed:
            bed.add_ports("br0", ["one", "two", "three"], mtu=9000)
            yield bed, plugs
        for plug in plugs:
            plug.close()

    def test_ports_tell_what_they_are(self, wires):
        bed, _ = wires
        for port in ("one", "two", "three"):
            assert bed.interface(port, "link_state") == "up"
            assert bed.interface(port, "mtu") == "9000"
            assert f"driver_name={launch.DRIVERS[openvswitch.launched().driver]}" in bed.interface(port, "status")
            assert "rx_csum_offload=true" in bed.told(port)

    def test_two_pmd_threads_share_the_ports(self, wires):
        bed, _ = wires
        threads = bed.appctl("dpif-netdev/pmd-rxq-show").split("pmd thread ")[1:]
        assert len(threads) == 2
        assert all("queue-id:  0 (enabled)" in thread for thread in threads), threads
        assert "configured_tx_queues=3" in bed.told("one")  # theirs, and the main thread's

    def test_frames_of_every_size_go_through_as_they_are(self, wires):
        bed, (one, two, _) = wires
        bed.connect("br0", {1: 2, 2: 1})
        sizes = range(60, 9015)
        relay([(one, two), (two, one)], sizes)
        for port in ("one", "two"):
            assert bed.counts(port) == {"RX": (len(sizes), sum(sizes)), "TX": (len(sizes), sum(sizes))}

    def test_two_pmd_threads_send_through_one_port_by_queues_of_their_own(self, wires):
        bed, (one, two, three) = wires
        bed.connect("br0", {1: 3, 2: 3})
        bed.vsctl("set", "Open_vSwitch", ".", "other_config:pmd-maxsleep=0")  # so that they meet
        relay([(one, three), (two, three)], [64, 1514, 700] * 500)

        def by_queue():
            return sorted(bed.statistics("three", r"tx_q\d_packets").values())

        openvswitch.wait_until(lambda: by_queue() == [0, 1500, 1500], lambda: f"packets by queue: {by_queue()}")


class End:
    """An interface with addresses in a namespace, one of the two ends of the way through the switch."""

    def __init__(self, namespace, interface, number, mtu=1500):
        self.namespace, self.interface, self.number = namespace, interface, number
        self.mac = f"02:00:00:00:01:0{number}"
        namespace.run("ip", "link", "set", interface, "address", self.mac, "mtu", str(mtu), "up")
        for addresses, prefix, more in ((ADDRESSES["IPv4"], 24, ()), (ADDRESSES["IPv6"], 64, ("nodad",))):
            namespace.run("ip", "address", "add", f"{addresses[number]}/{prefix}", "dev", interface, *more)

    def start(self, *arguments):
        return subprocess.Popen([*self.namespace.enter(), sys.executable, str(EXCHANGE), *arguments],
                                stdout=subprocess.PIPE, text=True, start_new_session=True)

    def bad_checksums(self):
        """What its stack has received with a wrong checksum."""
        lines = self.namespace.run("cat", "/proc/net/snmp", "/proc/net/netstat").splitlines()
        return sum(int(value) for names, values in zip(lines[::2], lines[1::2])
                   for name, value in zip(names.split(), values.split()) if name == "InCsumErrors")

    def received(self):
        shown = json.loads(self.namespace.run("ip", "-json", "-statistics", "link", "show", self.interface))
        return shown[0]["stats64"]["rx"]["packets"]


def exchange(left, right, family):
    """Have each end send to the other by TCP at once. Every byte must arrive as it is."""
    addresses = ADDRESSES[family]
    before = left.bad_checksums(), right.bad_checksums()
    with left.start("listen", addresses[left.number], str(TRANSFER)) as listener:
        port = listener.stdout.readline().strip()
        with right.start("connect", addresses[left.number], str(TRANSFER), port) as caller:
            told = [json.loads(each.communicate(timeout=60)[0]) for each in (listener, caller)]
    assert told[0]["bytes"] == told[1]["bytes"] == TRANSFER
    assert (told[0]["received"], told[1]["received"]) == (told[1]["sent"], told[0]["sent"])
    assert (left.bad_checksums(), right.bad_checksums()) == before


WRONG = "from scapy.all import *; sendp(Ether(src='{}', dst='{}')/IP(src='{}', dst='{}')/TCP(chksum=1), iface='{}')"


class TestTcp:
    """Two ports, their cables in taps, with Linux at both ends."""

    @pytest.fixture(scope="class")
    def taps(self, switch):
        with switch("tap:left,tap:right") as bed:
            bed.add_ports("br0", ["one", "two"])
            other = openvswitch.Namespace(bed.namespace)
            try:
                bed.namespace.run("ip", "link", "set", "right", "netns", str(other.holder.pid))
                yield bed, End(bed.namespace, "left", 0), End(other, "right", 1)
            finally:
                other.end()

    @pytest.mark.parametrize("family", ADDRESSES)
    def test_every_byte_arrives_as_it_is(self, taps, family):
        _, left, right = taps
        exchange(left, right, family)

    def test_ends_know_a_wrong_checksum(self, taps):
        _, left, right = taps
        before = right.bad_checksums()
        left.namespace.run(sys.executable, "-c", WRONG.format(left.mac, right.mac, *ADDRESSES["IPv4"], "left"))
        openvswitch.wait_until(lambda: right.bad_checksums() == before + 1)

    def test_mtu_of_running_ports_changes(self, taps):
        bed, left, right = taps
        for port, end in (("one", left), ("two", right)):
            bed.vsctl("set", "Interface", port, "mtu_request=9000")
            end.namespace.run("ip", "link", "set", end.interface, "mtu", "9000")
            assert bed.interface(port, "mtu") == "9000"
        right.namespace.run("ping", "-M", "do", "-c", "1", "-w", str(LIMIT_S), "-s", "8972", ADDRESSES["IPv4"][0])
        exchange(left, right, "IPv4")


class TestControl:
    """What can be set of a port while it forwards. It does so afterwards, too."""

    @pytest.fixture(scope="class")
    def ports(self, switch):
        plugs = [Plug() for _ in range(2)]
        numbers = [plug.theirs.fileno() for plug in plugs]
        with switch(",".join(f"fd:{number}" for number in numbers), fds=numbers) as bed:
            bed.add_ports("br0", ["one", "two"])
            bed.connect("br0", {1: 2, 2: 1})
            yield bed, plugs
        for plug in plugs:
            plug.close()

    @pytest.fixture(autouse=True)
    def forwards(self, ports):
        """Each case ends with frames both ways."""
        yield
        _, (one, two) = ports
        relay([(one, two), (two, one)], [60, 1514] * 50)

    @pytest.mark.parametrize("option, told", [
        ("dpdk-lsc-interrupt=true", "lsc_interrupt_mode=true"),
        ("n_rxq_desc=512", "configured_rxq_descriptors=512"),
        ("n_txq_desc=4096", "configured_txq_descriptors=4096"),
        ("n_rxq=2", "configured_rx_queues=1"),
        ("rx-flow-ctrl=true", "configured_rx_queues=1"),
    ])
    def test_options_are_taken(self, ports, option, told):
        bed, _ = ports
        bed.vsctl("set", "Interface", "one", f"options:{option}")
        assert told in bed.told("one")

    def test_port_is_switched_off_and_on(self, ports):
        bed, _ = ports
        for state in ("down", "up"):
            assert bed.appctl("netdev-dpdk/set-admin-state", "one", state) == "OK"
            openvswitch.wait_until(lambda state=state: bed.interface("one", "link_state") == state)

    def test_port_goes_and_comes_back(self, ports):
        bed, _ = ports
        bed.vsctl("del-port", "one")
        bed.vsctl("add-port", "br0", "one", "--", "set", "Interface", "one", "type=dpdk", "ofport_request=1",
                  "options:dpdk-devargs=0000:00:04.0")
        assert bed.interface("one", "error") == "[]"

    def test_pmd_threads_come_and_go(self, ports):
        bed, _ = ports
        for mask in (ONE_PMD, TWO_PMDS):
            bed.vsctl("set", "Open_vSwitch", ".", f"other_config:{mask}")


class TestInnerPort:
    """One port, its cable in a tap, and an interface of the switch's own: Linux at both ends, MTU 9000."""

    @pytest.fixture(scope="class", params=["false", "true"], ids=["whole", "segmented"])
    def inner(self, switch, request):
        with switch("tap:right", config=[f"userspace-tso-enable={request.param}"]) as bed:
            bed.add_ports("br0", ["one"], mtu=9000)
            bed.vsctl("add-port", "br0", "inner", "--", "set", "Interface", "inner", "type=internal", "mtu_request=9000")
            other = openvswitch.Namespace(bed.namespace)
            try:
                bed.namespace.run("ip", "link", "set", "right", "netns", str(other.holder.pid))
                yield bed, End(bed.namespace, "inner", 0, mtu=9000), End(other, "right", 1, mtu=9000), request.param
            finally:
                other.end()

    @pytest.mark.parametrize("family", ADDRESSES)
    def test_every_byte_arrives_as_it_is(self, inner, family):
        """Received, a packet must be in one mbuf: Open vSwitch looks at the first only. Sent, it may be cut by the port."""
        bed, left, right, segmented = inner
        assert f"tx_tso_offload={segmented}" in bed.told("one")
        packets, frames = bed.counts("inner")["RX"][0], right.received()
        exchange(left, right, family)
        packets, frames = bed.counts("inner")["RX"][0] - packets, right.received() - frames
        assert frames > TRANSFER / 9000
        assert (packets < frames / 2) == (segmented == "true"), f"{packets} packets became {frames} frames"
        right.namespace.run("ping", "-M", "do", "-c", "1", "-w", str(LIMIT_S), "-s", "8972", ADDRESSES["IPv4"][0])
