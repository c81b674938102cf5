# SPDX-License-Identifier: BSD-3-Clause
"""Debian's Open vSwitch with DPDK, with daemons and a database of its own, on QEMU's e1000."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import launch
from elftools.elf.elffile import ELFFile

DAEMON = "/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk"
SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema"
LIMIT_S = 60


def launched(net="loop"):
    """How the switch's daemon is launched with these wires, by the driver that the environment names."""
    return launch.Launch("e1000", net, os.environ.get("E1K_DRIVER", "e1k"), os.environ.get("E1K_BUILD"))


def missing():
    """Why the switch cannot be had with that driver, and what to do; empty where it can."""
    needed = [DAEMON, SCHEMA, "ovsdb-server", "ovsdb-tool", "ovs-vsctl", "ovs-appctl", "ovs-ofctl"]
    absent = [name for name in needed if shutil.which(name) is None and not pathlib.Path(name).is_file()]
    if absent:
        return f"there is no {', '.join(absent)}; run: sh config/setup.sh"
    if launched().driver != "e1k":
        return ""
    ours, its = eal_of(launched().plugin()), eal_of(DAEMON)
    return "" if ours == its else f"the plugin is for {ours}, Open vSwitch for {its}: build the plugin for that DPDK"


def eal_of(file):
    """The file name, with its ABI version, of DPDK's EAL that a program or plugin is linked with."""
    with open(file, "rb") as opened:
        return next(tag.needed for tag in ELFFile(opened).get_section_by_name(".dynamic").iter_tags("DT_NEEDED")
                    if tag.needed.startswith("librte_eal.so"))


def wait_until(condition, told=str):
    """Look until a condition holds; fail with what told() says when the time is over."""
    end = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < end, told()
        time.sleep(0.05)


class Namespace:
    """A network namespace that ends with this process, or with end()."""

    def __init__(self, inside=None):
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        enter = [*inside.enter(), "unshare", "--net"] if inside else ["unshare", "--net", *user]
        self.holder = subprocess.Popen([*enter, "sh", "-c", "ip link set lo up && echo up && exec cat"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       text=True, start_new_session=True)
        if self.holder.stdout.readline() != "up\n":
            raise launch.LaunchError(f"no network namespace: {self.holder.stderr.read().strip()}; be root")

    def enter(self):
        """The words to put before a command."""
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        return ["nsenter", "--target", str(self.holder.pid), "--net", *user]

    def run(self, *command):
        """Run a command there and return what it prints."""
        done = subprocess.run([*self.enter(), *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=LIMIT_S)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}"
        return done.stdout

    def end(self):
        self.holder.stdin.close()
        self.holder.wait()
        self.holder.stdout.close()
        self.holder.stderr.close()


NAMES_IN_3_1 = {"n_rxq": "configured_rx_queues", "n_txq": "configured_tx_queues",
                "n_rxq_desc": "configured_rxq_descriptors", "n_txq_desc": "configured_txq_descriptors",
                "dpdk-lsc-interrupt": "lsc_interrupt_mode", "tx_tcp_seg_offload": "tx_tso_offload"}


class Switch:
    """ovsdb-server and ovs-vswitchd, none of the machine's own.

    In a namespace, for ovs-vswitchd takes away the kernel's datapaths that are not in its database.

    folder       for database, sockets, locks and logs
    net, fds     the wires, as launch.Launch has them, and file descriptors that they name
    config       other_config of table Open_vSwitch, beside what the test bed needs
    memory       MiB for all of DPDK
    """

    def __init__(self, folder, namespace, net, fds=(), config=(), memory=1024):
        self.folder, self.namespace, self.daemons = folder, namespace, []
        self.start = launched(net)
        self.environment = {**os.environ, **{f"OVS_{kind}DIR": str(self.folder) for kind in ("RUN", "DB", "LOG")}}
        try:
            self._start(fds, config, memory)
        except BaseException:
            self.end()
            raise

    def _start(self, fds, config, memory):
        database = f"{self.folder}/conf.db"
        self.run("ovsdb-tool", "create", database, SCHEMA)
        self._daemon("ovsdb-server", database, f"--remote=punix:{self.folder}/db.sock",
                     f"--unixctl={self.folder}/ovsdb-server.ctl", environment=self.environment)
        self._until(lambda: (self.folder / "db.sock").exists())
        driver = " ".join(self.start.eal_arguments()[-2:]) if self.start.driver == "e1k" else ""
        extra = f"--no-huge --legacy-mem --no-shconf --no-telemetry -m {memory} {driver}"
        # A mempool for all ports is made for 262,144 packets, and halved where memory is short, mostly.
        config = ["dpdk-init=true", f'dpdk-extra="{extra}"', "per-port-memory=true", *config]
        self.vsctl("--no-wait", "init", "--", "set", "Open_vSwitch", ".", *[f"other_config:{each}" for each in config])
        self.vswitchd = self._daemon(DAEMON, f"unix:{self.folder}/db.sock", "-vconsole:off",
                                     f"--log-file={self.folder}/vswitchd.log", f"--unixctl={self.folder}/vswitchd.ctl",
                                     environment={**self.environment, **self._preload()}, fds=fds)
        self._until(lambda: (self.folder / "vswitchd.ctl").exists())

    def _preload(self):
        bed = self.start.environment()
        return {name: bed[name] for name in bed if name == "LD_PRELOAD" or name.startswith("TESTBED_")}

    def _daemon(self, *command, environment, fds=()):
        """Start a daemon that is killed with this process, should that not come to end()."""
        with open(self.folder / "output", "ab") as output:
            daemon = subprocess.Popen([*self.namespace.enter(), "setpriv", "--pdeathsig", "KILL", *command],
                                      env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                      pass_fds=fds, start_new_session=True)
        self.daemons.append(daemon)
        return daemon

    def _until(self, condition):
        def happened():
            assert all(daemon.poll() is None for daemon in self.daemons), f"a daemon has ended\n{self.log()}"
            return condition()

        wait_until(happened, self.log)

    def run(self, *command):
        """Run one of Open vSwitch's tools on these daemons and return what it prints."""
        done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=LIMIT_S)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}\n{self.log()}"
        return done.stdout.strip()

    def vsctl(self, *arguments):
        return self.run("ovs-vsctl", f"--timeout={LIMIT_S}", f"--db=unix:{self.folder}/db.sock", *arguments)

    def appctl(self, *arguments):
        return self.run("ovs-appctl", "-t", f"{self.folder}/vswitchd.ctl", *arguments)

    def add_ports(self, bridge, ports, mtu=1500):
        """A userspace bridge with one DPDK port of each name, on the NICs in their order."""
        words = ["add-br", bridge, "--", "set", "bridge", bridge, "datapath_type=netdev"]
        for number, port in enumerate(ports):
            words += ["--", "add-port", bridge, port, "--", "set", "Interface", port, "type=dpdk",
                      f"options:dpdk-devargs=0000:00:{4 + number:02x}.0", f"mtu_request={mtu}",
                      f"ofport_request={1 + number}"]
        self.vsctl(*words)
        assert [self.interface(port, "error") for port in ports] == ["[]"] * len(ports), self.complaints()

    def connect(self, bridge, ways):
        """Have what comes in at a port go out at another, and nowhere else; ports by number."""
        management = f"unix:{self.folder}/{bridge}.mgmt"
        self.run("ovs-ofctl", "del-flows", management)
        for way_in, way_out in ways.items():
            self.run("ovs-ofctl", "add-flow", management, f"in_port={way_in},actions=output:{way_out}")

    def told(self, port):
        """What a port's configuration has become, as lines NAME=VALUE; Open vSwitch 3.1 has other names than newer ones,
        which tell it with the interface's status."""
        told = re.search(rf"port \d+: {port} \(\w+: (.*)\)", self.appctl("dpctl/show"))[1]
        words = f"{told}, {self.interface(port, 'status').strip('{}')}".replace('"', "").split(", ")
        pairs = [word.partition("=") for word in words]
        return "\n".join(f"{NAMES_IN_3_1.get(name, name)}={value}" for name, _, value in pairs) + "\n"

    def complaints(self):
        """Warnings and errors that have to do with DPDK, but for what the chip has not got."""
        return [line for line in self.log().splitlines()
                if re.search(r"\|(netdev_)?dpdk[^|]*\|(WARN|ERR|EMER)\|", line)
                and not re.search("(Tx SCTP checksum|tunnel TSO) offload is not supported", line)]

    def counts(self, port):
        """A port's packets and bytes each way. Fails where it counts an error or a packet dropped."""
        shown = self.appctl("dpctl/show", "-s")
        block = re.search(rf"port \d+: {port} .*\n((?:    .*\n?)+)", shown)[1]
        assert set(re.findall(r"(?:errors|dropped|overruns|frame|aborted|carrier|collisions):(\S+)", block)) <= {"0", "?"}
        return {way: (int(re.search(rf"{way} packets:(\d+)", block)[1]),
                      int(re.search(rf"{way} bytes:(\d+)", block)[1])) for way in ("RX", "TX")}

    def interface(self, port, column):
        return self.vsctl("get", "Interface", port, column).strip('"')

    def statistics(self, port, names):
        """Those of a port's statistics whose name matches. They are up to 5 s old."""
        shown = re.findall(r"(\w+)=(\d+)", self.interface(port, "statistics"))
        return {name: int(value) for name, value in shown if re.fullmatch(names, name)}

    def log(self):
        """What the daemons have logged and printed."""
        return "".join(path.read_text() for path in (self.folder / "output", self.folder / "vswitchd.log")
                       if path.exists())

    def end(self):
        """End the daemons, the switch first."""
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(timeout=20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
