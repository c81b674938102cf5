# SPDX-License-Identifier: BSD-3-Clause
"""QEMU's command line."""
import os
import pathlib
import re

from . import network

KERNEL = pathlib.Path(__file__).resolve().parents[2] / ".deps" / "kernel" / "vmlinuz"
MAC = "52:54:00:12:34:56"
DEVICES = {"e1000": "82540EM 8086:100e", "e1000-82544gc": "82544GC 8086:100c", "e1000-82545em": "82545EM 8086:100f"}
BINDINGS = ("vfio", "uio")


def accelerator():
    """"kvm" where it works with hardware virtualisation; without that, it may be there and be slower than "tcg"."""
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    hardware = re.search(r"^flags\s*:.*\b(vmx|svm)\b", flags, re.M)
    return "kvm" if hardware and os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg"


def command(image, device, console_fds):
    """A q35 machine with an emulated IOMMU, one e1000 on the tap, and a serial console on each connected socket."""
    accelerate = {
        "kvm": ["-accel", "kvm,kernel-irqchip=split", "-cpu", "host"],  # split: the IOMMU remaps interrupts
        "tcg": ["-accel", "tcg,thread=multi", "-cpu", "max"],
    }[accelerator()]
    consoles = []
    for number, fd in enumerate(console_fds):
        consoles += ["-chardev", f"socket,id=console{number},fd={fd}", "-serial", f"chardev:console{number}"]
    return ["qemu-system-x86_64", "-M", "q35", *accelerate, "-smp", "2", "-m", "1024", "-no-reboot",
            "-nodefaults", "-display", "none", "-monitor", "none", *consoles,
            "-device", "intel-iommu,intremap=on,caching-mode=on",  # vfio refuses an IOMMU without intremap
            "-netdev", f"tap,ifname={network.TAP},id=tap,script=no,downscript=no",
            "-device", f"{device},netdev=tap,mac={MAC},romfile=",
            "-kernel", str(KERNEL), "-initrd", str(image),
            "-append", "console=ttyS0 quiet intel_iommu=on iommu=pt"]
