# SPDX-License-Identifier: BSD-3-Clause
"""Loopback and flow control as dpdk-testpmd sets them, and what the wire sees of it under QEMU: see doc/limits.rst."""
import re
import time

import pytest
from series import HOST_MAC, come_back, ethernet, padded, wait_open
from vm import qemu
from vm.programs import Testpmd

from wire import Wire

pytestmark = pytest.mark.parametrize("guest", ["e1000"], indirect=True)

BURST = 32
LIMIT_S = 60
PAUSE_GROUP = "01:80:c2:00:00:01"
MAC_CONTROL, PAUSE, OTHER = 0x8808, b"\0\1\xff\xff", b"\0\2\xff\xff"


def start(guest, plugin):
    guest.bind("vfio")
    return Testpmd(guest, plugin, options=[f"--eth-peer=0,{qemu.MAC}"], mode="macswap")


def commands(testpmd, *texts):
    return "".join(testpmd.command(text) for text in texts)


def counts(testpmd):
    """Packets and bytes, received and sent."""
    said = testpmd.command("show port stats 0")
    return tuple(int(re.search(rf"{name}: +(\d+)", said)[1])
                 for name in ("RX-packets", "RX-bytes", "TX-packets", "TX-bytes"))


def wait_for_counts(testpmd, *wanted):
    end = time.monotonic() + LIMIT_S
    while (seen := counts(testpmd)) != wanted and time.monotonic() < end:
        time.sleep(0.05)
    assert seen == wanted


def from_guest(wire):
    """What has come from the guest."""
    seen = []
    while (data := wire.receive(0.2)) is not None:
        seen.append(data)
    return [data for data in seen if data[6:12] == bytes.fromhex(qemu.MAC.replace(":", ""))]


def test_what_is_sent_in_loopback_comes_back_and_is_not_on_the_wire(guest, net, plugin, driver):
    with Wire(net) as wire, start(guest, plugin) as testpmd:
        assert testpmd.driver == driver
        said = commands(testpmd, "stop", "port stop 0", "set promisc 0 off", "port config 0 loopback 2",
                        "port start 0")
        assert "lpbk_mode 2: there is one loopback, 1; 0 is none" in said
        commands(testpmd, "port config all loopback 1", "port start 0", "set fwd rxonly")
        assert testpmd.info()["Link status"] == "up"
        for size in (60, 61, 300, 1514):
            commands(testpmd, "clear port stats 0", f"set txpkts {size}", "start tx_first 1")
            wait_for_counts(testpmd, *(BURST, BURST * size) * 2)
            testpmd.command("stop")
        assert from_guest(wire) == []
        # QEMU lets in what comes from the wire all the same. What is made of it comes back, for another address.
        commands(testpmd, "set fwd macswap", "clear port stats 0", "start")
        wire.send(padded(ethernet()))
        wait_for_counts(testpmd, 1, 60, 1, 60)
        assert from_guest(wire) == []
        commands(testpmd, "stop", "port stop 0", "port config all loopback 0", "port start 0", "start")
        wait_open(wire)
        assert come_back(wire, [padded(ethernet())]) == [padded(ethernet(to=HOST_MAC, by=qemu.MAC))]
        testpmd.quit()


def flow_control(testpmd):
    """`show port 0 flow_ctrl` as a dictionary, such as {"Rx pause": "on", "Pause time": "0xffff"}"""
    return dict(re.findall(r"^ *([\w ]+): (\w+)$", testpmd.command("show port 0 flow_ctrl"), re.M))


def told(high, low, pause_time, rx="off", tx="off", autoneg="on", xon="on", forward="off"):
    return {"Rx pause": rx, "Tx pause": tx, "Autoneg": autoneg, "Pause time": f"{pause_time:#x}",
            "High waterline": f"{high:#x}", "Low waterline": f"{low:#x}", "Send XON": xon,
            "Forward MAC control frames": forward}


def test_flow_control_is_told_as_set_and_as_negotiated(guest, net, plugin, driver):
    with Wire(net) as wire, start(guest, plugin) as testpmd:
        assert testpmd.driver == driver
        wait_open(wire)
        usual = told(48 * 1024 - 2 * 1526 & ~7, (48 * 1024 - 2 * 1526) // 2 & ~7, 0xFFFF)
        assert flow_control(testpmd) == usual  # negotiated with QEMU, which offers nothing: none
        for rx, tx, xon, forward in (("on", "on", 1, "on"), ("off", "on", 0, "off"), ("on", "off", 1, "off"),
                                     ("off", "off", 0, "on")):
            said = testpmd.command(f"set flow_ctrl rx {rx} tx {tx} 20001 10000 100 {xon} mac_ctrl_frame_fwd {forward} "
                                   "autoneg off 0")
            assert "bad" not in said
            expected = told(20000, 10000, 100, rx, tx, "off", "on" if xon else "off", forward)
            assert flow_control(testpmd) == expected
        commands(testpmd, "stop", "port stop 0", "port start 0", "start")
        wait_open(wire)
        assert flow_control(testpmd) == expected
        for wrong, why in (("99999 10000", "high_water 99999: from 16 to 47624 bytes with an MTU of 1500"),
                           ("20000 20000", "low_water 20000: from 8 to 19992 bytes with an MTU of 1500")):
            said = testpmd.command(f"set flow_ctrl rx on tx on {wrong} 7 1 mac_ctrl_frame_fwd off autoneg off 0")
            assert why in said and "bad flow control parameter, return code = -22" in said
            assert flow_control(testpmd) == expected
        testpmd.command("set flow_ctrl rx on tx on 30000 15000 200 1 mac_ctrl_frame_fwd off autoneg on 0")
        wait_open(wire)
        assert flow_control(testpmd) == told(30000, 15000, 200)
        testpmd.quit()


def test_mac_control_frames_come_in_by_their_address_whatever_is_set(guest, net, plugin, driver):
    """QEMU obeys no PAUSE frame and keeps none for itself; nor does it know RCTL.PMCF."""
    def control(to, what, by=HOST_MAC):
        frame = ethernet(to=to, by=by)
        frame.type = MAC_CONTROL
        return padded(frame / what)

    with Wire(net) as wire, start(guest, plugin) as testpmd:
        assert testpmd.driver == driver
        sent = [control(to, what) for to in (PAUSE_GROUP, qemu.MAC) for what in (PAUSE, OTHER)]
        back = [control(HOST_MAC, what, by) for by in (PAUSE_GROUP, qemu.MAC) for what in (PAUSE, OTHER)]
        for way, forward in (("on", "off"), ("off", "on")):
            testpmd.command(f"set flow_ctrl rx {way} tx {way} 0 0 0 1 mac_ctrl_frame_fwd {forward} autoneg off 0")
            for filter_, let_in in (("set promisc 0 off", back[2:]), (f"mcast_addr add 0 {PAUSE_GROUP}", back),
                                    (f"mcast_addr remove 0 {PAUSE_GROUP}", back[2:]), ("set promisc 0 on", back)):
                testpmd.command(filter_)
                wait_open(wire)
                assert come_back(wire, sent) == let_in, (way, forward, filter_)
        testpmd.quit()
