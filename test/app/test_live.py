# SPDX-License-Identifier: BSD-3-Clause
"""icmp-responder on net_tap in a network namespace of its own: Linux and its tools are the peer."""
import os
import pathlib
import re
import subprocess
import sys

import pytest

from app_runner import EAL, LIMIT_S, PROGRAM, Running

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sleeper  # noqa: E402

OUR_IP, PEER_IP = "192.168.100.224", "192.168.100.1"
OUR_IP6, PEER_IP6 = "fd00::224", "fd00::1"
ADDRESSES = ["--ip", f"{OUR_IP}/24", "--ip", f"{OUR_IP6}/64"]

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root for a network namespace; run: sudo sh config/test.sh"),
    pytest.mark.skipif(not os.path.exists("/dev/net/tun"), reason="no /dev/net/tun; run: modprobe tun"),
]


class Live(Running):
    """The program and its peer: the kernel's end of the tap. The namespace goes when the program ends."""

    def __init__(self, *own):
        super().__init__(["net_tap0,iface=dtap0"], [*ADDRESSES, *own], command=["unshare", "--net", PROGRAM], eal=EAL)

    def __enter__(self):
        super().__enter__()
        # net_tap gives the kernel's end the port's own MAC address; a peer has another.
        for words in ("link set dtap0 down", "link set dtap0 address 02:00:00:00:00:01", "link set dtap0 up",
                      f"addr add {PEER_IP}/24 dev dtap0", f"addr add {PEER_IP6}/64 dev dtap0 nodad"):
            self.peer("ip", *words.split(), check=True)
        return self

    def peer(self, *command, check=False):
        """Run a command on the peer."""
        return subprocess.run(["nsenter", "--net", "--target", str(self.process.pid), *command], text=True,
                              capture_output=True, timeout=60, check=check)


@pytest.mark.parametrize("mode", ["poll", "interrupt", "adaptive"])
def test_linux_ping_is_answered_in_every_mode(mode):
    sent = {OUR_IP: 0, OUR_IP6: 0}
    with Live("--rx-mode", mode) as program:
        for target in sent:
            for size in (0, 56, 1472, 8972, 65507):
                # With -w, ping goes on until it has its replies; -W would wait for the last one two round trips only.
                result = program.peer("ping", "-c", "3", "-i", "0.2", "-w", "20", "-s", str(size), target)
                transmitted, received = map(int, re.search(r"(\d+) packets transmitted, (\d+) received",
                                                           result.stdout).groups())
                assert received >= 3, result.stdout + result.stderr
                assert "wrong data" not in result.stdout
                sent[target] += transmitted
        assert program.end() == 0
    assert program.final("ICMP echo requests answered") == sent[OUR_IP]
    assert program.final("ICMPv6 echo requests answered") == sent[OUR_IP6]


def test_flood_of_linux_ping_loses_nothing():
    with Live() as program:
        result = program.peer("ping", "-f", "-c", "5000", "-w", "40", "-q", OUR_IP)
        sent, received = map(int, re.search(r"(\d+) packets transmitted, (\d+) received", result.stdout).groups())
        assert received >= 5000, result.stdout
        assert program.end() == 0
    assert program.final("ICMP echo requests answered") == sent


def test_idle_responder_in_interrupt_mode_sleeps():
    with Live("--rx-mode", "interrupt") as program:
        program.peer("ping", "-c", "1", OUR_IP)
        sleeper.assert_asleep(lambda: sleeper.of_thread(program.process.pid))
        assert program.end() == 0


def test_linux_sees_the_announcements_as_a_neighbour():
    with Live() as program:
        program.peer("ping", "-c", "1", OUR_IP)
        mac = re.search(r"at ([0-9a-f:]{17})\n", program.output).group(1)
        assert mac in program.peer("ip", "neighbour", "show", OUR_IP).stdout
        assert program.end() == 0


@pytest.mark.parametrize("target", [PEER_IP, PEER_IP6])
def test_port_pings_linux(target):
    with Live("--ping", target, "-c", "3") as program:
        program.process.wait(timeout=LIMIT_S)
        program.output += program.process.stdout.read().decode()
    assert re.search(rf"64 bytes from {target}: icmp_seq=\d ttl=64 time=[0-9.]+ ms", program.output), program.output
    assert f"--- {target} ping statistics ---\n3 packets transmitted, " in program.output
    assert re.search(r"rtt min/avg/max/mdev = [0-9.]+/[0-9.]+/[0-9.]+/[0-9.]+ ms", program.output)
    assert program.process.returncode == 0
