# SPDX-License-Identifier: BSD-3-Clause
"""Configure the tree as a user does, also where packages are missing."""
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def configure(tmp_path, *options, inside=()):
    return subprocess.run([*inside, "meson", "setup", *options, tmp_path / "build", ROOT], text=True,
                          capture_output=True, timeout=600, check=False)


def introspect(tmp_path, what):
    """What meson tells of the build folder: `targets`, `installed`, ..."""
    return json.loads((tmp_path / f"build/meson-info/intro-{what}.json").read_text())


def targets(tmp_path):
    """What the build folder builds: the folder below the tree of each target by its name."""
    return {target["name"]: pathlib.Path(target["defined_in"]).parent.relative_to(ROOT).parts
            for target in introspect(tmp_path, "targets")}


def without(tmp_path, *modules):
    """A command line to put before another's, which then sees none of these Python modules: as if not installed."""
    (tmp_path / "hidden").write_text("raise ImportError\n")
    script = 'set -e; for place in $HIDE; do mount --bind "$WITH" "$place"; done; exec "$@"'
    places = [subprocess.run(["/usr/bin/python3", "-c", f"import {module}; print({module}.__file__)"], text=True,
                             capture_output=True, check=True).stdout.strip() for module in modules]
    inside = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "env",
              f"HIDE={' '.join(places)}", f"WITH={tmp_path}/hidden", "sh", "-c", script, "sh"]
    refused = subprocess.run([*inside, "true"], text=True, capture_output=True, check=False)
    if refused.returncode != 0:
        pytest.skip(f"no mount namespace: {refused.stderr.strip()}")
    return inside
