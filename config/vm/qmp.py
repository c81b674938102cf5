# SPDX-License-Identifier: BSD-3-Clause
"""QEMU's machine protocol: what is done to the guest's hardware while it runs."""
import json

from . import VmError

TIMEOUT_S = 90


class Qmp:
    """A connection on the socket `end`."""

    def __init__(self, end):
        end.settimeout(TIMEOUT_S)
        self._file = end.makefile("rw", encoding="utf-8")
        self._events = []
        self._next()  # the greeting
        self.command("qmp_capabilities")

    def close(self):
        self._file.close()

    def command(self, name, /, **arguments):
        """Do what QMP calls `name`; what it returns. VmError with QEMU's words if it will not."""
        self._file.write(json.dumps({"execute": name, "arguments": arguments}) + "\n")
        self._file.flush()
        while True:
            message = self._next()
            if "error" in message:
                raise VmError(f"QEMU refuses {name} {arguments}: {message['error']['desc']}")
            if "return" in message:
                return message["return"]
            self._events.append(message["event"])

    def wait_for(self, event):
        """Until QEMU has told of an event, such as DEVICE_DELETED. VmError after 90 s."""
        while event not in self._events:
            self._events.append(self._next().get("event"))
        self._events.remove(event)

    def _next(self):
        try:
            return json.loads(self._file.readline())
        except (OSError, ValueError) as error:
            raise VmError(f"QEMU is silent on its control socket: {error}") from error
