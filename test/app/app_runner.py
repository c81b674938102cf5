# SPDX-License-Identifier: BSD-3-Clause
"""Run icmp-responder on virtual ports: no NIC, no hugepages, no root."""
import os
import re
import select
import signal
import subprocess
import time

PROGRAM = os.environ["ICMP_RESPONDER"]
EAL = ["--no-huge", "--no-shconf", "-m", "128", "--iova-mode=va", "--no-telemetry", "--no-pci", "-l", "0"]
READY = "end with Ctrl-C"
LIMIT_S = 60


def run(eal, own, environment=None):
    """Run to the end; for command lines that are refused."""
    return subprocess.run([PROGRAM, *eal, "--", *own], capture_output=True, text=True, timeout=LIMIT_S,
                          stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})}, check=False)


class Running:
    """The program from its first frame until it is asked to end."""

    def __init__(self, vdevs, own, eal=EAL, command=(PROGRAM,), probe=False):
        devices = [word for vdev in vdevs for word in ("--vdev", vdev)]
        no_probe = [] if probe else ["--no-probe"]  # nobody else is on these links
        self.process = subprocess.Popen([*command, *eal, *devices, "--", *own, *no_probe], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.output = ""

    def __enter__(self):
        self.wait_for(READY)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def wait_for(self, text, limit_s=LIMIT_S):
        """Read until the output has `text`."""
        end = time.monotonic() + limit_s
        while text not in self.output:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            chunk = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not chunk:
                raise AssertionError(f"no '{text}' in:\n{self.output}")
            self.output += chunk.decode()

    def end(self, how=signal.SIGINT):
        """Ask it to end; returns its exit status."""
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=LIMIT_S)
        self.output += rest.decode()
        return self.process.returncode

    def final(self, counter):
        """A counter of the last statistics; 0 where it is not printed."""
        statistics = self.output.rsplit("statistics\n", 1)[1]
        found = re.search(r"^ *(\d+)  " + re.escape(counter) + "$", statistics, re.MULTILINE)
        return int(found.group(1)) if found else 0
