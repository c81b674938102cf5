# SPDX-License-Identifier: BSD-3-Clause
"""What comes out of icmp-responder is compared byte by byte."""
import os
import signal

import pytest
from app_runner import EAL, Running
from replay import OUR_IP, OUR_IP6, OUR_MAC, PATTERN, PEER_IP, PEER_IP6, PEER_MAC, answers, echo, echo_reply
from scapy.all import (ARP, ICMP, IP, Dot1Q, Ether, ICMPv6EchoReply, ICMPv6EchoRequest, ICMPv6ND_NA, ICMPv6ND_NS,
                       ICMPv6NDOptDstLLAddr, ICMPv6NDOptSrcLLAddr, IPv6, IPv6ExtHdrFragment, Raw, fragment,
                       fragment6, rdpcap, wrpcap)


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
                   "ICMP messages with a wrong checksum", "echo replies received",
                   "IPv4 packets with an impossible total length",
                   "frames shorter than an Ethernet header or its VLAN tag", "ARP requests for addresses of others"]:
        assert program.final(reason) == 1, program.output


def test_vlan_option_answers_with_the_same_tag(tmp_path):
    def tagged(frame, vlan):
        return Ether(src=frame.src, dst=frame.dst) / Dot1Q(vlan=vlan, prio=5) / frame.payload

    sent, program = answers(tmp_path, [tagged(echo(56), 7), tagged(echo(56), 8), echo(56)], ["--vlan", "7"])
    assert sent == [bytes(tagged(echo_reply(56), 7))]
    assert program.final("frames of a VLAN that --vlan does not name") == 2


def test_vlan_option_has_a_word_for_untagged_frames_too(tmp_path):
    def tagged(frame, vlan):
        return Ether(src=frame.src, dst=frame.dst) / Dot1Q(vlan=vlan, prio=5) / frame.payload

    frames = [tagged(echo(56), 7), echo(56), tagged(echo(56), 0), tagged(echo(56), 8)]
    sent, _ = answers(tmp_path, frames, ["--vlan", "7", "--vlan", "untagged"])
    assert sent == [bytes(tagged(echo_reply(56), 7)), bytes(echo_reply(56)), bytes(tagged(echo_reply(56), 0))]


def test_priority_tag_of_the_first_fragment_is_that_of_the_reply(tmp_path):
    frames = fragments_of(echo(3000, flags_df=False), 1480)
    frames[0] = Ether(src=PEER_MAC, dst=OUR_MAC) / Dot1Q(vlan=0, prio=5) / frames[0].payload
    sent, _ = answers(tmp_path, frames)
    assert [(Ether(raw)[Dot1Q].vlan, Ether(raw)[Dot1Q].prio) for raw in sent] == [(0, 5)] * 3
    assert whole_datagram(sent) == bytes(echo_reply(3000)[ICMP])


def test_more_frames_than_rings_and_pool_hold_are_all_answered(tmp_path):
    frames = [echo(56)] * 10000
    sent, program = answers(tmp_path, frames, ["--rx-ring", "64", "--tx-ring", "64", "--burst", "8", "--mbufs", "557"])
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
    own = ["--stats-period", "0.1", "--port", "0", "--ip", f"{OUR_IP}/24", "--promiscuous", "--port", "1", "--ip",
           "10.0.0.1/8", "--promiscuous"]
    with Running(vdevs, own) as program:
        program.wait_for("port 0 up: rx 2 frames,")
        assert program.end() == 0
    replies = [frame[IP].src for frame in rdpcap(str(tmp_path / "out0.pcap")) if IP in frame]
    assert replies == [OUR_IP]
    # Both net_pcap ports have a MAC address of their own: the second is not the one the frames go to.
    assert "port 1 (net_pcap1, net_pcap): answering for 10.0.0.1/8" in program.output


def fragments_of(frame, size):
    """scapy's fragments of an IPv4 datagram, each in the frame's Ethernet header."""
    return [Ether(src=frame.src, dst=frame.dst) / piece for piece in fragment(frame[IP], size)]


def whole_datagram(frames):
    """The ICMP message of IPv4 fragments; they must follow one another without gap or overlap."""
    data = b""
    for index, raw in enumerate(frames):
        ip = Ether(raw)[IP]
        assert len(ip) <= 1500
        assert ip.chksum == IP(bytes(IP(bytes(ip)[:20]).copy())).chksum
        assert ip.frag * 8 == len(data)
        assert bool(ip.flags.MF) == (index != len(frames) - 1)
        data += bytes(ip.payload)[:ip.len - 20]
    return data


@pytest.mark.parametrize("size", [1473, 8972, 65507])
@pytest.mark.parametrize("order", ["in order", "backwards"])
def test_echo_in_fragments_is_answered_in_fragments(tmp_path, size, order):
    frames = fragments_of(echo(size, flags_df=False), 1480)
    if order == "backwards":
        frames.reverse()
    sent, program = answers(tmp_path, frames)
    assert whole_datagram(sent) == bytes(echo_reply(size)[ICMP])
    assert program.final("datagrams reassembled") == 1
    assert program.final("fragments of replies sent") == len(frames) == len(sent)


def test_small_datagram_in_fragments_is_answered_in_one_frame(tmp_path):
    sent, _ = answers(tmp_path, fragments_of(echo(600, flags_df=False), 200))
    assert [bytes(Ether(raw)[ICMP]) for raw in sent] == [bytes(echo_reply(600)[ICMP])]


def test_overlapping_fragments_are_dropped_and_counted(tmp_path):
    frames = fragments_of(echo(3000, flags_df=False), 1480)
    frames.insert(1, Ether(src=PEER_MAC, dst=OUR_MAC) /
                  IP(src=PEER_IP, dst=OUR_IP, proto=1, id=frames[0].id, frag=180, flags="MF") / bytes(80))
    sent, program = answers(tmp_path, frames)
    assert sent == []
    assert program.final("fragments of datagrams with overlapping fragments") == 4


def in_pieces(number, first):
    """The first fragments of echo requests, or the last ones."""
    pieces = [fragments_of(echo(600, flags_df=False, seq=i), 400)[0 if first else 1] for i in range(number)]
    for i, piece in enumerate(pieces):
        piece.id = 1 + i
    return pieces


def overlapping(number):
    return [Ether(src=PEER_MAC, dst=OUR_MAC) / IP(src=PEER_IP, dst=OUR_IP, proto=1, id=0x8000 + i, frag=at, flags="MF")
            / bytes(80) for i in range(number) for at in (0, 5)]


def of_udp(number):
    return [Ether(src=PEER_MAC, dst=OUR_MAC) / IP(src=PEER_IP, dst=OUR_IP, proto=17, id=i, flags="MF") / bytes(80)
            for i in range(number)]


@pytest.mark.parametrize("others", [overlapping, of_udp])
def test_fragments_that_become_nothing_leave_everyone_else_served(tmp_path, others):
    frames = others(63) + in_pieces(20, True) + others(63) + in_pieces(20, False)
    sent, program = answers(tmp_path, frames)
    assert [Ether(raw)[ICMP].seq for raw in sent] == [*range(20)]
    assert program.final("datagrams reassembled") == 20
    assert program.final("fragments given up for want of buffers") == 0


def test_as_many_buffers_as_are_asked_for_hold_the_largest_datagram_in_most_fragments(tmp_path):
    frames = fragments_of(echo(65507, flags_df=False), 512)  # 128
    small = ["--rx-ring", "64", "--tx-ring", "64", "--burst", "8"]
    sent, program = answers(tmp_path, frames, [*small, "--mbufs", "557"])
    assert whole_datagram(sent) == bytes(echo_reply(65507)[ICMP])
    assert program.final("fragments given up for want of buffers") == 0


def test_other_protocols_are_told_of_only_if_asked_for(tmp_path):
    frames = [Ether(src=PEER_MAC, dst=OUR_MAC) / IP(src=PEER_IP, dst=OUR_IP, proto=number) / bytes(64)
              for number in (17, 253)]
    sent, program = answers(tmp_path, frames)
    assert sent == []
    sent, program = answers(tmp_path, frames, ["--send-unreachable"])
    assert [(Ether(raw)[ICMP].type, Ether(raw)[ICMP].code) for raw in sent] == [(3, 3), (3, 2)]
    for raw, frame in zip(sent, frames):
        assert raw[42:42 + 84] == bytes(frame)[14:]
    assert program.final("ICMP errors sent about protocols and ports that nobody serves") == 2


def test_fragments_of_a_vlan_are_answered_with_its_tag(tmp_path):
    frames = [Ether(src=f.src, dst=f.dst) / Dot1Q(vlan=7) / f.payload
              for f in fragments_of(echo(3000, flags_df=False), 1480)]
    sent, _ = answers(tmp_path, frames, ["--vlan", "7"])
    assert [Ether(raw)[Dot1Q].vlan for raw in sent] == [7, 7, 7]
    assert whole_datagram(sent) == bytes(echo_reply(3000)[ICMP])


def test_fragments_do_not_leak_buffers(tmp_path):
    frames = [f for _ in range(100) for f in fragments_of(echo(20000, flags_df=False), 1480)]
    for number, frame in enumerate(frames):
        frame.id = number // 14 + 1
    sent, program = answers(tmp_path, frames)
    assert program.final("datagrams reassembled") == 100
    assert len(sent) == len(frames)


def solicitation(**fields):
    return (Ether(src=PEER_MAC, dst="33:33:ff:00:02:24") / IPv6(src=PEER_IP6, dst="ff02::1:ff00:224", hlim=255) /
            ICMPv6ND_NS(tgt=OUR_IP6, **fields) / ICMPv6NDOptSrcLLAddr(lladdr=PEER_MAC))


def echo6(size, kind=ICMPv6EchoRequest):
    if kind is ICMPv6EchoReply:
        link, ip = Ether(src=OUR_MAC, dst=PEER_MAC), IPv6(src=OUR_IP6, dst=PEER_IP6, hlim=64)
    else:
        link, ip = Ether(src=PEER_MAC, dst=OUR_MAC), IPv6(src=PEER_IP6, dst=OUR_IP6)
    return link / ip / kind(id=7, seq=1, data=PATTERN[:size])


def test_neighbour_solicitation_is_answered(tmp_path):
    sent, program = answers(tmp_path, [solicitation()], ["--ip", f"{OUR_IP6}/64"])
    expected = (Ether(src=OUR_MAC, dst=PEER_MAC) / IPv6(src=OUR_IP6, dst=PEER_IP6, hlim=255) /
                ICMPv6ND_NA(tgt=OUR_IP6, R=0, S=1, O=1) / ICMPv6NDOptDstLLAddr(lladdr=OUR_MAC))
    assert sent == [bytes(expected)]
    assert program.final("neighbour solicitations answered") == 1


def test_solicitation_without_option_is_answered_by_a_longer_frame(tmp_path):
    request = (Ether(src=PEER_MAC, dst=OUR_MAC) / IPv6(src=PEER_IP6, dst=OUR_IP6, hlim=255) /
               ICMPv6ND_NS(tgt=OUR_IP6))
    sent, _ = answers(tmp_path, [request], ["--ip", f"{OUR_IP6}/64"])
    assert len(sent) == 1 and len(sent[0]) == len(request) + 8
    assert Ether(sent[0])[ICMPv6NDOptDstLLAddr].lladdr == OUR_MAC


def test_icmpv6_echo_replies_are_exact(tmp_path):
    sizes = [0, 1, 56, 1452, 8952]
    sent, _ = answers(tmp_path, [echo6(size) for size in sizes], ["--ip", f"{OUR_IP6}/64"])
    assert sent == [bytes(echo6(size, ICMPv6EchoReply)) for size in sizes]


@pytest.mark.parametrize("size", [1453, 8953, 65507])
def test_icmpv6_echo_in_fragments_is_answered_in_fragments(tmp_path, size):
    whole = echo6(size)
    frames = fragment6(Ether(src=PEER_MAC, dst=OUR_MAC) / IPv6(src=PEER_IP6, dst=OUR_IP6) /
                       IPv6ExtHdrFragment(id=0x12345678) / whole[ICMPv6EchoRequest], 1514)
    sent, program = answers(tmp_path, frames, ["--ip", f"{OUR_IP6}/64"])
    data = b""
    for index, raw in enumerate(sent):
        header = Ether(raw)[IPv6ExtHdrFragment]
        assert len(raw) <= 1514
        assert (header.id, header.nh, header.offset * 8) == (0x12345678, 58, len(data))
        assert bool(header.m) == (index != len(sent) - 1)
        data += bytes(header.payload)
    assert data == bytes(echo6(size, ICMPv6EchoReply)[ICMPv6EchoReply])
    assert program.final("datagrams reassembled") == 1


def test_ports_are_served_by_worker_cores_where_there_are_some(tmp_path):
    if os.cpu_count() < 2:
        pytest.skip("needs two cores")
    wrpcap(str(tmp_path / "in.pcap"), [echo(56)])
    eal = ["0,1" if word == "0" else word for word in EAL]
    with Running([f"net_pcap0,rx_pcap={tmp_path}/in.pcap,tx_pcap={tmp_path}/out.pcap"],
                 ["--ip", f"{OUR_IP}/24", "--stats-period", "0.1"], eal=eal) as program:
        program.wait_for(": rx 1 frames,")
        assert program.end() == 0
