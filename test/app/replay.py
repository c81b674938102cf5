# SPDX-License-Identifier: BSD-3-Clause
"""Frames through icmp-responder from file to file (net_pcap)."""
import os

from app_runner import Running
from scapy.all import ICMP, IP, Ether, PcapWriter, rdpcap

OUR_MAC = "02:70:63:61:70:00"  # net_pcap's own
PEER_MAC = "02:00:00:00:00:01"
OUR_IP = "192.168.100.224"
PEER_IP = "192.168.100.1"
OUR_IP6 = "fd00::224"
PEER_IP6 = "fd00::1"
CHAINS = os.environ["CHAINS"].split()  # what has this DPDK's net_pcap give frames in several buffers
PATTERN = bytes(i * 7 % 256 for i in range(65536))


def echo(size, mac=OUR_MAC, ip=OUR_IP, flags_df=True, **fields):
    return (Ether(src=PEER_MAC, dst=mac) / IP(src=PEER_IP, dst=ip, flags="DF" if flags_df else 0) /
            ICMP(id=7, **fields) / PATTERN[:size])


def echo_reply(size):
    return (Ether(src=OUR_MAC, dst=PEER_MAC) / IP(src=OUR_IP, dst=PEER_IP, flags="DF") /
            ICMP(type="echo-reply", id=7) / PATTERN[:size])


def is_announcement(frame):
    return frame.src == OUR_MAC and frame.dst in ("ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01", "33:33:00:00:00:16")


def answers(folder, frames, own=(), received=None, announcements=False):
    """Give the frames to the program; returns what it sent, as bytes, and the program."""
    with PcapWriter(str(folder / "in.pcap"), linktype=1) as file:
        file.write_header(None)
        for frame in frames:
            file.write(bytes(frame))  # of Raw, some Scapys do not know that it is a frame
    chains = CHAINS if any(len(frame) > 2048 for frame in frames) else []
    vdev = f"net_pcap0,rx_pcap={folder}/in.pcap,tx_pcap={folder}/out.pcap"
    with Running([vdev], ["--ip", f"{OUR_IP}/24", "--stats-period", "0.1", *chains, *own]) as program:
        program.wait_for(f": rx {len(frames) if received is None else received} frames,")
        assert program.end() == 0
    sent = [frame for frame in rdpcap(str(folder / "out.pcap")) if announcements or not is_announcement(frame)]
    return [bytes(frame) for frame in sent], program
