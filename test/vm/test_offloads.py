# SPDX-License-Identifier: BSD-3-Clause
"""Which VLAN tags dpdk-testpmd lets in, takes out and puts in, judged by scapy at the other end of the cable."""
import itertools

import pytest
from scapy.all import Dot1AD, Dot1Q, Raw
from series import EXPERIMENTAL, HOST_MAC, come_back, ethernet, wait_open
from vm import qemu
from vm.programs import Testpmd

from wire import Wire

pytestmark = pytest.mark.parametrize("guest", ["e1000"], indirect=True)

TAG = {0x8100: Dot1Q, 0x88A8: Dot1AD}
PRIORITY_5, PRIORITY_7, CFI = 5 << 13, 7 << 13, 1 << 12
TAGS = [(), [(0x8100, 100)], [(0x8100, 101)], [(0x8100, PRIORITY_7)], [(0x8100, PRIORITY_5 | CFI | 100)],
        [(0x8100, 100), (0x8100, 101)], [(0x88A8, 100), (0x8100, 101)], [(0x88A8, 101)], (), [(0x8100, 100)], ()]
INSERTED = 200


def frame(tags, number, **addresses):
    """@param tags  (type, TCI) of each, the outermost first"""
    layers = ethernet(**addresses)
    for tpid, tci in tags:
        layers /= TAG[tpid](prio=tci >> 13, id=tci >> 12 & 1, vlan=tci & 0xFFF)
        layers.lastlayer().type = EXPERIMENTAL
        layers.lastlayer().underlayer.type = tpid
    return bytes(layers / Raw(number.to_bytes(2, "big") + bytes(range(80))))


def expected(tags, type_, strip, insert, filter_):
    """The tags that a frame comes back with; None if it is kept out."""
    tags = list(tags)
    if tags and tags[0][0] == type_:
        if filter_ and tags[0][1] & 0xFFF != 100:
            return None
        if strip:
            tags.pop(0)
    return [(type_, insert), *tags] if insert else tags


def check(wire, *how):
    wait_open(wire)
    out = [expected(tags, *how) for tags in TAGS]
    assert come_back(wire, [frame(tags, number) for number, tags in enumerate(TAGS)]) == [
        frame(tags, number, to=HOST_MAC, by=qemu.MAC) for number, tags in enumerate(out) if tags is not None], how


def test_vlan_strip_insert_filter_and_type_in_all_combinations(guest, net, plugin, driver):
    guest.bind("vfio")
    with Wire(net) as wire, Testpmd(guest, plugin, mode="macswap") as testpmd:
        assert testpmd.driver == driver
        for insert in (None, INSERTED):
            for command in ("stop", "port stop 0", f"tx_vlan set 0 {insert}" if insert else "tx_vlan reset 0",
                            "port start 0", "start"):
                testpmd.command(command)
            for type_, filter_, strip in itertools.product((0x8100, 0x88A8), (False, True), (False, True)):
                testpmd.command(f"vlan set outer tpid {type_:#x} 0")
                testpmd.command(f"vlan set filter {'on' if filter_ else 'off'} 0")
                if filter_:
                    testpmd.command("rx_vlan add 100 0")
                testpmd.command(f"vlan set strip {'on' if strip else 'off'} 0")
                check(wire, type_, strip, insert, filter_)
        testpmd.quit()
