# SPDX-License-Identifier: BSD-3-Clause
"""The known differences: doc/differences.csv, which is the guide's page too."""
import csv
import pathlib
import re

TABLE = pathlib.Path(__file__).resolve().parents[3] / "doc" / "differences.csv"


def matches(text, pattern):
    """… stands for any text: other characters for it mean something in the guide's language."""
    return re.fullmatch(re.escape(pattern).replace("…", ".*"), text) is not None


class Row:
    """Cases by patterns, `!` in front of those left out, and patterns of what each contender answers."""

    def __init__(self, frames, linux, responder, why):
        self.patterns, self.answers, self.why = frames.split(), (linux, responder), why

    def names(self, case):
        left_out = any(matches(case, pattern[1:]) for pattern in self.patterns if pattern[0] == "!")
        return not left_out and any(matches(case, pattern) for pattern in self.patterns)

    def tells(self, answers):
        return all(matches(answer, pattern) for answer, pattern in zip(answers, self.answers))

    def __str__(self):
        return " ".join(self.patterns)


def rows():
    with TABLE.open(newline="", encoding="utf-8") as file:
        return [Row(*line) for line in list(csv.reader(file))[1:]]
