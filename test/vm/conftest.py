# SPDX-License-Identifier: BSD-3-Clause
"""One guest at a time, shared by the tests of a device model in all files."""
import os
import pathlib
import shutil
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "config"), str(ROOT / "test/support")]
LONG_SLEEPS = "test/support/long_sleeps.so"  # in the guest: /plugins/long_sleeps.so
PORT_DUMP = "test/vm/port_dump"

from vm import guest as vm_guest, image as vm_image, network, programs, qemu  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--build-folder", default=str(ROOT / "build"), help="where the plugin and the programs are")
    parser.addoption("--driver", default="net_e1k", help="net_e1000_em: compare with DPDK's own driver")


def missing():
    """Why no guest can be had here and what mends it; None if one can."""
    if os.geteuid() != 0:
        return "the guest's network namespace and tap need root; run: sudo meson test -C build --suite vm"
    if not shutil.which("qemu-system-x86_64"):
        return "no qemu-system-x86_64; run: sh config/setup.sh"
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "no /dev/net/tun; run: modprobe tun"
    return None


@pytest.fixture(scope="session")
def net():
    if missing():
        pytest.skip(missing())
    with network.Network() as net:
        yield net


@pytest.fixture(scope="session")
def image(request):
    if missing():
        pytest.skip(missing())
    return vm_image.build(request.config.getoption("--build-folder"), (*vm_image.BUILT, LONG_SLEEPS, PORT_DUMP))


@pytest.fixture(scope="session", params=list(qemu.DEVICES))
def guest(request, net, image):
    """A test may ask for one of the devices; for "e1000 pluggable", which can be pulled out, too."""
    device, *pluggable = request.param.split()
    with vm_guest.Guest(image, net, device, pluggable=bool(pluggable)) as guest:
        yield guest


@pytest.fixture(scope="session")
def between(image):
    """(the network of its first NIC, that of its second, a guest with two NICs)"""
    if missing():
        pytest.skip(missing())
    with network.Network("-near") as near, network.Network("-far", host_ip=network.FAR_IP) as far:
        with vm_guest.Guest(image, near, "e1000", far=far) as guest:
            guest.bind("vfio")
            yield near, far, guest


@pytest.fixture(scope="session")
def driver(request):
    """The name that the port's driver must have."""
    return request.config.getoption("--driver")


@pytest.fixture(scope="session")
def plugin(driver):
    """The plugin for EAL's -d; None if DPDK finds the driver by itself."""
    return programs.PLUGIN if driver == "net_e1k" else None
