# SPDX-License-Identifier: BSD-3-Clause
"""Frames through icmp-responder from file to file (net_pcap): what comes out is compared byte by byte."""
import signal

import pytest
from scapy.all import ARP, ICMP, IP, Dot1Q, Ether, Raw, rdpcap, wrpcap

from app_runner import Running

OUR_MAC = "02:70:63:61:70:00"  # net_pcap's own
PEER_MAC = "02:00:00:00:00:01"
OUR_IP = "192.168.100.224"
PEER_IP = "192.168.100.1"
PATTERN = bytes(i * 7 % 256 for i in range(65536))


def echo(size, mac=OUR_MAC, ip=OUR_IP, **fields):
    return Ether(src=PEER_MAC, dst=mac) / IP(src=PEER_IP, dst=ip, flags="DF") / ICMP(id=7, **fields) / PATTERN[:size]


def echo_reply(size):
    return (Ether(src=OUR_MAC, dst=PEER_MAC) / IP(src=OUR_IP, dst=PEER_IP, flags="DF") /
            ICMP(type="echo-reply", id=7) / PATTERN[:size])


def answers(folder, frames, own=(), received=None):
    """Give the frames to the program; returns what it sent, as bytes, and the program."""
    wrpcap(str(folder / "in.pcap"), frames)
    vdev = f"net_pcap0,rx_pcap={folder}/in.pcap,tx_pcap={folder}/out.pcap"
    with Running([vdev], ["--ip", f"{OUR_IP}/24", "--stats-period", "1", *own]) as program:
        program.wait_for(f" {len(frames) if received is None else received}  frames received")
        assert program.end() == 0
    return [bytes(frame) for frame in rdpcap(str(folder / "out.pcap"))], program


def test_arp_request_for_our_address_is_answered(tmp_path):
    request = Ether(src=PEER_MAC, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=PEER_MAC, psrc=PEER_IP, pdst=OUR_IP)
    sent, program = answers(tmp_path, [request])
    expected = Ether(src=OUR_MAC, dst=PEER_MAC) / ARP(op="is-at", hwsrc=OUR_MAC, psrc=OUR_IP, hwdst=PEER_MAC,
                                                      pdst=PEER_IP)
    assert sent == [bytes(expected)]
    assert program.final("ARP requests answered") == 1


def test_echo_replies_are_exact_for_many_sizes(tmp_path):
    sizes = [*range(0, 70), 1471, 1472]
    sent, program = answers(tmp_path, [echo(size) for size in sizes])
    assert sent == [bytes(echo_reply(size)) for size in sizes]
    assert program.final("ICMP echo requests answered") == len(sizes)


# net_pcap itself writes no more than 16128 bytes of a frame.
@pytest.mark.parametrize("size", [2048, 8972, 16000])
def test_echo_over_several_buffers_is_exact(tmp_path, size):
    sent, _ = answers(tmp_path, [echo(size)])
    assert sent == [bytes(echo_reply(size))]


def test_padding_behind_the_datagram_is_cut_from_a_chain(tmp_path):
    sent, _ = answers(tmp_path, [Raw(bytes(echo(100)) + bytes(6000)), Raw(bytes(echo(3000)) + bytes(6000))])
    assert sent == [bytes(echo_reply(100)), bytes(echo_reply(3000))]


def test_what_is_not_for_us_gets_no_answer_and_its_own_counter(tmp_path):
    broken = bytearray(bytes(echo(56)))
    broken[60] ^= 1
    frames = [
        echo(56, ip="192.168.100.99"), echo(56, mac="02:00:00:00:00:99"), Raw(bytes(broken)),
        echo(56, type="echo-reply"), Raw(bytes(echo(56))[:60]), Raw(bytes(echo(56))[:13]),
        Ether(src=PEER_MAC, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=PEER_MAC, psrc=PEER_IP, pdst="192.168.100.99"),
    ]
    sent, program = answers(tmp_path, frames)
    assert sent == []
    for reason in ["IPv4 packets to addresses of others", "frames to another station (promiscuous mode)",
                   "ICMP messages with a wrong checksum", "ICMP messages other than echo requests",
                   "IPv4 packets with an impossible total length",
                   "frames shorter than an Ethernet header or its VLAN tag", "ARP requests for addresses of others"]:
        assert program.final(reason) == 1, program.output


def test_vlan_option_answers_with_the_same_tag(tmp_path):
    def tagged(frame, vlan):
        return Ether(src=frame.src, dst=frame.dst) / Dot1Q(vlan=vlan, prio=5) / frame.payload

    sent, program = answers(tmp_path, [tagged(echo(56), 7), tagged(echo(56), 8), echo(56)], ["--vlan", "7"])
    assert sent == [bytes(tagged(echo_reply(56), 7))]
    assert program.final("frames of a VLAN that --vlan does not name") == 2


def test_more_frames_than_rings_and_pool_hold_are_all_answered(tmp_path):
    frames = [echo(56)] * 10000
    sent, program = answers(tmp_path, frames, ["--rx-ring", "64", "--tx-ring", "64", "--mbufs", "192"])
    assert len(sent) == len(frames)
    assert set(sent) == {bytes(echo_reply(56))}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_with_statistics_and_status_zero(how):
    with Running(["net_null0"], ["--ip", f"{OUR_IP}/24"]) as program:
        assert program.end(how) == 0
    assert "statistics\nport 0 (net_null0, net_null)" in program.output


def test_several_ports_answer_each_for_their_own_address(tmp_path):
    vdevs = []
    for i in (0, 1):
        wrpcap(str(tmp_path / f"in{i}.pcap"), [echo(56), echo(56, ip="10.0.0.1")])
        vdevs.append(f"net_pcap{i},rx_pcap={tmp_path}/in{i}.pcap,tx_pcap={tmp_path}/out{i}.pcap")
    own = ["--stats-period", "1", "--port", "0", "--ip", f"{OUR_IP}/24", "--promiscuous", "--port", "1", "--ip",
           "10.0.0.1/8", "--promiscuous"]
    with Running(vdevs, own) as program:
        program.wait_for("1  ICMP echo requests answered")
        assert program.end() == 0
    assert rdpcap(str(tmp_path / "out0.pcap"))[0][IP].src == OUR_IP
    # Both net_pcap ports have a MAC address of their own: the second is not the one the frames go to.
    assert "port 1 (net_pcap1, net_pcap): answering for 10.0.0.1/8" in program.output
