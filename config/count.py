#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Add up the test cases of the last `meson test`: count.py BUILD_FOLDER MESON_EXIT_STATUS [FOLDER STATUS]...

Every test leaves its cases as JUnit XML in BUILD_FOLDER/junit/<test name>.xml. One that ran and left none has
crashed, and counts as a failed case. Prints the reason of every skip, and last `N passed, N failed, N skipped`.
Exit status: 0 if there are cases and none failed, else 1.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ET


def cases(report):
    """Yield (name, outcome, message) of each test case of a JUnit report."""
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            yield name, "failed", ""
        elif skipped is not None or case.get("result") == "skipped":
            yield name, "skipped", (skipped.get("message") or "") if skipped is not None else ""
        elif case.get("status") == "notrun":
            continue
        else:
            yield name, "passed", ""


def ran(build):
    """Names of the tests that the last `meson test` ran."""
    log = build / "meson-logs" / "testlog.json"
    lines = log.read_text().splitlines() if log.exists() else []
    return [json.loads(line)["name"].split(" / ")[-1].split(":")[-1].strip() for line in lines]


def count(build, status, total):
    """Add the cases of one build folder to `total`, and print those that did not pass."""
    failed_before = total["failed"]
    for test in ran(build):
        report = build / "junit" / f"{test}.xml"
        if not report.exists():
            print(f"FAILED {test}: ended without a report ({build.name})")
            total["failed"] += 1
            continue
        for name, outcome, message in cases(report):
            total[outcome] += 1
            if outcome != "passed":
                print(f"{outcome.upper()} {test}: {name} {message} ({build.name})")
    if status != 0 and total["failed"] == failed_before:
        print(f"FAILED meson test ended with status {status}, though no case failed ({build.name})")
        total["failed"] += 1


def main():
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for build, status in zip(sys.argv[1::2], sys.argv[2::2]):
        count(pathlib.Path(build), int(status), total)
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**total))
    return 0 if total["failed"] == 0 and total["passed"] > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
