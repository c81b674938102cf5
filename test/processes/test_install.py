# SPDX-License-Identifier: BSD-3-Clause
"""What a packager does: configure without what he does not need, install into a folder of his own."""
import os
import pathlib
import subprocess
import sysconfig

import pytest
from configuring import configure, introspect, targets, without

PLUGIN = pathlib.Path(os.environ["PLUGIN"])
PLUGIN_DIR, ABI = pathlib.Path(os.environ["PLUGIN_DIR"]), os.environ["ABI_VERSION"]
BUILD = PLUGIN.parents[3]
LIBRARY = {"librte_net_e1k.so", f"librte_net_e1k.so.{ABI.split('.')[0]}", f"librte_net_e1k.so.{ABI}"}
LIBDIR = f"lib/{sysconfig.get_config_var('MULTIARCH')}"  # as meson has it on Debian
BELOW_PREFIX = {
    "bin/icmp-responder",
    "include/rte_pmd_e1k.h",
    f"{LIBDIR}/pkgconfig/librte_net_e1k.pc",
    "share/bash-completion/completions/icmp-responder",
    "share/man/man1/icmp-responder.1",
    "share/man/man7/net_e1k.7",
}
BARE = ("-Dtests=disabled", "-Ddocs=disabled")


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def planned(tmp_path):
    """Where a configured build folder installs to."""
    return set(introspect(tmp_path, "installed").values())


def test_installs_all_that_users_need_and_nothing_else(tmp_path):
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", tmp_path], check=True,
                   capture_output=True, timeout=60)
    plugins = tmp_path / PLUGIN_DIR.relative_to("/")
    assert files(plugins) == LIBRARY
    assert files(tmp_path) == ({f"usr/local/{path}" for path in BELOW_PREFIX} |
                               {str((plugins / name).relative_to(tmp_path)) for name in LIBRARY})


@pytest.mark.parametrize("options, plugin_dir", [((), PLUGIN_DIR),
                                                 (("-Dplugin_dir=/opt/e1k/pmds",), "/opt/e1k/pmds")])
def test_a_prefix_holds_for_all_but_the_plugin_which_goes_where_dpdk_looks(tmp_path, options, plugin_dir):
    out = configure(tmp_path, *BARE, "--prefix=/opt/e1k", *options)
    assert out.returncode == 0, out.stdout
    assert planned(tmp_path) == ({f"/opt/e1k/{path}" for path in BELOW_PREFIX} |
                                 {f"{plugin_dir}/{name}" for name in LIBRARY})


def test_a_packager_needs_neither_what_tests_nor_what_the_guide_is_made_with(tmp_path):
    out = configure(tmp_path, *BARE, inside=without(tmp_path, "pytest", "pyte", "sphinx"))
    assert out.returncode == 0, out.stdout
    assert {"rte_net_e1k", "icmp-responder"} <= set(targets(tmp_path))
    assert not [name for name, folder in targets(tmp_path).items() if folder[0] in ("test", "doc")]
    assert "WARNING" not in out.stdout and "missing" not in out.stdout


def test_the_guide_is_installed_if_it_is_asked_for(tmp_path):
    out = configure(tmp_path, "-Dtests=disabled", "-Ddocs=enabled", "--prefix=/usr")
    assert out.returncode == 0, out.stdout
    assert "/usr/share/doc/e1k/html" in planned(tmp_path)


def test_a_guide_that_is_asked_for_stops_the_build_where_it_lacks_something(tmp_path):
    out = configure(tmp_path, "-Dtests=disabled", "-Ddocs=enabled", inside=without(tmp_path, "breathe"))
    assert out.returncode != 0
    assert "the guide cannot be built: missing python3-breathe; run: sh config/setup.sh\n" in out.stdout


def test_the_build_is_without_the_guide_where_it_lacks_something(tmp_path):
    out = configure(tmp_path, "-Dtests=disabled", inside=without(tmp_path, "breathe"))
    assert out.returncode == 0, out.stdout
    assert "site" not in targets(tmp_path)
    assert "Message: the guide cannot be built: missing python3-breathe; run: sh config/setup.sh\n" in out.stdout
