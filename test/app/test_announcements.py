# SPDX-License-Identifier: BSD-3-Clause
"""What icmp-responder sends without an echo request: announcements of its addresses, reports of its groups."""
from app_runner import Running
from replay import OUR_IP, OUR_IP6, OUR_MAC, PEER_MAC, answers
from scapy.all import (ARP, Ether, ICMPv6MLDMultAddrRec, ICMPv6MLQuery2, ICMPv6MLReport2, ICMPv6ND_NA, ICMPv6ND_NS,
                       ICMPv6NDOptDstLLAddr, IPv6, IPv6ExtHdrHopByHop, PadN, PcapWriter, RouterAlert, rdpcap)


def test_addresses_are_announced_when_the_link_comes_up(tmp_path):
    sent, program = answers(tmp_path, [], ["--ip", f"{OUR_IP6}/64"], received=0, announcements=True)
    groups = [frame[ICMPv6MLDMultAddrRec].dst for frame in map(Ether, sent[:2])]
    assert groups == ["ff02::1:ff00:224", "ff02::1:ff61:7000"]
    sent = sent[2:]
    expected = [
        Ether(src=OUR_MAC, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=OUR_MAC, psrc=OUR_IP, pdst=OUR_IP,
                                                          hwdst="00:00:00:00:00:00"),
        Ether(src=OUR_MAC, dst="33:33:00:00:00:01") / IPv6(src=OUR_IP6, dst="ff02::1", hlim=255) /
        ICMPv6ND_NA(tgt=OUR_IP6, R=0, S=0, O=1) / ICMPv6NDOptDstLLAddr(lladdr=OUR_MAC),
    ]
    assert sent[:2] == [bytes(frame) for frame in expected]
    assert Ether(sent[2])[ICMPv6ND_NA].tgt == "fe80::70:63ff:fe61:7000"  # EUI-64 of net_pcap's address


def test_address_of_another_is_not_taken_and_the_others_are(tmp_path):
    other = "02:00:00:00:00:99"
    with PcapWriter(str(tmp_path / "in.pcap"), linktype=1) as file:
        file.write(Ether(src=other, dst=OUR_MAC) / ARP(op="is-at", hwsrc=other, psrc=OUR_IP, hwdst=OUR_MAC, pdst="0.0.0.0"))
    vdev = f"net_pcap0,rx_pcap={tmp_path}/in.pcap,tx_pcap={tmp_path}/out.pcap,infinite_rx=1"
    with Running([vdev], ["--ip", f"{OUR_IP}/24", "--ip", f"{OUR_IP6}/64"], probe=True) as program:
        program.wait_for(f": {OUR_IP} is not taken: it is in use by {other} (we are {OUR_MAC})\n")
        program.wait_for(f": answering for {OUR_IP6}/64 fe80::70:63ff:fe61:7000/64 at {OUR_MAC}\n")
        assert program.end() == 0
    assert program.output.count("is not taken") == 1
    assert f"port 0 (net_pcap0, net_pcap): asking whether others have {OUR_IP}/24 {OUR_IP6}/64 " in program.output
    sent = rdpcap(str(tmp_path / "out.pcap"))
    assert [frame for frame in sent if ARP in frame and frame[ARP].psrc == OUR_IP] == []
    assert {frame[ICMPv6ND_NS].tgt for frame in sent if ICMPv6ND_NS in frame} == {OUR_IP6, "fe80::70:63ff:fe61:7000"}


def test_groups_are_reported_to_routers_and_again_when_one_asks(tmp_path):
    router = "fe80::1"
    query = (Ether(src=PEER_MAC, dst="33:33:00:00:00:01") / IPv6(src=router, dst="ff02::1", hlim=1) /
             IPv6ExtHdrHopByHop(options=[RouterAlert(value=0), PadN()]) / ICMPv6MLQuery2(mrd=1))
    with PcapWriter(str(tmp_path / "in.pcap"), linktype=1) as file:
        file.write(query)
    vdev = f"net_pcap0,rx_pcap={tmp_path}/in.pcap,tx_pcap={tmp_path}/out.pcap"
    with Running([vdev], ["--ip", f"{OUR_IP6}/64", "--stats-period", "0.1"]) as program:
        program.wait_for(": rx 1 frames, ")
        program.wait_for(": rx 1 frames, 0 pps")
        assert program.end() == 0
    assert program.final("multicast listener queries") == 1
    assert program.final("multicast listener reports sent") == 4
    reports = [frame for frame in rdpcap(str(tmp_path / "out.pcap")) if ICMPv6MLReport2 in frame]
    assert [frame[ICMPv6MLDMultAddrRec].rtype for frame in reports] == [4, 4, 2, 2]  # we joined; we are in the groups
    for frame in reports:
        assert frame.dst == "33:33:00:00:00:16"
        assert (frame[IPv6].src, frame[IPv6].dst) == ("fe80::70:63ff:fe61:7000", "ff02::16")
        assert frame[IPv6].hlim == 1 and frame[RouterAlert].value == 0
        checksum = frame[ICMPv6MLReport2].cksum
        del frame[ICMPv6MLReport2].cksum
        assert Ether(bytes(frame))[ICMPv6MLReport2].cksum == checksum
