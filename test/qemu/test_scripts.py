# SPDX-License-Identifier: BSD-3-Clause
"""test/qemu/testpmd and test/qemu/ping-responder as a user calls them."""
import os
import pathlib
import subprocess
import time

import launch
import pytest

HERE = pathlib.Path(__file__).parent
BUILD = os.environ.get("E1K_BUILD") or launch.build_folder()


def run(script, *arguments, text=None, **environment):
    return subprocess.run([str(HERE / script), *arguments], input=text, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, env={**os.environ, **environment})


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


@pytest.mark.parametrize("net, words", [
    ("tap:left,bridge", "'bridge' is none of 'loop', 'pair', 'tap', 'tap:NAME'"),
    ("tap:a b", "'tap:a b' is none of"),
    ("tap:left,tap:left", "only one NIC can be wired to 'tap:left'"),
    ("tap,tap:tap0", "only one NIC can be wired to 'tap:tap0'"),
    ("pair,loop,pair", "'pair,loop,pair' are 5 NICs, 4 are possible"),
])
def test_wires_that_cannot_be_are_refused_by_name(net, words):
    done = run("testpmd", "--net", net)
    assert done.returncode == 2
    assert words in done.stdout, done.stdout


EXCHANGE = """
import socket
ends = [socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88b5)) for _ in range(2)]
for end, name in zip(ends, ('left', 'right')):
    end.bind((name, 0x88b5))
    end.settimeout(1)
for near, far in (ends, ends[::-1]):
    near.send(bytes.fromhex('020000000002020000000001') + b'\\x88\\xb5' + bytes(range(60)))
    while (came := far.recvfrom(2000))[1][2] == socket.PACKET_OUTGOING:
        pass
    print('passed', bytes(range(60)) in came[0])
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="a packet socket in the namespace of the taps needs root")
def test_testpmd_forwards_between_two_taps():
    try:
        launch.in_namespace(["true"])
    except launch.LaunchError as refusal:
        pytest.skip(str(refusal))
    command = [str(HERE / "testpmd"), "--build", BUILD, "--net", "tap:left,tap:right", "--", "-i", "--auto-start",
               "--forward-mode=io"]
    with subprocess.Popen(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as process:
        try:
            assert process.stdout.readline().endswith(f"nsenter --target {process.pid} --net\n")
            enter = launch.entrance(process.pid).split()
            for _ in range(30):  # the taps are there soon, testpmd forwards later
                done = subprocess.run([*enter, "/usr/bin/python3", "-c", EXCHANGE], text=True, timeout=60,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                if done.returncode == 0:
                    break
                time.sleep(0.2)
            assert done.stdout == "passed True\n" * 2, done.stdout
            process.communicate("quit\n", timeout=30)
            assert process.returncode == 0
        finally:
            process.kill()


def test_folder_without_a_build_is_refused_with_the_way_to_build(tmp_path):
    done = run("testpmd", "--build", str(tmp_path))
    assert done.returncode == 1
    assert f"meson setup {tmp_path}" in done.stdout


def test_testpmd_takes_eal_arguments_before_its_own():
    done = run("testpmd", "--build", BUILD, "--net", "pair", "--", "--file-prefix=x", "--log-level=*:info", "--", "-i",
               text="quit\n")
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
