# SPDX-License-Identifier: BSD-3-Clause
"""The feature matrix: the ini that DPDK's guide would read, and the table of which test shows what."""
import configparser
import csv
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The features that DPDK 22.11's guide has a row for.
KNOWN = {
    "Speed capabilities", "Link status", "Link status event", "Removal event", "Queue status event", "Rx interrupt",
    "Lock-free Tx queue", "Fast mbuf free", "Free Tx mbuf on demand", "Queue start/stop", "Runtime Rx queue setup",
    "Runtime Tx queue setup", "Shared Rx queue", "Burst mode info", "Power mgmt address monitor", "MTU update",
    "Buffer split on Rx", "Scattered Rx", "LRO", "TSO", "Promiscuous mode", "Allmulticast mode", "Unicast MAC filter",
    "Multicast MAC filter", "RSS hash", "RSS key update", "RSS reta update", "Inner RSS", "VMDq", "SR-IOV", "DCB",
    "VLAN filter", "Flow control", "Rate limitation", "Congestion management", "Inline crypto",
    "Inline protocol", "CRC offload", "VLAN offload", "QinQ offload", "FEC", "IP reassembly", "L3 checksum offload",
    "L4 checksum offload", "Timestamp offload", "MACsec offload", "Inner L3 checksum", "Inner L4 checksum",
    "Packet type parsing", "Timesync", "Rx descriptor status", "Tx descriptor status", "Basic stats",
    "Extended stats", "Stats per queue", "FW version", "EEPROM dump", "Module EEPROM dump", "Registers dump", "LED",
    "Multiprocess aware", "FreeBSD", "Linux", "Windows", "ARMv7", "ARMv8", "LoongArch64", "Power8", "rv64", "x86-32",
    "x86-64", "Usage doc", "Design doc", "Perf doc",
}
DOCUMENTS = {"Usage doc", "Design doc", "Perf doc"}


def matrix():
    ini = configparser.ConfigParser(delimiters="=")
    ini.optionxform = str
    ini.read(ROOT / "doc/features.ini")
    return dict(ini["Features"])


def table():
    with (ROOT / "doc/features.csv").open(newline="") as file:
        return {row["Feature"]: row for row in csv.DictReader(file)}


def exists(name, cases, functions):
    """A test of that name: Suite.Case, either of which may be cut short by `*`, or a test_function."""
    pattern = re.compile(re.escape(name).replace(r"\*", ".*"))
    return any(pattern.fullmatch(case) for case in cases) or any(pattern.fullmatch(each) for each in functions)


def test_every_feature_is_one_of_dpdks_and_whole_or_in_part():
    assert set(matrix()) - KNOWN == set()
    assert set(matrix().values()) <= {"Y", "P"}


def test_the_table_says_what_the_matrix_says():
    assert {name: row[""] for name, row in table().items()} == matrix()


def test_what_is_only_partly_there_says_what_is_not():
    assert [name for name, row in table().items() if row[""] == "P" and not row["Remark"]] == []


def test_every_feature_is_shown_by_tests_that_exist():
    sources = [path.read_text() for path in (ROOT / "test").rglob("*.cpp")]
    cases = [".".join(found) for text in sources
             for found in re.findall(r"^TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", text, re.MULTILINE)]
    functions = [found for path in (ROOT / "test").rglob("test_*.py")
                 for found in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)]
    shown = {name: re.findall(r"``([^`]+)``", row["Shown by"]) for name, row in table().items()
             if name not in DOCUMENTS}
    assert [name for name, tests in shown.items() if not tests] == []
    assert [(name, test) for name, tests in shown.items() for test in tests
            if not exists(test, cases, functions)] == []
