# SPDX-License-Identifier: BSD-3-Clause
"""dpdk-dumpcap and dpdk-pdump, unmodified, capture the frames of a running icmp-responder as secondary processes."""
import io

import pytest
from scapy.all import ICMP, IP, Ether, rdpcap
from vm import VmError, network, qemu
from vm.programs import PLUGIN, IcmpResponder

pytestmark = pytest.mark.parametrize("guest", ["e1000"], indirect=True)


@pytest.fixture
def responder(guest, net, plugin, driver):
    guest.bind("vfio")
    with IcmpResponder(guest, plugin) as responder:
        assert responder.driver == driver
        net.ping(count=1)
        yield responder
        assert "statistics" in responder.quit()


@pytest.fixture
def folder(guest):
    guest.run("mkdir -p /tmp/capture")
    yield "/tmp/capture"
    guest.run("rm -r /tmp/capture")


def ping_until(guest, net, condition):
    """Ping until a shell condition holds in the guest."""
    for _ in range(20):
        net.ping(count=5)
        if guest.run(f"if {condition}; then echo holds; fi") != "":
            return
    raise VmError(f"in the guest, never true: {condition}")


def frames_of(guest, path):
    return rdpcap(io.BytesIO(guest.read_file(path)))


def assert_echoes(requests, replies):
    """Each reply is that to one of the requests."""
    asked = {(frame[ICMP].id, frame[ICMP].seq): bytes(frame[ICMP].payload) for frame in requests}
    assert len(asked) == len(requests) > 0 and len(replies) > 0
    for frame in requests:
        assert (frame[Ether].dst, frame[IP].src, frame[IP].dst, frame[ICMP].type) == (
            qemu.MAC, network.HOST_IP, network.GUEST_IP, 8)
    for frame in replies:
        assert (frame[Ether].src, frame[IP].src, frame[IP].dst, frame[ICMP].type) == (
            qemu.MAC, network.GUEST_IP, network.HOST_IP, 0)
        assert bytes(frame[ICMP].payload) == asked[frame[ICMP].id, frame[ICMP].seq]


@pytest.mark.usefixtures("responder")
@pytest.mark.parametrize("file_format", ["-P", "-n"], ids=["pcap", "pcapng"])
def test_dumpcap_captures_echo_requests_and_replies(guest, net, folder, file_format):
    guest.run(f"LD_PRELOAD={PLUGIN} dpdk-dumpcap {file_format} -i 0 -f icmp -c 20 -w {folder}/echo "
              f"> {folder}/log 2>&1 &")
    ping_until(guest, net, "! pidof dpdk-dumpcap > /dev/null")
    log = guest.run(f"cat {folder}/log")
    assert "Packets received/dropped on interface" in log and "fail" not in log, log
    frames = frames_of(guest, f"{folder}/echo")
    assert len(frames) >= 20
    replies = [frame for frame in frames if frame[ICMP].type == 0]
    assert_echoes([frame for frame in frames if frame not in replies], replies)


def test_pdump_captures_echo_requests_and_replies(guest, net, responder, folder):
    guest.run(f"(dpdk-pdump -d {PLUGIN} -l 0 -- --pdump 'port=0,queue=*,rx-dev={folder}/rx,tx-dev={folder}/tx') "
              f"> {folder}/log 2>&1 &")
    ping_until(guest, net, f"[ -s {folder}/tx ]")
    net.ping(count=5)
    guest.run("killall -INT dpdk-pdump; while pidof dpdk-pdump > /dev/null; do sleep 0.2; done")
    requests, replies = ([frame for frame in frames_of(guest, f"{folder}/{way}") if ICMP in frame]
                         for way in ("rx", "tx"))
    assert_echoes(requests, replies)
    assert len(replies) >= 5
