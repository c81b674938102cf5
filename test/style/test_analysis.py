# SPDX-License-Identifier: BSD-3-Clause
"""clang-tidy and cppcheck find nothing: .clang-tidy at the root says what is asked for."""
import concurrent.futures
import os
import pathlib
import subprocess

import pytest
from translation_units import ROOT, tidy, units

BUILD = pathlib.Path(os.environ.get("E1K_BUILD", ROOT / "build"))
FOLDERS = [ROOT / "drivers", ROOT / "app", ROOT / "test"]
UNITS = units(BUILD, FOLDERS)
OTHER_PROCESSORS = {ROOT / "test/support/instruction_load_store.cpp"}  # compiled for arm64 and riscv64 only

# What cppcheck 2.10 takes for something else, and who looks instead:
SUPPRESSED = [
    "missingInclude",  # headers of DPDK and of the system, which are left out
    "legacyUninitvar",  # takes `auto* a = new (place) T{...}` for a read of `a`; clang-tidy's init-variables
    "noCopyConstructor", "noOperatorEq", "noDestructor",  # take placement new for an allocation; unique_ptr owns ours
    "passedByValue",  # knows no size of a std::array, takes an address of 4 bytes for large;
                      # clang-tidy's performance-unnecessary-value-param
    "invalidPrintfArgType_uint",  # takes std::uintmax_t for another type than uintmax_t; the compilers' -Wformat
]
INCLUDED = ["drivers/net/e1k", "app/icmp-responder", "test"]

@pytest.fixture(scope="module")
def findings():
    """What clang-tidy says about each unit, on half of the cores: there are other tests."""
    with concurrent.futures.ThreadPoolExecutor(max(1, len(os.sched_getaffinity(0)) // 2)) as pool:
        return dict(zip(UNITS, pool.map(lambda unit: tidy(BUILD, *unit), UNITS.values())))


def test_every_source_is_looked_at():
    compiled = {source for _, sources in UNITS.values() for source in sources}
    assert compiled | OTHER_PROCESSORS == {source for folder in FOLDERS for source in folder.rglob("*.cpp")}


@pytest.mark.parametrize("unit", UNITS)
def test_clang_tidy_finds_nothing_in(unit, findings):
    assert findings[unit] == ""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_cppcheck_finds_nothing_in(folder):
    result = subprocess.run(["cppcheck", "-q", "--std=c++20", "--language=c++", "--library=googletest",
                             "--inline-suppr", "--error-exitcode=1", "--enable=warning,performance,portability",
                             *(f"--suppress={kind}" for kind in SUPPRESSED),
                             *(f"-I{ROOT / path}" for path in INCLUDED), folder], text=True, capture_output=True)
    assert result.returncode == 0, result.stderr
