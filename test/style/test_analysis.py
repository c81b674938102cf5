# SPDX-License-Identifier: BSD-3-Clause
"""clang-tidy and cppcheck find nothing in the driver: .clang-tidy at the root says what is asked for."""
import concurrent.futures
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("E1K_BUILD", ROOT / "build"))
SOURCES = sorted((ROOT / "drivers").rglob("*.cpp"))


@pytest.fixture(scope="module")
def findings():
    """What clang-tidy says about each source, all of them at once."""
    def tidy(source):
        result = subprocess.run(["clang-tidy", "-p", BUILD, "--quiet", source], text=True, capture_output=True)
        return result.stdout if result.returncode != 0 else ""

    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return dict(zip(SOURCES, pool.map(tidy, SOURCES)))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_clang_tidy_finds_nothing_in(source, findings):
    assert findings[source] == ""


def test_cppcheck_finds_nothing_in_the_driver():
    # legacyUninitvar: cppcheck 2.10 takes `auto* a = new (place) T{...}` for a read of `a`.
    result = subprocess.run(["cppcheck", "-q", "--std=c++20", "--language=c++", "--inline-suppr", "--error-exitcode=1",
                             "--enable=warning,performance,portability", "--suppress=missingInclude",
                             "--suppress=legacyUninitvar", "-I", ROOT / "drivers/net/e1k", ROOT / "drivers"],
                            text=True, capture_output=True)
    assert result.returncode == 0, result.stderr
