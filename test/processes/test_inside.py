# SPDX-License-Identifier: BSD-3-Clause
"""What dpdk-proc-info, a secondary process, and dpdk-telemetry.py show of a port that a running dpdk-testpmd has."""
import csv
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import hugepages  # noqa: E402
from sharing import PAGES, PLUGIN, PREFIX, RUNTIME, command, forward, primary, proc_info  # noqa: E402

GUIDE = pathlib.Path(__file__).resolve().parents[2] / 'doc'


@pytest.fixture(scope='module')
def testpmd(tmp_path_factory):
    """Ours is port 0, a net_null port 1."""
    folder = tmp_path_factory.mktemp('huge')
    with hugepages.mounted(folder, PAGES):
        with primary(folder, '-d', PLUGIN, '--vdev=net_null0', telemetry=True) as process:
            yield process
    shutil.rmtree(RUNTIME, ignore_errors=True)


def ask(question):
    """The answer of telemetry to one question."""
    done = subprocess.run(['dpdk-telemetry.py', '-f', PREFIX], input=question, text=True, stdout=subprocess.PIPE, timeout=60,
                          check=True)
    return json.loads(done.stdout.splitlines()[-1])[question.split(',')[0]]


def shown(*options):
    done = proc_info(*options)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_proc_info_writes_the_registers_of_the_primary_to_a_file(testpmd):
    with (GUIDE / 'register_list.csv').open(newline='') as table:
        names = [row['register'] for row in csv.DictReader(table) for _ in range(int(row['count']))]
    with tempfile.TemporaryDirectory() as folder:  # dpdk-proc-info takes names of up to 64 characters
        text = shown(f'--dump-regs={folder}/registers')
        assert re.search(r'driver:net_e1k version:0X01\w\w100E', text), text
        values = struct.unpack(f'<{len(names)}I', pathlib.Path(folder, 'registers-port0').read_bytes())
    first = dict(zip(reversed(names), reversed(values)))  # of an array the first
    assert first['STATUS'] & 2, 'the link is up'
    assert first['RCTL'] & 2, 'it receives'
    assert first['RAL'] == int.from_bytes(bytes.fromhex('52540012'), 'little')


def test_proc_info_shows_what_is_in_the_rings_and_the_port(testpmd):
    forward(testpmd)
    text = shown('--show-rx-descriptor', '0:0:4')
    rx = re.findall(r'^rx 0: (\d+) address 0x(\w{16}) word 0x\w{16} (?:done|available)\r?$', text, re.M)
    assert len(rx) == 4 and all(int(address, 16) != 0 for _, address in rx), text
    assert re.search(r'^tx 0: \d+ address 0x\w{16} word 0x\w{16} free', shown('--show-tx-descriptor', '0:0:1'), re.M)
    port = shown('--show-port-private')
    for line in ('chip: 82540EM', 'pci_id: 8086:100e', 'running: yes', 'rx queue 0', 'tx queue 0', 'descriptors: 512'):
        assert line in port, port
    assert 'firmware version: 0.0-0' in shown('--firmware-version')
    forward(testpmd)


def test_telemetry_tells_of_our_ports_alone(testpmd):
    assert ask('/net_e1k/list') == [0]
    assert ask('/net_e1k/info,0')['chip'] == '82540EM'
    for name in ('info', 'ring', 'registers', 'eeprom'):
        assert ask(f'/net_e1k/{name},1') == {'error': 'port 1 is none of net_e1k; /net_e1k/list tells which are'}


def test_telemetry_tells_registers_eeprom_and_rings(testpmd):
    registers = ask('/net_e1k/registers,0')
    assert int(registers['RCTL'], 0) & 2
    assert len(registers['MTA']) == 128 and len(registers['RAL']) == 15
    assert 'ICR' not in registers
    words = [int(word, 0) for word in ask('/net_e1k/eeprom,0')]
    assert sum(words) & 0xffff == 0xbaba
    assert ask('/net_e1k/eeprom,0,0,3') == ['0x5452', '0x1200', '0x5634']
    rings = ask('/net_e1k/ring,0')
    assert rings.keys() == {'rx0', 'tx0'} and rings['rx0']['descriptors'] == 512
    assert len(ask('/net_e1k/ring,0,rx,0,0,64')['rx0']['ring']) == 64


def test_telemetry_follows_a_port_that_is_stopped_closed_and_attached_again(testpmd):
    for step, listed in (('port stop 0', [0]), ('port close 0', []), ('device detach 0000:00:03.0', []),
                         ('port attach 0000:00:03.0', [0]), ('port start 0', [0])):
        command(testpmd, step)
        assert ask('/net_e1k/list') == listed, step
    assert ask('/net_e1k/info,0')['running'] == 'yes'
