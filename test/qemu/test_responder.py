# SPDX-License-Identifier: BSD-3-Clause
"""icmp-responder with our driver on QEMU's e1000, without a guest: its peer is another one, or this test."""
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import sys
import time

import launch
import pytest
from scapy.all import ARP, ICMP, IP, Ether, ICMPv6EchoReply, ICMPv6EchoRequest, IPv6, Raw

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import sleeper  # noqa: E402

BUILD = os.environ.get("E1K_BUILD")
OUR_MAC, OUR_IP, OUR_IP6 = "52:54:00:12:34:56", "192.168.100.224", "fd00::224"
OTHER_MAC, OTHER_IP, OTHER_IP6 = "52:54:00:12:34:57", "192.168.100.225", "fd00::225"
PEER_MAC, PEER_IP, PEER_IP6 = "02:00:00:00:00:01", "192.168.100.1", "fd00::1"
OUR_ADDRESSES = ["--ip", f"{OUR_IP}/24", "--ip", f"{OUR_IP6}/64"]
LIMIT_S = 60


class Responder:
    """The program on one e1000, whose cable ends in a datagram socket; from its first frame until it is ended."""

    def __init__(self, cable, own=(), addresses=OUR_ADDRESSES, mac=OUR_MAC, processor=0, eal=(), preload="",
                 probe=False):
        start = launch.Launch("e1000", f"fd:{cable.fileno()}", build=BUILD)
        environment = {**start.environment(), "TESTBED_QEMU_ARGS": f"-set device.nic0.mac={mac}"}
        environment["LD_PRELOAD"] += f":{preload}"
        processors = sorted(os.sched_getaffinity(0))
        command = start.icmp_responder([*addresses, *own, *([] if probe else ["--no-probe"])])
        split = command.index("--")
        command[split:split] = ["-l", str(processors[processor % len(processors)]), *eal]
        del command[command.index("-l"):command.index("-l") + 2]  # the first -l: all would share one processor
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, pass_fds=[cable.fileno()], start_new_session=True)
        self.output = ""

    def __enter__(self):
        self.wait_for(": answering for ")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()

    def wait_for(self, text, limit_s=LIMIT_S):
        end = time.monotonic() + limit_s
        while text not in self.output:
            assert select.select([self.process.stdout], [], [], max(0.0, end - time.monotonic()))[0], self.output
            chunk = os.read(self.process.stdout.fileno(), 65536)
            assert chunk, f"ended without '{text}':\n{self.output}"
            self.output += chunk.decode()

    def type(self, line):
        """Give a command; for those started with -i."""
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def end(self, how=signal.SIGINT):
        """Ask it to end; returns its exit status."""
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=LIMIT_S)
        self.output += rest.decode()
        return self.process.returncode


def echo(sequence=1, size=56):
    return (Ether(src=PEER_MAC, dst=OUR_MAC) / IP(src=PEER_IP, dst=OUR_IP) / ICMP(id=7, seq=sequence) /
            Raw(bytes(n & 0xff for n in range(size))))


def is_reply(sequence):
    return lambda frame: ICMP in frame and frame[ICMP].type == 0 and frame[ICMP].seq == sequence


def answers(cable, sequence, limit_s=10):
    """Ask for an echo; returns its reply, or None."""
    cable.send(echo(sequence))
    return cable.receive(is_reply(sequence), limit_s)


@pytest.fixture(name="cables")
def fixture_cables():
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    yield pair
    for end in pair:
        end.close()


@pytest.mark.parametrize("ours, theirs", [(OUR_IP, OTHER_IP), (OUR_IP6, OTHER_IP6)], ids=["IPv4", "IPv6"])
def test_two_responders_ping_each_other_without_a_loss(cables, ours, theirs):
    count = 5
    their_addresses = ["--ip", f"{OTHER_IP}/24", "--ip", f"{OTHER_IP6}/64"]
    with Responder(cables[0], ["-i", "--ping", theirs, "-c", str(count)]) as one, \
         Responder(cables[1], ["-i", "--ping", ours, "-c", str(count)], their_addresses, OTHER_MAC, 1) as other:
        for program, target, mac in ((one, theirs, OTHER_MAC), (other, ours, OUR_MAC)):
            program.wait_for(f"{count} packets transmitted, {count} received, 0% packet loss")
            times = re.findall(rf"64 bytes from {target}: icmp_seq=(\d+) ttl=64 time=([0-9.]+) ms", program.output)
            assert sorted(int(number) for number, _ in times) == list(range(1, count + 1))
            # QEMU lets the other's first frames in a second after its start.
            assert all(float(ms) < 10000 for number, ms in times if number != "1")
            program.type("show neighbours")
            program.wait_for(f"{target} is at {mac}")
        assert (one.end(), other.end()) == (0, 0)
    for program in (one, other):
        answered = "ICMP echo requests answered" if ours == OUR_IP else "ICMPv6 echo requests answered"
        assert re.search(rf"^ +{count}  {answered}$", program.output, re.MULTILINE), program.output


def test_responder_does_not_take_the_addresses_of_another(cables):
    own = ["--ip", f"{OTHER_IP}/24", *OUR_ADDRESSES]
    with Responder(cables[0]) as one, Responder(cables[1], addresses=own, mac=OTHER_MAC, processor=1,
                                                probe=True) as other:
        for address in (OUR_IP, OUR_IP6):
            assert f"{address} is not taken: it is in use by {OUR_MAC} (we are {OTHER_MAC})\n" in other.output
        assert f": answering for {OTHER_IP}/24 fe80::5054:ff:fe12:3457/64 at {OTHER_MAC}" in other.output
        assert (one.end(), other.end()) == (0, 0)
    assert "is in use by" not in one.output


@pytest.mark.parametrize("mode", ["poll", "interrupt", "adaptive"])
def test_echo_is_answered_in_every_receive_mode(cable, mode):
    with Responder(cable.theirs, ["--rx-mode", mode]) as program:
        for sequence in range(1, 12):
            assert answers(cable, sequence) is not None
            time.sleep(0.02)  # long enough for the modes that sleep to do so
        assert program.end() == 0
    assert "net_e1k" in program.output


@pytest.mark.parametrize("mode", ["interrupt", "adaptive"])
def test_every_frame_wakes_the_responder(cable, mode):
    """By itself it would sleep for a minute."""
    with Responder(cable.theirs, ["--rx-mode", mode], preload=os.environ["LONG_SLEEPS"]) as program:
        assert "cannot be preloaded" not in program.output
        for sequence in range(1, 32):
            assert answers(cable, sequence) is not None, f"request {sequence}"
            time.sleep(0.02)


@pytest.mark.parametrize("mode", ["interrupt", "adaptive"])
def test_idle_responder_sleeps(cable, mode):
    with Responder(cable.theirs, ["--rx-mode", mode]) as program:
        assert answers(cable, 1) is not None
        time.sleep(0.2)
        sleeper.assert_asleep(lambda: sleeper.of_thread(program.process.pid))
        assert program.end() == 0


def test_link_that_goes_down_and_up_is_told_and_its_addresses_announced_again(cable):
    with Responder(cable.theirs, ["-i"]) as program:
        assert answers(cable, 1) is not None
        program.type("port stop 0")
        program.wait_for("port 0: stop done")
        program.type("port start 0")
        program.wait_for("port 0: start done")
        announced = cable.receive(lambda frame: ARP in frame and frame[ARP].psrc == OUR_IP == frame[ARP].pdst, 10)
        assert announced is not None and announced[Ether].src == OUR_MAC
        assert answers(cable, 2) is not None
        assert program.end() == 0


def test_link_is_set_down_and_up_again(cable):
    with Responder(cable.theirs, ["-i"]) as program:
        assert answers(cable, 1) is not None
        program.type("set link-down port 0")
        program.wait_for("port 0: link down")
        assert answers(cable, 2, limit_s=1) is None
        program.type("set link-up port 0")
        program.wait_for("port 0: link up")
        assert answers(cable, 3) is not None
        assert program.end() == 0


def test_card_that_is_pulled_out_ends_the_program_with_status_one(cable):
    with Responder(cable.theirs) as program:
        assert answers(cable, 1) is not None
        with open(f"/proc/{program.process.pid}/task/{program.process.pid}/children", encoding="ascii") as children:
            os.kill(int(children.read().split()[0]), signal.SIGKILL)
        program.process.wait(timeout=LIMIT_S)
        program.output += program.process.stdout.read().decode()
    assert "port 0 (0000:00:04.0): the device was removed, the port is closed\nno port is left" in program.output
    assert program.process.returncode == 1


def test_device_that_asks_for_a_reset_gets_it_and_answers_again(cable):
    with Responder(cable.theirs, ["-i"], eal=["-d", os.environ["RAISE_EVENT"]]) as program:
        assert answers(cable, 1) is not None
        program.process.send_signal(signal.SIGUSR2)
        program.wait_for("port 0 (0000:00:04.0): the device asked for a reset and got it")
        assert answers(cable, 2) is not None
        program.type("port reset 0")
        program.wait_for("port 0: reset done")
        assert answers(cable, 3) is not None
        assert program.end() == 0
    assert "3  ICMP echo requests answered" in program.output


def test_what_was_set_stays_through_a_reset_with_little_memory(cable):
    with Responder(cable.theirs, ["-i", "--mbufs", "30000"]) as program:  # twice as many find no memory
        assert answers(cable, 1) is not None
        program.type("set promisc 0 on")
        program.type("set link-down port 0")
        program.wait_for("port 0: link down")
        for command in ("port reset 0", "set mtu 0 1400"):
            program.output = ""
            program.type(command)
            program.type("show port info 0")
            program.wait_for("port 0: link down")
            assert "state        started" in program.output and "promiscuous  on" in program.output
        assert "MTU          1400" in program.output
        assert answers(cable, 2, limit_s=1) is None
        program.type("set link-up port 0")
        program.wait_for("port 0: link up")
        assert answers(cable, 3) is not None
        assert program.end() == 0


def test_mac_address_that_was_set_stays_through_a_reset(cable, monkeypatch):
    mac = "02:00:00:00:00:aa"
    monkeypatch.setenv("SET_MAC", mac)
    with Responder(cable.theirs, ["-i"], preload=os.environ["PRELOADED"]) as program:
        for sequence in (1, 2):
            request = echo(sequence)
            request[Ether].dst = mac
            cable.send(request)
            reply = cable.receive(is_reply(sequence), 5)
            assert reply is not None and reply[Ether].src == mac, program.output
            program.type("port reset 0")
            program.wait_for("port 0: reset done")
        assert program.end() == 0


def test_port_that_belongs_to_another_is_refused(cable):
    program = Responder(cable.theirs, eal=["--vdev", "net_failsafe0,dev(0000:00:04.0)"])
    output, _ = program.process.communicate(timeout=LIMIT_S)
    assert "port 0 is in use by Fail-safe: accepted with --port are 1 (net_failsafe0)\n" in output.decode()
    assert program.process.returncode == 1


@pytest.mark.parametrize("own, message", [
    (["--rx-ring", "33"], r"--rx-ring 33: port 0 \(net_e1k\) takes \d+ to \d+ descriptors, a multiple of 8\n"),
    (["--tx-ring", "65535"], r"--tx-ring 65535: port 0 \(net_e1k\) takes \d+ to \d+ descriptors, a multiple of 8\n"),
    (["--mtu", "20000"], r"--mtu 20000: port 0 \(net_e1k\) takes 68 to 16\d+\n"),
])
def test_what_the_chip_cannot_is_refused_with_what_it_can(cable, own, message):
    program = Responder(cable.theirs, own)
    output, _ = program.process.communicate(timeout=LIMIT_S)
    assert re.search(message, output.decode())
    assert program.process.returncode == 1


def test_mtu_of_a_running_port_is_changed_from_the_console(cable):
    with Responder(cable.theirs, ["-i"]) as program:
        assert answers(cable, 1) is not None
        program.type("set mtu 0 20000")
        program.wait_for("--mtu 20000: port 0 (net_e1k) takes 68 to ")
        program.type("set mtu 0 9000")
        program.type("show port info 0")
        program.wait_for("MTU          9000")
        cable.send(echo(2, 8000))
        reply = cable.receive(is_reply(2), 10)
        assert reply is not None and len(reply) == 14 + 20 + 8 + 8000
        assert program.end() == 0


def test_ipv6_echo_is_answered(cable):
    with Responder(cable.theirs) as program:
        cable.send(Ether(src=PEER_MAC, dst=OUR_MAC) / IPv6(src=PEER_IP6, dst=OUR_IP6) /
                   ICMPv6EchoRequest(id=7, seq=3, data=b"e1k"))
        reply = cable.receive(lambda frame: ICMPv6EchoReply in frame, 10)
        assert reply is not None and (reply[IPv6].src, reply[ICMPv6EchoReply].data) == (OUR_IP6, b"e1k")
        assert program.end() == 0
