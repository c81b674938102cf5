# SPDX-License-Identifier: BSD-3-Clause
"""What differs between guests of one architecture and another."""
import dataclasses
import pathlib

DEPS = pathlib.Path(__file__).resolve().parents[2] / ".deps"


@dataclasses.dataclass(frozen=True)
class Machine:
    """A machine of QEMU's. The guest's shell is on its first serial port, which the kernel takes for its console."""
    program: str
    options: tuple[str, ...]
    kernel: pathlib.Path        # folder that kernel.sh makes
    append: str                 # to the kernel's command line
    commands: str               # the second serial port, as the kernel calls it
    bindings: tuple[str, ...]  # how the NIC can be handed to DPDK; the first is the usual one
    arch: str = ""              # Debian's name; "": of this machine
    boot_timeout_s: int = 120   # ten times what a machine without KVM and other load needs


HERE = Machine(
    program="qemu-system-x86_64",
    # vfio refuses an IOMMU without intremap
    options=("-M", "q35", "-device", "intel-iommu,intremap=on,caching-mode=on"),
    kernel=DEPS / "kernel", append="console=ttyS0 intel_iommu=on iommu=pt", commands="ttyS1", bindings=("vfio", "uio"))

FOREIGN = {
    "arm64": Machine(
        arch="arm64", program="qemu-system-aarch64", boot_timeout_s=300,
        # Its one serial port is for the shell. What pauth computes at each call is dear to emulate, and of no use here.
        options=("-M", "virt,gic-version=3,iommu=smmuv3", "-cpu", "max,pauth=off"),
        kernel=DEPS / "arm64/kernel", append="console=ttyAMA0", commands="ttyS0", bindings=("vfio", "uio")),
    "riscv64": Machine(
        arch="riscv64", program="qemu-system-riscv64", boot_timeout_s=300,
        # It has no IOMMU, and Debian's kernel no vfio without one.
        options=("-M", "virt", "-cpu", "rv64"),
        kernel=DEPS / "riscv64/kernel", append="console=ttyS0", commands="ttyS1", bindings=("uio",)),
}
