# SPDX-License-Identifier: BSD-3-Clause
"""The guide's table of chips is the driver's."""
import csv
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


def drivers_table():
    """Of each id its chip and its kind, as the guide spells it."""
    table = (ROOT / "drivers/net/e1k/hw/chips.hpp").read_text()
    rows = re.findall(r'Chip\{0x([0-9a-f]{4}), "(\w+)", kind::(?:with_\w+\(kind::)?i(\w+)\)?\},', table)
    spelling = ("_rev", " rev. "), ("_four_ports", ", four ports")
    for at, chip, kind in rows:
        for said, written in spelling:
            kind = kind.replace(said, written)
        yield at, chip, kind


def test_the_guide_has_every_chip_of_the_driver():
    with (ROOT / "doc/chips.csv").open(newline="") as file:
        guide = [(row["Id"], row["Chip"], row["Kind"]) for row in csv.DictReader(file)]
    assert len(guide) == 35
    assert guide == list(drivers_table())


def test_the_guide_tells_of_every_kind():
    page = (ROOT / "doc/chips.rst").read_text()
    rows = page.split("====\n")[3]
    told = [kind for line in rows.splitlines() for kind in re.split(", (?=8254)", line[:20].strip())]
    kinds = {kind.removesuffix(", four ports") for _, _, kind in drivers_table()}
    assert {kind.replace("82541 rev. 2", "82541") for kind in kinds} == {kind for kind in told if kind.startswith("8254")}
