# SPDX-License-Identifier: BSD-3-Clause
"""What a dump of the registers holds: all that hw/regs has and reading leaves as it is, in the order that the guide tells."""
import csv
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
HW = ROOT / "drivers/net/e1k/hw"
# register: why it is in no dump though it could be read
LEFT_OUT = {"CTRL_DUP": "CTRL once more", "EECD": "pins of the EEPROM, which has a dump of its own",
            **dict.fromkeys(["TDFH", "TDFT", "TDFHS", "TDFTS"], "diagnostic; for one chip's FIFO")}


def defined():
    """name: (offset, count, stride, access) of each register of hw/regs."""
    text = "".join(path.read_text() for path in sorted((HW / "regs").glob("*.hpp")))
    found = {}
    for kind, arguments, name in re.findall(r"^inline constexpr (Reg|RegArray)<([^;]*)>\s+(\w+)\{\};", text, re.MULTILINE):
        numbers = [int(word, 0) for word in re.findall(r"(?<=,)\s*(?:0x)?[0-9a-f]+\b", arguments)]
        access = (re.findall(r"Access::(\w+)", arguments) or ["rw"])[0]
        count = numbers[1] if kind == "RegArray" else 1
        found[name] = (numbers[0], count, numbers[2] if len(numbers) > 2 else 4, access)
    return found


def listed():
    return re.findall(r'^    listed\("(\w+)",\s*reg::(\w+)[,)]', (HW / "register_list.hpp").read_text(), re.MULTILINE)


def table():
    with (ROOT / "doc/register_list.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_dump_has_every_register_that_reading_leaves_as_it_is():
    assert [row for row in listed() if row[0] != row[1]] == []
    lasting = {name for name, (_, _, _, access) in defined().items() if access in ("rw", "ro")}
    assert len(lasting) > 30
    assert lasting - {name for name, _ in listed()} == set(LEFT_OUT), "missing in hw/register_list.hpp"


def test_the_guide_has_the_order_of_the_dump():
    assert [row["register"] for row in table()] == [name for name, _ in listed()]
    registers = defined()
    for row in table():
        offset, count, stride, _ = registers[row["register"]]
        assert (int(row["offset"], 0), int(row["stride"])) == (offset, stride if count > 1 else 4), row
        assert 1 <= int(row["count"]) <= count, row
