# SPDX-License-Identifier: BSD-3-Clause
"""Unmodified dpdk-testpmd with the plugin on QEMU's e1000."""
import os
import pathlib
import re
import signal
import time

import launch
import pytest
from scapy.all import ARP, ICMP, IP, Ether, Raw

MAC = "52:54:00:12:34:56"
US = "02:00:00:00:00:01"
DRIVER = launch.DRIVERS[os.environ.get("E1K_DRIVER", "e1k")]


def wait_until(condition, limit_s=20.0):
    """Look every 50 ms until the condition holds or the time is over; the last look is the result."""
    end = time.monotonic() + limit_s
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize("device", launch.DEVICES)
def test_driver_takes_the_device_and_the_link_is_up(testpmd, device):
    pmd = testpmd(device=device)
    info = pmd.command("show port info 0")
    assert f"Driver name: {DRIVER}" in info
    assert MAC.upper() in info.upper()
    assert "Link status: up" in info
    assert "Link speed: 1 Gbps" in info
    assert pmd.quit() == 0


@pytest.mark.parametrize("device", launch.DEVICES)
def test_icmpecho_answers_echo_requests_of_every_length(testpmd, cable, device):
    pmd = testpmd("--forward-mode=icmpecho", "--auto-start", device=device, net=cable.net, fds=[cable.theirs.fileno()])
    for sequence, length in enumerate((0, 1, 18, 56, 300, 1472)):
        payload = bytes(n & 0xff for n in range(length))
        cable.send(Ether(src=US, dst=MAC) / IP(src="192.0.2.1", dst="192.0.2.2") /
                   ICMP(type="echo-request", id=7, seq=sequence) / Raw(payload))
        reply = cable.receive(lambda frame: ICMP in frame)
        assert reply is not None, f"no answer to {length} bytes"
        assert (reply[Ether].dst, reply[Ether].src) == (US, MAC)
        assert (reply[IP].dst, reply[IP].src) == ("192.0.2.1", "192.0.2.2")
        assert (reply[ICMP].type, reply[ICMP].id, reply[ICMP].seq) == (0, 7, sequence)
        assert bytes(reply[ICMP].payload)[:length] == payload
    assert "RX-packets: 6" in pmd.command("show port stats 0")


def test_icmpecho_answers_arp(testpmd, cable):
    testpmd("--forward-mode=icmpecho", "--auto-start", net=cable.net, fds=[cable.theirs.fileno()])
    cable.send(Ether(src=US, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=US, psrc="192.0.2.1", pdst="192.0.2.2"))
    reply = cable.receive(lambda frame: ARP in frame)
    assert reply is not None
    assert (reply[ARP].op, reply[ARP].hwsrc, reply[ARP].psrc) == (2, MAC, "192.0.2.2")


def test_what_each_of_two_nics_sends_the_other_receives(testpmd):
    pmd = testpmd("--forward-mode=rxonly", "--rxd=1024", "--txd=1024", net="pair")
    sent = 0
    for _ in range(10):
        # Less than a ring's worth at a time: QEMU drops what it has queued beyond the ring.
        pmd.command("start tx_first 31")
        sent += 31 * 32
        assert wait_until(lambda: pmd.numbers("show port stats all", "RX-packets:") == [sent, sent])
        pmd.command("stop")
    assert pmd.numbers("show port stats all", "TX-packets:") == [sent, sent]
    assert pmd.numbers("show port stats all", "RX-missed:") == [0, 0]
    assert pmd.quit() == 0


def test_forwards_between_wires_of_two_nics(testpmd, cable):
    other = type(cable)()
    pmd = testpmd("--forward-mode=io", "--auto-start", net=f"{cable.net},{other.net}",
                  fds=[cable.theirs.fileno(), other.theirs.fileno()])
    for near, far in ((cable, other), (other, cable)):
        frame = Ether(src=US, dst="02:00:00:00:00:02", type=0x88b5) / Raw(bytes(range(60)))
        near.send(frame)
        assert far.receive(lambda got: bytes(got)[:74] == bytes(frame), limit_s=10.0) is not None
    assert pmd.numbers("show port stats all", "RX-packets:") == [1, 1]
    other.close()


def test_a_pair_and_a_loopback_plug_have_three_ports(testpmd):
    pmd = testpmd("--forward-mode=rxonly", net="pair,loop")
    assert "Number of available ports: 3" in pmd.command("show port summary all")
    pmd.command("set portlist 2")
    pmd.command("start tx_first 1")
    assert wait_until(lambda: pmd.numbers("show port stats all", "RX-packets:") == [0, 0, 32])


def test_frames_beyond_the_ring_are_counted_as_missed(testpmd):
    # All that is sent fits into the transmit ring, however late QEMU comes to it: testpmd tries no packet twice.
    pmd = testpmd("--forward-mode=rxonly", "--rxd=128", "--txd=1024", net="pair")
    pmd.command("start tx_first 31")
    sent = 31 * 32

    def accounted():
        return [received + missed for received, missed in zip(pmd.numbers("show port stats all", "RX-packets:"),
                                                              pmd.numbers("show port stats all", "RX-missed:"))]

    assert wait_until(lambda: accounted() == [sent, sent])
    assert min(pmd.numbers("show port stats all", "RX-missed:")) > 0


def test_frames_circulate_through_a_loopback_plug(testpmd):
    pmd = testpmd("--forward-mode=io", net="loop")
    pmd.command("start tx_first 1")
    assert wait_until(lambda: pmd.numbers("show port stats 0", "RX-packets:")[0] > 10000)
    pmd.command("stop")
    assert pmd.quit() == 0


def test_port_is_detached_and_attached_again(testpmd, cable):
    pmd = testpmd("--forward-mode=icmpecho", net=cable.net, fds=[cable.theirs.fileno()])
    for command in ("port stop 0", "port close 0", "device detach 0000:00:04.0"):
        pmd.command(command)
    assert "Port 0 is attached" in pmd.command("port attach 0000:00:04.0")
    pmd.command("port start 0")
    pmd.command("start")
    cable.send(Ether(src=US, dst=MAC) / IP(src="192.0.2.1", dst="192.0.2.2") / ICMP() / Raw(bytes(56)))
    assert cable.receive(lambda frame: ICMP in frame) is not None


def test_mtu_is_the_packet_length_less_18_and_changes_while_the_port_runs(testpmd):
    pmd = testpmd("--max-pkt-len=9018", "--enable-scatter")
    assert "MTU: 9000" in pmd.command("show port info 0")
    pmd.command("port config mtu 0 1400")
    assert "MTU: 1400" in pmd.command("show port info 0")
    assert pmd.quit() == 0


def test_card_that_is_pulled_out_does_not_hang_testpmd(testpmd):
    pmd = testpmd("--forward-mode=txonly")
    pmd.command("start")
    os.kill(pmd.qemu(), signal.SIGKILL)
    pmd.terminal.expect_exact("QEMU has ended")
    pmd.command("stop")
    assert pmd.quit() == 0


def test_ctrl_c_while_frames_fly_ends_testpmd_and_qemu(testpmd):
    pmd = testpmd("--forward-mode=io", net="loop")
    pmd.command("start tx_first 1")
    qemu = pmd.qemu()
    pmd.process.send_signal(signal.SIGINT)
    assert pmd.process.wait(timeout=60) in (0, -signal.SIGINT)
    assert wait_until(lambda: not pathlib.Path(f"/proc/{qemu}/exe").exists())


def test_start_line_names_the_pci_id(testpmd):
    output = testpmd("--log-level=*:info", "--", device="e1000-82545em").start_output  # newer releases say less
    assert re.search(rf"Probe PCI driver: {DRIVER} \(8086:100f\) device: 0000:00:04.0", output)
