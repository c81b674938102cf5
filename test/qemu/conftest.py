# SPDX-License-Identifier: BSD-3-Clause
"""An interactive dpdk-testpmd on QEMU's e1000, and a test's end of its cable."""
import os
import pathlib
import pty
import re
import subprocess
import sys

import launch
import pexpect.fdpexpect
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from cable import Cable  # noqa: E402

BUILD = os.environ.get("E1K_BUILD")


class Testpmd:
    """dpdk-testpmd at its prompt."""

    __test__ = False
    PROMPT = "testpmd> "

    def __init__(self, *arguments, device="e1000", net="loop", fds=()):
        start = launch.Launch(device, net, os.environ.get("E1K_DRIVER", "e1k"), BUILD)
        master, slave = pty.openpty()
        self.process = subprocess.Popen(start.testpmd([*arguments, "-i"]), env=start.environment(), stdin=slave,
                                        stdout=slave, stderr=slave, pass_fds=fds, start_new_session=True)
        os.close(slave)
        self.terminal = pexpect.fdpexpect.fdspawn(master, encoding="utf-8", timeout=60)
        self.terminal.expect_exact(self.PROMPT)
        self.start_output = self.terminal.before

    def command(self, line):
        """Give a command and return what it prints."""
        self.terminal.sendline(line)
        self.terminal.expect_exact(line)
        self.terminal.expect_exact(self.PROMPT)
        return self.terminal.before

    def numbers(self, command, name):
        """The numbers that a command prints behind a name, such as RX-packets:, one for each time it occurs."""
        return [int(number) for number in re.findall(rf"{re.escape(name)}\s*(\d+)", self.command(command))]

    def qemu(self):
        """The process id of the QEMU that this testpmd has started."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(children[0])

    def quit(self):
        """End it in order and return its exit status."""
        self.terminal.sendline("quit")
        self.terminal.expect_exact("Bye...")
        return self.process.wait(timeout=60)

    def end(self):
        self.process.kill()
        self.process.wait()
        self.terminal.close()


@pytest.fixture
def testpmd():
    """Makes Testpmds, and ends them."""
    started = []

    def start(*arguments, **options):
        started.append(Testpmd(*arguments, **options))
        return started[-1]

    yield start
    for each in started:
        each.end()


@pytest.fixture
def cable():
    end = Cable()
    yield end
    end.close()
