# SPDX-License-Identifier: BSD-3-Clause
"""Applications that make the driver's own calls: the example, and the guide's page that adds one."""
import os
import pathlib
import re
import shutil
import subprocess
import textwrap

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN, TESTBED = pathlib.Path(os.environ["PLUGIN"]), os.environ["TESTBED"]
BUILD = PLUGIN.parents[3]
EAL = ["--no-huge", "-m", "64", "--no-shconf", "--no-telemetry", "--log-level=lib:error"]


def run(program, backend, *arguments, **environment):
    return subprocess.run([program, *EAL, *arguments], text=True, capture_output=True, timeout=120,
                          env={**os.environ, "LD_LIBRARY_PATH": str(PLUGIN.parent), "LD_PRELOAD": TESTBED,
                               "TESTBED_BACKEND": backend, **environment})


def build(compiler, source, program):
    """As the guide says it, with the plugin of the build folder."""
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "librte_net_e1k"], text=True, capture_output=True,
                           check=True, env={**os.environ, "PKG_CONFIG_PATH": str(BUILD / "meson-uninstalled")})
    subprocess.run([compiler, "-Wall", "-Wextra", "-Werror", "-o", program, source, *flags.stdout.split()], check=True)
    return program


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return build("cc", ROOT / "examples/selftest.c", tmp_path_factory.mktemp("example") / "selftest")


def test_the_header_is_for_cxx_too(tmp_path):
    source = tmp_path / "info.cpp"
    source.write_text("#include <rte_pmd_e1k.h>\n"
                      "int main() { rte_pmd_e1k_info info; return rte_pmd_e1k_info_get(9, &info) == -19 ? 0 : 1; }\n")
    assert run(build("c++", source, tmp_path / "info"), "model").returncode == 0


PASSED = ["registers  passed", "EEPROM     passed", "interrupt  passed", "loopback   passed", "link       passed"]


@pytest.mark.parametrize("backend, device, first", [
    ("model", {"TESTBED_PROFILE": "silicon"}, "port 0: 82540EM, silicon"),
    ("model", {"TESTBED_PROFILE": "virtualbox"}, "port 0: 82540EM, VirtualBox"),
    ("qemu", {"TESTBED_QEMU_DEVICE": "e1000", "TESTBED_QEMU_NET": "loop"}, "port 0: 82540EM, QEMU"),
    ("qemu", {"TESTBED_QEMU_DEVICE": "e1000-82544gc", "TESTBED_QEMU_NET": "loop"}, "port 0: 82544GC, QEMU"),
    ("qemu", {"TESTBED_QEMU_DEVICE": "e1000-82545em", "TESTBED_QEMU_NET": "loop"}, "port 0: 82545EM, QEMU"),
])
def test_the_example_prints_a_line_for_each_part(example, backend, device, first):
    out = run(example, backend, **device)
    lines = [line.strip() for line in out.stdout.splitlines()]
    at = lines.index(first)
    assert lines[at + 1:at + 6] == PASSED, out.stdout
    assert out.returncode == 0


def blocks(kind):
    """The code blocks of the page, without their indentation."""
    page = (ROOT / "doc/own-function.rst").read_text()
    found = re.findall(rf"^\.\. code-block:: {kind}\n\n((?:   .*\n|\s*\n)+)", page, re.MULTILINE)
    return [textwrap.dedent(re.sub(r"^ +$", "   ", block, flags=re.MULTILINE)) for block in found]


@pytest.fixture
def checkout(tmp_path):
    """A copy of the tree and of what is built of the plugin; what the page does not touch is not built again."""
    top = tmp_path / "checkout"
    for folder in ("drivers", "config", "app"):
        shutil.copytree(ROOT / folder, top / folder)
    for path in ("meson.build", "meson_options.txt", ".deps"):
        (top / path).symlink_to(ROOT / path)
    (top / "test").symlink_to(ROOT / "test")
    (top / "doc").symlink_to(ROOT / "doc")
    here = {"drivers", "meson-private", "meson-info", "meson-uninstalled"}
    shutil.copytree(BUILD, top / "build", symlinks=True, ignore=lambda folder, names: [
        name for name in names if pathlib.Path(folder) == BUILD and (BUILD / name).is_dir() and name not in here])
    (top / "build/test").symlink_to(BUILD / "test")
    for path in [top / "build/build.ninja", *(top / "build/meson-info").glob("*.json"),
                 *(top / "build/meson-uninstalled").glob("*.pc")]:
        path.write_text(path.read_text().replace(str(ROOT), str(top)))
    return top


def test_the_page_on_a_function_of_ones_own_is_true(checkout):
    script, (printed,) = "\n".join(blocks("sh")), blocks("text")
    out = subprocess.run(["sh", "-eu", "-c", script], text=True, capture_output=True, cwd=checkout, timeout=300)
    assert out.returncode == 0, out.stdout + out.stderr
    assert out.stdout.endswith(printed.strip() + "\n"), out.stdout
