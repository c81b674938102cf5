# SPDX-License-Identifier: BSD-3-Clause
"""Who answers echo requests in a guest, and the load from the host: what `echo` and `echo_counts` share."""
import contextlib
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "config"))

from vm import VmError, network, programs, qemu  # noqa: E402

WINDOWS = (1, 32, 128)
SIZES = (60, 1514)  # bytes of a frame, without FCS
EM, TESTPMD, RESPONDER, LINUX = ("testpmd, net_e1000_em", "testpmd, net_e1k", "icmp-responder, net_e1k", "Linux e1000")
PROGRAMS = {  # contender: program, plugin
    EM: (programs.Testpmd, None),
    TESTPMD: (programs.Testpmd, programs.PLUGIN),
    RESPONDER: (programs.IcmpResponder, programs.PLUGIN),
}
CONTENDERS = (*PROGRAMS, LINUX)
NOT_DRIVEN = {"e1000-82544gc": (EM,)}  # 8086:100c is not among net_e1000_em's ids


def add_options(parser):
    """Those that every measurement in a guest has."""
    parser.add_argument("--seconds", type=int, default=1, help="length of a measurement (default: %(default)s)")
    parser.add_argument("--device", metavar="MODEL", choices=qemu.DEVICES, default="e1000",
                        help=f"{', '.join(qemu.DEVICES)} (default: %(default)s)")
    parser.add_argument("--contender", action="append", choices=CONTENDERS, metavar="NAME",
                        help=f"only these; give it several times (default: all): {'; '.join(CONTENDERS)}")
    parser.add_argument("--bind", choices=qemu.BINDINGS, default="vfio", help="default: %(default)s")
    parser.add_argument("--build-folder", type=pathlib.Path, default=ROOT / "build", help="default: build")


def parse(parser):
    """The command line, with the contenders that can be on the device."""
    options = parser.parse_args()
    if os.geteuid() != 0:
        raise VmError(f"the network namespace and the tap need root; run: sudo {sys.argv[0]}")
    cannot = NOT_DRIVEN.get(options.device, ())
    for name in set(options.contender or ()) & set(cannot):
        raise VmError(f"--contender '{name}': does not drive {options.device}")
    options.contender = [name for name in CONTENDERS if name in (options.contender or CONTENDERS) and name not in cannot]
    return options


@contextlib.contextmanager
def answering(contender, machine, net, bind):
    """Have the contender answer in the guest."""
    if contender == LINUX:
        machine.bind_to_linux(network.GUEST_IP, network.PREFIX_LENGTH)
        _hear(contender, net)
        yield
        return
    machine.bind(bind)
    program_class, plugin = PROGRAMS[contender]
    with program_class(machine, plugin) as program:
        if program.driver != contender.split()[-1]:
            raise VmError(f"the NIC is driven by {program.driver}, not as in '{contender}'")
        _hear(contender, net)
        yield
        program.quit()


def _hear(contender, net):
    replies, output = net.ping(count=10)  # the device blocks reception for a second after some starts
    if replies == 0:
        raise VmError(f"{contender} does not answer:\n{output}")


def load(net, options, window, size):
    """Keep `window` requests in frames of `size` bytes under way; replies a second, and replies."""
    command = [options.build_folder / "test" / "perf" / "echo_load", network.TAP, qemu.MAC, network.HOST_IP,
               network.GUEST_IP, options.seconds, window, size]
    done = net.run(*map(str, command))
    result = re.match(r"(\d+) replies/s, 0 damaged, 0 lost, (\d+) in all", done.stdout)
    if not result:
        raise VmError(f"echo_load at window {window}, {size} bytes: {done.stdout}{done.stderr}")
    return int(result[1]), int(result[2])
