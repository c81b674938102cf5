# SPDX-License-Identifier: BSD-3-Clause
"""Where the driver tells the device to look, or is told by it, the plugin has a barrier: doc/architecture.rst, Order."""
import os
import re
import subprocess

import pytest

SOON = r"(?:.*\n){0,5}.*"  # the address may be fetched in between
DOORBELL, REGISTER_WRITTEN, REGISTER_READ, ACQUIRE, FOUR_READ = range(5)
ORDERS = {
    "aarch64": {DOORBELL: rf"dmb\toshst\n{SOON}str\tw", REGISTER_WRITTEN: rf"dmb\tosh\n{SOON}str\tw",
                REGISTER_READ: r"ldr\tw.*\n.*dmb\toshld", ACQUIRE: r"ldap?r\tx", FOUR_READ: r"dmb\toshld"},
    "riscv64": {DOORBELL: rf"fence\torw,ow\n{SOON}sw\t", REGISTER_WRITTEN: rf"fence\tiorw,o\n{SOON}sw\t",
                REGISTER_READ: rf"lw\t.*\n{SOON}fence\ti,iorw", ACQUIRE: rf"ld\t.*\n{SOON}fence(\tr,rw)?\n",
                FOUR_READ: r"fence\tir,ir"},
}
PLACES = [
    ("e1k::hw::deliver(", REGISTER_READ),
    ("e1k::hw::receiver::take_ring(", REGISTER_WRITTEN),
    ("e1k::RxQueue::refill()", DOORBELL),
    ("e1k::tx_burst(", DOORBELL),
    ("e1k::tx_burst_full(", DOORBELL),
    ("e1k::RxQueue::waiting()", ACQUIRE),
    ("e1k::TxQueue::waits_for_hardware(", ACQUIRE),
    ("e1k::RxTaken e1k::ByFours::go_on<e1k::NoRxOffloads>(", FOUR_READ),
    ("e1k::RxTaken e1k::ByFours::go_on<e1k::AllRxOffloads>(", FOUR_READ),
]


@pytest.fixture(scope="session")
def functions():
    """{name with parameters: instructions, one a line}"""
    listing = subprocess.run([os.environ["E1K_OBJDUMP"], "-dC", "--no-show-raw-insn", os.environ["E1K_PLUGIN"]],
                             text=True, capture_output=True, check=True).stdout
    return dict(re.findall(r"^[0-9a-f]+ <(.+)>:\n((?:.+\n?)+)", listing, re.MULTILINE))


@pytest.mark.parametrize("name, order", PLACES, ids=[name.rstrip("(") for name, _ in PLACES])
def test_a_barrier_is_where_the_two_sides_meet(functions, name, order):
    bodies = [body for function, body in functions.items() if function.startswith(name)]
    assert bodies != []
    assert any(re.search(ORDERS[os.environ["E1K_CPU"]][order], body) for body in bodies)
