# SPDX-License-Identifier: BSD-3-Clause
"""test/qemu/testpmd and test/qemu/ping-responder as a user calls them."""
import os
import pathlib
import subprocess

import launch
import pytest

HERE = pathlib.Path(__file__).parent
BUILD = os.environ.get("E1K_BUILD") or launch.build_folder()


def run(script, *arguments, text=None, **environment):
    return subprocess.run([str(HERE / script), *arguments], input=text, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=30, env={**os.environ, **environment})


@pytest.mark.parametrize("script", ["testpmd", "ping-responder"])
def test_help_tells_the_models(script):
    done = run(script, "--help")
    assert done.returncode == 0
    assert all(device in done.stdout for device in launch.DEVICES)


@pytest.mark.parametrize("script", ["testpmd", "ping-responder"])
def test_unknown_device_is_refused_with_the_choice(script):
    done = run(script, "--device", "e1000e")
    assert done.returncode == 2
    assert "'e1000e'" in done.stdout and "e1000-82545em" in done.stdout


def test_unknown_network_is_refused_with_the_choice():
    done = run("testpmd", "--net", "bridge")
    assert done.returncode == 2
    assert "'bridge'" in done.stdout and "'pair'" in done.stdout


def test_folder_without_a_build_is_refused_with_the_way_to_build(tmp_path):
    done = run("testpmd", "--build", str(tmp_path))
    assert done.returncode == 1
    assert f"meson setup {tmp_path}" in done.stdout


def test_testpmd_takes_eal_arguments_before_its_own():
    done = run("testpmd", "--build", BUILD, "--net", "pair", "--", "--file-prefix=x", "--", "-i", text="quit\n")
    assert done.returncode == 0
    assert "0000:00:05.0" in done.stdout and "Bye..." in done.stdout


def test_wrong_variable_is_named_and_ends_the_program():
    done = run("testpmd", "--build", BUILD, TESTBED_QEMU_BINARY="no-such-qemu", text="quit\n")
    assert "no-such-qemu did not start" in done.stdout


@pytest.mark.parametrize("device", launch.DEVICES)
def test_icmp_responder_answers_pings_through_a_tap(device):
    try:
        launch.in_namespace(["true"])
    except launch.LaunchError as refusal:
        pytest.skip(str(refusal))
    done = run("ping-responder", "--build", BUILD, "--device", device, "--count", "5")
    assert done.returncode == 0, done.stdout
    assert "5 of 5 pings answered" in done.stdout
    assert "net_e1k" in done.stdout
