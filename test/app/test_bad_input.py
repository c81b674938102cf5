# SPDX-License-Identifier: BSD-3-Clause
"""Every wrong word on the command line: status, the value named, the way out."""
import os
import re

import pytest

from app_runner import EAL, Running, run

NULL_PORT = [*EAL, "--vdev", "net_null0"]
IP = ["--ip", "192.168.100.224/24"]

WRONG_COMMAND_LINES = [
    (["--ip", "300.1.1.1"], "--ip '300.1.1.1': is not an address"),
    (["--ip", "300.1.1.1/24"], "--ip '300.1.1.1': is not an address"),
    (["--ip", "192.168.100.224"], "has no prefix length; write it as ADDR/LEN"),
    (["--ip", "192.168.100.224/33"], "prefix '33' is not a number from 1 to 32"),
    (["--ip", "192.168.100.0/24"], "'192.168.100.0/24': is the address of the network"),
    (["--ip", "192.168.100.255/24"], "'192.168.100.255/24': is the broadcast address"),
    (["--ip", "224.0.0.1/24"], "'224.0.0.1/24': a multicast address"),
    (["--ip"], "--ip needs a value: --ip ADDR/LEN"),
    ([], "port 0 has no address; give one: --ip ADDR/LEN"),
    (["--port", "0"], "port 0 has no address"),
    (["--port", "x", *IP], "--port 'x': accepted is a number from 0 to 65534"),
    (["--port", "-1", *IP], "--port '-1': accepted is a number from 0 to 65534"),
    (["--port", "65535", *IP], "--port '65535': accepted is a number from 0 to 65534"),
    ([*IP, *IP], "--ip 192.168.100.224/24: the address is given twice"),
    (["--port", "0", *IP, "--port", "1", *IP], "--ip 192.168.100.224/24: the address is given twice"),
    (["--port", "0", *IP, "--port", "0", "--ip", "10.0.0.1/8"], "--port 0: given twice"),
    ([*IP, "--vlan", "4095"], "--vlan '4095': accepted are a number from 1 to 4094, or untagged"),
    ([*IP, "--burst", "0"], "--burst '0': accepted is a number from 1 to 512"),
    ([*IP, "--burst", "513"], "--burst '513': accepted is a number from 1 to 512"),
    ([*IP, "--mtu", "67"], "--mtu '67': accepted is a number from 68 to 65535"),
    ([*IP, "--stats-period", "1s"], "--stats-period '1s': accepted is a number of seconds from 0 to 86400"),
    ([*IP, "--stats-period", "-1"], "--stats-period '-1': accepted is a number of seconds from 0 to 86400"),
    ([*IP, "--stats-period", "nan"], "--stats-period 'nan': accepted is a number of seconds from 0 to 86400"),
    ([*IP, "--rx-mode", "fast"], "--rx-mode 'fast': accepted are poll, interrupt and adaptive"),
    ([*IP, "--ping", "300.1.1.1"], "--ping '300.1.1.1': is not an address"),
    ([*IP, "-c", "3"], "-c goes with --ping ADDR"),
    ([*IP, "--ping", "192.168.100.1", "-c", "0"], "-c '0': accepted is a number from 1 to 65535"),
    ([*IP, "--promiscuous=yes"], "--promiscuous takes no value, 'yes' was given"),
    ([*IP, "--prot", "1"], "'--prot': no such option; --help lists them"),
    ([*IP, "extra"], "'extra': no such option; --help lists them"),
]


@pytest.mark.parametrize("own, message", WRONG_COMMAND_LINES, ids=lambda v: " ".join(v) if isinstance(v, list) else "")
def test_wrong_command_line_is_refused(own, message):
    result = run(NULL_PORT, own)
    assert message in result.stderr
    assert result.returncode == 2
    assert result.stdout == ""


def test_option_in_front_of_the_dashes_is_explained():
    result = run([*EAL, "--ip", "192.168.100.224/24"], [])
    assert result.returncode == 2
    assert "--ip: options of icmp-responder go behind EAL's and a '--'" in result.stderr


@pytest.mark.parametrize("eal, own", [(["--help"], []), (["-h"], []), ([], ["--help"])])
def test_help_needs_nothing_and_names_every_option(eal, own):
    result = run(eal, own)
    assert result.returncode == 0
    assert result.stderr == ""
    for option in ["--ip ADDR/LEN", "--port ID", "--stats-period S", "--vlan ID", "--mbufs N", "exit status"]:
        assert option in result.stdout


@pytest.mark.parametrize("own, message", [
    (["--port", "3", *IP], "port 3 does not exist: accepted with --port are 0 (net_null0)"),
    ([*IP, "--mbufs", "100"], "--mbufs 100: port 0 (net_null) needs at least 1565 buffers: receive ring 512, transmit ring 512, two "
     "bursts of 64, 413 for a datagram in fragments and its reply"),
    ([*IP, "--mbufs", "16777216"], "no memory for 16777216 buffers of 2176 bytes; give EAL more (-m MB)"),
])
def test_what_the_port_cannot_is_refused(own, message):
    result = run(NULL_PORT, own)
    assert message in result.stderr
    assert result.returncode == 1


@pytest.mark.parametrize("mode", ["interrupt", "adaptive"])
def test_mode_that_the_port_has_no_interrupts_for_is_refused(mode):
    result = run(NULL_PORT, [*IP, "--rx-mode", mode])
    assert "port 0 (net_null) has no receive interrupts; accepted with it is: --rx-mode poll" in result.stderr
    assert result.returncode == 1


def test_ping_of_an_address_on_no_network_of_ours_is_refused():
    result = run(NULL_PORT, [*IP, "--ping", "10.0.0.1"])
    assert "ping 10.0.0.1: not on the network of a port, and there is no router; the ports have 192.168.100.224/24" \
        in result.stderr
    assert result.returncode == 2


def test_second_port_that_does_not_exist_gives_the_first_back():
    result = run(NULL_PORT, ["--port", "0", *IP, "--port", "9", "--ip", "10.0.0.1/8"])
    assert result.returncode == 1
    assert "port 9 does not exist: accepted with --port are 0 (net_null0)" in result.stderr


def test_without_any_port_the_ethernet_devices_are_listed(tmp_path):
    def device(address, klass, driver=None):
        folder = tmp_path / "devices" / address
        folder.mkdir(parents=True)
        for name, value in (("class", klass), ("vendor", "0x8086"), ("device", "0x100e")):
            (folder / name).write_text(value + "\n")
        if driver:
            os.makedirs(tmp_path / "drivers" / driver, exist_ok=True)
            (folder / "driver").symlink_to(tmp_path / "drivers" / driver)

    device("0000:00:02.0", "0x030000", "bochs")
    device("0000:00:03.0", "0x020000", "e1000")
    device("0000:00:04.0", "0x020000")
    device("0000:00:05.0", "0x020000", "vfio-pci")
    result = run(EAL, IP, {"SYSFS_PCI_DEVICES": str(tmp_path / "devices")})
    assert result.returncode == 1
    assert "port 0 does not exist: DPDK found no port at all" in result.stderr
    assert "0000:00:02.0" not in result.stderr
    assert "0000:00:03.0 8086:100e is used by the kernel driver e1000\n" in result.stderr
    assert "0000:00:04.0 8086:100e has no kernel driver\n" in result.stderr
    assert "0000:00:05.0 8086:100e is bound to vfio-pci, but no DPDK driver took it" in result.stderr
    assert "dpdk-devbind.py --bind=vfio-pci 0000:00:03.0" in result.stderr


def test_without_hugepages_the_way_out_is_said():
    result = run(["--no-shconf", "--no-pci", "--no-telemetry", "-l", "0", "--huge-dir", "/nonexistent"], IP)
    assert result.returncode == 1
    assert "EAL initialisation failed: " in result.stderr
    assert "dpdk-hugepages.py --setup 256M" in result.stderr
    assert "--no-huge -m 128" in result.stderr


def test_second_program_with_the_runtime_files_of_the_first_is_told_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))  # where an unprivileged user's are
    eal = [word for word in EAL if word != "--no-shconf"] + ["--file-prefix", f"responder_{os.getpid()}"]
    with Running(["net_null0"], IP, eal=eal) as first:
        result = run([*eal, "--vdev", "net_null0"], IP)
        assert result.returncode == 1
        assert re.search(r"EAL initialisation failed \(EAL says more above\)\n"
                         rf"another DPDK program uses \S+/dpdk/responder_{os.getpid()}; give this one its own: "
                         r"--file-prefix NAME\n", result.stderr), result.stderr
        assert first.end() == 0


def test_secondary_process_is_refused_and_told_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    way_out = (r"only a primary process may set ports up, as this program does; leave --proc-type out, and .*"
               r"--file-prefix NAME -a DEVICE\n$")
    eal = [word for word in EAL if word != "--no-shconf"] + ["--file-prefix", f"responder_{os.getpid()}"]
    result = run([*eal, "--proc-type=secondary"], IP)
    assert result.returncode == 2
    assert re.search(r"^icmp-responder: --proc-type=secondary: " + way_out, result.stderr), result.stderr
    with Running(["net_null0"], IP, eal=eal) as first:
        result = run([*eal, "--proc-type=auto"], IP)
        assert result.returncode == 1
        assert re.search(r"icmp-responder: another DPDK program is the primary process of "
                         rf"\S+/dpdk/responder_{os.getpid()}: " + way_out, result.stderr), result.stderr
        assert first.end() == 0


def test_unknown_eal_argument_is_refused():
    result = run(["--no-such-argument"], IP)
    if "ARGPARSE: unknown argument --no-such-argument" in result.stderr:  # newer releases end the program themselves
        assert result.returncode not in (0, 2)
    else:
        assert result.returncode == 1
        assert "EAL initialisation failed: " in result.stderr


def test_driver_file_that_does_not_exist_is_refused():
    result = run([*EAL, "-d", "/nonexistent.so"], IP)
    assert result.returncode == 1
    assert "EAL initialisation failed: " in result.stderr
