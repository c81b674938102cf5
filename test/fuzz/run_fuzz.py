# SPDX-License-Identifier: BSD-3-Clause
"""Run a libFuzzer program for a while and report it as one JUnit case.
usage: run_fuzz.py PROGRAM SEEDS REPORT   (FUZZ_SECONDS=N in the environment: how long, default 10)"""
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

program, seeds, report = sys.argv[1:]
seconds = int(os.environ.get("FUZZ_SECONDS", "10"))
with tempfile.TemporaryDirectory() as corpus:
    result = subprocess.run([program, f"-max_total_time={seconds}", "-timeout=10", "-max_len=4096", "-print_final_stats=1",
                             f"-artifact_prefix={pathlib.Path(report).parent}/", corpus, seeds],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
print(result.stdout)
name = pathlib.Path(program).name
suite = xml.Element("testsuite", name="fuzz", tests="1", failures=str(int(result.returncode != 0)))
case = xml.SubElement(suite, "testcase", classname="fuzz", name=f"{name} is clean for {seconds} s")
if result.returncode != 0:
    xml.SubElement(case, "failure", message=f"{name} ended with {result.returncode}").text = result.stdout[-20000:]
pathlib.Path(report).parent.mkdir(parents=True, exist_ok=True)
xml.ElementTree(suite).write(report, encoding="utf-8", xml_declaration=True)
sys.exit(int(result.returncode != 0))  # libFuzzer ends with 77, which meson takes for "skipped"
