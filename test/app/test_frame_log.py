# SPDX-License-Identifier: BSD-3-Clause
"""--log-frames: a line for each frame that comes in or is offered, as many as there are."""
import os
import re

from replay import OUR_IP, OUR_MAC, PEER_IP, PEER_MAC, answers, echo


def test_frame_log_has_a_line_for_every_frame(tmp_path):
    _, program = answers(tmp_path, [echo(56), echo(56, ip="192.168.100.99")], ["--log-frames"])
    lines = [line.split(" ", 1)[1] for line in program.output.splitlines() if re.search(" port 0 [<>] ", line)]
    ends = f"IP {PEER_IP} > {OUR_IP}: ICMP echo request, id 7, seq 0, length 64"
    assert f"port 0 < {PEER_MAC} > {OUR_MAC}, {ends}" in lines
    assert f"port 0 > {OUR_MAC} > {PEER_MAC}, IP {OUR_IP} > {PEER_IP}: ICMP echo reply, id 7, seq 0, length 64" in lines
    assert f"port 0 > {OUR_MAC} > ff:ff:ff:ff:ff:ff, ARP, Request who-has {OUR_IP} tell {OUR_IP}" in lines
    assert len(lines) == 4


def test_frame_log_has_one_line_for_a_frame_that_is_offered_again(tmp_path, monkeypatch):
    monkeypatch.setenv("LD_PRELOAD", os.environ["PRELOADED"])
    monkeypatch.setenv("STALL", "5")
    sent, program = answers(tmp_path, [echo(56)], ["--log-frames"], announcements=True)
    lines = [line for line in program.output.splitlines() if " port 0 > " in line]
    assert len(lines) == len(sent) == 2  # the announcement and the reply
