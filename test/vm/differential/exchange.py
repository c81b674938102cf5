# SPDX-License-Identifier: BSD-3-Clause
"""Send the cases of a file to the guest and write what came back for each; test_differential.py runs it in the host's
network namespace. usage: exchange.py INTERFACE VLAN STEPS RESULT (VLAN 0: untagged)

STEPS is a JSON list: {"case": name, "frames": [hex, ...]} sends the frames; {"case": name, "until": s, "late": [hex,
...]} sends none and waits until so many seconds after the step {"clock": true}: what is said of datagrams that are late
belongs to it if they are those of these frames; else it belongs to no case, for it comes behind any. Behind each case an ordinary echo request is sent: what
comes before its reply belongs to the case, since both stacks work on one frame after the other."""
import json
import select
import socket
import struct
import sys
import time

from scapy.all import ARP, ICMP, IP, Ether, ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6NDOptDstLLAddr, IPv6

from .stations import FENCE4, FENCE_ID, FENCE_MAC, MAC, OURS, OURS4

# linux/if_packet.h, asm-generic/socket.h
SOL_PACKET, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING, TP_STATUS_VLAN_VALID, SO_RCVBUFFORCE = 263, 8, 23, 0x10, 33
REPLY_TIMEOUT_S = 10
START_TIMEOUT_S = 60
SETTLE_S = 3.5  # icmp-responder announces its addresses two times, 2 s apart; Linux looks for routers and groups
MLD_REPORT = 143


class Link:
    """A raw socket on the interface that answers when the guest asks for a station."""

    def __init__(self, interface, vlan):
        self.tag = b"\x81\x00" + vlan.to_bytes(2, "big") if vlan else b""
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.bind((interface, 0))
        self.socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self.socket.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        self.fences = 0

    def frames(self, timeout_s):
        """Frames from the guest until the time is over."""
        end = time.monotonic() + timeout_s
        while (left := end - time.monotonic()) > 0 and select.select([self.socket], [], [], left)[0]:
            frame = self.receive()
            if frame[6:12] == bytes.fromhex(OURS.replace(":", "")):
                yield frame

    def receive(self):
        """A frame as it was on the wire: the kernel hands a VLAN tag over beside it (packet(7), PACKET_AUXDATA)."""
        frame, extra, _, _ = self.socket.recvmsg(65535, 64)
        for level, kind, value in extra:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, control, protocol = struct.unpack("IIIHHHH", value[:20])
                if status & TP_STATUS_VLAN_VALID:
                    return frame[:12] + protocol.to_bytes(2, "big") + control.to_bytes(2, "big") + frame[12:]
        return frame

    def send(self, packet):
        raw = bytes(packet)
        self.socket.send(raw[:12] + self.tag + raw[12:])

    def plain(self, frame):
        """The frame without the tag of the link."""
        return Ether(frame[:12] + frame[16:] if self.tag and frame[12:16] == self.tag else frame)

    def resolve(self, frame):
        """Answer a question for a station. @return whether the frame is one"""
        packet = self.plain(frame)
        if ARP in packet and packet[ARP].op == 1 and packet[ARP].psrc == OURS4 != packet[ARP].pdst:
            asked = packet[ARP].pdst
            self.send(Ether(src=mac_of(asked), dst=OURS) / ARP(
                op=2, hwsrc=mac_of(asked), psrc=asked, hwdst=OURS, pdst=OURS4))
            return True
        if ICMPv6ND_NS in packet and packet[IPv6].src != "::":
            asked = packet[ICMPv6ND_NS].tgt
            self.send(Ether(src=MAC, dst=OURS) / IPv6(src=asked, dst=packet[IPv6].src, hlim=255)
                      / ICMPv6ND_NA(tgt=asked, R=0, S=1, O=1) / ICMPv6NDOptDstLLAddr(lladdr=MAC))
            return True
        return False

    def fence(self):
        self.fences += 1
        self.send(Ether(src=FENCE_MAC, dst=OURS) / IP(src=FENCE4, dst=OURS4) / ICMP(id=FENCE_ID, seq=self.fences)
                  / b"fence")

    def collect(self, timeout_s=REPLY_TIMEOUT_S):
        """What comes until a fence's reply, but for the guest's own questions. @return None if that does not come"""
        found, asked = [], False
        self.fence()
        for frame in self.frames(timeout_s):
            packet = self.plain(frame)
            if ICMP in packet and packet[IP].dst == FENCE4 and packet[ICMP].id == FENCE_ID:
                if packet[ICMP].seq != self.fences:
                    continue
                if not asked:
                    return found
                asked = False
                self.fence()  # what waited for the answer comes before this one's
            elif self.resolve(frame):
                asked = True
            elif not of_its_own_accord(packet) and told_late(packet) is None:
                found.append(frame)
        return None


def mac_of(address):
    return FENCE_MAC if address == FENCE4 else MAC


def of_its_own_accord(packet):
    """Reports of group membership, duplicate address detection, router solicitations: no answers to anything."""
    if IP in packet and packet[IP].proto == 2:
        return True
    if IPv6 not in packet or packet[IPv6].nh not in (0, 58):
        return False
    message = bytes(packet[IPv6])[48 if packet[IPv6].nh == 0 else 40:]  # the reports carry a router alert
    return message[0] in (131, 132, 133, MLD_REPORT) or (message[0] == 135 and packet[IPv6].src == "::")


def told_late(packet):
    """What a "fragment reassembly time exceeded" tells of the packet that was late; None if it is no such."""
    if IP in packet and packet[IP].proto == 1 and bytes(packet[IP].payload)[:2] == b"\x0b\x01":
        return bytes(packet[IP].payload)[8:]
    if IPv6 in packet and packet[IPv6].nh == 58 and bytes(packet[IPv6].payload)[:2] == b"\x03\x01":
        return bytes(packet[IPv6].payload)[8:]
    return None


def wait_for(link, timeout_s):
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if link.collect(2) is not None:
            return
    sys.exit(f"exchange: no echo reply from {OURS4} within {timeout_s} s")


def run(link, steps):
    wait_for(link, START_TIMEOUT_S)
    time.sleep(SETTLE_S)
    wait_for(link, REPLY_TIMEOUT_S)
    results, clock = {}, time.monotonic()
    for step in steps:
        if "clock" in step:
            clock = time.monotonic()
            continue
        early = []
        if "until" in step:
            early = [frame
                     for frame in link.frames(clock + step["until"] - time.monotonic()) if not link.resolve(frame)]
            early = [frame for frame in early if not of_its_own_accord(link.plain(frame))]
            late = {bytes.fromhex(frame)[14:] for frame in step["late"]}
            # In the order of their bytes: two timers end when they like.
            early = sorted(frame for frame in early if told_late(link.plain(frame)) in {None, *late})
        for frame in step.get("frames", ()):
            link.socket.send(bytes.fromhex(frame))
        found = link.collect()
        if found is None:
            sys.exit(f"exchange: no more echo replies behind {step['case']}")
        results[step["case"]] = [frame.hex() for frame in early + found]
    return results


if __name__ == "__main__":
    with open(sys.argv[3]) as file:
        plan = json.load(file)
    outcome = run(Link(sys.argv[1], int(sys.argv[2])), plan)
    with open(sys.argv[4], "w") as file:
        json.dump(outcome, file)
