# SPDX-License-Identifier: BSD-3-Clause
"""A TCP transfer through dpdk-testpmd in the guest, from one of its NICs to the other, with Linux at both ends: the
devices compute every checksum, and cut the long packets of the sender into the frames that the receiver takes."""
import hashlib
import os
import random
import re
import socket
import threading

import pytest
from vm import network, qemu
from vm.programs import Testpmd

BYTES = int(os.environ.get("E1K_TCP_BYTES", "100000000"))
PORT = 5001
LIMIT_S = 900
CHECKSUMS_AND_SEGMENTATION = 0x802e  # IPV4_CKSUM, UDP_CKSUM, TCP_CKSUM, TCP_TSO, MULTI_SEGS of RTE_ETH_TX_OFFLOAD_…
LONG, USUAL = 9000, 1500             # MTU of the sender and of the receiver
MSS = USUAL - 20 - 20 - 12           # what is left by IPv4 and TCP with its time stamps


@pytest.fixture
def ends(between):
    """The two ends, and the guest between them."""
    near, far, guest = between
    near.set_mtu(LONG)
    # The receiver would ask for no more than its MTU; segmentation in the guest makes that of whatever comes.
    far.run("ip", "route", "replace", f"{network.HOST_IP}/32", "dev", network.TAP, "advmss", str(LONG - 40))
    for here, number, other in ((near, 0, network.FAR_IP), (far, 1, network.HOST_IP)):
        here.run("ip", "neighbour", "replace", other, "lladdr", qemu.MACS[number], "dev", network.TAP)
    yield between
    near.set_mtu(USUAL)


def forwarder(guest, plugin, near, far):
    options = ["--max-pkt-len=9018", "--enable-scatter", "--total-num-mbufs=16384", "--enable-rx-cksum",
               f"--tx-offloads={CHECKSUMS_AND_SEGMENTATION:#x}", f"--eth-peer=0,{near.mac()}",
               f"--eth-peer=1,{far.mac()}"]
    return Testpmd(guest, plugin, options=options, mode="csum")


def data():
    """What is sent, in pieces."""
    numbers = random.Random(10)
    left = BYTES
    while left > 0:
        piece = numbers.randbytes(min(left, 1 << 18))
        left -= len(piece)
        yield piece


def transfer(near, far):
    """Send it from near to far; (bytes, digest) at either end."""
    listener = far.call(lambda: socket.create_server((network.FAR_IP, PORT)))
    listener.settimeout(60)
    received = []

    def receive():
        taken, count, digest = listener.accept()[0], 0, hashlib.sha256()
        taken.settimeout(LIMIT_S)
        while piece := taken.recv(1 << 18):
            count += len(piece)
            digest.update(piece)
        received.extend((count, digest.hexdigest()))

    receiver = threading.Thread(target=receive)
    receiver.start()
    digest = hashlib.sha256()
    sender = near.call(socket.socket)
    sender.settimeout(LIMIT_S)
    with listener, sender:
        sender.connect((network.FAR_IP, PORT))
        for piece in data():
            sender.sendall(piece)
            digest.update(piece)
        sender.shutdown(socket.SHUT_WR)
        receiver.join(LIMIT_S)
    return (BYTES, digest.hexdigest()), tuple(received)


def bad_checksums(end):
    """What the kernel of that end has counted, of IP and of TCP."""
    found = {}
    for name in ("snmp", "netstat"):
        lines = end.run("cat", f"/proc/net/{name}").stdout.splitlines()
        for titles, values in zip(lines[::2], lines[1::2]):
            found.update({f"{titles.split(':')[0]} {title}": int(value)
                          for title, value in zip(titles.split()[1:], values.split()[1:])})
    return {title: found[title] for title in ("Tcp InCsumErrors", "IpExt InCsumErrors", "Ip InHdrErrors")}


def frames(end, direction):
    return int(end.run("cat", f"/sys/class/net/{network.TAP}/statistics/{direction}_packets").stdout)


def test_tcp_transfer_with_checksums_and_segmentation_by_the_device(ends, plugin, driver):
    near, far, guest = ends
    with forwarder(guest, plugin, near, far) as testpmd:
        assert testpmd.driver == driver
        for command in ("stop", "port stop all", f"tso set {MSS} 0", f"tso set {MSS} 1"):
            testpmd.command(command)
        shown = testpmd.command("csum show 1")
        assert re.findall(r"^(IP|TCP) checksum offload is (\w+)", shown, re.M) == [("IP", "hw"), ("TCP", "hw")], shown
        testpmd.command("port start all")
        testpmd.command("start")
        before = frames(near, "tx"), frames(far, "rx")
        sent, received = transfer(near, far)
        assert received == sent
        assert bad_checksums(far) == bad_checksums(near) == {"Tcp InCsumErrors": 0, "IpExt InCsumErrors": 0,
                                                             "Ip InHdrErrors": 0}
        long, cut = frames(near, "tx") - before[0], frames(far, "rx") - before[1]
        assert long < BYTES / 4000 and cut > BYTES / USUAL, (long, cut)  # the guest did cut them
        statistics = testpmd.command("stop")
        assert re.findall(r"Bad-(?:ip|l4)csum: (\d+)", statistics).count("0") >= 2, statistics
        testpmd.quit()
