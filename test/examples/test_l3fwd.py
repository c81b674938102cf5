# SPDX-License-Identifier: BSD-3-Clause
"""l3fwd: routes between its ports, by longest prefix (lpm, fib), by exact match (em) or by rules (acl).

It needs: checksum offload of reception, a transmit queue an lcore, FAST_FREE where it is offered; packet types from the
driver, or it parses by itself (--parse-ptype). One lcore for both ports, or one for each; with one it parses here.
"""
import signal

import frames
import pytest
from scapy.all import IP, TCP, UDP, Ether, IPv6, Raw

CONFIGS = {1: "(0,0,0),(1,0,0)", 2: "(0,0,0),(1,0,1)"}
PARSES = {1: ["--parse-ptype"], 2: []}  # two lcores take the packet types that the driver tells
LCORES = [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")]


def next_hop(port):
    return frames.PORTS[port], f"02:00:00:00:00:0{port}"


def start(example, lcores, *arguments):
    program = example("l3fwd", "-p", "3", f"--config={CONFIGS[lcores]}", *arguments, lcores=lcores)
    program.wait_for("entering main loop" if lcores == 1 else "L3FWD:  -- lcoreid=1")
    return program


def assert_forwards(program, cases):
    """cases: [(port in, frame, port out), ...]. All come out, changed as a router does, and nothing else."""
    got = program.exchange([(port, frame) for port, frame, _ in cases], len(cases))
    assert sorted(got) == sorted((out, frames.hop_further(frame, *next_hop(out))) for _, frame, out in cases)


@pytest.mark.parametrize("lcores", LCORES)
@pytest.mark.parametrize("lookup", ["lpm", "fib"])
def test_frames_go_where_the_longest_prefix_says(example, lookup, lcores):
    program = start(example, lcores, f"--lookup={lookup}", *PARSES[lcores])
    assert_forwards(program, [(port, frame, out) for port in (0, 1) for out in (0, 1)
                              for frame in frames.to_route(port, f"198.18.{out}.7", f"2001:200:0:{out}::7")])
    # What has no route goes back.
    assert_forwards(program, [(port, frame, port) for port in (0, 1)
                              for frame in frames.to_route(port, "203.0.113.9", "2001:db8:9::9")[:4]])
    assert program.end() == 0


@pytest.mark.parametrize("lcores", LCORES)
@pytest.mark.parametrize("version", ["IPv4", "IPv6"])
def test_flows_go_where_their_exact_match_says(example, version, lcores):
    program = start(example, lcores, "--lookup=em", *PARSES[lcores], *(["--ipv6"] if version == "IPv6" else []))
    cases = []
    for port in (0, 1):
        for out in (0, 1):
            link = Ether(src=frames.PEERS[port], dst=frames.PORTS[port])
            ip = IP(dst=f"198.18.{out}.0", src=f"198.18.{out}.1") if version == "IPv4" else \
                IPv6(dst=f"2001:200:0:{out}::", src=f"2001:200:0:{out}::1")
            for length in (0, 18, 600, 1452):
                known, other = (link / ip / UDP(sport=9, dport=dport) / Raw(frames.pattern(length)) for dport in (9, 10))
                # What is no flow that it knows goes back.
                cases += [(port, bytes(frames.with_seed_for_checksum(frame)), to)
                          for frame, to in ((known, out), (other, port))]
    assert_forwards(program, cases)
    assert program.end(signal.SIGTERM) == 0


@pytest.mark.parametrize("lcores", LCORES)
def test_frames_go_where_the_rules_say_and_no_further(example, lcores, tmp_path):
    rules = {4: "@0.0.0.0/0 198.18.0.0/16 0 : 65535 0 : 65535 0x06/0xff\n"
                "R0.0.0.0/0 198.18.0.0/24 0 : 65535 0 : 65535 0x00/0x00 0\n"
                "R0.0.0.0/0 198.18.1.0/24 0 : 65535 0 : 65535 0x00/0x00 1\n",
             6: "R0:0:0:0:0:0:0:0/0 2001:200:0:0:0:0:0:0/64 0 : 65535 0 : 65535 0x00/0x00 0\n"
                "R0:0:0:0:0:0:0:0/0 2001:200:0:1:0:0:0:0/64 0 : 65535 0 : 65535 0x00/0x00 1\n"}
    for version, text in rules.items():
        (tmp_path / f"ipv{version}.cfg").write_text(text)
    program = start(example, lcores, "--lookup=acl", *PARSES[lcores], f"--rule_ipv4={tmp_path}/ipv4.cfg",
                    f"--rule_ipv6={tmp_path}/ipv6.cfg")
    cases = [(port, frame, out) for port in (0, 1) for out in (0, 1)
             for frame in frames.to_route(port, f"198.18.{out}.7", f"2001:200:0:{out}::7")]
    # The first rule forbids TCP.
    passing = [case for case in cases if TCP not in Ether(case[1])]
    assert 0 < len(cases) - len(passing) == 4
    got = program.exchange([(port, frame) for port, frame, _ in cases], len(passing))
    assert sorted(got) == sorted((out, frames.hop_further(frame, *next_hop(out))) for _, frame, out in passing)
    assert program.end() == 0


def test_sends_to_the_next_hop_that_it_is_told(example):
    program = start(example, 1, "--parse-ptype", "--eth-dest=1,02:aa:bb:cc:dd:ee")
    frame = frames.to_route(0, "198.18.1.7", "2001:200:0:1::7")[3]
    assert program.exchange([(0, frame)], 1) == [(1, frames.hop_further(frame, frames.PORTS[1], "02:aa:bb:cc:dd:ee"))]


def test_two_lcores_send_through_one_port_without_a_loss_and_in_order(example):
    program = start(example, 2, "--parse-ptype")
    sent = {}
    for port in (0, 1):
        for out in (0, 1):
            header = Ether(src=frames.PEERS[port], dst=frames.PORTS[port]) / IP(src=f"192.0.2.{port}", dst=f"198.18.{out}.7")
            packet = bytes(frames.with_seed_for_checksum(header / UDP(sport=port, dport=out, chksum=0) / Raw(bytes(200))))
            sent[port, out] = [packet[:-4] + n.to_bytes(4, "big") for n in range(1000)]
    mixed = [(port, sent[port, out][n]) for n in range(1000) for port in (0, 1) for out in (0, 1)]
    got = []
    for first in range(0, len(mixed), 400):  # fewer than a ring has descriptors: an lcore may have to wait for a processor
        got += program.exchange(mixed[first:first + 400], 400)
    for (port, out), flow in sent.items():
        mine = [frame for came_out, frame in got if came_out == out and frame[29] == port]
        assert mine == [frames.hop_further(flow[0], *next_hop(out))[:-4] + frame[-4:] for frame in flow]
    assert len(got) == len(mixed)
