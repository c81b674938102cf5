# SPDX-License-Identifier: BSD-3-Clause
"""What the tree promises about itself: formatting, licence lines, sizes. The rooms are in test_floors.py."""
import pathlib
import re
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


@pytest.mark.parametrize("folder", [path.parent for path in tracked() if path.name == "meson.build" and path.parent != ROOT],
                         ids=lambda path: str(path.relative_to(ROOT)))
def test_is_built_from_a_folder_above(folder):
    """Tests that no meson.build asks for pass silently."""
    above = [path for path in folder.parents if path.is_relative_to(ROOT) and (path / "meson.build").is_file()]
    assert any(f"subdir('{folder.relative_to(path)}')" in (path / "meson.build").read_text() for path in above)


@pytest.mark.parametrize("path", code(), ids=lambda path: str(path.relative_to(ROOT)))
def test_keeps_within_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", code(), ids=lambda path: str(path.relative_to(ROOT)))
def test_includes_algorithms_itself(path):
    """g++ 12's library brings them along with others of its headers, g++ 14's does not."""
    text = re.sub(r"//[^\n]*", "", path.read_text())
    used = re.search(r"\bstd::(ranges::)?(copy|copy_n|equal|fill|fill_n|find|find_if|sort|count|count_if|any_of|all_of|none_of|"
                     r"max_element|remove_if|max|min|clamp)[(<]", text)
    assert not used or "#include <algorithm>" in text, used[0]


def test_the_guide_builds_without_a_warning(tmp_path):
    built = subprocess.run(["sh", ROOT / "config/doc.sh", tmp_path], text=True, capture_output=True)
    assert built.returncode == 0, built.stderr
