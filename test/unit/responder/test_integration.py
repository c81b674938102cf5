# SPDX-License-Identifier: BSD-3-Clause
"""What other programs and the devices do with a running icmp-responder."""
import json
import os
import pathlib
import re
import signal
import socket
import time

import pytest

from app_runner import EAL, Running, run

IP = ["--ip", "192.168.100.224/24"]
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
        with Running(["net_null0"], IP, eal=eal) as program:
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
    assert counters["icmp_answered"] == 0
    assert counters["ethernet_source"] > 0  # net_null's frames are all zeros
    assert telemetry("/icmp_responder/counters,9")["/icmp_responder/counters"] is None


def test_manual_page_has_every_option():
    page = pathlib.Path(__file__).parents[3] / "app/icmp-responder/icmp-responder.1"
    text = page.read_text(encoding="ascii").replace("\\-", "-")
    options = re.findall(r"^  (--?[a-z][a-z-]*)", run([], ["--help"]).stdout.split("options:")[1].split("EAL")[0],
                         re.MULTILINE)
    assert len(options) > 15
    assert [option for option in options if option not in text] == []
