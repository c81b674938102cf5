# SPDX-License-Identifier: BSD-3-Clause
"""QEMU's command line."""
import os
import pathlib
import re

from . import machines, network

TREE = pathlib.Path(__file__).resolve().parents[2]
MAC = "52:54:00:12:34:56"
MACS = (MAC, "52:54:00:12:34:57")
NIC, SLOT = "nic", "nic-slot"  # their names in QMP
MODELS = re.findall(r'^{"([^"]+)", 0x(\w+), \d+, "([^"]+)"}', (TREE / "test/support/qemu/models.inc").read_text(), re.M)
DEVICES = {name: f"{chip} 8086:{device}" for name, device, chip in MODELS}
BINDINGS = machines.HERE.bindings


def accelerator(machine=machines.HERE):
    """"kvm" where it works with hardware virtualisation; without that, it may be there and be slower than "tcg"."""
    if machine.arch:
        return "tcg"
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    hardware = re.search(r"^flags\s*:.*\b(vmx|svm)\b", flags, re.M)
    return "kvm" if hardware and os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg"


def nic(device):
    """The e1000 on the tap, as properties of -device and of QMP's device_add."""
    return {"driver": device, "id": NIC, "netdev": "tap", "mac": MAC, "romfile": ""}


def accelerate(machine):
    """The options for it, with a processor that can all that is to be had."""
    if machine.arch:
        return ["-accel", "tcg,thread=multi"]
    return {
        "kvm": ["-accel", "kvm,kernel-irqchip=split", "-cpu", "host"],  # split: the IOMMU remaps interrupts
        "tcg": ["-accel", "tcg,thread=multi", "-cpu", "max"],
    }[accelerator()]


def serial_ports(machine, fds):
    """The options for one on each connected socket. A foreign machine has one of its own."""
    options = []
    for number, fd in enumerate(fds):
        port = ["-device", f"pci-serial,chardev=console{number}"] if machine.arch and number else \
               ["-serial", f"chardev:console{number}"]
        options += ["-chardev", f"socket,id=console{number},fd={fd}", *port]
    return options


def command(image, device, console_fds, qmp_fd, pluggable=False, far_tap_fd=None, machine=machines.HERE):
    """A machine, where there is one with an emulated IOMMU, one e1000 on the tap, a serial console on each connected
    socket, and QMP. `pluggable`: the e1000 is in a slot, behind a bridge, that it can be pulled out of. `far_tap_fd`: a
    second one is on that tap."""
    card = nic(device)
    slot = []
    if pluggable:
        slot = ["-device", f"pcie-root-port,id={SLOT}"]
        card["bus"] = SLOT
    far = []
    if far_tap_fd is not None:
        far = ["-netdev", f"tap,id=far,fd={far_tap_fd}", "-device",
               f"{device},netdev=far,mac={MACS[1]},romfile="]
    return [machine.program, *machine.options, *accelerate(machine), "-smp", "2", "-m", "1024", "-no-reboot",
            "-nodefaults", "-display", "none", "-monitor", "none", *serial_ports(machine, console_fds),
            "-chardev", f"socket,id=qmp,fd={qmp_fd}", "-mon", "chardev=qmp,mode=control",
            *slot, "-netdev", f"tap,ifname={network.TAP},id=tap,script=no,downscript=no",
            "-device", ",".join(f"{name}={value}" for name, value in card.items()), *far,
            "-kernel", str(machine.kernel / "vmlinuz"), "-initrd", str(image),
            "-append", f"quiet {machine.append} commands={machine.commands}"]  # the last one is for init
