# SPDX-License-Identifier: BSD-3-Clause
"""Whether a program that has nothing to do sleeps. Counted, not timed: other work on the machine makes it wake less
often, never more, and adds little to what it does while it is awake."""
import pathlib
import re
import time

# Seen: 30 to 70. A timer of 1 ms, or an interrupt line that stays high, wakes more often.
MOST_WAKE_UPS_A_SECOND = 300
# Seen: 0.05 ms, in a guest without KVM 0.3 ms. Who polls for a time uses all of it, and who never stops does not sleep.
MOST_CPU_S_A_WAKE_UP = 0.001


def of_thread(pid):
    """(time, processor time, times gone to sleep) of a process's first thread so far, in seconds."""
    task = pathlib.Path(f"/proc/{pid}/task/{pid}")
    now = time.monotonic()
    used = int((task / "schedstat").read_text().split()[0]) / 1e9
    slept = int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", (task / "status").read_text(), re.MULTILINE)[1])
    return now, used, slept


def assert_asleep(look, seconds=3, most_cpu_s=MOST_CPU_S_A_WAKE_UP):
    """`look` returns what of_thread() does; `most_cpu_s` is for one wake-up."""
    began, used, slept = look()
    time.sleep(seconds)
    ended, used_then, slept_then = look()
    used, slept, passed = used_then - used, slept_then - slept, ended - began
    told = f"{slept} wake-ups and {used:.3f} s of a processor in {passed:.1f} s"
    assert slept > 0, told
    assert slept / passed < MOST_WAKE_UPS_A_SECOND, told
    assert used / slept < most_cpu_s, told
