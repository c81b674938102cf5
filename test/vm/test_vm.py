# SPDX-License-Identifier: BSD-3-Clause
"""The shipped plugin in a guest: dpdk-testpmd and icmp-responder on QEMU's e1000, pinged from the host."""
import subprocess

import pytest
from vm import network, qemu
from vm.programs import IcmpResponder, Testpmd, eal_arguments

on_e1000 = pytest.mark.parametrize("guest", ["e1000"], indirect=True)
on_every_binding = pytest.mark.parametrize("binding", qemu.BINDINGS)


def assert_answers(net, count=3, **options):
    net.forget_neighbours()
    replies, output = net.ping(count=count, **options)
    assert replies >= count, output  # a flood sends more while replies are late


def assert_silent(net):
    replies, output = net.ping(count=2, limit_s=2)
    assert replies == 0, output


class TestMainJob:
    @on_every_binding
    def test_icmp_responder_answers_ping(self, guest, net, binding, driver, plugin):
        guest.bind(binding)
        with IcmpResponder(guest, plugin) as responder:
            assert responder.driver == driver
            assert_answers(net, count=5)
            responder.quit()

    @on_every_binding
    def test_testpmd_answers_ping(self, guest, net, binding, driver, plugin):
        guest.bind(binding)
        with Testpmd(guest, plugin) as testpmd:
            assert_answers(net, count=5)
            info = testpmd.info()
            assert info["Driver name"] == driver
            assert info["MAC address"] == qemu.MAC
            assert (info["Link status"], info["Link speed"], info["Link duplex"]) == ("up", "1 Gbps", "full-duplex")
            assert "Bye..." in testpmd.quit()

    @on_e1000
    def test_net_e1000_em_is_there_and_takes_the_device_without_our_plugin(self, guest, net):
        guest.bind("vfio")
        with Testpmd(guest, plugin=None) as testpmd:
            assert testpmd.driver == "net_e1000_em"


@on_e1000
class TestRings:
    @pytest.mark.parametrize("size", [32, 40, 64, 512, 1000, 4096])
    def test_ring_wraps(self, guest, net, plugin, size):
        guest.bind("vfio")
        with Testpmd(guest, plugin, options=[f"--rxd={size}", f"--txd={size}"]) as testpmd:
            info = testpmd.command("show rxq info 0 0") + testpmd.command("show txq info 0 0")
            assert info.count(f": {size}") == 2, info
            assert_answers(net, count=2 * size + 100, flood=True)

    @pytest.mark.parametrize("rx, tx", [(32, 4096), (4096, 32)])
    def test_rings_of_unlike_size(self, guest, net, plugin, rx, tx):
        guest.bind("vfio")
        with Testpmd(guest, plugin, options=[f"--rxd={rx}", f"--txd={tx}"]):
            assert_answers(net, count=500, flood=True)


@on_e1000
class TestLifeCycle:
    @pytest.mark.parametrize("steps", ["stop start", "start", "stop stop start start", "stop start stop start stop start"])
    def test_answers_after(self, guest, net, plugin, steps):
        guest.bind("vfio")
        with Testpmd(guest, plugin) as testpmd:
            for step in steps.split():
                testpmd.command("stop")  # forwarding, which a port must not have when it stops
                testpmd.command(f"port {step} 0")
            testpmd.command("start")
            assert_answers(net)
            testpmd.quit()

    def test_link_is_down_and_nothing_answers_while_stopped(self, guest, net, plugin):
        guest.bind("vfio")
        with Testpmd(guest, plugin) as testpmd:
            assert_answers(net)
            testpmd.command("stop")
            testpmd.command("port stop 0")
            assert testpmd.info()["Link status"] == "down"
            assert_silent(net)
            testpmd.command("port start 0")
            assert testpmd.info()["Link status"] == "up"
            testpmd.command("start")
            assert_answers(net)

    @pytest.mark.parametrize("steps", ["stop close", "stop start stop close", "stop stop close close"])
    def test_closed_port_can_be_attached_again(self, guest, net, plugin, driver, steps):
        address = guest.bind("vfio").split()[0]
        with Testpmd(guest, plugin) as testpmd:
            testpmd.command("stop")
            for step in steps.split():
                testpmd.command(f"port {step} 0")
            testpmd.command(f"device detach {address}")
            testpmd.command(f"port attach {address}")
            testpmd.command("port start 0")
            testpmd.command("start")
            assert testpmd.info()["Driver name"] == driver
            assert_answers(net)

    @on_every_binding
    def test_answers_after_kill_9_under_load_and_restart(self, guest, net, plugin, binding):
        guest.bind(binding)
        load = subprocess.Popen(net.inside("ping", "-q", "-f", "-w", "60", network.GUEST_IP), stdout=subprocess.DEVNULL)
        try:
            for _ in range(2):
                with Testpmd(guest, plugin) as testpmd:
                    # Not each: the load fills queues while nothing answers.
                    replies, output = net.ping(count=10)
                    assert replies > 0, output
                    testpmd.kill()
        finally:
            load.kill()
            load.wait()
        with Testpmd(guest, plugin) as testpmd:
            assert_answers(net)
            testpmd.quit()

    @on_every_binding
    def test_answers_after_the_kernel_driver_had_the_device(self, guest, net, plugin, driver, binding):
        guest.bind_to_linux(network.GUEST_IP, network.PREFIX_LENGTH)
        assert_answers(net, count=20, flood=True)
        guest.bind(binding)
        with Testpmd(guest, plugin) as testpmd:
            assert testpmd.driver == driver
            assert_answers(net, count=600, flood=True)
        guest.bind_to_linux(network.GUEST_IP, network.PREFIX_LENGTH)
        assert_answers(net)


@on_e1000
class TestFrameSizes:
    def test_answers_up_to_the_usual_mtu(self, guest, net, plugin):
        guest.bind("vfio")
        with Testpmd(guest, plugin):
            for size in (0, 1, 17, 18, 56, 1471, 1472):
                assert_answers(net, size=size)

    @pytest.mark.parametrize("mbuf_size", [2176, 10240])
    def test_answers_jumbo_frames(self, guest, net, plugin, mbuf_size):
        guest.bind("vfio")
        net.set_mtu(9000)
        try:
            with Testpmd(guest, plugin, options=[f"--mbuf-size={mbuf_size}", "--max-pkt-len=9018", "--enable-scatter",
                                                 "--total-num-mbufs=2048"]):
                for size in (56, 1472, 2020, 4000, 8000, 8972):
                    assert_answers(net, size=size)
        finally:
            net.set_mtu(1500)


@on_e1000
class TestBadInput:
    """Each is an error that names the value."""

    @staticmethod
    def fails(guest, command):
        output = guest.run(f"timeout 30 {command}; echo end=$?", check=False)
        end = int(output.rsplit("end=", 1)[1])
        assert end not in (0, 124, 143), output  # 124, 143: it did not end by itself
        return output

    def failing_testpmd(self, guest, plugin, *options):
        return self.fails(guest, " ".join(["dpdk-testpmd", *eal_arguments(plugin), "--", "--total-num-mbufs=8192",
                                           *options]))

    def failing_responder(self, guest, plugin, *options):
        return self.fails(guest, " ".join(["icmp-responder", *eal_arguments(plugin), "--", *options]))

    @pytest.mark.parametrize("option, most", [("rxq", 1), ("txq", 64)])
    def test_one_queue_too_many(self, guest, plugin, option, most):
        guest.bind("vfio")
        assert (f"{option} {most + 1} invalid - must be >= 0 && <= {most}" in
                self.failing_testpmd(guest, plugin, f"--{option}={most + 1}"))

    @pytest.mark.parametrize("option, size", [("rxd", 33), ("txd", 33), ("rxd", 24), ("txd", 4104)])
    def test_ring_size(self, guest, plugin, option, size):
        guest.bind("vfio")
        output = self.failing_testpmd(guest, plugin, f"--{option}={size}")
        assert f"nb_{option[:2]}_desc(={size}), should be: <= 4096, >= 32, and a product of 8" in output

    def test_mtu(self, guest, plugin):
        guest.bind("vfio")
        with Testpmd(guest, plugin) as testpmd:
            testpmd.command("stop")
            testpmd.command("port stop 0")
            assert "MTU (20000) > device max MTU" in testpmd.command("port config mtu 0 20000")

    def test_device_not_bound(self, guest, plugin):
        guest.bind("none")
        assert "no port" in self.failing_responder(guest, plugin, "--ip", "192.168.100.224/24").lower()

    def test_port_that_does_not_exist(self, guest, plugin):
        guest.bind("vfio")
        assert "port 7" in self.failing_responder(guest, plugin, "--ip", "192.168.100.224/24", "--port", "7").lower()

    def test_address(self, guest, plugin):
        assert "300.1.1.1" in self.failing_responder(guest, plugin, "--ip", "300.1.1.1")

    def test_no_hugepages(self, guest, plugin):
        guest.bind("vfio")
        guest.run("rm -f /dev/hugepages/*; echo 0 > /proc/sys/vm/nr_hugepages")
        try:
            assert "hugepage" in self.failing_responder(guest, plugin, "--ip", "192.168.100.224/24").lower()
        finally:
            guest.run("echo 128 > /proc/sys/vm/nr_hugepages")
