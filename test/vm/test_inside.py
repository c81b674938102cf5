# SPDX-License-Identifier: BSD-3-Clause
"""What the driver shows of a device, beside what Linux's e1000 and ethtool showed of the same one before."""
import csv
import pathlib
import re
import struct

import pytest
from vm import network, qemu
from vm.programs import PLUGIN, IcmpResponder

pytestmark = pytest.mark.parametrize("guest", qemu.DEVICES, indirect=True)
GUIDE = pathlib.Path(__file__).resolve().parents[2] / "doc/register_list.csv"


def linux_has(guest):
    """STATUS and the words of the EEPROM, as ethtool has them."""
    guest.bind_to_linux(network.GUEST_IP, network.PREFIX_LENGTH)
    guest.run("ethtool -d eth0 raw on > /tmp/registers; ethtool -e eth0 raw on > /tmp/eeprom")
    status = struct.unpack_from("<2I", guest.read_file("/tmp/registers"))[1]  # Linux's order begins CTRL, STATUS
    words = guest.read_file("/tmp/eeprom")
    guest.run("rm /tmp/registers /tmp/eeprom")
    return status, struct.unpack(f"<{len(words) // 2}H", words)


def driver_has(guest):
    """The same of the driver, and the first of each register by its name."""
    output = guest.run(f"port_dump --proc-type=secondary -l 0 -d {PLUGIN} --log-level=error")
    values, words = ([int(word, 16) for word in re.search(rf"^{name}((?: \w+)*)$", output, re.M)[1].split()]
                     for name in ("registers", "eeprom"))
    with GUIDE.open(newline="") as table:
        names = [row["register"] for row in csv.DictReader(table) for _ in range(int(row["count"]))]
    assert len(names) == len(values)
    return dict(zip(reversed(names), reversed(values))), tuple(words)


def test_registers_and_eeprom_are_those_that_linux_shows(guest, net, plugin):
    status, words = linux_has(guest)
    guest.bind("vfio")
    with IcmpResponder(guest, plugin):
        registers, ours = driver_has(guest)
        assert ours == words and len(words) == 64
        assert registers["STATUS"] == status
        mac = bytes.fromhex(qemu.MAC.replace(":", ""))
        assert struct.pack("<2I", registers["RAL"], registers["RAH"]) == mac + b"\x00\x80"
        net.ping(count=1)
