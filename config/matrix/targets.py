#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Print the files that the tests of suites need, for ninja: targets.py BUILD_FOLDER SUITE..."""
import json
import os
import pathlib
import sys


def main():
    build, suites = pathlib.Path(sys.argv[1]).resolve(), set(sys.argv[2:])
    tests, targets = (json.loads((build / f"meson-info/intro-{what}.json").read_text()) for what in ("tests", "targets"))
    needed = {target for test in tests if suites & {suite.split(":")[-1] for suite in test["suite"]}
              for target in test["depends"]}
    for target in targets:
        if target["id"] in needed:
            print(*(os.path.relpath(file, build) for file in target["filename"]))


if __name__ == "__main__":
    main()
