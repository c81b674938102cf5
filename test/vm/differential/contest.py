# SPDX-License-Identifier: BSD-3-Clause
"""One contender after the other in the guest, and what each answers to all cases."""
import json
import pathlib
import sys
import tempfile

from vm import VmError, network
from vm.programs import IcmpResponder

from . import arp_frames, fragment_frames, ipv4_frames, ipv6_frames, tagged_frames
from .stations import OURS6, STATION4, STATION6

LINUX, RESPONDER = "Linux", "icmp-responder"
PREFIX6 = 64
TIMEOUT_S = 600
# net.ipv4.ipfrag_time; 30 by default. Long while the cases run, so that no "time exceeded" comes behind another case.
LINUX_FRAGMENT_TIME_S, LINUX_LONG_FRAGMENT_TIME_S = 2, 120
LATE_S = {LINUX: LINUX_FRAGMENT_TIME_S + 1, RESPONDER: 31}
# Rate limits off, no routers and duplicate address detection of its own, and the flow label of a request in its reply
# (4: of ICMPv6 echo requests). Frames leave in the order in which they were made: no fair queueing.
SYSCTLS = {"net/ipv4/icmp_ratelimit": 0, "net/ipv4/icmp_msgs_per_sec": 1000000, "net/ipv4/icmp_msgs_burst": 1000000,
           "net/ipv6/icmp/ratelimit": 0, "net/ipv4/conf/all/rp_filter": 0,
           "net/ipv4/neigh/default/locktime": 0, "net/ipv6/conf/all/accept_ra": 0,
           "net/ipv6/conf/default/accept_ra": 0, "net/ipv6/conf/default/accept_dad": 0,
           "net/ipv6/conf/default/router_solicitations": 0,
           "net/ipv6/flowlabel_reflect": 4,
           "net/ipv6/auto_flowlabels": 0, "net/core/default_qdisc": "pfifo_fast"}


class Setting:
    """What both contenders are told: a name, the cases, icmp-responder's options, and Linux's commands."""

    def __init__(self, name, cases, late=(), options=(), commands=(), device="eth0"):
        self.name, self.cases, self.late = name, cases, list(late)
        self.options, self.commands, self.device = options, commands, device

    def steps(self, contender):
        """The cases, and what begins late ones and ends them: for Linux to be done apart, one behind the other.
        icmp-responder keeps fragments for 30 s: meanwhile it gets the other cases."""
        first = [{"clock": True}, *(step(case.name + "-begun", case.frames[:1]) for case in self.late)]
        rest = [step(case.name, case.frames[1:]) for case in self.late]
        late = [bytes(case.frames[0]).hex() for case in self.late]
        over = [{"case": "late/time-is-up", "until": LATE_S[contender], "late": late}] if self.late else []
        others = [step(case.name, case.frames) for case in self.cases]
        return [others, [*first, *over, *rest]] if contender == LINUX else [[*first, *others, *over, *rest]]


def step(name, frames):
    return {"case": name, "frames": [bytes(frame).hex() for frame in frames]}


def settings():
    ordinary = [case for module in (arp_frames, ipv4_frames, fragment_frames, ipv6_frames) for case in module.make()]
    return [Setting("as usual", ordinary, fragment_frames.late()),
            Setting("in VLAN 7, broadcasts answered", tagged_frames.make(), device="eth0.7",
                    options=["--vlan", "7", "--answer-broadcast"],
                    commands=["sysctl -qw net.ipv4.icmp_echo_ignore_broadcasts=0"])]


def run_linux(guest, net, setting):
    guest.run("; ".join(f"echo {value} > /proc/sys/{name}" for name, value in SYSCTLS.items()))
    guest.bind("kernel")
    vlan = setting.device.partition(".")[2]
    tag = ("for module in llc stp garp mrp 8021q; do "
           "[ -d /sys/module/$module ] || insmod /lib/modules/$module.ko; done; "
           f"ip link add link eth0 name {setting.device} type vlan id {vlan}; ip link set {setting.device} up;")
    address = f"{network.GUEST_IP}/{network.PREFIX_LENGTH}"
    try:
        guest.run(f"ip link set eth0 up; {tag if vlan else ''} ip address add {address} dev {setting.device}; "
                  f"ip -6 address add {OURS6}/{PREFIX6} dev {setting.device}; "
                  f"ip route add default via {STATION4}; ip -6 route add default via {STATION6} dev {setting.device}")
        for command in setting.commands:
            guest.run(command)
        others, late = setting.steps(LINUX)
        set_fragment_time(guest, LINUX_LONG_FRAGMENT_TIME_S)
        results = exchange(net, setting, LINUX, others)
        set_fragment_time(guest, LINUX_FRAGMENT_TIME_S)
        return {**results, **(exchange(net, setting, LINUX, late) if setting.late else {})}
    finally:
        guest.run("sysctl -qw net.ipv4.icmp_echo_ignore_broadcasts=1")


def set_fragment_time(guest, seconds):
    guest.run(f"sysctl -qw net.ipv4.ipfrag_time={seconds} net.ipv6.ip6frag_time={seconds}")


def run_responder(guest, net, setting, plugin):
    guest.bind("vfio")
    with IcmpResponder(guest, plugin, options=["--ip", f"{OURS6}/{PREFIX6}", *setting.options]) as responder:
        results = exchange(net, setting, RESPONDER, *setting.steps(RESPONDER))
        responder.quit()
    return results


def exchange(net, setting, contender, plan):
    """The frames that came back, by case."""
    with tempfile.TemporaryDirectory() as folder:
        steps, result = pathlib.Path(folder) / "steps", pathlib.Path(folder) / "result"
        steps.write_text(json.dumps(plan))
        here = pathlib.Path(__file__).resolve().parents[1]
        done = net.run("env", f"PYTHONPATH={here}", sys.executable, "-B", "-m", "differential.exchange", network.TAP,
                       setting.device.partition(".")[2] or "0", str(steps), str(result), timeout_s=TIMEOUT_S)
        if done.returncode != 0:
            raise VmError(f"{contender}, {setting.name}: {done.stdout}")
        return {name: [bytes.fromhex(frame) for frame in frames]
                for name, frames in json.loads(result.read_text()).items()}
