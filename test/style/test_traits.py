# SPDX-License-Identifier: BSD-3-Clause
"""The traits: what a port tells of them leaves none out."""
import pathlib
import re

HW = pathlib.Path(__file__).resolve().parents[2] / "drivers/net/e1k/hw"


def test_every_trait_is_told():
    text = (HW / "traits.hpp").read_text()
    members = re.findall(r"^    [\w:]+ (\w+)(?: = [^;]+|\{\});", text[text.index("struct Traits {"):], re.MULTILINE)
    assert {"reset", "two_ports", "longest_tx_header"} <= set(members)
    told = re.findall(r"Traits::(\w+)", (HW / "trait_list.hpp").read_text())
    assert [name for name in members if name not in told] == []
