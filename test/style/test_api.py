# SPDX-License-Identifier: BSD-3-Clause
"""The driver's own calls: what the plugin exports and its header declares is on the guide's page of interfaces."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = (ROOT / "drivers/net/e1k/rte_pmd_e1k.h").read_text()


def test_the_page_has_every_function_and_type():
    exported = re.findall(r"^ +(rte_pmd_\w+);", (ROOT / "drivers/net/e1k/version.map").read_text(), re.MULTILINE)
    declared = re.findall(r"^int (rte_pmd_\w+)\(", HEADER, re.MULTILINE)
    types = re.findall(r"^(struct|enum) (rte_pmd_\w+) \{", HEADER, re.MULTILINE)
    assert sorted(exported) == sorted(declared) and len(types) >= 5
    shown = re.findall(r"^\.\. doxygen(\w+):: (rte_pmd_\w+)", (ROOT / "doc/api.rst").read_text(), re.MULTILINE)
    assert sorted(shown) == sorted([("function", name) for name in exported] + types)


def test_every_member_has_a_comment_of_its_own():  # else the page would leave it out
    without = []
    for body in re.findall(r"^(?:struct|enum) rte_pmd_\w+ \{\n(.*?)^\};", HEADER, re.MULTILINE | re.DOTALL):
        without += [line.strip() for line in body.splitlines() if line.strip() and "/**<" not in line]
    assert without == []
