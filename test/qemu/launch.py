# SPDX-License-Identifier: BSD-3-Clause
"""How an unmodified DPDK program is started on QEMU's e1000: its environment and its EAL arguments."""
import os
import pathlib
import re
import shutil
import subprocess

TREE = pathlib.Path(__file__).resolve().parents[2]
DEVICES = tuple(re.findall(r'^{"([^"]+)"', (TREE / "test/support/qemu/models.inc").read_text(), re.MULTILINE))
NETWORKS = ("loop", "pair", "tap", "tap:NAME")
MAX_NICS = 4
DRIVERS = {"e1k": "net_e1k", "em": "net_e1000_em"}
TAP = "tap0"
HOST_IP = "192.168.100.1"
PROGRAM_IP = "192.168.100.224"


class LaunchError(Exception):
    """What is missing, with the way to get it."""


class Launch:
    """A program on QEMU's e1000.

    device   one of DEVICES
    net      loop, pair, tap or tap:NAME (in a namespace of its own, see in_namespace), fd:<number> of a datagram socket;
             several with commas between
    driver   e1k, or em: the distribution's net_e1000_em
    build    the build folder; None: the one that the tree's scripts build in
    """

    def __init__(self, device="e1000", net="loop", driver="e1k", build=None):
        self.device, self.net, self.driver = device, net, driver
        self.build = pathlib.Path(build or build_folder()).resolve()

    def environment(self):
        """The variables that put the devices on the program's PCI bus, added to this process's own."""
        net = ",".join(f"tap:{TAP}" if wire == "tap" else wire for wire in self.net.split(","))
        return {**os.environ, "LD_PRELOAD": self._built("test/support/libtestbed.so"), "TESTBED_BACKEND": "qemu",
                "TESTBED_QEMU_DEVICE": self.device, "TESTBED_QEMU_NET": net}

    def eal_arguments(self, cores=2, memory_mb=128):
        """EAL arguments for memory that QEMU can share, `cores` lcores and the driver; for an unprivileged user."""
        driver = ["-d", self.plugin()] if self.driver == "e1k" else []
        return ["--no-huge", "--no-shconf", "-m", str(memory_mb), "--no-telemetry", *lcores(cores), *driver]

    def plugin(self):
        """The file of net_e1k."""
        return self._built("drivers/net/e1k/librte_net_e1k.so")

    def testpmd(self, arguments):
        """The command of dpdk-testpmd; what stands before a `--` in the arguments goes to EAL."""
        if shutil.which("dpdk-testpmd") is None:
            raise LaunchError("there is no dpdk-testpmd; run: sh config/setup.sh --for no-vm")
        eal, own = ([], arguments)
        if "--" in arguments:
            split = arguments.index("--")
            eal, own = arguments[:split], arguments[split + 1:]
        return ["dpdk-testpmd", *self.eal_arguments(), *eal, "--", "--total-num-mbufs=8192", *own]

    def icmp_responder(self, arguments=("--ip", f"{PROGRAM_IP}/24", "--no-probe")):
        """The command of icmp-responder; the address of the default is no one else's."""
        return [self._built("app/icmp-responder/icmp-responder"), *self.eal_arguments(cores=1), "--", *arguments]

    def _built(self, path):
        if not (self.build / path).exists():
            again = "--reconfigure -Dtests=auto " if (self.build / "build.ninja").exists() else ""
            raise LaunchError(f"there is no {self.build / path}; run: sh config/setup.sh --for no-vm && "
                              f"meson setup {again}{self.build} && "
                              f"meson compile -C {self.build} rte_net_e1k icmp-responder testbed")
        return str(self.build / path)


def build_folder():
    """Where the tree's scripts build."""
    told = subprocess.run(["sh", str(TREE / "config/build-folder.sh")], stdout=subprocess.PIPE, text=True, check=True)
    return told.stdout.strip()


def lcores(count):
    """EAL's argument for lcores on processors of their own, or on one where there is only one."""
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) >= count:
        return ["-l", ",".join(str(processor) for processor in processors[:count])]
    return ["--lcores", f"(0-{count - 1})@{processors[0]}"]


def wires(net):
    """A user's choice of wires, checked. Raises ValueError, which names what is wrong and what may be given."""
    chosen = net.split(",")
    for wire in chosen:
        if wire not in NETWORKS[:3] and not re.fullmatch(r"tap:[\w.-]{1,15}", wire, re.ASCII):
            choice = ", ".join(repr(each) for each in NETWORKS)
            raise ValueError(f"{wire!r} is none of {choice} (a NAME has up to 15 letters, digits and _.-)")
        if wire.startswith("tap") and chosen.count(wire) > 1 or wire == f"tap:{TAP}" and "tap" in chosen:
            raise ValueError(f"only one NIC can be wired to {wire!r}")
    nics = len(chosen) + chosen.count("pair")
    if nics > MAX_NICS:
        raise ValueError(f"{net!r} are {nics} NICs, {MAX_NICS} are possible")
    return net


def in_namespace(command, net="tap"):
    """The command, in a network namespace of its own with the taps that `net` names: it vanishes with its last process.

    The one without a name has an address; the others are up, no more.
    An unprivileged user needs a user namespace for it. Raises LaunchError where the kernel grants none.
    """
    unshare = ["unshare", "--net"] + ([] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"])
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        raise LaunchError("a tap needs read and write access to /dev/net/tun; or use --net loop or --net pair")
    refused = subprocess.run([*unshare, "true"], stderr=subprocess.PIPE, text=True)
    if refused.returncode != 0:
        raise LaunchError(f"no network namespace: {refused.stderr.strip()}; be root, or use --net loop or --net pair")
    set_up = "ip link set lo up"
    for wire in net.split(","):
        if wire.startswith("tap"):
            tap = wire[4:] or TAP
            set_up += f" && ip tuntap add dev {tap} mode tap && ip link set {tap} up"
        if wire == "tap":
            set_up += f" && ip address add {HOST_IP}/24 dev {TAP}"
    return [*unshare, "sh", "-c", set_up + " && exec \"$@\"", "sh", *command]


def entrance(pid):
    """The command that enters the namespace of a process, for a user at another terminal."""
    user = "" if os.geteuid() == 0 else " --user --preserve-credentials"
    return f"nsenter --target {pid} --net{user}"
