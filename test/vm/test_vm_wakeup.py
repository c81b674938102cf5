# SPDX-License-Identifier: BSD-3-Clause
"""icmp-responder asleep: receive and link interrupts of net_e1k together on the e1000's one line."""
import contextlib
import pathlib
import re

import pytest
import sleeper
from conftest import LONG_SLEEPS
from vm import network, qemu
from vm.programs import IcmpResponder

ERROR = re.compile(r"^.*(?:error|fail|cannot|invalid).*$", re.I | re.M)


CPU_S_A_WAKE_UP = 0.005  # seen: 0.3 ms without KVM, on a machine that has other work
ALONE = [f"LD_PRELOAD=/plugins/{pathlib.Path(LONG_SLEEPS).name}"]  # nothing but an interrupt wakes it for a minute
MODES = ["vfio interrupt", "vfio adaptive", "uio interrupt"]


@contextlib.contextmanager
def running(guest, net, plugin, driver, how, environment=()):
    binding, mode = how.split()
    guest.bind(binding)
    with IcmpResponder(guest, plugin, options=["--rx-mode", mode], environment=environment) as responder:
        assert responder.driver == driver
        assert "cannot be preloaded" not in responder.start_output
        net.ping(count=1)  # QEMU holds reception for up to a second behind the start
        yield responder


@pytest.fixture(scope="class", params=MODES)
def responder(request, guest, net, plugin, driver):
    with running(guest, net, plugin, driver, request.param) as responder:
        yield responder


def assert_answered(net, count):
    """Each within 10 s, or a later one would wake for it."""
    for number in range(count):
        output = net.run("ping", "-n", "-c", "1", "-W", "10", network.GUEST_IP).stdout
        assert " 1 received" in output, f"request {number}: {output}"


@pytest.mark.parametrize("guest", ["e1000 pluggable"], indirect=True)
@pytest.mark.parametrize("how", MODES)
def test_every_frame_wakes_the_responder(guest, net, plugin, driver, how):
    with running(guest, net, plugin, driver, how, ALONE):
        # First the flood: of its many interrupts none may have been lost.
        replies, output = net.ping(count=3000, flood=True)
        assert replies >= 3000, output
        assert_answered(net, count=20)


@pytest.mark.parametrize("guest", ["e1000 pluggable"], indirect=True)
class TestInterrupts:
    def test_idle_responder_sleeps(self, responder):
        sleeper.assert_asleep(responder.rest, most_cpu_s=CPU_S_A_WAKE_UP)

    def test_flood_has_no_loss(self, net, responder):
        replies, output = net.ping(count=3000, flood=True)
        assert replies >= 3000, output

    def test_link_interrupts_arrive_beside_receive_interrupts(self, guest, net, responder):
        for _ in range(2):
            guest.qmp.command("set_link", name=qemu.NIC, up=False)
            try:
                responder.wait_for("port 0: link down")
            finally:
                guest.qmp.command("set_link", name=qemu.NIC, up=True)
            responder.wait_for("port 0: link up")
            assert_answered(net, count=3)

    def test_ends_without_a_line_about_an_error(self, responder):
        responder.quit()
        assert ERROR.findall(responder.output) == []
