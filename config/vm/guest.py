# SPDX-License-Identifier: BSD-3-Clause
"""The guest: boot, consoles, end."""
import base64
import os
import pathlib
import select
import socket
import subprocess
import sys
import termios
import tty

import pexpect
import pexpect.fdpexpect

from . import VmError, machines, qemu, qmp

BOOTS = 3  # a guest has stood still for three minutes, and the next one booted in ten seconds
STEP_TIMEOUT_S = 90  # ten times what a machine without KVM and other load needs
PROMPT = "guest# "
LEAVE_KEY = b"\x1d"  # Ctrl-]


class BootError(VmError):
    """The guest did not come as far as its consoles."""


class Guest:
    """A booted guest; a context manager that ends it. `terminal` is a pexpect spawn on the shell of its ttyS0;
    `run` uses the other console and so works while a program has the terminal, `qmp` controls QEMU. Logs of the
    consoles and of QEMU are beside the image. `pluggable`: the NIC can be pulled out. `far`: a second one is on that
    network. `machine`: what it is a guest of."""

    def __init__(self, image, net, device="e1000", pluggable=False, far=None, machine=machines.HERE):
        if device not in qemu.DEVICES:
            raise VmError(f"device '{device}': expected one of {', '.join(qemu.DEVICES)}")
        self._image, self._net, self._device, self._pluggable = pathlib.Path(image), net, device, pluggable
        self._far, self._machine = far, machine
        self._logs = []
        self._commands_sent = self._prompts = 0

    def __enter__(self):
        for left in reversed(range(BOOTS)):
            try:
                return self._started()
            except BootError as error:
                if left == 0:
                    raise
                print(f"{error}; once more", file=sys.stderr, flush=True)

    def _started(self):
        ours, theirs = zip(*(socket.socketpair() for _ in range(3)))
        fds = [end.fileno() for end in theirs]
        far_tap = None if self._far is None else self._far.open_tap()
        command = self._net.inside(*qemu.command(self._image, self._device, fds[:2], fds[2], self._pluggable, far_tap,
                                                 self._machine))
        if far_tap is not None:
            fds.append(far_tap)
        # QEMU must not outlive us, however we end. setpriv and ip turn into QEMU: the PID is QEMU's.
        self._qemu = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *command], pass_fds=fds,
                                      stdin=subprocess.DEVNULL, stdout=self._log("qemu"), stderr=subprocess.STDOUT,
                                      start_new_session=True)
        for end in theirs:
            end.close()
        if far_tap is not None:
            os.close(far_tap)
        self._sockets = ours
        self.terminal, self._commands = self._console(ours[0], "terminal"), self._console(ours[1], "commands")
        try:
            self.qmp = qmp.Qmp(ours[2])
            self._boot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._qemu.kill()
        self._qemu.wait()
        for resource in (*self._sockets, *self._logs):
            resource.close()
        self._logs.clear()

    @property
    def qemu_pid(self):
        return self._qemu.pid

    @property
    def qemu_log(self):
        """Where QEMU's own output goes."""
        return self._image.with_name("qemu.log")

    @property
    def alive(self):
        return self._qemu.poll() is None

    def _boot(self):
        limit_s = self._machine.boot_timeout_s
        try:
            self.terminal.expect_exact(PROMPT, timeout=limit_s)  # first: riscv64's stands still until it is read
            self._commands.expect_exact("ready\r\n", timeout=limit_s)
        except pexpect.ExceptionPexpect as error:
            kept = [self._keep(name) for name in ("qemu", "terminal", "commands")]
            raise BootError(f"the guest did not boot in {limit_s} s; see {', '.join(kept)}") from error

    def _keep(self, name):
        """Put a log where the next boot does not write; its path."""
        return str(self._image.with_name(f"{name}.log").rename(self._image.with_name(f"{name}.failed.log")))

    def _log(self, name):
        log = open(self._image.with_name(f"{name}.log"), "wb", buffering=0)
        self._logs.append(log)
        return log

    def _console(self, end, name):
        console = pexpect.fdpexpect.fdspawn(end.fileno(), timeout=STEP_TIMEOUT_S)
        console.logfile_read = self._log(name)
        console.delaybeforesend = None
        return console

    def run(self, command, timeout_s=STEP_TIMEOUT_S, check=True):
        """Run a shell command in the guest; its output. VmError with the output if its status is not 0."""
        self._commands_sent += 1
        self._commands.sendline(command)
        try:
            self._commands.expect(rf"status (\d+) {self._commands_sent}\r\n", timeout=timeout_s)
        except pexpect.ExceptionPexpect as error:
            raise VmError(f"in the guest, '{command}' did not end within {timeout_s} s") from error
        output = self._commands.before.decode(errors="replace").replace("\r\n", "\n")
        status = int(self._commands.match[1])
        if check and status != 0:
            raise VmError(f"in the guest, '{command}' ended with status {status}: {output}")
        return output

    def read_file(self, path):
        """The bytes of a file in the guest."""
        return base64.b64decode(self.run(f"base64 {path}"))

    def prompt(self):
        """Bring the terminal to a fresh prompt of the shell, behind all that was printed before."""
        self._prompts += 1
        self.terminal.sendline(f"echo prompt''{self._prompts}")
        self.terminal.expect_exact(f"prompt{self._prompts}\r\n")
        self.terminal.expect_exact(PROMPT)

    def bind(self, driver):
        """Give the NIC to `driver`: vfio, uio, kernel (Linux e1000) or none. Returns its PCI address and the driver."""
        return self.run(f"bind {driver}")

    def bind_to_linux(self, address, prefix_length):
        """Give the NIC to the guest's own network stack, with its e1000 driver, and wait for the link. It receives
        promiscuously: a driver after it finds more changed in the device."""
        self.bind("kernel")
        self.run(f"ip address add {address}/{prefix_length} dev eth0; ip link set eth0 up promisc on")
        self.run("for i in $(seq 40); do grep -q 1 /sys/class/net/eth0/carrier && break; sleep 0.25; done")

    def interact(self):
        """Connect standard input and output to the terminal until the leave key or the end of the guest."""
        console = self._sockets[0].fileno()
        keyboard = sys.stdin.fileno() if sys.stdin.isatty() else None
        settings = termios.tcgetattr(keyboard) if keyboard is not None else None
        try:
            if keyboard is not None:
                tty.setraw(keyboard)
            self._copy(console, keyboard)
        finally:
            if keyboard is not None:
                termios.tcsetattr(keyboard, termios.TCSADRAIN, settings)

    @staticmethod
    def _copy(console, keyboard):
        sources = [console] if keyboard is None else [console, keyboard]
        while True:
            readable = select.select(sources, [], [])[0]
            if console in readable:
                data = os.read(console, 4096)
                if not data:
                    return
                os.write(sys.stdout.fileno(), data)
            if keyboard in readable:
                data = os.read(keyboard, 4096)
                if not data or LEAVE_KEY in data:
                    return
                os.write(console, data)
