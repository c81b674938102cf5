# SPDX-License-Identifier: BSD-3-Clause
"""symmetric_mp: what comes in at one port of a pair goes out of the other; processes share the ports, each by its own queue.

It needs: as many queues each way as there are processes, checksum offload of reception, RSS as a mode. With one receive
queue there can be one process; its lcores take a pair of ports each.
"""
import frames
import pytest


@pytest.mark.parametrize("lcores", [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")])
def test_one_process_forwards_between_the_ports_of_each_pair(example, lcores):
    ports = 2 * lcores
    program = example("symmetric_mp", "-p", f"{(1 << ports) - 1:x}", "--num-procs=1", "--proc-id=0", ports=ports,
                      lcores=lcores)
    for _ in range(lcores):
        program.wait_for("using queue 0 of each port")
    sent = [(port, frame) for port in range(ports) for frame in frames.of_every_kind(port)]
    got = program.exchange(sent, len(sent))
    for port in range(ports):
        assert [frame for to, frame in got if to == port] == \
               [frames.on_the_wire(frame) for came_from, frame in sent if came_from == port ^ 1]
    assert program.end() == 0
    each = len(sent) // ports
    for port in range(ports):
        assert f"Port {port}: RX - {each}, TX - {each}, Drop - 0" in program.output


def test_second_process_is_refused_for_there_is_one_receive_queue(example):
    program = example("symmetric_mp", "-p", "3", "--num-procs=2", "--proc-id=0")
    assert program.wait() == 1
    assert "Ethdev port_id=0 nb_rx_queues=2 > 1" in program.output
    assert "Error initialising ports" in program.output
