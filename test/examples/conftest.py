# SPDX-License-Identifier: BSD-3-Clause
"""DPDK's examples, unmodified, with the plugin on QEMU's e1000, and the test's ends of its cables."""
import ctypes
import json
import os
import pathlib
import pty
import select
import signal
import socket
import subprocess
import sys

import pexpect.fdpexpect
import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / folder) for folder in ("support", "qemu")]
import launch  # noqa: E402
from cable import Cable  # noqa: E402

BUILD = os.environ.get("E1K_BUILD") or launch.build_folder()
SMALL_POOLS = pathlib.Path(BUILD, "test/examples/small_pools.so")
LONG_SLEEPS = pathlib.Path(BUILD, "test/support/long_sleeps.so")
PROGRAMS = pathlib.Path(os.environ.get("E1K_EXAMPLES") or pathlib.Path(BUILD, "test/examples"))
FETCH = f"sh config/dpdk-examples.sh && meson setup --reconfigure {BUILD} && meson compile -C {BUILD}"
LIMIT_S = 60


PR_SET_PDEATHSIG = 1  # of linux/prctl.h
LIBC = ctypes.CDLL(None)


def end_with_the_test():
    """Of a new process: it polls, and would do so for ever if pytest were killed."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Example:
    """A running example: what is typed and printed goes through a terminal, its ports are on our cables.

    name       of the program
    arguments  its own; EAL's are put before them
    cables     one for each port
    lcores     how many; on processors of their own where there are as many
    memory_mb  what EAL gets. What is not touched costs nothing
    eal        more for EAL
    qemu       more for QEMU
    preload    a library of the tests', to be loaded before those of the program
    """

    def __init__(self, name, arguments, cables, lcores=1, memory_mb=1024, eal=(), qemu="", preload=""):
        start = launch.Launch("e1000", ",".join(cable.net for cable in cables),
                              os.environ.get("E1K_DRIVER", "e1k"), BUILD)
        environment = {**start.environment(), "TESTBED_QEMU_ARGS": qemu}
        if preload:
            environment["LD_PRELOAD"] += f":{preload}"
        master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [PROGRAMS / f"example-{name}", *start.eal_arguments(lcores, memory_mb), *eal, "--", *arguments],
            env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=end_with_the_test, pass_fds=[cable.theirs.fileno() for cable in cables])
        os.close(slave)
        self.terminal = pexpect.fdpexpect.fdspawn(master, encoding="utf-8", timeout=LIMIT_S)
        self.terminal.logfile_read = self.log = Log()
        self.cables = cables

    @property
    def output(self):
        """What it has printed, as far as it was read: waited for, or read()."""
        return self.log.text.replace("\r\n", "\n")

    def read(self):
        """Read what it has printed. Returns itself."""
        self.terminal.expect_exact(pexpect.TIMEOUT, timeout=0)
        return self

    def wait_for(self, text):
        """Read on until it has printed `text`, and return what stands before."""
        try:
            self.terminal.expect_exact(text)
        except (pexpect.EOF, pexpect.TIMEOUT):
            raise AssertionError(f"it did not say {text!r}:\n{self.output[-4000:]}") from None
        return self.terminal.before

    def type(self, line):
        self.terminal.sendline(line)

    def end(self, how=signal.SIGINT):
        """Ask it to end, read all that it says, and return its exit status."""
        self.process.send_signal(how)
        return self.wait()

    def wait(self, limit_s=LIMIT_S):
        """Its exit status, when it has ended by itself, and all that it said."""
        self.terminal.expect_exact(pexpect.EOF, timeout=limit_s)
        return self.process.wait(timeout=limit_s)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.terminal.close()

    def exchange(self, sent, count, limit_s=LIMIT_S):
        """Send [(port, frame), ...], and return the `count` frames that come out, as [(port, bytes), ...].

        What comes out beyond these is returned, too, as far as it is there when they are.
        """
        ports = {cable.ours.fileno(): port for port, cable in enumerate(self.cables)}
        waiting = [(port, bytes(frame)) for port, frame in sent]
        got = []
        while True:
            writers = [self.cables[waiting[0][0]].ours.fileno()] if waiting else []
            enough = len(got) >= count and not waiting
            readable, writable, _ = select.select(list(ports), writers, [], 0.05 if enough else limit_s)
            if not readable and not writable:
                return got
            for fd in readable:
                got.append((ports[fd], self.cables[ports[fd]].ours.recv(65536)))
            if writable:
                port, frame = waiting.pop(0)
                self.cables[port].ours.send(frame)


class Plug:
    """The cables' plugs: pulls a port's out and puts it in, by QMP. `qemu` are the arguments that QEMU needs for it."""

    def __init__(self, folder):
        self.path = folder / "qmp"
        self.qemu = f"-qmp unix:{self.path},server=on,wait=off"

    def set(self, port, in_):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.settimeout(LIMIT_S)
            link.connect(str(self.path))
            stream = link.makefile("rw")
            stream.readline()
            for command, arguments in (("qmp_capabilities", {}), ("set_link", {"name": f"net{port}", "up": in_})):
                stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
                stream.flush()
                reply = json.loads(stream.readline())
                while "event" in reply:
                    reply = json.loads(stream.readline())
                assert "return" in reply, reply


class Log:
    """What pexpect has read, as a file that it writes to."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        """Nothing is kept back."""


@pytest.fixture
def example():
    """Starts examples with so many ports, and ends them."""
    started, cables = [], []

    def start(name, *arguments, ports=2, **options):
        cables.extend(Cable() for _ in range(ports))
        started.append(Example(name, arguments, cables[-ports:], **options))
        return started[-1]

    yield start
    for each in started:
        each.kill()
    for each in cables:
        each.close()


@pytest.fixture
def plug(tmp_path):
    return Plug(tmp_path)


def pytest_collection_modifyitems(items):
    if not (PROGRAMS / "example-skeleton").exists():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=f"DPDK's examples are not built; run: {FETCH}"))
