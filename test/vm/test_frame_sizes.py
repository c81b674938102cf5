# SPDX-License-Identifier: BSD-3-Clause
"""Frames of every size that is of interest through dpdk-testpmd: in one mbuf and in many, with the CRC and without, up to
the MTU and beyond."""
import random
import re

import pytest
from scapy.all import Dot1AD, Dot1Q
from series import EXPERIMENTAL, HOST_MAC, SHORTEST, come_back, describe, ethernet, wait_open
from vm import qemu
from vm.programs import Testpmd

from wire import Wire

pytestmark = pytest.mark.parametrize("guest", ["e1000"], indirect=True)

HEADROOM, ETHERNET = 128, 14
BEYOND_MTU = 22  # Ethernet header and two VLAN tags
CRC = 4
JUMBO = 9000
WIDE = 16300     # the host's MTU where that is not what is tested
MOST_MTU = 16266
TAGS = ([], [Dot1Q(vlan=7)], [Dot1AD(vlan=8), Dot1Q(vlan=7)])
DATA = random.Random(10).randbytes(1 << 14)


@pytest.fixture(autouse=True)
def wide(net):
    net.set_mtu(WIDE)
    yield
    net.set_mtu(1500)


def sized(length, tags=(), **addresses):
    """A frame of so many bytes without its CRC."""
    header = ethernet(**addresses)
    for tag in tags:
        header /= tag
    header.lastlayer().type = EXPERIMENTAL
    return (bytes(header) + DATA)[:length]


def pass_through(wire, frames):
    """Which of the frames come back, as (index) they are in the series; they are whole."""
    wanted = {bytes.fromhex((HOST_MAC + qemu.MAC).replace(":", "")) + data[12:]: n for n, data in enumerate(frames)}
    seen = come_back(wire, frames, at_once=1)
    assert [data for data in seen if data not in wanted] == []
    return [wanted[data] for data in seen]


def check_sizes(wire, sizes):
    frames = [sized(size) for size in sizes]
    seen = pass_through(wire, frames)
    assert seen == list(range(len(frames))), sorted(set(sizes) - {sizes[n] for n in seen})


def reconfigure(testpmd, wire, *commands):
    for command in ("stop", "port stop 0", *commands, "port start 0", "start"):
        testpmd.command(command)
    wait_open(wire)


def statistics(testpmd):
    return {name: int(value) for name, value in re.findall(r"([RT]X-\w+): +(\d+)",
                                                           testpmd.command("show port stats 0"))}


def around(buffer, room, longest):
    """Sizes whose last buffer is almost, just, or no longer full, with and without the CRC; and some between."""
    ends = [end + d for end in (room, *range(buffer, longest, buffer)) for d in (-CRC - 1, -CRC, -CRC + 1, -1, 0, 1)]
    return sorted({size for size in (*ends, *range(SHORTEST, SHORTEST + 8), *range(SHORTEST, longest, 501), longest)
                   if SHORTEST <= size <= longest})


def segments_told(testpmd, wire, sizes):
    """What testpmd says of received frames: the length of each and how many mbufs it came in. Nothing else may come:
    it would be told in the middle of a prompt."""
    for command in ("stop", "set fwd rxonly", "set verbose 1", "start"):
        testpmd.command(command)
    begin = len(testpmd.output)
    for number, size in enumerate(sizes):
        by = f"02:00:00:00:01:{number:02X}"
        wire.send(sized(size, by=by))
        testpmd.wait_for(f"src={by}")
        testpmd.wait_for("OUTER_L4_CKSUM_UNKNOWN")
    told = re.findall(rf" - dst={qemu.MAC} .* - length=(\d+) - nb_segs=(\d+)", testpmd.output[begin:])
    for command in ("stop", "set fwd macswap", "set verbose 0", "start"):
        testpmd.command(command)
    return [(int(length), int(segments)) for length, segments in told]


def receiving(guest, plugin, *options):
    guest.bind("vfio")
    return Testpmd(guest, plugin, options=options, mode="macswap")


@pytest.mark.parametrize("mbuf_size, buffer", [(384, 256), (2176, 2048), (2432, 2048)])
def test_scattered_frames_of_all_sizes_pass(guest, net, plugin, driver, mbuf_size, buffer):
    room = mbuf_size - HEADROOM
    options = [f"--max-pkt-len={JUMBO + 18}", "--enable-scatter", f"--mbuf-size={mbuf_size}"]
    with Wire(net) as wire, receiving(guest, plugin, *options) as testpmd:
        assert testpmd.driver == driver
        testpmd.command("set promisc 0 off")
        wait_open(wire)
        for crc in ("off", "on"):
            if crc == "on":
                reconfigure(testpmd, wire, "port config 0 rx_offload keep_crc on")
            check_sizes(wire, around(buffer, room, JUMBO + BEYOND_MTU))
            some = (SHORTEST, buffer - CRC, buffer - CRC + 1, buffer, buffer + 1, room, room + 1, 2 * buffer, JUMBO)
            assert segments_told(testpmd, wire, some) == [(size, 1 if size <= room else -(-size // buffer))
                                                          for size in some]
        testpmd.quit()


def test_without_scatter_the_start_is_refused_and_says_why(guest, net, plugin):
    with Wire(net) as wire, receiving(guest, plugin, "--mbuf-size=1152") as testpmd:
        said = testpmd.start_output
        assert "MTU 1500 has packets of up to 1522 bytes, an mbuf of mempool mb_pool_0 takes 1024 (data room 1152, " \
               "headroom 128): ask for RTE_ETH_RX_OFFLOAD_SCATTER" in said and "set an MTU of at most 1002" in said
        assert "Fail to start port 0" in said
        reconfigure(testpmd, wire, "port config mtu 0 1002")  # as it says
        check_sizes(wire, [SHORTEST, 1002 + ETHERNET, 1002 + BEYOND_MTU])
        reconfigure(testpmd, wire, "port config 0 rx_offload scatter on", "port config mtu 0 1500")
        check_sizes(wire, [SHORTEST, 1024, 1025, 1500 + BEYOND_MTU])
        testpmd.quit()


def test_a_crc_that_is_kept_is_in_no_length_and_no_count(guest, net, plugin, driver):
    with Wire(net) as wire, receiving(guest, plugin) as testpmd:
        assert testpmd.driver == driver
        for crc in ("off", "on"):
            # What the host's kernel sends by itself would be counted, too.
            reconfigure(testpmd, wire, "set promisc 0 off", f"port config 0 rx_offload keep_crc {crc}")
            testpmd.command("clear port stats 0")
            wire.send(*[sized(100)] * 50)
            seen = wire.until(lambda data, left=iter(range(49)): next(left, None) is None)
            assert seen is not None and describe(seen) == describe([sized(100, to=HOST_MAC, by=qemu.MAC)] * 49)
            counted = statistics(testpmd)
            assert {name: counted[name] for name in ("RX-packets", "RX-bytes", "TX-packets", "TX-bytes")} == {
                "RX-packets": 50, "RX-bytes": 5000, "TX-packets": 50, "TX-bytes": 5000}, crc
            assert segments_told(testpmd, wire, [SHORTEST, 100, 1514]) == [(SHORTEST, 1), (100, 1), (1514, 1)]
        testpmd.quit()


def check_limit(testpmd, wire, mtu):
    """All that fits the MTU comes in, whatever its tags are, and nothing that is longer with the tags that it may have:
    that is counted as an error."""
    before = statistics(testpmd)["RX-errors"]
    most = mtu + BEYOND_MTU
    frames = [sized(size, tags) for tags in TAGS for size in sorted({mtu + ETHERNET + 4 * len(tags), most, most + 1})]
    fit = [n for n, data in enumerate(frames) if len(data) <= most]
    assert pass_through(wire, frames) == fit, mtu
    assert statistics(testpmd)["RX-errors"] - before == len(TAGS) == len(frames) - len(fit), mtu


def test_frames_pass_up_to_the_mtu_with_two_tags(guest, net, plugin, driver):
    with Wire(net) as wire, receiving(guest, plugin, "--enable-scatter") as testpmd:
        assert testpmd.driver == driver
        wait_open(wire)
        for mtu in (1500, 1400, 46, 1501, 4000, 8192):
            assert "fail" not in testpmd.command(f"port config mtu 0 {mtu}")
            wait_open(wire)
            check_limit(testpmd, wire, mtu)
        assert "Set MTU failed" in testpmd.command(f"port config mtu 0 {JUMBO}")  # it takes a reset
        for mtu in (JUMBO, MOST_MTU):
            reconfigure(testpmd, wire, f"port config mtu 0 {mtu}")
            check_limit(testpmd, wire, mtu)
        testpmd.quit()
