# SPDX-License-Identifier: BSD-3-Clause
"""Exchanges with the guest by scapy; test_host_tools.py runs them one by one in the host's network namespace.
usage: scapy_checks.py CHECK; exit status 0 if it holds"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "config"))

from scapy.all import (ARP, ICMP, IP, Ether, ICMPv6EchoReply, ICMPv6EchoRequest, ICMPv6ND_NA,  # noqa: E402
                       ICMPv6ND_NS, ICMPv6NDOptDstLLAddr, IPv6, Padding, Raw, conf, defragment, fragment, sendp, sniff,
                       srp1)
from vm import qemu  # noqa: E402
from vm.network import GUEST_IP, GUEST_IP6, HOST_IP, HOST_IP6, TAP  # noqa: E402

conf.verb = 0
conf.iface = TAP
DATA = bytes(range(256)) * 4


def ask(frame, timeout=10):
    """The answer, with all layers decoded from its bytes."""
    answer = srp1(frame, iface=TAP, timeout=timeout)
    assert answer is not None, f"no answer to {frame.summary()}"
    return answer


def unchanged_when_built_anew(frame, *layers):
    """Whether the checksums are right: scapy computes the fields anew that are deleted."""
    anew = frame.copy()
    for layer in layers:
        del anew[layer].fields["cksum" if layer in (ICMPv6EchoReply, ICMPv6ND_NA) else "chksum"]
    return bytes(anew) == bytes(frame)


def check_arp_reply():
    reply = ask(Ether(dst="ff:ff:ff:ff:ff:ff") / ARP(op="who-has", psrc=HOST_IP, pdst=GUEST_IP))
    arp = reply[ARP]
    assert (reply.src, arp.op, arp.hwsrc, arp.psrc, arp.pdst) == (qemu.MAC, 2, qemu.MAC, GUEST_IP, HOST_IP), reply
    assert arp.hwdst == reply.dst
    assert not reply.haslayer(Padding) or not any(reply[Padding].load), reply


def check_no_arp_reply_for_others():
    assert srp1(Ether(dst="ff:ff:ff:ff:ff:ff") / ARP(pdst="192.168.100.225"), iface=TAP, timeout=1) is None


def check_echo_reply():
    request = Ether(dst=qemu.MAC) / IP(src=HOST_IP, dst=GUEST_IP, id=4711, tos=0x2e) / ICMP(id=0x1234, seq=77) / DATA
    reply = ask(request)
    icmp = reply[ICMP]
    assert (icmp.type, icmp.code, icmp.id, icmp.seq, reply[Raw].load) == (0, 0, 0x1234, 77, DATA), reply
    assert (reply[IP].src, reply[IP].dst, reply[IP].tos, reply[IP].ttl) == (GUEST_IP, HOST_IP, 0x2e, 64)
    assert unchanged_when_built_anew(reply, IP, ICMP), reply.show(dump=True)


def check_wrong_checksum_stays_unanswered():
    request = Ether(dst=qemu.MAC) / IP(src=HOST_IP, dst=GUEST_IP) / ICMP(id=1, chksum=0xbad) / DATA
    assert srp1(request, iface=TAP, timeout=1) is None


def check_fragments_in_any_order():
    request = IP(src=HOST_IP, dst=GUEST_IP, id=815) / ICMP(id=0x4321) / (DATA * 5)
    pieces = fragment(request, fragsize=600)
    assert len(pieces) == 9
    mixed = [Ether(dst=qemu.MAC) / piece for piece in pieces[::2] + pieces[1::2][::-1]]
    replies = sniff(iface=TAP, lfilter=lambda frame: IP in frame and frame[IP].src == GUEST_IP, count=4, timeout=10,
                    started_callback=lambda: sendp(mixed, iface=TAP))
    assert [frame[IP].len for frame in replies] == [1500, 1500, 1500, 708], replies
    whole = defragment([frame[IP] for frame in replies])[0]
    assert bytes(IP(bytes(whole))[Raw].load) == DATA * 5
    assert whole[ICMP].type == 0 and whole[ICMP].id == 0x4321


def check_neighbour_advertisement():
    target = Ether(dst="33:33:ff:00:02:24") / IPv6(src=HOST_IP6, dst="ff02::1:ff00:224", hlim=255)
    reply = ask(target / ICMPv6ND_NS(tgt=GUEST_IP6))
    advertisement = reply[ICMPv6ND_NA]
    assert (advertisement.tgt, advertisement.R, advertisement.S, advertisement.O) == (GUEST_IP6, 0, 1, 1), reply
    assert (reply[ICMPv6NDOptDstLLAddr].lladdr, reply[IPv6].hlim) == (qemu.MAC, 255)
    assert unchanged_when_built_anew(reply, ICMPv6ND_NA)


def check_echo_reply_over_ipv6():
    request = Ether(dst=qemu.MAC) / IPv6(src=HOST_IP6, dst=GUEST_IP6, tc=0x2e, fl=99)
    reply = ask(request / ICMPv6EchoRequest(id=0x1234, seq=77, data=DATA))
    echo = reply[ICMPv6EchoReply]
    assert (echo.id, echo.seq, bytes(echo.data)) == (0x1234, 77, DATA), reply
    assert (reply[IPv6].src, reply[IPv6].dst) == (GUEST_IP6, HOST_IP6)
    assert unchanged_when_built_anew(reply, ICMPv6EchoReply)


if __name__ == "__main__":
    globals()[sys.argv[1]]()
