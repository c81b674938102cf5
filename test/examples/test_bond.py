# SPDX-License-Identifier: BSD-3-Clause
"""bond: two ports as one, balanced by address (mode 6): it answers ARP for 7.0.0.10 and tells each peer one port's address.

It needs: one queue each way, FAST_FREE where it is offered, link status, promiscuous mode, MAC addresses that can be set.
Two lcores: one for the prompt, one that receives. It is not asked for IPv4: it frees an IPv4 packet that it has sent.
"""
import time

import frames
import pytest
from scapy.all import ARP, Ether

IP = "7.0.0.10"


def request(host):
    return bytes(Ether(src=f"02:00:00:00:01:{host:02x}", dst="ff:ff:ff:ff:ff:ff") /
                 ARP(hwsrc=f"02:00:00:00:01:{host:02x}", psrc=f"7.0.0.{host}", pdst=IP))


def assert_reply(frame, host, our_mac):
    """The frame is the answer to the request of `host`, by that address of ours."""
    got, mac = Ether(frame), f"02:00:00:00:01:{host:02x}"
    assert (got.src, got.dst, got[ARP].op) == (our_mac, mac, 2)
    assert (got[ARP].hwsrc, got[ARP].psrc, got[ARP].hwdst, got[ARP].pdst) == (our_mac, IP, mac, f"7.0.0.{host}")
    assert frames.has_length(frame, 42)


@pytest.fixture(name="bond")
def fixture_bond(example, plug):
    program = example("bond", lcores=2, qemu=plug.qemu)
    program.wait_for("bond6>")
    return program


def show(program):
    program.type("show")
    program.wait_for("Active_slaves:")
    active = program.wait_for(" ")
    return int(active), program.wait_for("bond6>").strip()


def test_every_peer_is_told_one_ports_address_and_asked_through_it(bond):
    assert f"Port 2 MAC: {frames.PORTS[0]}" in bond.output
    told = {}
    for came_in in (0, 1, 0, 1):
        for host in range(1, 9):
            (goes_out, frame), = bond.exchange([(came_in, request(host))], 1)
            assert told.setdefault(host, goes_out) == goes_out
            assert_reply(frame, host, frames.PORTS[goes_out])
    assert sorted(told.values()) == [0] * 4 + [1] * 4
    assert show(bond) == (2, "packets received:Tot:32 Arp:32 IPv4:0")

    bond.type("send 7.0.0.99")
    (port, frame), = bond.exchange([], 1)
    got = Ether(frame)
    assert (got.src, got.dst, got[ARP].op) == (frames.PORTS[port], "ff:ff:ff:ff:ff:ff", 1)
    assert (got[ARP].hwsrc, got[ARP].psrc, got[ARP].pdst) == (frames.PORTS[port], IP, "7.0.0.99")
    bond.type("quit")
    assert bond.wait() == 0


def wait_for_ports(program, count):
    """Until it tells of so many ports with a link."""
    for _ in range(200):
        if show(program)[0] == count:
            return
        time.sleep(0.1)
    raise AssertionError(program.output[-1000:])


def test_goes_on_with_one_port_when_the_others_cable_is_out(bond, plug):
    plug.set(0, False)
    wait_for_ports(bond, 1)
    for host in range(1, 5):
        (port, frame), = bond.exchange([(1, request(host))], 1)
        assert port == 1
        assert_reply(frame, host, frames.PORTS[0])  # the bond's address has moved to the port that is left
    plug.set(0, True)
    wait_for_ports(bond, 2)
    told = {}
    for host in range(11, 15):  # and those who asked before are told of their new port
        for port, frame in bond.exchange([(0, request(host))], 1):
            got = Ether(frame)
            told[int(got[ARP].pdst.split(".")[3])] = (port, got.src)
            assert_reply(frame, int(got[ARP].pdst.split(".")[3]), got.src)
    assert {11, 12, 13, 14} <= set(told) <= {*range(1, 5), *range(11, 15)}
    assert {port for port, _ in told.values()} == {0, 1}
    assert {mac for _, mac in told.values()} <= set(frames.PORTS[:2])


def test_needs_a_second_lcore(example):
    program = example("bond", lcores=1)
    assert program.wait() != 0
