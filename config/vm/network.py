# SPDX-License-Identifier: BSD-3-Clause
"""The host's side: a network namespace of its own with a tap that the guest's NIC is connected to."""
import ctypes
import fcntl
import os
import re
import struct
import subprocess
import threading

HOST_IP = "192.168.100.1"
FAR_IP = "192.168.100.2"  # behind the guest's second NIC
GUEST_IP = "192.168.100.224"
PREFIX_LENGTH = 24
HOST_IP6 = "fd00::1"
GUEST_IP6 = "fd00::224"
PREFIX6_LENGTH = 64
TAP = "tap0"
CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000


def remove_leftovers():
    """Delete the namespaces of processes that were killed and could not do it themselves."""
    for name in os.listdir("/run/netns") if os.path.isdir("/run/netns") else ():
        if name.startswith("e1k-") and not os.path.exists(f"/proc/{name.split('-')[1]}"):
            subprocess.run(["ip", "netns", "delete", name], check=False)


class Network:
    """A context manager; the namespace exists inside the `with` only. Needs root. A process may have several, each
    with a `suffix` of its own."""

    def __init__(self, suffix="", host_ip=HOST_IP):
        self.name = f"e1k-{os.getpid()}{suffix}"
        self._host_ip = host_ip

    def __enter__(self):
        remove_leftovers()
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        try:
            self._ip("link", "set", "lo", "up")
            self._ip("tuntap", "add", "dev", TAP, "mode", "tap")
            self._ip("address", "add", f"{self._host_ip}/{PREFIX_LENGTH}", "dev", TAP)
            self._ip("address", "add", f"{HOST_IP6}/{PREFIX6_LENGTH}", "dev", TAP, "nodad")
            self._ip("link", "set", TAP, "up")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        subprocess.run(["ip", "netns", "delete", self.name], check=True)

    def _ip(self, *arguments):
        subprocess.run(["ip", "-netns", self.name, *arguments], check=True)

    def inside(self, *command):
        """The command line that runs `command` in the namespace."""
        return ["ip", "netns", "exec", self.name, *command]

    def run(self, *command, timeout_s=90):
        """Run `command` in the namespace; its CompletedProcess, with the output as text."""
        return subprocess.run(self.inside(*command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=timeout_s)

    def call(self, function):
        """What `function` returns in the namespace: a socket that is made there stays there. A thread enters it."""
        results, errors = [], []

        def enter_and_call():
            try:
                with open(f"/run/netns/{self.name}", "rb") as entry:
                    if ctypes.CDLL(None, use_errno=True).setns(entry.fileno(), CLONE_NEWNET) != 0:
                        raise OSError(ctypes.get_errno(), f"setns to {self.name}")
                results.append(function())
            except BaseException as error:
                errors.append(error)

        thread = threading.Thread(target=enter_and_call)
        thread.start()
        thread.join()
        if errors:
            raise errors[0]
        return results[0]

    def open_tap(self):
        """A file descriptor of the tap's other end, for a QEMU outside the namespace."""
        def attach():
            end = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", TAP.encode(), IFF_TAP | IFF_NO_PI))
            return end

        return self.call(attach)

    def mac(self):
        """The address of the host's end."""
        return self.run("cat", f"/sys/class/net/{TAP}/address").stdout.strip()

    def set_mtu(self, mtu):
        self._ip("link", "set", TAP, "mtu", str(mtu))

    def forget_neighbours(self):
        """The next packet needs an ARP answer first."""
        self._ip("neighbour", "flush", "dev", TAP)

    def ping(self, count=5, size=56, flood=False, limit_s=60):
        """Ping the guest; the number of replies and ping's output. `size` is the payload's in bytes; `flood`: each
        request as soon as the last is answered, otherwise five a second. It goes on until it has `count` replies or the
        time is over: without -w it would wait for the last one no longer than for two round trips. Fragments would hide
        that a big frame did not fit: forbidden."""
        pace = ["-f", "-q"] if flood else ["-i", "0.2"]
        output = self.run("ping", "-n", "-M", "do", "-c", str(count), *pace, "-w", str(limit_s), "-s", str(size),
                          GUEST_IP).stdout
        replies = re.search(r"(\d+) received", output)
        return int(replies[1]) if replies else 0, output
