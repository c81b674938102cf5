# SPDX-License-Identifier: BSD-3-Clause
"""What a contender answered, in words: the kinds of the replies and, where those are the same, the fields that are
not."""
from scapy.all import ARP, IP, Dot1Q, TCP, Ether, IPv6, Raw, checksum

from .stations import OURS4

ICMP_KINDS = {0: "echo reply", 3: "destination unreachable", 5: "redirect", 11: "time exceeded",
              12: "parameter problem",
              14: "timestamp reply"}
ICMP6_KINDS = {1: "destination unreachable", 3: "time exceeded", 4: "parameter problem", 129: "echo reply",
               136: "neighbour advertisement"}
ERRORS = {3, 5, 11, 12}
CHECKSUMS = ("chksum", "cksum")


def normalised(frame):
    """The frame without what a host may choose, the identification of its IPv4 datagrams and IPv6 fragments, and
    without the times of a timestamp option."""
    frame = bytearray(frame)
    at = network_offset(frame)
    kind = int.from_bytes(frame[at - 2:at], "big")
    if kind == 0x0800:
        size = (frame[at] & 15) * 4
        right = checksum(bytes(frame[at:at + size])) == 0
        frame[at + 4:at + 6] = b"\0\0"
        clear_times(frame, at + 20, at + size)
        if right:  # a wrong one stays, to be seen
            frame[at + 10:at + 12] = b"\0\0"
            frame[at + 10:at + 12] = checksum(bytes(frame[at:at + size])).to_bytes(2, "big")
    elif kind == 0x86DD and frame[at + 6] == 44:
        frame[at + 44:at + 48] = bytes(4)
    return bytes(frame)


def clear_times(frame, at, end):
    """RFC 791 3.1: the timestamp option's four octets, then times, with addresses before them unless its flag is 0."""
    while at + 4 <= end and frame[at] != 0:
        if frame[at] == 1:
            at += 1
            continue
        if frame[at] == 68:
            step = 4 if frame[at + 3] & 15 == 0 else 8
            for time in range(at + 4 + step - 4, min(at + frame[at + 2] - 1, end) - 3, step):
                frame[time:time + 4] = bytes(4)
        at += max(frame[at + 1], 2)


def network_offset(frame):
    return 18 if frame[12:14] == b"\x81\x00" else 14


def kind(frame):
    """One reply's kind."""
    packet = Ether(frame).payload
    tag = "tagged " if isinstance(packet, Dot1Q) else ""
    if tag:
        packet = packet.payload
    for layer, name in ((ARP, kind_of_arp), (IP, kind_of_ipv4), (IPv6, kind_of_ipv6)):
        if isinstance(packet, layer):
            return tag + name(packet)
    return f"{tag}frame of type {Ether(frame).type:04x}"


def kind_of_arp(packet):
    if packet.psrc == packet.pdst == OURS4:
        return "ARP announcement"
    return "ARP reply" if packet.op == 2 else f"ARP operation {packet.op}"


def kind_of_ipv4(packet):
    if packet.frag:
        return "IPv4 fragment"
    if packet.proto == 6:
        return f"TCP {packet[TCP].flags}"
    if packet.proto != 1:
        return f"IPv4 protocol {packet.proto}"
    number, code = bytes(packet.payload)[:2]
    name = "ICMP " + ICMP_KINDS.get(number, f"type {number}")
    return f"{name} ({code})" if number in ERRORS else name


def kind_of_ipv6(packet):
    if packet.nh == 44:
        return "IPv6 fragment"
    if packet.nh == 6:
        return f"TCP {packet[TCP].flags}"
    if packet.nh != 58:
        return f"IPv6 next header {packet.nh}"
    number, code = bytes(packet)[40:42]
    name = "ICMPv6 " + ICMP6_KINDS.get(number, f"type {number}")
    return f"{name} ({code})" if number < 128 else name


def kinds(frames):
    names = [kind(frame) for frame in frames]
    counts = {name: names.count(name) for name in names}
    return ", ".join(name if count == 1 else f"{count} x {name}" for name, count in counts.items()) or "nothing"


def unlike(one, other):
    """What two contenders' replies to a case are, as two texts; None if they are the same byte for byte."""
    one, other = [normalised(frame) for frame in one], [normalised(frame) for frame in other]
    if one == other:
        return None
    texts = kinds(one), kinds(other)
    if texts[0] != texts[1] or len(one) != len(other):
        return texts
    fields = {}
    for ours, theirs in zip(one, other):
        fields.update(unlike_fields(ours, theirs))
    return tuple(f"{text} with " + ", ".join(f"{name} {values[i]}" for name, values in fields.items())
                 for i, text in enumerate(texts))


def unlike_fields(one, other):
    """{field: (value, value)} of the first layers that differ."""
    found, first, second = {}, Ether(one), Ether(other)
    while not found and not isinstance(first, Raw) and first and second and type(first) is type(second):
        if isinstance(first, IP) and options(first) != options(second):
            return {"IP.options": (options(first), options(second))}
        for field in first.fields_desc:
            if field.name not in CHECKSUMS and first.getfieldval(field.name) != second.getfieldval(field.name):
                found[f"{first.name}.{field.name}"] = (shown(first, field), shown(second, field))
        first, second = first.payload, second.payload
    return found or unlike_bytes(one, other)


def options(packet):
    return bytes(packet)[20:packet.ihl * 4].hex() or "none"


def unlike_bytes(one, other):
    at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return {f"bytes from {at} on": (one[at:at + 4].hex(), other[at:at + 4].hex())}


def shown(layer, field):
    value = layer.getfieldval(field.name)
    return value.hex() if isinstance(value, bytes) else str(value) if str(value) else "none"
