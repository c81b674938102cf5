# SPDX-License-Identifier: BSD-3-Clause
"""Run a libFuzzer program for a while, the same in every run, and report it as JUnit cases.

usage: run_fuzz.py PROGRAM CORPUS REPORT
  CORPUS  folder of inputs: each of them is run, then mutations of them
FUZZ_RUNS in the environment: how many runs in all, default 20000.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml


def case(suite, name, result):
    """Add a test case that fails if `result`, a finished process, has."""
    entry = xml.SubElement(suite, "testcase", classname="fuzz", name=name)
    if result.returncode != 0:
        message = f"ended with {result.returncode}"
        xml.SubElement(entry, "failure", message=message).text = result.stdout[-20000:]
        print(f"{name}: {message}\n{result.stdout[-20000:]}")
    return result.returncode == 0


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          check=False)


def main():
    program, corpus, report = sys.argv[1:]
    runs = os.environ.get("FUZZ_RUNS", "20000")
    name = pathlib.Path(program).name
    inputs = sorted(str(path) for path in pathlib.Path(corpus).iterdir())
    pathlib.Path(report).parent.mkdir(parents=True, exist_ok=True)  # artifacts go there, too
    artifacts = f"-artifact_prefix={pathlib.Path(report).parent}/{name}-"
    suite = xml.Element("testsuite", name="fuzz")
    clean = case(suite, f"{name} is clean on its corpus", run(program, artifacts, *inputs))
    with tempfile.TemporaryDirectory() as found:
        clean &= case(suite, f"{name} is clean for {runs} runs",
                      run(program, artifacts, f"-runs={runs}", "-seed=1", "-timeout=60", found, corpus))
    xml.ElementTree(suite).write(report, encoding="utf-8", xml_declaration=True)
    return 0 if clean else 1  # libFuzzer ends with 77, which meson takes for "skipped"


if __name__ == "__main__":
    sys.exit(main())
