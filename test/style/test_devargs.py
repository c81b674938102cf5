# SPDX-License-Identifier: BSD-3-Clause
"""The devargs: the guide's table and the manual page's list are that of the source, row by row."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER = ROOT / "drivers/net/e1k"


def words():
    """The lists of values that the source has, by name."""
    text = (DRIVER / "ethdev/devargs.hpp").read_text() + (DRIVER / "hw/platforms.hpp").read_text()
    lists = re.findall(r"std::array<std::string_view, \d+> (\w+)\{([^}]*)\}", text)
    return {name: re.findall(r'"([^"]*)"', values) for name, values in lists}


def rows():
    """Each row as a user is to write it."""
    text = (DRIVER / "ethdev/devargs.hpp").read_text()
    table = text[text.index("std::array devarg_table{"):]
    found = re.findall(r'Devarg\{\s*"(\w+)",\s*(?:hw::)?(\w+),', table[:table.index("\n};")])
    return [f"{key}=<{'|'.join(words()[values])}>" for key, values in found]


def test_the_guide_has_every_devarg_with_its_values():
    guide = (ROOT / "doc/user-guide.rst").read_text()
    section = guide[guide.index("\nDevice arguments\n"):guide.index("\nLogs\n----")]
    assert rows()
    assert re.findall(r"^   \* - ``(\w+=[^`]+)``$", section, re.MULTILINE) == rows()


def test_the_manual_page_has_every_devarg_with_its_values():
    page = (DRIVER / "net_e1k.7").read_text()
    told = re.findall(r"^\.BR (\w+) = (\w+(?: \| \w+)+)$", page, re.MULTILINE)
    assert [f"{key}=<{values.replace(' ', '')}>" for key, values in told] == rows()
