# SPDX-License-Identifier: BSD-3-Clause
"""What dpdk-proc-info, a secondary process, and dpdk-telemetry.py show of QEMU's device that a running dpdk-testpmd has."""
import csv
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

import launch
import pexpect
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import hugepages  # noqa: E402

PREFIX = f"inside{os.getpid()}"
CHIPS = {"e1000": ("82540EM", 0x100e), "e1000-82544gc": ("82544GC", 0x100c), "e1000-82545em": ("82545EM", 0x100f)}
MAC = "52:54:00:12:34:56"
SLOT = "0000:00:04.0"
GUIDE = pathlib.Path(__file__).resolve().parents[2] / "doc/register_list.csv"


class Primary:
    """dpdk-testpmd on a NIC whose frames come back, and those who look into it."""

    def __init__(self, device, folder):
        self.start = launch.Launch(device, "loop", build=os.environ.get("E1K_BUILD"))
        self.driver = self.start.eal_arguments()[-2:]
        self.chip, self.id = CHIPS[device]
        self.process = pexpect.spawn(
            "dpdk-testpmd", [*self.driver, *launch.lcores(2), "--huge-dir", str(folder), "--file-prefix", PREFIX,
                             "-m", "128", "--", "-i", "--total-num-mbufs=4096"],
            env=self.start.environment(), encoding="utf-8", timeout=60)
        self.process.expect("testpmd> ")

    def command(self, text):
        self.process.sendline(text)
        self.process.expect_exact("testpmd> ")
        return self.process.before

    def received(self):
        return int(re.search(r"RX-packets: (\d+)", self.command("show port stats 0"))[1])

    def wait_for_packets(self, count):
        """So many more come round."""
        wanted, deadline = self.received() + count, time.monotonic() + 60
        while self.received() < wanted:
            assert time.monotonic() < deadline, self.process.before
            time.sleep(0.05)

    def shown(self, *options):
        """What dpdk-proc-info prints."""
        done = subprocess.run(["dpdk-proc-info", *self.driver, "--file-prefix", PREFIX, "--no-telemetry", "--", *options],
                              env=self.start.environment(), text=True, timeout=60, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def ask(self, question):
        """What telemetry answers."""
        done = subprocess.run(["dpdk-telemetry.py", "-f", PREFIX], input=f"/net_e1k/{question}", text=True, timeout=60,
                              stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout.splitlines()[-1])[f"/net_e1k/{question}".split(",")[0]]

    def quit(self):
        self.process.sendline("quit")
        self.process.expect(pexpect.EOF)
        self.process.close()
        assert self.process.exitstatus == 0, self.process.before


@pytest.fixture(scope="module", params=launch.DEVICES)
def testpmd(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("huge")
    with hugepages.mounted(folder, 80):
        primary = Primary(request.param, folder)
        yield primary
        primary.quit()
    shutil.rmtree(pathlib.Path("/var/run/dpdk", PREFIX), ignore_errors=True)


def registers_in(file):
    """The first of each register by its name."""
    with GUIDE.open(newline="") as table:
        names = [row["register"] for row in csv.DictReader(table) for _ in range(int(row["count"]))]
    values = struct.unpack(f"<{len(names)}I", file.read_bytes())
    return dict(zip(reversed(names), reversed(values)))


def test_proc_info_writes_the_devices_registers_to_a_file(testpmd):
    with tempfile.TemporaryDirectory() as folder:  # dpdk-proc-info takes names of up to 64 characters
        text = testpmd.shown(f"--dump-regs={folder}/registers")
        registers = registers_in(pathlib.Path(folder, "registers-port0"))
    assert re.search(rf"driver:net_e1k version:0X01\w\w{testpmd.id:04X}", text), text
    assert registers["STATUS"] & 2, "the link is up"
    assert registers["RCTL"] & 2, "it receives"
    assert struct.pack("<2I", registers["RAL"], registers["RAH"]) == bytes.fromhex(MAC.replace(":", "")) + b"\x00\x80"


def test_proc_info_shows_the_rings_and_the_port(testpmd):
    testpmd.command("start tx_first")
    testpmd.wait_for_packets(1000)
    testpmd.command("stop")
    rx = re.findall(r"^rx 0: (\d+) address 0x(\w{16}) word 0x\w{16} (?:done|available)\r?$",
                    testpmd.shown("--show-rx-descriptor", "0:0:4"), re.M)
    assert len(rx) == 4 and all(int(address, 16) != 0 for _, address in rx)
    assert re.search(r"^tx 0: \d+ address 0x\w{16} word 0x\w{16} free", testpmd.shown("--show-tx-descriptor", "0:0:1"), re.M)
    port = testpmd.shown("--show-port-private")
    for line in (f"chip: {testpmd.chip}", "platform: QEMU", "platform_by_devarg: no", "bus: PCI", "running: yes",
                 f"own_mac: {MAC}", "rx queue 0", "tx queue 0", "descriptors: 512"):
        assert f"{line}\n" in port.replace("\r\n", "\n"), port
    assert re.search(r"^traits: reset=CTRL, .*loops_without_link=no", port, re.M), port
    assert re.search(r"firmware version: \d+\.\d+-\d+", testpmd.shown("--firmware-version"))


def test_telemetry_tells_what_the_device_has(testpmd):
    assert testpmd.ask("list") == [0]
    info = testpmd.ask("info,0")
    assert (info["chip"], info["platform"], info["running"]) == (testpmd.chip, "QEMU", "yes")
    assert {"reset=CTRL", "has_flow_control=no", "rctl_write_deafens_us=1000000"} <= set(info["traits"])
    registers = testpmd.ask("registers,0")
    assert int(registers["STATUS"], 0) & 2 and len(registers["MTA"]) == 128
    words = [int(word, 0) for word in testpmd.ask("eeprom,0")]
    assert sum(words) & 0xffff == 0xbaba and info["eeprom_bytes"] == 2 * len(words) == 128
    assert struct.pack("<3H", *words[:3]) == bytes.fromhex(MAC.replace(":", ""))
    assert testpmd.ask("eeprom,0,62,3")["error"].startswith("3 words from word 62 on: there are 64")
    assert len(testpmd.ask("ring,0,rx,0,0,64")["rx0"]["ring"]) == 64


def test_frames_go_on_while_both_look(testpmd):
    testpmd.command("start tx_first")
    for _ in range(3):
        for question in ("info,0", "registers,0", "eeprom,0", "ring,0", "ring,0,rx,0,0,64", "ring,0,tx,0,0,64"):
            assert "error" not in testpmd.ask(question), question
        testpmd.shown("--show-port-private")
        testpmd.shown("--stats")
        testpmd.wait_for_packets(1000)
    testpmd.command("stop")
    assert "RX-errors: 0" in testpmd.command("show port stats 0")


def test_telemetry_follows_a_port_that_is_stopped_closed_and_attached_again(testpmd):
    for step, listed in (("port stop 0", [0]), ("port close 0", []), (f"device detach {SLOT}", []),
                         (f"port attach {SLOT}", [0]), ("port start 0", [0])):
        testpmd.command(step)
        assert testpmd.ask("list") == listed, step
    assert testpmd.ask("info,0")["running"] == "yes"
