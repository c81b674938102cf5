# SPDX-License-Identifier: BSD-3-Clause
"""link_status_interrupt: forwards as l2fwd does, and tells of each change of a link when its interrupt comes.

It needs: one queue each way, link interrupts, promiscuous mode. One lcore for both ports (-q 2), or one for each.
"""
import frames
import pytest


@pytest.mark.parametrize("lcores", [pytest.param(1, id="1 lcore"), pytest.param(2, id="2 lcores")])
def test_tells_of_a_link_that_goes_down_and_up_and_forwards_on(example, plug, lcores):
    program = example("link_status_interrupt", "-p", "3", "-q", str(2 // lcores), "-T", "0", lcores=lcores,
                      qemu=plug.qemu)
    program.wait_for("entering main loop")

    def forwards():
        sent = [(port, frame) for port in (0, 1) for frame in frames.of_every_kind(port)]
        got = program.exchange(sent, len(sent))
        for port in (0, 1):
            assert [frame for to, frame in got if to == port] == \
                   [frames.on_the_wire(frames.with_addresses(frame, frames.PORTS[port], f"02:00:00:00:00:0{port}"))
                    for came_from, frame in sent if came_from != port]

    forwards()
    for state in ("down", "up at 1 Gbps FDX Autoneg"):
        plug.set(1, state != "down")
        program.wait_for("In registered callback...")
        program.wait_for("Event type: LSC interrupt")
        program.wait_for(f"Port 1 Link {state}")
    forwards()
    assert "Port 0 Link down" not in program.output
