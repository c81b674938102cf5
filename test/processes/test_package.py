# SPDX-License-Identifier: BSD-3-Clause
"""The Debian package: lintian finds nothing, what it holds and needs, and DPDK finds the driver where it is installed."""
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD, TESTBED = pathlib.Path(os.environ["BUILD"]), os.environ["TESTBED"]
PLUGIN_DIR, ABI = os.environ["PLUGIN_DIR"], os.environ["ABI_VERSION"]


def run(*command, **more):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240, **more)


@pytest.fixture(scope="session")
def package():
    for old in BUILD.glob("e1k_*.deb"):
        old.unlink()
    made = run("sh", ROOT / "config/package.sh", "--built", BUILD)
    assert made.returncode == 0, made.stdout  # lintian has looked at it
    (package,) = BUILD.glob("e1k_*.deb")
    return package


def field(package, name):
    return run("dpkg-deb", "--field", package, name, check=True).stdout.strip()


def test_holds_the_plugin_the_responder_and_their_pages_below_usr(package):
    listed = {line.split()[5][1:] for line in run("dpkg-deb", "--contents", package, check=True).stdout.splitlines()}
    assert {f"{PLUGIN_DIR}/librte_net_e1k.so.{ABI}", "/usr/bin/icmp-responder", "/usr/share/man/man7/net_e1k.7.gz",
            "/usr/share/bash-completion/completions/icmp-responder", "/usr/share/doc/e1k/copyright"} <= listed
    assert not [path for path in listed if not "/usr/".startswith(path) and not path.startswith("/usr/")]
    assert not [path for path in listed if path.startswith("/usr/local")]


def test_needs_the_libraries_of_this_abi_and_release(package):
    needed = field(package, "Depends").split(", ")
    major = ABI.split(".")[0]
    release = run("pkg-config", "--modversion", "libdpdk", check=True).stdout.rsplit(".", 1)[0]
    assert {f"librte-eal{major} (>= {release})", f"librte-ethdev{major} (>= {release})",
            f"librte-eal{major} (<< {release}.99)", f"librte-mempool-ring{major}"} <= set(needed)


def test_version_names_this_debian(package):
    named = re.findall(r'^VERSION_ID="(\d+)"$', pathlib.Path("/etc/os-release").read_text(), re.MULTILINE)
    assert field(package, "Version").endswith(f"-1~deb{(named or ['sid'])[0]}")


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it mounts a root folder and installs into it")
def test_testpmd_finds_the_driver_where_it_is_installed_until_it_is_removed(package):
    tried = run("sh", ROOT / "config/package-trial.sh", package, TESTBED, "/")
    assert tried.returncode == 0, tried.stdout
    assert tried.stdout.endswith("installed, net_e1k has the device; purged, net_e1000_em\n")


@pytest.mark.parametrize("arguments", [["--build"], ["--built"], ["x"]])
def test_wrong_arguments_get_the_right_ones(arguments):
    refused = run("sh", ROOT / "config/package.sh", *arguments)
    assert (refused.returncode, refused.stdout) == (1, "package.sh: usage: package.sh [--built FOLDER]\n")
