# SPDX-License-Identifier: BSD-3-Clause
"""icmp-responder on net_e1k in the guest, asked from the host with tools that have nothing to do with this project:
iputils, Habets' and busybox's arping, nmap, nping, hping3, fping, scapy."""
import pathlib
import re
import sys

import pytest
from vm import network, qemu
from vm.network import GUEST_IP, GUEST_IP6, HOST_IP, TAP
from vm.programs import IcmpResponder

pytestmark = pytest.mark.parametrize("guest", ["e1000"], indirect=True)

FREE_IP = "192.168.100.77"
GUEST_LINK_LOCAL = f"fe80::5054:ff:fe12:3456%{TAP}"  # RFC 4291 appendix A, of qemu.MAC
SCAPY_CHECKS = pathlib.Path(__file__).with_name("scapy_checks.py")


def start(guest, plugin, *options):
    guest.bind("vfio")
    return IcmpResponder(guest, plugin, options=["--ip", f"{GUEST_IP6}/{network.PREFIX6_LENGTH}", *options])


@pytest.fixture(scope="class")
def responder(guest, net, plugin, driver):
    with start(guest, plugin) as responder:
        assert responder.driver == driver
        net.ping(count=1)  # QEMU holds reception for up to a second behind the start
        yield responder


def output_of(net, *command, status=0, timeout_s=90):
    done = net.run(*command, timeout_s=timeout_s)
    assert done.returncode == status, f"{' '.join(command)}: status {done.returncode}\n{done.stdout}"
    return done.stdout


def ping(net, target, *options, count=2):
    """ping, which checks the data of each reply; all are answered, and once.

    Without -w it would wait for the last reply no longer than for two round trips, which are short. With it, ping goes on
    until it has `count` replies, so that one more request may be under way at the end."""
    output = output_of(net, "ping", "-n", "-c", str(count), "-i", "0.2", "-w", "20", *options, target)
    sent, received = map(int, re.search(r"(\d+) packets transmitted, (\d+) received", output).groups())
    assert received >= count and sent - received <= 1, output
    assert "wrong data" not in output and "DUP!" not in output, output
    return output


def arping(net, *options):
    """Habets' arping goes on, too: until it has three replies. Each is one to a request."""
    output = output_of(net, "arping", "-c", "20", "-C", "3", "-W", "1", "-i", TAP, *options)
    sent, received, extra = map(int, re.search(
        r"(\d+) packets transmitted, (\d+) packets received, .* unanswered \((\d+) extra\)", output).groups())
    assert received == 3 and sent <= 4 and extra == 0, output
    return output


def addresses_up(nmap_output):
    return set(re.findall(r"^Nmap scan report for (\S+)\nHost is up", nmap_output, re.M))


@pytest.mark.usefixtures("responder")
class TestPing:
    @pytest.mark.parametrize("size", [0, 1, 7, 8, 55, 56, 57, 1471, 1472, 1473, 8000, 20000, 65507])
    def test_size_comes_back(self, net, size):
        ping(net, GUEST_IP, "-s", str(size))

    @pytest.mark.parametrize("size", [0, 1, 7, 8, 56, 1451, 1452, 1453, 8000, 20000, 65527])
    def test_size_comes_back_over_ipv6(self, net, size):
        ping(net, GUEST_IP6, "-s", str(size))

    @pytest.mark.parametrize("count, size, target", [(100000, 56, GUEST_IP), (500, 65507, GUEST_IP),
                                                     (20000, 56, GUEST_IP6)])
    def test_flood_has_no_loss(self, net, count, size, target):
        # No -w: ping would send more while replies are late. Seen: 7 s for the first, 35 s on an overloaded machine.
        output = output_of(net, "ping", "-f", "-q", "-c", str(count), "-W", "10", "-s", str(size), target,
                           timeout_s=300)
        assert f"{count} packets transmitted, {count} received, 0% packet loss" in output, output

    def test_link_local_address_answers(self, net):
        ping(net, GUEST_LINK_LOCAL)

    @pytest.mark.parametrize("target", [["-b", "192.168.100.255"], ["-I", TAP, "224.0.0.1"]])
    def test_broadcast_and_multicast_stay_unanswered(self, net, target):
        output = output_of(net, "ping", "-n", "-c", "1", "-W", "1", *target, status=1)
        assert "0 received" in output

    def test_multicast_stays_unanswered_over_ipv6(self, net):
        output = output_of(net, "ping", "-n", "-c", "2", "-i", "0.2", f"ff02::1%{TAP}")  # answered by the host itself
        assert GUEST_LINK_LOCAL not in output

    def test_solicited_node_group_stays_unanswered(self, net):
        output_of(net, "ping", "-n", "-c", "1", "-W", "1", f"ff02::1:ff00:224%{TAP}", status=1)


class TestAnswerBroadcast:
    @pytest.fixture(scope="class", autouse=True)
    def responder(self, guest, net, plugin):
        with start(guest, plugin, "--answer-broadcast"):
            net.ping(count=1)
            yield

    @pytest.mark.parametrize("target", [["-b", "192.168.100.255"], ["-I", TAP, "224.0.0.1"]])
    def test_broadcast_and_multicast_are_answered(self, net, target):
        assert ping(net, target[-1], *target[:-1]).count(f"bytes from {GUEST_IP}:") >= 2

    @pytest.mark.parametrize("group", ["ff02::1", "ff02::1:ff00:224"])
    def test_multicast_is_answered_over_ipv6(self, net, group):
        # -L: not by the host itself
        assert GUEST_LINK_LOCAL in ping(net, f"{group}%{TAP}", "-L")


@pytest.mark.usefixtures("responder")
class TestArp:
    @pytest.mark.parametrize("options", [[], ["-0"], ["-p"]], ids=["request", "probe", "promiscuous"])
    def test_arping_finds_the_address(self, net, options):
        assert arping(net, *options, GUEST_IP).count(f"from {qemu.MAC} ({GUEST_IP})") == 3

    def test_arping_finds_the_mac_address(self, net):
        arping(net, "-T", GUEST_IP, qemu.MAC)

    def test_arping_finds_nobody_at_a_free_address(self, net):
        assert " 0 packets received, 100% unanswered" in output_of(
            net, "arping", "-c", "3", "-W", "0.2", "-i", TAP, FREE_IP, status=1)

    @pytest.mark.parametrize("address, taken, limit_s", [(GUEST_IP, 1, 20), (FREE_IP, 0, 3)])
    def test_duplicate_address_detection(self, net, address, taken, limit_s):
        """arping -D as iputils has it: exit status 1 and a reply where the address is in use, at the first one."""
        output = output_of(net, "busybox", "arping", "-D", "-I", TAP, "-w", str(limit_s), address, status=taken)
        assert f"Received {taken} response(s)" in output

    def test_nping(self, net):
        output = output_of(net, "nping", "--arp", "-c", "3", "--delay", "100ms", GUEST_IP)
        assert output.lower().count(f"arp reply {GUEST_IP} is at {qemu.MAC}") == 3


@pytest.mark.usefixtures("responder")
class TestOtherTools:
    def test_nping(self, net):
        output = output_of(net, "nping", "--icmp", "-c", "20", "--delay", "20ms", "--data-length", "800", GUEST_IP)
        assert "Raw packets sent: 20 " in output and "Lost: 0 (0.00%)" in output, output

    def test_hping3(self, net):
        output = output_of(net, "hping3", "--icmp", "-q", "-c", "200", "-i", "u5000", GUEST_IP)
        assert "200 packets transmitted, 200 packets received, 0% packet loss" in output, output

    def test_hping3_in_fragments_of_16_bytes(self, net):
        output = output_of(net, "hping3", "--icmp", "--frag", "-d", "800", "-c", "10", "-i", "u50000", GUEST_IP)
        assert "10 packets transmitted, 10 packets received, 0% packet loss" in output, output
        assert output.count("len=828 ") == 10

    @pytest.mark.parametrize("target", [GUEST_IP, GUEST_IP6])
    def test_fping(self, net, target):
        output = output_of(net, "fping", "-q", "-c", "100", "-p", "10", "-t", "10000", target)
        assert "xmt/rcv/%loss = 100/100/0%" in output, output

    def test_fping_finds_exactly_our_address(self, net):
        output = output_of(net, "fping", "-q", "-a", "-r", "1", "-g", "192.168.100.192/26", status=1)
        assert output.split() == [GUEST_IP]

    def test_nmap_by_arp_finds_exactly_our_address_in_the_network(self, net):
        output = output_of(net, "nmap", "-n", "-sn", "-PR", "-T4", f"{HOST_IP}/{network.PREFIX_LENGTH}")
        assert addresses_up(output) == {HOST_IP, GUEST_IP}
        assert f"MAC Address: {qemu.MAC}" in output

    @pytest.mark.parametrize("options", [[], ["-PE", "--disable-arp-ping"]], ids=["default", "echo"])
    def test_nmap_finds_exactly_our_address(self, net, options):
        output = output_of(net, "nmap", "-n", "-sn", *options, f"{GUEST_IP}/28")
        assert addresses_up(output) == {GUEST_IP}

    def test_nmap_finds_exactly_our_address_over_ipv6(self, net):
        output = output_of(net, "nmap", "-n", "-6", "-sn", f"{GUEST_IP6}/124")
        assert addresses_up(output) == {GUEST_IP6}

    @pytest.mark.parametrize("check", re.findall(r"^def (check_\w+)", SCAPY_CHECKS.read_text(), re.M))
    def test_scapy(self, net, check):
        output_of(net, sys.executable, str(SCAPY_CHECKS), check)
