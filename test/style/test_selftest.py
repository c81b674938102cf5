# SPDX-License-Identifier: BSD-3-Clause
"""The self-test: each fault that the model of the chip can have is one that a part of it finds, or is known to be none's."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_every_fault_of_the_model_is_tried_on_it():
    faults = (ROOT / "test/support/model/faults.hpp").read_text()
    members = re.findall(r"^    [\w:<>]+\s*\n?\s*(\w+)(?: = [^;]+)?;", faults[faults.index("struct Faults {"):], re.MULTILINE)
    tests = ("selftest_test.cpp", "public_calls_test.cpp")
    tried = "".join((ROOT / "test/driver" / name).read_text() for name in tests)
    others = {"removed_at", "gone_value"}  # where it was, and what is read then: of remove_at_access
    assert "loopback_drops" in members and "remove_at_access" in members
    assert [member for member in members if member not in others and member not in tried] == []
