# SPDX-License-Identifier: BSD-3-Clause
"""ipsec-secgw: what comes in at port 1 goes out of port 0 in ESP, and the other way round.

It needs: checksum offload of reception, IPv4 checksum offload of transmission where it is offered, FAST_FREE likewise,
a transmit queue an lcore; packet types from the driver, or it parses by itself. Ciphers are OpenSSL's. One lcore
for both ports, or one for each.
"""
import frames
import pytest
from scapy.all import ESP, IP, TCP, UDP, Ether, IPv6, Raw, SecurityAssociation

CONFIGS = {1: "(0,0,0),(1,0,0)", 2: "(0,0,0),(1,0,1)"}
LCORES = [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")]
CIPHER_KEY, AUTH_KEY = bytes(range(16)), bytes(range(20))
KEYS = (f"cipher_algo aes-128-cbc cipher_key {CIPHER_KEY.hex(':')} auth_algo sha1-hmac auth_key {AUTH_KEY.hex(':')}")
RULES = f"""
sp ipv4 out esp protect 5 pri 1 dst 192.168.105.0/24 sport 0:65535 dport 0:65535
sp ipv4 out esp protect 6 pri 1 dst 192.168.106.0/24 sport 0:65535 dport 0:65535
sp ipv4 out esp bypass pri 1 dst 192.168.200.0/24 sport 0:65535 dport 0:65535
sp ipv4 in esp protect 105 pri 1 dst 192.168.115.0/24 sport 0:65535 dport 0:65535
sp ipv4 in esp protect 106 pri 1 dst 192.168.116.0/24 sport 0:65535 dport 0:65535
sp ipv4 in esp bypass pri 1 dst 192.168.210.0/24 sport 0:65535 dport 0:65535
sp ipv6 out esp protect 7 pri 1 dst 2001:0db8:0007:0000:0000:0000:0000:0000/48 sport 0:65535 dport 0:65535
sp ipv6 in esp protect 107 pri 1 dst 2001:0db8:0017:0000:0000:0000:0000:0000/48 sport 0:65535 dport 0:65535
sa out 5 {KEYS} mode ipv4-tunnel src 172.16.1.5 dst 172.16.2.5
sa out 6 {KEYS} mode transport
sa out 7 {KEYS} mode ipv6-tunnel src 2001:db8:1::5 dst 2001:db8:2::5
sa in 105 {KEYS} mode ipv4-tunnel src 172.16.2.5 dst 172.16.1.5
sa in 106 {KEYS} mode transport
sa in 107 {KEYS} mode ipv6-tunnel src 2001:db8:2::5 dst 2001:db8:1::5
rt ipv4 dst 172.16.2.5/32 port 0
rt ipv4 dst 192.168.106.0/24 port 0
rt ipv4 dst 192.168.200.0/24 port 0
rt ipv4 dst 192.168.115.0/24 port 1
rt ipv4 dst 192.168.116.0/24 port 1
rt ipv4 dst 192.168.210.0/24 port 1
rt ipv6 dst 2001:0db8:0002:0000:0000:0000:0000:0000/48 port 0
rt ipv6 dst 2001:0db8:0017:0000:0000:0000:0000:0000/48 port 1
neigh port 0 02:00:00:00:00:0a
neigh port 1 02:00:00:00:00:0b
"""


def association(spi, tunnel=None):
    return SecurityAssociation(ESP, spi=spi, crypt_algo="AES-CBC", crypt_key=CIPHER_KEY, auth_algo="HMAC-SHA1-96",
                               auth_key=AUTH_KEY, tunnel_header=tunnel)


def inner(dst, length, n=0):
    """A datagram or segment with so many bytes of data."""
    ip = IPv6(src="2001:db8:99::1", dst=dst, hlim=40) if ":" in dst else IP(src="192.168.99.1", dst=dst, ttl=40, id=n)
    return ip / (UDP(sport=1000 + n, dport=9) if n % 2 else TCP(sport=1000 + n, dport=9, flags="A")) / \
        Raw(frames.pattern(length, n))


LENGTHS = (0, 1, 15, 16, 64, 500, 1000, 1300)  # in an IPv6 tunnel all come to 1500 and less


@pytest.fixture(name="gateway", params=LCORES)
def fixture_gateway(example, request, tmp_path):
    rules = tmp_path / "rules.cfg"
    rules.write_text(RULES)
    program = example("ipsec-secgw", "-p", "3", "-P", "-u", "1", f"--config={CONFIGS[request.param]}", "-f", str(rules),
                      lcores=request.param, eal=["--vdev", "crypto_openssl"])
    for _ in range(request.param):
        program.wait_for("entering main loop")
    return program


def out_of(port, got):
    """The packets behind the Ethernet headers of frames that all come out of this port for its neighbour."""
    packets = []
    for came_out, frame in got:
        ether = Ether(frame)
        assert (came_out, ether.src, ether.dst) == (port, frames.PORTS[port], f"02:00:00:00:00:0{'ab'[port]}")
        packets.append(ether.payload)
    return packets


def without_padding(packet):
    """An IP packet's own bytes."""
    return bytes(packet)[:packet.len if IP in packet else 40 + packet.plen]


def into(port, packet):
    return port, Ether(src=frames.PEERS[port], dst=frames.PORTS[port]) / packet


@pytest.mark.parametrize("spi, dst, tunnel", [
    (5, "192.168.105.7", IP(src="172.16.1.5", dst="172.16.2.5")),
    (6, "192.168.106.7", None),
    (7, "2001:db8:7::7", IPv6(src="2001:db8:1::5", dst="2001:db8:2::5")),
], ids=["IPv4 tunnel", "transport", "IPv6 tunnel"])
def test_packets_leave_in_esp(gateway, spi, dst, tunnel):
    sent = [inner(dst, length, n) for n, length in enumerate(LENGTHS)]
    got = out_of(0, gateway.exchange([into(1, packet) for packet in sent], len(sent)))
    assert len(got) == len(sent)
    for n, (packet, plain) in enumerate(zip(got, sent)):
        packet = type(packet)(without_padding(packet))
        if IP in packet:
            assert frames.checksum_is_right(packet)
        assert (packet[ESP].spi, packet[ESP].seq) == (spi, n + 1)
        if tunnel:
            assert (packet.src, packet.dst) == (tunnel.src, tunnel.dst)
        opened = association(spi, tunnel).decrypt(packet)
        assert bytes(opened.payload) == bytes(plain.payload)
        assert (opened.src, opened.dst) == (plain.src, plain.dst)


@pytest.mark.parametrize("spi, dst, tunnel", [
    (105, "192.168.115.7", IP(src="172.16.2.5", dst="172.16.1.5")),
    (106, "192.168.116.7", None),
    (107, "2001:db8:17::7", IPv6(src="2001:db8:2::5", dst="2001:db8:1::5")),
], ids=["IPv4 tunnel", "transport", "IPv6 tunnel"])
def test_packets_in_esp_come_out_plain(gateway, spi, dst, tunnel):
    plain = [inner(dst, length, n) for n, length in enumerate(LENGTHS)]
    outside = association(spi, tunnel)
    got = out_of(1, gateway.exchange([into(0, outside.encrypt(packet)) for packet in plain], len(plain)))
    assert len(got) == len(plain)
    for packet, sent in zip(got, plain):
        packet = type(packet)(without_padding(packet))
        if IP in packet:
            assert frames.checksum_is_right(packet)
        assert bytes(packet.payload) == bytes(sent.payload)
        assert (packet.src, packet.dst) == (sent.src, sent.dst)


def test_what_is_forged_or_has_no_rule_is_dropped_and_what_is_let_by_passes(gateway):
    forged = bytearray(bytes(association(105, IP(src="172.16.2.5", dst="172.16.1.5")).encrypt(inner("192.168.115.7", 60))))
    forged[-1] ^= 1
    by = inner("192.168.200.7", 100, 1), inner("192.168.210.7", 100, 1)
    got = gateway.exchange([into(1, inner("192.168.77.7", 60)), into(0, Raw(bytes(forged))),
                            into(0, inner("192.168.115.7", 60)), into(1, by[0]), into(0, by[1])], 2)
    for port in (0, 1):
        packet, = out_of(port, [each for each in got if each[0] == port])
        assert frames.checksum_is_right(packet) and bytes(packet.payload) == bytes(by[port].payload)
    assert len(got) == 2
