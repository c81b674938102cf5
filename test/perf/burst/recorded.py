# SPDX-License-Identifier: BSD-3-Clause
"""Instruction counts against recorded ones, as test cases."""
import pathlib
import xml.etree.ElementTree as xml

import measuring
import plot
import settings
import table

LIMIT = 1.02
GUIDE = {"doc/burst.svg": plot.draw, "doc/burst.csv": table.guide}


def differs(recorded, row, now):
    """Why counts cannot be compared; "" if they can."""
    for what in ("built", "dpdk"):
        if recorded[what] != now[what]:
            return f"recorded with {recorded[what]}, this is {now[what]}"
    for way in table.BOTH:
        if row[way]["mode"] != now[way]["mode"]:
            return f"recorded with the {way} burst {row[way]['mode']!r}, here it is {now[way]['mode']!r}"
    return ""


def risen(row, now):
    """What has risen by more than the limit, as text; "" if nothing."""
    found = []
    for way in table.BOTH:
        for what in ("instructions", "reads", "writes"):
            before, after = row[way][what], now[way][what]
            if after > before * LIMIT + 1e-9:
                found.append(f"{way} {what} from {before} to {after}" +
                             (f" ({after / before - 1:+.1%})" if before else ""))
    return "; ".join(found)


class Report:
    """Cases of JUnit, printed as they come."""

    def __init__(self):
        self.suite = xml.Element("testsuite", name="burst-counts")
        self.failed = False

    def add(self, name, failure="", skip=""):
        case = xml.SubElement(self.suite, "testcase", classname="burst", name=name)
        if failure:
            xml.SubElement(case, "failure", message=failure)
            self.failed = True
        elif skip:
            xml.SubElement(case, "skipped", message=skip)
        print(f"{'FAILED' if failure else 'SKIPPED' if skip else 'passed'} {name} {failure or skip}".rstrip(), flush=True)

    def write(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        xml.ElementTree(self.suite).write(path, encoding="utf-8", xml_declaration=True)


def check(recorded, build, report):
    """Measure each row that is checked, as long as what is recorded is of the same compiler and DPDK."""
    known = {(row["driver"], row["name"]): row for row in recorded["rows"]}
    for row in settings.rows():
        if not row.checked:
            continue
        before = known.get((row.driver, row.name))
        if before is None:
            report.add(row.key(), failure="is not recorded")
            continue
        try:
            now = measuring.measure(row, build)
        except measuring.MeasureError as error:
            report.add(row.key(), failure=str(error))
            continue
        skip = differs(recorded, before, now)
        report.add(row.key(), skip=skip, failure="" if skip else risen(before, now))
    for name, make in GUIDE.items():
        path = pathlib.Path(measuring.ROOT / name)
        same = path.exists() and path.read_text() == make(recorded)
        report.add(name, failure="" if same else "does not show what is recorded; test/perf/README.md tells how to")
