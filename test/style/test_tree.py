# SPDX-License-Identifier: BSD-3-Clause
"""What the tree promises about itself: layers, formatting, licence lines, sizes."""
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER = ROOT / "drivers/net/e1k"
CODE = {".cpp", ".hpp", ".h"}
SCRIPTS = {".py", ".sh"}


def tracked():
    """The files git knows, or would know: nothing that is ignored."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard"], text=True,
                            capture_output=True, check=True)
    return [path for path in (ROOT / line for line in listed.stdout.splitlines()) if path.is_file()]


def code():
    return [path for path in tracked() if path.suffix in CODE]


def includes(path):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', path.read_text(), re.MULTILINE)


def offenders(folder, allowed):
    """(file, include) pairs below `folder` whose include is not `allowed(include)`."""
    files = [path for path in sorted((DRIVER / folder).glob("*")) if path.suffix in CODE]
    assert files, f"no code in {folder}"
    return [(path.name, include) for path in files for include in includes(path) if not allowed(include)]


def is_standard(include):
    return "/" not in include and "." not in include


def test_every_source_file_is_formatted():
    checked = subprocess.run(["clang-format", "--dry-run", "-Werror", *code()], text=True, capture_output=True)
    assert checked.returncode == 0, checked.stderr[:4000] + "\nrun: sh config/format.sh"


def test_floor_0_includes_nothing_but_the_standard_library_and_itself():
    regs = {path.name for path in (DRIVER / "hw/regs").iterdir()}
    own = {path.name for path in (DRIVER / "hw").iterdir()} | {f"regs/{name}" for name in regs}
    assert offenders("hw", lambda include: is_standard(include) or include in own) == []
    assert offenders("hw/regs", lambda include: is_standard(include) or include in regs) == []


def test_nothing_above_floor_0_names_a_register():
    above = [path for path in code() if DRIVER in path.parents and DRIVER / "hw" not in path.parents]
    assert above and [str(path) for path in above if re.search(r"\breg::", path.read_text())] == []


def test_what_wraps_dpdk_stays_clear_of_driver_internals():
    system = {"dlfcn.h", "fcntl.h", "pthread.h", "unistd.h"}
    assert offenders("dpdk", lambda include: is_standard(include) or include in system
                     or include.startswith(("rte_", "dpdk/"))) == []


def test_one_file_asks_for_the_release_of_dpdk():
    assert [str(path.relative_to(DRIVER)) for path in code() if DRIVER in path.parents
            and "RTE_VER" in path.read_text()] == ["dpdk/release.hpp"]


def test_the_fast_path_includes_no_ethdev_no_registers_and_no_log():
    below = {"dpdk/handles.hpp", "hw/delivery.hpp", "hw/descriptors.hpp", "hw/ring.hpp"}

    def allowed(include):
        return (is_standard(include) or include in below or include.startswith("rxtx/")
                or include.startswith("rte_") and include not in {"rte_ethdev.h", "rte_log.h"})

    assert offenders("rxtx", allowed) == []


@pytest.mark.parametrize("path", [path for path in tracked() if path.suffix in CODE | SCRIPTS
                                  or path.name == "meson.build"], ids=lambda path: str(path.relative_to(ROOT)))
def test_names_its_licence(path):
    assert "SPDX-License-Identifier: BSD-3-Clause" in "".join(path.open().readlines()[:3])


@pytest.mark.parametrize("path", code(), ids=lambda path: str(path.relative_to(ROOT)))
def test_keeps_within_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


def test_the_guide_builds_without_a_warning(tmp_path):
    built = subprocess.run(["sh", ROOT / "config/doc.sh", tmp_path], text=True, capture_output=True)
    assert built.returncode == 0, built.stderr
