# SPDX-License-Identifier: BSD-3-Clause
"""icmp-responder on a terminal whose screen a test can look at."""
import os
import signal
import termios
import time

import pexpect
import pyte

from app_runner import EAL, LIMIT_S, PROGRAM

PROMPT = "icmp-responder> "


class Vt100(pyte.ByteStream):
    """pyte takes NEL, by which cmdline goes to the start of the next line, for a line feed (ECMA-48 8.3.86)."""

    escape = {**pyte.ByteStream.escape, "E": "next_line"}
    events = pyte.ByteStream.events | {"next_line"}


class Screen(pyte.Screen):
    def next_line(self):
        self.index()
        self.carriage_return()

    def set_margins(self, top=None, bottom=None):
        """Without parameters the whole screen scrolls (DECSTBM); pyte then keeps the bottom margin."""
        super().set_margins(top or None, bottom)

    def resize(self, lines=None, columns=None):
        """A smaller screen loses lines at its top; pyte leaves the cursor below the screen then."""
        lost = max(0, self.lines - lines)
        super().resize(lines, columns)
        self.cursor.y = max(0, self.cursor.y - lost)


class Terminal:
    """The program on a pty; `screen` is what a user sees of it."""

    def __init__(self, own, vdev="net_null0", rows=24, columns=80, kind="xterm"):
        self.child = pexpect.spawn(PROGRAM, [*EAL, "--vdev", vdev, "--", "--ip", "192.168.100.224/24", "--no-probe", *own],
                                   timeout=LIMIT_S, dimensions=(rows, columns), env={**os.environ, "TERM": kind})
        self.screen = Screen(columns, rows)
        self.stream = Vt100(self.screen)
        self.raw = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.isalive():  # pexpect's own way gives each signal a tenth of a second to work
            self.child.kill(signal.SIGKILL)
            self.child.wait()
        self.child.close()

    def look(self, seconds=0.05):
        """Take what the program writes within the time; returns the lines of the screen."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                chunk = self.child.read_nonblocking(65536, left)
            except (pexpect.TIMEOUT, pexpect.EOF):
                break
            self.raw += chunk
            self.stream.feed(chunk)
        return [line.rstrip() for line in self.screen.display]

    def wait_for(self, condition, limit_s=LIMIT_S):
        """Look until the condition holds for the lines of the screen; returns them."""
        end = time.monotonic() + limit_s
        while not condition(lines := self.look()):
            assert time.monotonic() < end, "\n".join(lines)
        return lines

    def wait_for_line(self, start):
        """Look until a line of the screen starts so; returns it."""
        lines = self.wait_for(lambda all: any(line.startswith(start) for line in all))
        return next(line for line in lines if line.startswith(start))

    def cursor_line(self):
        """The line that the cursor is in, up to the cursor."""
        return self.screen.display[self.screen.cursor.y][:self.screen.cursor.x]

    def type(self, text):
        self.child.send(text)

    def say(self, line):
        """Type a line at the prompt and wait for the next prompt: not for this one, which stays until the line is seen."""
        self.type(line)
        self.wait_for(lambda _: self.cursor_line() != PROMPT and self.cursor_line().endswith(line))
        self.type("\n")
        self.wait_for(lambda _: self.cursor_line() == PROMPT)

    def resize(self, rows, columns):
        """As a user resizes the window: the program is told by its terminal."""
        self.child.setwinsize(rows, columns)
        self.screen.resize(rows, columns)

    def in_line_mode(self):
        """Whether the terminal edits lines itself, as a shell expects it."""
        return termios.tcgetattr(self.child.fileno())[3] & termios.ICANON != 0

    def ended(self):
        """Wait for the end; returns the exit status."""
        self.child.expect(pexpect.EOF)
        self.raw += self.child.before
        self.stream.feed(self.child.before)
        self.line_mode = self.in_line_mode()
        self.child.close()
        return self.child.exitstatus
