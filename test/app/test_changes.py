# SPDX-License-Identifier: BSD-3-Clause
"""A port that is set up anew keeps what was set, and one whose change is refused runs as before."""
import os
import subprocess

import pytest

from app_runner import EAL, LIMIT_S, PROGRAM

LITTLE = "88"  # megabytes: one pool of 20,000 buffers of 47, and no second one


def commands(lines, own=(), memory="128", device="net_ring0", environment=None):
    """Run the commands; returns what they printed."""
    eal = [*EAL]
    eal[eal.index("-m") + 1] = memory  # newer releases take it once only
    result = subprocess.run([PROGRAM, *eal, "--vdev", device, "--", "--ip", "192.168.100.224/24", "-i", *own],
                            input="\n".join([*lines, "show port info 0", "show config", ""]), capture_output=True,
                            text=True, timeout=LIMIT_S, check=False, env={**os.environ, **(environment or {})})
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def runs(text, mtu):
    """Whether the port was started and served at the end, with this MTU."""
    info = text.rsplit("show port info 0", 1)[1]
    return "state        started" in info and f"MTU          {mtu}" in info and "ports are served" in info


def test_promiscuous_mode_and_a_link_that_is_off_stay_with_another_mtu():
    text = commands(["set promisc 0 on", "set link-down port 0", "set mtu 0 1400"])
    assert runs(text, 1400)
    assert "promiscuous  on" in text
    assert "port 0: link down" in text.rsplit("show port info 0", 1)[1]


def test_promiscuous_mode_that_was_switched_off_stays_off():
    text = commands(["set promisc 0 off", "set mtu 0 1400"], ["--promiscuous"])
    assert runs(text, 1400)
    assert "promiscuous  off" in text


def test_link_that_is_off_stays_so_while_the_port_is_stopped_and_started():
    text = commands(["set link-down port 0", "port stop 0", "port start 0"])
    assert "port 0: link down" in text.rsplit("show port info 0", 1)[1]
    text = commands(["set link-down port 0", "set link-up port 0", "set mtu 0 1400"])
    assert "port 0: link up" in text.rsplit("show port info 0", 1)[1]


def test_mtu_is_changed_with_the_memory_that_there_is():
    assert runs(commands(["set mtu 0 1400", "set mtu 0 1300"], ["--mbufs", "20000"], LITTLE), 1300)


def test_change_for_which_there_is_no_memory_leaves_the_port_running():
    text = commands(["set mtu 0 9000"], ["--mbufs", "20000"], LITTLE, "net_null0")  # which needs larger buffers
    assert "port 0 (net_null): no memory for 20000 buffers of 91" in text
    assert runs(text, 1500)


@pytest.mark.parametrize("call, message, device", [
    ("rte_eth_dev_configure", "the driver refuses the configuration (MTU 9000): Input/output error", "net_ring0"),
    ("rte_eth_rx_queue_setup", "the driver refuses a receive ring of 512: Input/output error", "net_ring0"),
    ("rte_eth_tx_queue_setup", "the driver refuses a transmit ring of 512: Input/output error", "net_ring0"),
    ("rte_eth_dev_start", "cannot start: Input/output error", "net_ring0"),
    ("rte_eth_promiscuous_enable", "cannot switch promiscuous mode: Input/output error", "net_ring0"),
    ("rte_pktmbuf_pool_create", "bytes; give EAL more (-m MB), or ask for fewer", "net_null0"),
])
def test_change_that_fails_half_way_leaves_the_port_as_it_was(call, message, device):
    text = commands(["set mtu 0 9000"], ["--promiscuous"], device=device,
                    environment={"LD_PRELOAD": os.environ["PRELOADED"], "REFUSE": f"{call}:2"})
    assert message in text
    assert runs(text, 1500)
    assert "promiscuous  on" in text
