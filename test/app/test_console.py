# SPDX-License-Identifier: BSD-3-Clause
"""icmp-responder's console on a terminal, a pipe and a file."""
import subprocess

import pexpect
import pytest
from scapy.all import ARP, Ether, wrpcap

from app_runner import EAL, LIMIT_S, PROGRAM

PROMPT = "icmp-responder> "
PORT = ["--vdev", "net_null0", "--", "--ip", "192.168.100.224/24", "--no-probe"]


@pytest.fixture
def terminal():
    child = pexpect.spawn(PROGRAM, [*EAL, *PORT, "-i"], encoding="utf-8", timeout=LIMIT_S, dimensions=(50, 200))
    child.expect_exact(PROMPT)
    yield child
    child.close(force=True)


def say(child, line):
    """Type a line; returns what it printed."""
    child.sendline(line)
    child.expect_exact(line)
    child.expect_exact(PROMPT)
    return child.before


def ended(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def piped(commands, own=(), check_status=0):
    result = subprocess.run([PROGRAM, *EAL, *PORT, "-i", *own], input=commands, capture_output=True, text=True,
                            timeout=LIMIT_S, check=False)
    assert result.returncode == check_status, result.stdout + result.stderr
    return result.stdout


def test_port_is_shown(terminal):
    text = say(terminal, "show port info 0")
    for part in ("driver       net_null", "addresses    192.168.100.224/24", "state        started", "link up"):
        assert part in text


def test_tab_completes_a_word(terminal):
    terminal.send("show nei\t")
    terminal.expect_exact("show neighbours")
    terminal.send("\n")
    terminal.expect_exact("no neighbours yet")


def test_question_mark_lists_what_may_follow(terminal):
    terminal.send("show ?")
    for word in ("port", "neighbours", "drops", "config"):
        terminal.expect_exact(word)


def test_arrow_up_brings_the_last_command_back(terminal):
    say(terminal, "show config")
    terminal.send("\x1b[A")
    terminal.expect_exact("show config")
    terminal.send("\n")
    terminal.expect_exact("rx-mode poll")


def test_ctrl_c_ends_with_statistics_and_restores_the_terminal(terminal):
    terminal.sendcontrol("c")
    terminal.expect_exact("statistics")
    assert ended(terminal) == 0


def test_ctrl_d_ends(terminal):
    terminal.sendcontrol("d")
    terminal.expect_exact("statistics")
    assert ended(terminal) == 0


def test_quit_ends(terminal):
    terminal.sendline("quit")
    terminal.expect_exact("statistics")
    assert ended(terminal) == 0


@pytest.mark.parametrize("command, message", [
    ("bogus", "'bogus': no such command; accepted are show, clear, start, stop, port, set, ping, help, quit"),
    ("show", "show is not complete: accepted are port, neighbours, drops, config"),
    ("show port info", "show port info is not complete: accepted is <port>"),
    ("show port infos 0", "show port 'infos': accepted are info, stats, xstats"),
    ("show config now", "show config 'now': nothing may follow 'show config'"),
    ("port", "port is not complete: accepted are start, stop, reset, close"),
    ("show port info 7", "port '7': accepted are 0"),
    ("show port info x", "port 'x': accepted are 0"),
    ("set promisc 0 maybe", "set promisc 0 'maybe': accepted are on, off"),
    ("set", "set is not complete: accepted are link-up, link-down, promisc, mtu"),
    ("ping", "ping is not complete: accepted is <address>"),
    ("set mtu 0 20", "mtu '20': accepted is a number from 68 to 65535"),
    ("ping 300.1.1.1", "ping '300.1.1.1': is not an address"),
    ("ping 10.0.0.1", "ping 10.0.0.1: not on the network of a port, and there is no router"),
    ("ping 192.168.100.1 0", "count '0': accepted is a number from 1 to 65535"),
    ("port reset 0", "port 0 (net_null): cannot reset: Operation not supported"),
    ("set link-down port 0", "port 0 (net_null): cannot set the link down: Operation not supported"),
])
def test_wrong_command_says_what_is_wrong_and_changes_nothing(command, message):
    text = piped(f"{command}\nshow port info 0\nquit\n")
    assert message in text
    assert "state        started" in text


def test_help_lists_every_command():
    text = piped("help\n")
    for command in ("show port info|stats|xstats <port>", "show neighbours", "show drops", "show config", "clear stats",
                    "port start|stop|reset|close <port>", "set link-up|link-down port <port>",
                    "set promisc <port> on|off", "set mtu <port> <bytes>", "ping <address>", "quit"):
        assert command in text


def test_end_of_piped_input_ends_the_program():
    assert "statistics\nport 0 (net_null0, net_null)" in piped("show config\n")


def test_stop_leaves_the_ports_alone_and_start_serves_them():
    text = piped("stop\nshow config\nstart\nshow config\n")
    alone, served = text.index("left alone (start serves them)"), text.index("ports are served")
    assert alone < served


def test_port_is_stopped_started_and_closed():
    text = piped("port stop 0\nshow config\nport start 0\nshow config\nport close 0\nshow config\nport start 0\n")
    assert [text.index(word) for word in (") stopped: ", ") started: ", ") closed: ")] == sorted(
        text.index(word) for word in (") stopped: ", ") started: ", ") closed: "))
    assert "port '0': accepted are none, all are closed" in text


def test_commands_of_a_file_are_run_first(tmp_path):
    (tmp_path / "commands").write_text("show config\nset mtu 0 x\n")
    text = piped("show drops\n", ["--cmdline-file", str(tmp_path / "commands")])
    assert text.index("rx-mode poll") < text.index("mtu 'x'") < text.index("show drops")


def test_command_file_that_does_not_exist_is_refused():
    result = subprocess.run([PROGRAM, *EAL, *PORT, "--cmdline-file", "/nonexistent"], capture_output=True, text=True,
                            timeout=LIMIT_S, check=False, stdin=subprocess.DEVNULL)
    assert result.returncode == 1
    assert "--cmdline-file '/nonexistent': No such file or directory" in result.stderr


def test_neighbours_and_drops_are_shown_and_cleared(tmp_path):
    mac = "02:00:00:00:00:01"
    requests = [Ether(src=mac, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=mac, psrc="192.168.100.1", pdst=target)
                for target in ("192.168.100.224", "192.168.100.99")]
    wrpcap(str(tmp_path / "in.pcap"), requests)
    child = pexpect.spawn(PROGRAM, [*EAL, "--vdev", f"net_pcap0,rx_pcap={tmp_path}/in.pcap,tx_pcap={tmp_path}/out.pcap",
                                    "--", "--ip", "192.168.100.224/24", "--no-probe", "-i"], encoding="utf-8",
                          timeout=LIMIT_S)
    child.expect_exact(PROMPT)
    while "192.168.100.1 is at 02:00:00:00:00:01" not in say(child, "show neighbours"):
        pass
    drops = say(child, "show drops")
    assert "1  ARP requests for addresses of others" in drops
    assert "answered" not in drops
    assert "2  frames received" in say(child, "show port stats 0")
    say(child, "clear stats")
    assert "0  frames received" in say(child, "show port stats 0")
    child.sendline("quit")
    assert ended(child) == 0


@pytest.mark.parametrize("before, reason", [
    ("set link-down port 0", "the link is down"),
    ("port stop 0", "the port is stopped"),
    ("port close 0", "the port is closed"),
    ("stop", "ports are left alone (start serves them)"),
])
def test_ping_ends_in_its_time_whatever_the_port_does(before, reason):
    child = pexpect.spawn(PROGRAM, [*EAL, "--vdev", "net_ring0", "--", "--ip", "192.168.100.224/24", "-i"],
                          encoding="utf-8", timeout=LIMIT_S)
    child.expect_exact(PROMPT)
    say(child, before)
    for count in (2, 1):  # the second one is not refused
        child.sendline(f"ping 192.168.100.1 {count}")
        child.expect_exact(f"icmp_seq={count} not sent: {reason}")
        child.expect_exact(f"{count} packets transmitted, 0 received, +{count} errors, 100% packet loss, time ")
    child.sendline("quit")
    assert ended(child) == 1  # no reply came


def test_ping_of_the_command_line_ends_with_a_link_that_is_off(tmp_path):
    (tmp_path / "commands").write_text("set link-down port 0\n")
    result = subprocess.run([PROGRAM, *EAL, "--vdev", "net_ring0", "--", "--ip", "192.168.100.224/24", "--ping",
                             "192.168.100.1", "-c", "2", "--cmdline-file", str(tmp_path / "commands")],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert "2 packets transmitted, 0 received, +2 errors, 100% packet loss" in result.stdout
    assert result.returncode == 1
