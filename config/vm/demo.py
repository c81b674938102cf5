# SPDX-License-Identifier: BSD-3-Clause
"""config/demo.sh: from the sources to five answered pings."""
import argparse
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from . import VmError, image, machines, network, qemu

ROOT = pathlib.Path(__file__).resolve().parents[2]
PINGS = 5
TARGETS = ("rte_net_e1k", "icmp-responder")
TEST_BED = "testbed"  # QEMU's NIC without a guest
COMPILE_ENVIRONMENT = {**os.environ, "NINJA_STATUS": "      [%f/%t] "}
LINES_THAT_MATTER = re.compile(r"Probe PCI driver|^net_e1k: |^port \d|answering for")


class Steps:
    """Numbered steps with the time that each took."""

    def __init__(self, count):
        self.count, self.number, self.start = count, 0, time.monotonic()

    @contextlib.contextmanager
    def step(self, title):
        self.number += 1
        print(f"[{self.number}/{self.count}] {title}", flush=True)
        start = time.monotonic()
        yield
        print(f"      {time.monotonic() - start:.1f} s", flush=True)

    def total_s(self):
        return time.monotonic() - self.start


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="sh config/demo.sh", allow_abbrev=False,
        description="Boot a QEMU guest whose e1000 NIC is driven by librte_net_e1k.so and ping it five times. Exit "
                    "status 0 only if all five were answered by our driver.")
    parser.add_argument("--testpmd", action="store_true",
                        help="answer with unmodified dpdk-testpmd --forward-mode=icmpecho, not with icmp-responder")
    parser.add_argument("--device", metavar="MODEL", choices=qemu.DEVICES, default="e1000",
                        help=f"QEMU's NIC: {', '.join(qemu.DEVICES)} (default: %(default)s)")
    parser.add_argument("--bind", metavar="DRIVER", choices=qemu.BINDINGS,
                        help="the guest's kernel driver that hands the NIC to DPDK: vfio (vfio-pci with an emulated "
                             "IOMMU) or uio (uio_pci_generic) (default: vfio, where the machine has an IOMMU)")
    parser.add_argument("--arch", choices=machines.FOREIGN,
                        help="a guest of another architecture, QEMU's machine virt in software, with what is built for "
                             "it by a cross compiler")
    parser.add_argument("--keep", action="store_true",
                        help="afterwards connect you to the guest's console, to ping by hand, until you leave it")
    parser.add_argument("--no-vm", action="store_true",
                        help="boot no guest: icmp-responder runs on this machine, with QEMU's e1000 on its PCI bus; "
                             "needs no root (test/qemu/README.md)")
    options = parser.parse_args(arguments)
    if options.no_vm and (options.testpmd or options.bind or options.keep or options.arch):
        parser.error("--no-vm has no guest for --testpmd, --bind, --keep or --arch; give it --device only")
    options.machine = machines.FOREIGN.get(options.arch, machines.HERE)
    options.bind = options.bind or options.machine.bindings[0]
    if options.bind not in options.machine.bindings:
        parser.error(f"--bind {options.bind}: the machine of {options.arch} has no IOMMU; "
                     f"use --bind {options.machine.bindings[0]}")
    return options


def check_root():
    if os.geteuid() != 0:
        raise VmError("the network namespace and the tap that the guest is connected to need root; "
                        "run: sudo sh config/demo.sh")


def run(*command, **how):
    """Run a command whose output is shown as it comes: one sees that it moves."""
    status = subprocess.run(command, cwd=ROOT, check=False, **how).returncode
    if status != 0:
        raise VmError(f"'{' '.join(command)}' ended with status {status}")


def build(targets, arch):
    """Build the targets, not the tests, for a foreign architecture if one is given; the build folder."""
    if arch:
        return build_for(arch, targets)
    folder = subprocess.run(["sh", str(ROOT / "config" / "build-folder.sh")], stdout=subprocess.PIPE, text=True,
                            check=True).stdout.strip()
    if not (pathlib.Path(folder) / "build.ninja").exists():
        configure(folder)
    if not set(targets) <= targets_of(folder):  # set up before what they need was installed
        configure(folder, "--reconfigure")
    if not set(targets) <= targets_of(folder):
        raise VmError(f"{folder} was set up with -Dtests=disabled, without the test bed that this needs; "
                      f"run: meson setup --reconfigure -Dtests=auto {folder}")
    run("meson", "compile", "-C", folder, *targets, env=COMPILE_ENVIRONMENT)
    return folder


def build_for(arch, targets):
    """The same by a cross compiler."""
    run("sh", "config/cross.sh", "--only-build", arch, *targets, env=COMPILE_ENVIRONMENT)
    return str(ROOT / f"build-{arch}")


def configure(folder, *arguments):
    """Have meson set the folder up; its output is shown only if it fails."""
    command = ["meson", "setup", *arguments, folder]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise VmError(f"{done.stdout}\n'{' '.join(command)}' ended with status {done.returncode}")


def targets_of(folder):
    """The names of the targets that the build folder knows."""
    with open(pathlib.Path(folder) / "meson-info" / "intro-targets.json", encoding="utf-8") as targets:
        return {target["name"] for target in json.load(targets)}


def show(text, pattern=None):
    for line in text.splitlines():
        if line.strip() and (pattern is None or pattern.search(line)):
            print(f"      | {line.rstrip()}", flush=True)


def main(arguments):
    options = parse(arguments)
    if not options.no_vm:
        check_root()
    steps = Steps(3 if options.no_vm else 8)
    purpose, targets = ("no-vm", (*TARGETS, TEST_BED)) if options.no_vm else ("demo", TARGETS)
    if options.arch:
        purpose = f"demo-{options.arch}"
    with steps.step(f"set up the machine: config/setup.sh --for {purpose}"):
        run("sh", "config/setup.sh", "--for", purpose)
    with steps.step(f"build: meson compile {' '.join(targets)}"):
        folder = build(targets, options.arch)
    if options.no_vm:
        demonstrate_without_guest(options, steps, folder)
        return
    with steps.step("make the guest's image"):
        guest_image = image.build(folder, arch=options.machine.arch)
        show(str(guest_image))
    demonstrate(options, steps, guest_image)
    print(f"{PINGS} of {PINGS} pings answered by net_e1k, {steps.total_s():.0f} s in all")


def demonstrate_without_guest(options, steps, folder):
    with steps.step(f"ping icmp-responder on QEMU's {options.device} without a guest: test/qemu/ping-responder"):
        done = subprocess.run([str(ROOT / "test/qemu/ping-responder"), "--build", folder, "--device", options.device,
                               "--count", str(PINGS)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        show(done.stdout)
        if done.returncode != 0:
            raise VmError(f"ping-responder ended with status {done.returncode}")
    print(f"{PINGS} of {PINGS} pings answered by net_e1k, {steps.total_s():.0f} s in all")


def demonstrate(options, steps, guest_image):
    from . import guest, programs  # late: they need pexpect, which comes with the set-up

    program_class = programs.Testpmd if options.testpmd else programs.IcmpResponder
    with contextlib.ExitStack() as stack:
        net = stack.enter_context(network.Network())
        with steps.step(f"boot the guest: {options.device} ({qemu.DEVICES[options.device]}), "
                        f"{qemu.accelerator(options.machine)}"):
            machine = stack.enter_context(guest.Guest(guest_image, net, options.device, machine=options.machine))
        with steps.step(f"bind the NIC: {options.bind}"):
            show(machine.bind(options.bind))
            show("the other driver for it is there: " + machine.run("ls $LD_LIBRARY_PATH/librte_net_e1000.so.*"))
        with steps.step(f"start {program_class.name} -d {programs.PLUGIN}"):
            program = stack.enter_context(program_class(machine))
            show(program.start_output, LINES_THAT_MATTER)
            show(program.summary())
            check_driver(program.driver)
        with steps.step(f"ping {network.GUEST_IP} from {network.HOST_IP}"):
            ping(net)
        if options.keep:
            keep(machine, net)
        else:
            with steps.step(f"stop {program.name}"):
                show(program.quit())


def check_driver(driver):
    if driver != "net_e1k":
        raise VmError(f"the NIC is driven by {driver}, not by net_e1k")


def ping(net):
    replies, output = net.ping(count=PINGS, limit_s=20)
    show(output)
    if replies < PINGS:  # ping sends more while the first reply is late
        raise VmError(f"{replies} of {PINGS} pings were answered")


def keep(machine, net):
    print(f"ping by hand: ip netns exec {net.name} ping {network.GUEST_IP}")
    print("this is the guest's console; Ctrl-] ends the guest", flush=True)
    machine.interact()


END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def ask_to_end(number, _frame):
    """Turn the first signal into an exception, so that the guest and the namespace go; let no second one disturb that."""
    for end_signal in END_SIGNALS:
        signal.signal(end_signal, signal.SIG_IGN)
    print("demo.sh: interrupted", file=sys.stderr)
    sys.exit(128 + number)


if __name__ == "__main__":
    for end_signal in END_SIGNALS:
        signal.signal(end_signal, ask_to_end)
    try:
        main(sys.argv[1:])
    except (VmError, OSError, subprocess.SubprocessError) as error:
        sys.exit(f"demo.sh: {error}")
