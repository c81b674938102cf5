# SPDX-License-Identifier: BSD-3-Clause
"""Processors that the driver is not for: meson says so, and why, before it looks for anything else."""
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def set_up(folder, cpu_family, endian):
    """Meson's output for a processor that a cross file claims the machine's own compiler to compile for."""
    claim = folder / "claim.ini"
    claim.write_text(f"[binaries]\ncpp = 'c++'\n[host_machine]\nsystem = 'linux'\ncpu_family = '{cpu_family}'\n"
                     f"cpu = '{cpu_family}'\nendian = '{endian}'\n")
    return subprocess.run(["meson", "setup", "--cross-file", claim, folder / "build", ROOT], text=True,
                          capture_output=True)


@pytest.mark.parametrize("cpu_family, endian, why", [
    ("s390x", "big", "little-endian processors: descriptors are used as they lie in memory; this is s390x big-endian"),
    ("aarch64", "big", "little-endian processors: descriptors are used as they lie in memory; this is aarch64 big-endian"),
    ("x86", "little", "64-bit processors: a descriptor is written and read as two words of 64 bits; this is x86"),
    ("arm", "little", "64-bit processors: a descriptor is written and read as two words of 64 bits; this is arm"),
    ("loongarch64", "little", "ordering.hpp has no barriers for loongarch64"),
])
def test_a_build_for_another_processor_is_refused_by_a_line_that_says_why(tmp_path, cpu_family, endian, why):
    done = set_up(tmp_path, cpu_family, endian)
    assert done.returncode != 0
    assert why in done.stdout
