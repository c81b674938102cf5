# SPDX-License-Identifier: BSD-3-Clause
"""The NIC is pulled out of its slot while a program runs on it."""
import pytest
from vm import qemu
from vm.programs import IcmpResponder, Testpmd

pytestmark = pytest.mark.parametrize("guest", ["e1000 pluggable"], indirect=True)


def plug_in_again(guest, address, binding):
    guest.qmp.wait_for("DEVICE_DELETED")
    guest.qmp.command("device_add", bus=qemu.SLOT, **qemu.nic("e1000"))
    guest.run(f"for i in $(seq 40); do [ -e /sys/bus/pci/devices/{address}/driver_override ] && break; sleep 0.25; done")
    guest.bind(binding)


@pytest.mark.parametrize("binding, mode", [("vfio", "poll"), ("vfio", "interrupt"), ("uio", "interrupt")])
def test_removed_port_is_told_and_one_plugged_in_works(guest, net, plugin, driver, binding, mode):
    """vfio-pci lets the device go only when its user has: then QEMU tells of the deletion."""
    address = guest.bind(binding).split()[0]
    with IcmpResponder(guest, plugin, options=["--rx-mode", mode]) as responder:
        assert responder.driver == driver
        net.ping(count=1)
        guest.qmp.command("device_del", id=qemu.NIC)
        responder.wait_for(f"port 0 ({address}): the device was removed, the port is closed")
        assert responder.wait_for_end() == 1
        assert "no port is left" in responder.output
    plug_in_again(guest, address, binding)
    with IcmpResponder(guest, plugin) as responder:
        replies, output = net.ping(count=3)
        assert replies >= 3, output  # ping sends more while the first reply is late
        responder.quit()


@pytest.mark.parametrize("binding", ["vfio", "uio"])
def test_testpmd_is_told_by_the_port_and_lets_the_device_go(guest, plugin, binding):
    """Without --hot-plug-handling it listens to no bus, but to RTE_ETH_EVENT_INTR_RMV."""
    address = guest.bind(binding).split()[0]
    with Testpmd(guest, plugin) as testpmd:
        guest.qmp.command("device_del", id=qemu.NIC)
        testpmd.wait_for("Port 0: device removal event")
        testpmd.wait_for("Now total ports is 0")
        testpmd.quit()
    plug_in_again(guest, address, binding)
