# SPDX-License-Identifier: BSD-3-Clause
"""The programs that drive the NIC in the guest: dpdk-testpmd and icmp-responder, on the guest's terminal."""
import re

import pexpect

from . import VmError, network
from .guest import PROMPT

PLUGIN = "/plugins/librte_net_e1k.so"
START_TIMEOUT_S = 120
ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\r")


def eal_arguments(plugin=PLUGIN, extra=()):
    """EAL's arguments; `plugin` None leaves the NIC to the drivers that DPDK finds by itself. `extra` may choose lcores:
    without, there are two."""
    # net_e1000_em arms MSI-X, which the chip has not, unless told otherwise.
    ours = ["-d", plugin, "--log-level=pmd.net.e1k.*:info"] if plugin else ["--vfio-intr=legacy"]
    lcores = [] if any(argument.startswith("--lcores") for argument in extra) else ["-l", "0-1"]
    return [*lcores, *ours, *extra]


def driver_of(output):
    """The driver that took the NIC: the last one that EAL's log tells of, or, newer ones tell of none, icmp-responder."""
    found = re.findall(r"Probe PCI driver: (\S+)|^port \d+ \([\w:.]+, (\w+)\)", output, re.M)
    if not found:
        raise VmError(f"no driver has taken the NIC:\n{output}")
    return "".join(found[-1])


class Program:
    """A context manager: the program runs inside the `with`; at its end it is killed unless it has ended.
    `start_output` is what it printed until it was ready, `output` all that was read of it."""

    name: str
    ready: str

    def __init__(self, guest, arguments, environment=()):
        self.guest = guest
        self.command_line = " ".join([*environment, self.name, *arguments])
        self.start_output = self.output = ""
        self.running = False

    def __enter__(self):
        self.guest.prompt()
        self.guest.terminal.sendline(self.command_line)
        self.running = True
        try:
            ended = self.guest.terminal.expect_exact([self.ready, PROMPT], timeout=START_TIMEOUT_S)
        except pexpect.TIMEOUT:
            output = self._before()
            self.kill()
            raise VmError(f"{self.command_line}: not ready within {START_TIMEOUT_S} s:\n{output}") from None
        self.start_output = self._before()
        if ended:
            self.running = False
            raise VmError(f"{self.command_line}: ended at once:\n{self.start_output}")
        return self

    def __exit__(self, *_):
        if self.running and self.guest.alive:
            self.kill()

    def kill(self):
        """As kill -9 does it: the program gives nothing back."""
        self.guest.run(f"killall -KILL {self.name}")
        self._ended()

    def _ended(self):
        self.guest.terminal.expect_exact(PROMPT)
        self.running = False
        return self._before()

    def _before(self):
        text = ESCAPE_SEQUENCE.sub("", self.guest.terminal.before.decode(errors="replace"))
        self.output += text
        return text

    def wait_for(self, text):
        """Until it prints the text. VmError, with what it printed instead, if it does not within 90 s."""
        try:
            self.guest.terminal.expect_exact(text)
        except pexpect.TIMEOUT:
            raise VmError(f"{self.name} does not print '{text}':\n{self._before()}") from None
        self._before()

    def wait_for_end(self):
        """Until it ends by itself; its exit status."""
        self._ended()
        self.guest.terminal.sendline("echo status''=$?")
        self.guest.terminal.expect(r"status=(\d+)\r\n")
        status = int(self.guest.terminal.match[1])
        self.guest.terminal.expect_exact(PROMPT)
        return status

    def rest(self):
        """(time, processor time, times gone to sleep) of all its threads so far, in seconds, as the guest counts."""
        output = self.guest.run(f"cd /proc/$(pidof {self.name})/task; cat */schedstat; cat */status; cat /proc/uptime")
        used = sum(int(ns) for ns in re.findall(r"^(\d+) \d+ \d+$", output, re.M)) / 1e9
        slept = sum(map(int, re.findall(r"^voluntary_ctxt_switches:\s*(\d+)", output, re.M)))
        return float(output.split()[-2]), used, slept

    @property
    def driver(self):
        return driver_of(self.start_output)

    def summary(self):
        """What the program tells of the port when asked."""
        return ""


class Testpmd(Program):
    """dpdk-testpmd with its prompt; it answers ICMP echo requests from the start."""

    __test__ = False  # for pytest, which takes a class of this name for tests
    name = "dpdk-testpmd"
    ready = "testpmd> "

    def __init__(self, guest, plugin=PLUGIN, eal=(), options=(), mode="icmpecho"):
        super().__init__(guest, [*eal_arguments(plugin, eal), "--", "-i", "--total-num-mbufs=8192",
                                 f"--forward-mode={mode}", "--auto-start", *options])

    def command(self, text):
        """Give a command at the prompt; its output."""
        self.guest.terminal.sendline(text)
        self.guest.terminal.expect_exact(self.ready)
        return self._before()

    def info(self):
        """`show port info 0` as a dictionary, such as {"Driver name": "net_e1k", "Link status": "up"}."""
        return dict(re.findall(r"^([\w ]+): (.*)$", self.command("show port info 0"), re.M))

    def summary(self):
        info = self.info()
        return "".join(f"{key}: {info[key]}\n" for key in ("Driver name", "MAC address", "Link status", "Link speed"))

    def quit(self):
        """End it in the proper way; its last words."""
        self.guest.terminal.sendline("quit")
        return self._ended()


class IcmpResponder(Program):
    """icmp-responder, for the guest's address of network.py, which no one else has."""

    name = "icmp-responder"
    ready = "end with Ctrl-C"

    def __init__(self, guest, plugin=PLUGIN, eal=(), options=(), environment=()):
        super().__init__(guest, [*eal_arguments(plugin, eal), "--", "--ip",
                                 f"{network.GUEST_IP}/{network.PREFIX_LENGTH}", "--no-probe", "--port", "0", *options],
                         environment)

    def quit(self):
        """End it by Ctrl-C; its statistics."""
        self.guest.terminal.send("\x03")
        return self._ended()
