# SPDX-License-Identifier: BSD-3-Clause
"""The matrix of releases: its table says what was run, Meson takes the releases that are in it, its scripts name what is
wrong."""
import csv
import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEEP = ROOT / "config/matrix/keep.py"
OLD = "DPDK 24.11.8,Debian trixie,g++ 14.2.0,10.0.13,2026-11-20,yes,1 passed,not run,2 passed,not run,not run,not run\n"
ARM = "arm64,DPDK 22.11.11,Debian bookworm,2026-11-20,1 passed,5 of 5 pings answered\n"


def table(path=ROOT / "doc/matrix.csv"):
    return list(csv.DictReader(path.read_text().splitlines()))


def kept(folder, *rows, name="matrix.csv"):
    """The table after these rows."""
    for row in rows:
        (folder / "row.csv").write_text(row)
        subprocess.run([sys.executable, KEEP, folder / name, folder / "row.csv"], check=True)
    return table(folder / name)


def test_meson_takes_the_releases_with_which_a_program_was_run():
    tried = re.search(r"^tried = \[(.*)\]", (ROOT / "config/meson.build").read_text(), re.MULTILINE)[1]
    ran = {".".join(row["DPDK"].split()[1].split(".")[:2]) for row in table()
           if row["built"] == "yes" and "passed" in row["driver"] + row["app"]}
    assert set(re.findall(r"[\d.]+", tried)) == ran


def test_every_cell_tells_of_a_run():
    for row in table():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]), row
        for suite in ("unit", "driver", "app", "fuzz", "qemu"):
            assert re.fullmatch(r"\d+ passed, \d+ failed, \d+ skipped", row[suite]), row
        assert row["demo"] == ("not run" if row["from"] == "its source" else "5 of 5 pings answered"), row


def test_every_processor_has_run_its_suites_and_answered_pings():
    rows = table(ROOT / "doc/processors.csv")
    assert [row["processor"] for row in rows] == ["arm64", "riscv64"]
    for row in rows:
        assert re.fullmatch(r"\d+ passed, 0 failed, 0 skipped", row["hw, rxtx, protocol, text"]), row
        assert row["demo"] == "5 of 5 pings answered", row


def test_a_run_takes_the_place_of_the_one_before(tmp_path):
    rows = kept(tmp_path, OLD, OLD.replace("1 passed", "3 passed").replace("not run", "5 passed"))
    assert [(row["unit"], row["driver"], row["app"]) for row in rows] == [("3 passed", "5 passed", "2 passed")]


def test_what_was_not_run_again_stays_with_the_older_date(tmp_path):
    rows = kept(tmp_path, OLD, OLD.replace("1 passed", "not run").replace("11-20", "11-26"))
    assert [(row["unit"], row["date"]) for row in rows] == [("1 passed", "2026-11-20")]


@pytest.mark.parametrize("was, now", [("g++ 14.2.0", "g++ 14.3.0"), ("10.0.13", "10.0.14"), ("yes", "no")])
def test_what_other_versions_did_does_not_stay(tmp_path, was, now):
    rows = kept(tmp_path, OLD, OLD.replace("1 passed", "not run").replace(was, now))
    assert [row["unit"] for row in rows] == ["not run"]


def test_another_release_gets_a_row_of_its_own(tmp_path):
    assert len(kept(tmp_path, OLD, OLD.replace("24.11.8", "25.11.4"))) == 2


def test_a_row_that_was_kept_before_there_was_a_demo_has_not_run_it(tmp_path):
    (tmp_path / "matrix.csv").write_text("head\n" + OLD.replace(",not run\n", "\n"))
    rows = kept(tmp_path, OLD.replace("24.11.8", "25.11.4"))
    assert [row["demo"] for row in rows] == ["not run", "not run"]


def test_a_processor_has_one_row(tmp_path):
    rows = kept(tmp_path, ARM, ARM.replace("1 passed", "3 passed").replace("22.11.11", "24.11.8"), name="processors.csv")
    assert [row["hw, rxtx, protocol, text"] for row in rows] == ["3 passed"]


@pytest.mark.parametrize("arguments, word", [
    (["buster"], "'buster': expected bookworm, trixie, sid"),
    (["--suites", "vm"], "--suites 'vm': expected unit, driver, app, fuzz, qemu or, without --dpdk, demo"),
    (["trixie", "arm64"], "a processor is a column of its own: leave out trixie"),
    (["--dpdk", "/nowhere"], "'/nowhere': expected a source tree of DPDK"),
    (["--headers"], "--headers: expected a value"),
])
def test_a_wrong_word_is_named_with_those_that_are_right(arguments, word):
    ended = subprocess.run(["sh", ROOT / "config/matrix.sh", *arguments], capture_output=True, text=True)
    assert ended.returncode == 1
    assert word in ended.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="as root")
def test_without_the_release_that_is_asked_for_none_is_tested(tmp_path):
    """This machine's own would be found, and get a row under a name that is not its own."""
    (tmp_path / "VERSION").write_text("99.11.0\n")
    built = tmp_path / "e1k/matrix/dpdk-99.11.0"
    (built / "install/lib").mkdir(parents=True)
    (built / "complete").touch()
    ended = subprocess.run(["sh", ROOT / "config/matrix.sh", "--dpdk", tmp_path], capture_output=True, text=True,
                           env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)})
    assert ended.returncode == 1
    assert f"no DPDK in {built}/install" in ended.stderr
    assert not (built / "log").exists()


def test_headers_come_only_out_of_a_source_tree(tmp_path):
    (tmp_path / "VERSION").write_text("24.11.6\n")
    ended = subprocess.run(["sh", ROOT / "config/driver-headers.sh", tmp_path, tmp_path / "out"], capture_output=True,
                           text=True)
    assert ended.returncode == 1
    assert "is no source tree of DPDK" in ended.stderr
    assert not (tmp_path / "out/VERSION").exists()
