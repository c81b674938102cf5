# SPDX-License-Identifier: BSD-3-Clause
"""clang-tidy and cppcheck find nothing: .clang-tidy at the root says what is asked for."""
import concurrent.futures
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("E1K_BUILD", ROOT / "build"))
FOLDERS = [ROOT / "drivers", ROOT / "app"]
SOURCES = sorted(source for folder in FOLDERS for source in folder.rglob("*.cpp"))

# What cppcheck 2.10 takes for something else, and who looks instead:
SUPPRESSED = [
    "missingInclude",  # headers of DPDK and of the system, which are left out
    "legacyUninitvar",  # takes `auto* a = new (place) T{...}` for a read of `a`; clang-tidy's init-variables
    "noCopyConstructor", "noOperatorEq", "noDestructor",  # take placement new for an allocation; unique_ptr owns ours
    "passedByValue",  # knows no size of a std::array: takes an address of 4 bytes for large; clang-tidy's
                      # performance-unnecessary-value-param does
]


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


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_cppcheck_finds_nothing_in(folder):
    include = ["-I", ROOT / "drivers/net/e1k", "-I", ROOT / "app/icmp-responder"]
    result = subprocess.run(["cppcheck", "-q", "--std=c++20", "--language=c++", "--inline-suppr", "--error-exitcode=1",
                             "--enable=warning,performance,portability",
                             *(f"--suppress={kind}" for kind in SUPPRESSED), *include, folder],
                            text=True, capture_output=True)
    assert result.returncode == 0, result.stderr
