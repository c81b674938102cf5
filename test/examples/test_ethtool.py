# SPDX-License-Identifier: BSD-3-Clause
"""ethtool: sends each frame back to where it came from, while its port is looked at and changed at the prompt.

It needs: one queue each way, MAC address, MTU, statistics, ring sizes that change, and for some commands flow control, VLAN
filter, registers, EEPROM. Two lcores: one for the prompt, one that forwards.
"""
import csv
import pathlib
import struct

import frames
import pytest
from scapy.all import Dot1Q, Ether, Raw

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Prompt:
    def __init__(self, example, ports=1):
        self.program = example("ethtool", ports=ports, lcores=2)
        self.program.wait_for("EthApp> ")
        self.mac = [*frames.PORTS[:ports]]

    def says(self, command):
        """What the command prints."""
        self.program.type(command)
        self.program.wait_for(command)
        return self.program.wait_for("EthApp> ").replace("\r", "").strip()

    def assert_sends_back(self, port=0, kinds=slice(None)):
        """Each frame comes back to its sender, from the port's address. Returns how many, and their bytes in and out."""
        sent = [frame for frame in frames.of_every_kind(port, self.mac[port])[kinds]
                if frames.is_for(frame, self.mac[port])]
        answers = [frames.on_the_wire(frames.with_addresses(frame, self.mac[port], frames.PEERS[port])) for frame in sent]
        assert self.program.exchange([(port, frame) for frame in sent], len(sent)) == \
               [(port, frame) for frame in answers]
        return len(sent), sum(max(len(frame), 60) for frame in sent), sum(len(frame) for frame in answers)

    def quit(self):
        self.program.type("quit")
        assert self.program.wait() == 0


@pytest.fixture(name="prompt")
def fixture_prompt(example):
    return Prompt(example)


def test_frames_go_back_from_each_port_and_are_counted(example):
    prompt = Prompt(example, ports=2)
    assert prompt.says("link") == "Port 0: Up\nPort 1: Up"
    info = prompt.says("drvinfo")
    assert "Port 0 driver: net_e1" in info and "bus-info: 0000:00:05.0" in info
    for port in (0, 1):
        count, bytes_in, bytes_out = prompt.assert_sends_back(port)
        assert prompt.says(f"portstats {port}") == \
               f"Port {port} stats\n   In: {count} ({bytes_in} bytes)\n  Out: {count} ({bytes_out} bytes)\n  Err: 0"
    prompt.quit()


def test_answers_from_the_address_that_was_set(prompt):
    foreign = frames.of_every_kind(0, "02:00:00:00:00:99")[6]
    assert prompt.program.exchange([(0, foreign), (0, frames.of_every_kind(0)[6])], 1)[0][1][6:12] == \
           bytes.fromhex(prompt.mac[0].replace(":", ""))
    assert prompt.says("macaddr 0 02:00:00:00:00:99") == "MAC address changed"
    prompt.mac[0] = "02:00:00:00:00:99"
    assert prompt.says("macaddr 0") == "Port 0 MAC Address: 02:00:00:00:00:99"
    prompt.assert_sends_back()
    prompt.quit()


def test_rings_change_their_sizes_and_a_stopped_port_opens_again(prompt):
    assert prompt.says("ringparam 0") == \
           "Port 0 ring parameters\n  Rx Pending: 1024 (4096 max)\n  Tx Pending: 1024 (4096 max)"
    prompt.assert_sends_back(kinds=slice(4))
    assert prompt.says("ringparam 0 256 512") == ""
    assert "Rx Pending: 512 (4096 max)\n  Tx Pending: 256 (4096 max)" in prompt.says("ringparam 0")
    prompt.assert_sends_back()
    prompt.says("stop 0")
    prompt.says("open 0")
    prompt.assert_sends_back()
    prompt.quit()


def test_mtu_lets_in_what_fits_and_says_what_more_would_need(prompt):
    assert prompt.says("mtu 0 1000") == "Port 0: MTU set to 1000"
    sent = frames.of_every_kind(0)
    assert prompt.program.exchange([(0, sent[7]), (0, sent[9]), (0, sent[6])], 2) == \
           [(0, frames.with_addresses(frame, prompt.mac[0], frames.PEERS[0])) for frame in (sent[7], sent[6])]
    assert prompt.says("mtu 0 1500") == "Port 0: MTU set to 1500"
    prompt.assert_sends_back()
    refused = prompt.says("mtu 0 9000")
    assert "MTU 9000" in refused and "RTE_ETH_RX_OFFLOAD_SCATTER" in refused and "Error setting MTU" in refused
    prompt.quit()


def test_pause_is_what_was_set_or_what_both_sides_can(prompt):
    def pauses(command):
        said = prompt.says(command).split("\n")
        assert said.pop(0) == "Pause parameters for Port 0:"
        return {line.split(": ")[0]: line.split(": ")[1] for line in said}

    assert pauses("pause 0")["Autoneg"] == "on"
    for mode, rx, tx in (("full", "on", "on"), ("rx", "on", "off"), ("tx", "off", "on"), ("none", "off", "off")):
        prompt.says(f"pause 0 {mode} autoneg off")
        assert pauses("pause 0") == {"Rx pause": rx, "Tx pause": tx, "Autoneg": "off"}
        prompt.assert_sends_back(kinds=slice(4))
    prompt.says("pause 0 full autoneg off")
    prompt.says("stop 0")
    prompt.says("open 0")
    assert pauses("pause 0") == {"Rx pause": "on", "Tx pause": "on", "Autoneg": "off"}
    # QEMU's partner knows no PAUSE.
    prompt.says("pause 0 full autoneg on")
    assert pauses("pause 0") == {"Rx pause": "off", "Tx pause": "off", "Autoneg": "on"}
    prompt.assert_sends_back()
    prompt.quit()


def test_vlans_are_let_in_as_they_are_added(prompt):
    tagged = {vid: bytes(Ether(src=frames.PEERS[0], dst=frames.PORTS[0]) / Dot1Q(vlan=vid, prio=3, type=0x88b5) /
                         Raw(frames.pattern(100, vid))) for vid in (1, 7, 8, 4094)}

    def assert_lets_in(vids):
        plain = frames.of_every_kind(0)[6]
        sent = [*tagged.values(), plain]
        wanted = [frame for vid, frame in tagged.items() if vid in vids] + [plain]
        assert prompt.program.exchange([(0, frame) for frame in sent], len(wanted)) == \
               [(0, frames.with_addresses(frame, frames.PORTS[0], frames.PEERS[0])) for frame in wanted]

    assert prompt.says("vlan 0 add 7").endswith("Port 0: VLAN filtering disabled")
    assert_lets_in(tagged)
    assert prompt.says("rxmode 0") == ""
    assert_lets_in([])
    for vid in (7, 4094):
        assert prompt.says(f"vlan 0 add {vid}") == f"VLAN vid {vid} added"
    assert_lets_in([7, 4094])
    prompt.says("stop 0")
    prompt.says("open 0")
    assert_lets_in([7, 4094])
    assert prompt.says("vlan 0 del 7") == "VLAN vid 7 removed"
    assert_lets_in([4094])
    prompt.quit()


def test_registers_and_eeprom_are_written_to_files(prompt, tmp_path):
    registers, eeprom = tmp_path / "registers", tmp_path / "eeprom"
    with (ROOT / "doc/register_list.csv").open(newline="") as table:
        listed = [row["register"] for row in csv.DictReader(table) for _ in range(int(row["count"]))]
    prompt.says(f"regs 0 {registers}")
    values = dict(zip(listed, struct.unpack(f"<{len(listed)}I", registers.read_bytes())))
    assert values["STATUS"] & 2, "the link is up"
    prompt.says(f"eeprom 0 {eeprom}")
    words = struct.unpack("<64H", eeprom.read_bytes())
    assert sum(words) & 0xffff == 0xbaba
    assert struct.pack("<3H", *words[:3]) == bytes.fromhex(prompt.mac[0].replace(":", ""))
    assert "firmware-version: 0.0-0" in prompt.says("drvinfo")
    prompt.assert_sends_back()


def test_a_module_which_the_chip_does_not_have_is_said_not_to_be(prompt, tmp_path):
    file = tmp_path / "dump"
    assert prompt.says(f"module-eeprom 0 {file}") == "Module EEPROM information read error -95"
    assert not file.exists()


def test_needs_a_second_lcore(example):
    program = example("ethtool", ports=1, lcores=1)
    assert program.wait() == 1
    assert "No available worker core!" in program.output
