# SPDX-License-Identifier: BSD-3-Clause
"""What the tree promises about itself: formatting, licence lines, sizes. The rooms are in test_floors.py."""
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CODE = {".cpp", ".hpp", ".h"}
SCRIPTS = {".py", ".sh"}


def tracked():
    """The files git knows, or would know: nothing that is ignored."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard"], text=True,
                            capture_output=True, check=True)
    return [path for path in (ROOT / line for line in listed.stdout.splitlines()) if path.is_file()]


def code():
    return [path for path in tracked() if path.suffix in CODE]


def test_every_source_file_is_formatted():
    checked = subprocess.run(["clang-format", "--dry-run", "-Werror", *code()], text=True, capture_output=True)
    assert checked.returncode == 0, checked.stderr[:4000] + "\nrun: sh config/format.sh"


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
