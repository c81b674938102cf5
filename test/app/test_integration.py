# SPDX-License-Identifier: BSD-3-Clause
"""What other programs and the devices do with a running icmp-responder."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest
from scapy.all import ICMP, IP as Ip, Ether, wrpcap

from app_runner import EAL, LIMIT_S, PROGRAM, Running, run

IP = ["--ip", "192.168.100.224/24"]
REQUEST = (Ether(src="02:00:00:00:00:01", dst="02:70:63:61:70:00") / Ip(src="192.168.100.1", dst="192.168.100.224") /
           ICMP())
WITH_EVENTS = [*EAL, "-d", os.environ["RAISE_EVENT"]]


def test_device_that_is_removed_closes_its_port_and_the_program_ends():
    with Running(["net_null0"], IP, eal=WITH_EVENTS) as program:
        status = program.end(signal.SIGUSR1)
    assert "port 0 (net_null0): the device was removed, the port is closed\nno port is left" in program.output
    assert "statistics\nport 0 (net_null0, net_null)\n  closed" in program.output
    assert status == 1


def test_other_ports_go_on_when_one_is_removed():
    own = ["--port", "0", *IP, "--port", "1", "--ip", "10.0.0.1/8"]
    with Running(["net_null0", "net_null1"], own, eal=WITH_EVENTS) as program:
        program.process.send_signal(signal.SIGUSR1)
        program.wait_for("the device was removed, the port is closed")
        time.sleep(0.2)
        assert program.process.poll() is None
        assert program.end() == 0


def test_reset_that_the_driver_cannot_do_is_said_and_the_port_goes_on():
    with Running(["net_null0"], IP, eal=WITH_EVENTS) as program:
        program.process.send_signal(signal.SIGUSR2)
        program.wait_for("port 0 (net_null0): the device asked for a reset: port 0 (net_null): cannot reset")
        assert program.end() == 0


@pytest.fixture(name="telemetry")
def fixture_telemetry(tmp_path):
    """A running program and a function that asks it."""
    eal = [word for word in EAL if word not in ("--no-telemetry", "--no-shconf")]
    eal += ["--file-prefix", f"responder_test_{os.getpid()}"]
    environment = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(tmp_path)
    try:
        wrpcap(str(tmp_path / "in.pcap"), [REQUEST, Ether(src="00:00:00:00:00:00") / bytes(46)])
        vdev = f"net_pcap0,rx_pcap={tmp_path}/in.pcap,tx_pcap={tmp_path}/out.pcap"
        with Running([vdev], [*IP, "--stats-period", "0.1"], eal=eal) as program:
            program.wait_for(": rx 2 frames,")
            folder = "/var/run" if os.geteuid() == 0 else str(tmp_path)
            path = f"{folder}/dpdk/responder_test_{os.getpid()}/dpdk_telemetry.v2"
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            connection.connect(path)
            connection.recv(1024)

            def ask(command):
                connection.send(command.encode())
                return json.loads(connection.recv(16384))

            yield ask
            connection.close()
            assert program.end() == 0
    finally:
        if environment is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = environment


def test_telemetry_lists_ports_and_counters(telemetry):
    assert telemetry("/icmp_responder/list") == {"/icmp_responder/list": [0]}
    counters = telemetry("/icmp_responder/counters,0")["/icmp_responder/counters"]
    assert (counters["icmp_answered"], counters["ethernet_source"], counters["arp_answered"]) == (1, 1, 0)
    assert telemetry("/icmp_responder/counters,9")["/icmp_responder/counters"] is None


def test_telemetry_has_the_latencies_of_replies(telemetry):
    assert telemetry("/icmp_responder/counters,0")["/icmp_responder/counters"]["icmp_answered"] == 1
    latency = telemetry("/icmp_responder/latency,0")["/icmp_responder/latency"]
    assert list(latency) == ["p50_ns", "p90_ns", "p99_ns", "max_ns"]
    assert 0 < latency["p50_ns"] == latency["max_ns"] < 10**10  # one reply
    assert telemetry("/icmp_responder/latency,9")["/icmp_responder/latency"] is None


FOLDER = pathlib.Path(__file__).parents[2]
MANUAL, GUIDE = FOLDER / "app/icmp-responder/icmp-responder.1", FOLDER / "doc/icmp-responder.rst"


def options_of_help():
    """Each option with what follows it, such as "--ip ADDR/LEN"."""
    text = run([], ["--help"]).stdout.split("options:")[1].split("EAL")[0]
    options = re.findall(r"^  (--?[a-z][a-z-]*(?: [A-Z/]+)?)  ", text, re.MULTILINE)
    assert len(options) > 15
    return set(options)


def test_manual_page_and_help_have_the_same_options():
    text = MANUAL.read_text(encoding="ascii").replace("\\-", "-").split(".SH OPTIONS")[1].split(".SH")[0]
    text = re.sub(r'\\f.|"', "", text)
    headings = [re.sub(" +", " ", line) for line in re.findall(r"^\.BI? (.*)$", text, re.MULTILINE)]
    named = re.findall(r"(?<![\w-])(--?[a-z][a-z-]*(?: [A-Z/]+)?)", "\n".join(headings))
    assert set(named) == options_of_help()


def test_guide_and_help_have_the_same_options():
    text = GUIDE.read_text(encoding="utf-8").split("\nOptions\n")[1].split("\nCommands\n")[0]
    headings = "\n".join(line for line in text.splitlines() if line.startswith("``"))
    assert set(re.findall(r"``(-[^`]+)``", headings)) == options_of_help()


def test_guide_and_help_have_the_same_commands():
    text = GUIDE.read_text(encoding="utf-8").split("\nCommands\n")[1].split("\nRates")[0]
    guide = re.findall(r"^   ([a-z].*?)  +", text, re.MULTILINE)
    told = subprocess.run([PROGRAM, *EAL, "--vdev", "net_null0", "--", *IP, "-i"], input="help\n", text=True,
                          capture_output=True, timeout=LIMIT_S, check=True).stdout
    listed = re.findall(r"^  ([a-z].*?)  +", told.split("> help\n", 1)[1].split("statistics")[0], re.MULTILINE)
    assert len(listed) > 10 and listed == guide


def test_every_exit_status_is_told_everywhere():
    help_text = run([], ["--help"]).stdout
    assert re.search(r"exit status: 0 .*, 1 .*, 2 ", help_text)
    assert re.search(r"EXIT STATUS\n0 .*1 .*2 ", MANUAL.read_text(encoding="ascii"), re.DOTALL)
    assert re.search(r"exit status is 0 .*, 1 .*, 2 ", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
