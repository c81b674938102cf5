# SPDX-License-Identifier: BSD-3-Clause
"""What a user of icmp-responder sees on a terminal: the table of --stats-period, the prompt below what is printed."""
import re
import signal

import pytest

from terminal import PROMPT, Terminal

HEADINGS = "port link   rx pps  Mbit/s   tx pps  Mbit/s   drops p50 us    p90    p99    max"
LIVE = ["--stats-period", "0.1"]


def table_of(lines):
    """The table's rows: it stands in the last lines of the screen."""
    return lines[-1] if lines[-2] == HEADINGS else None


def drops(lines):
    row = table_of(lines)
    number = row.split()[6] if row else "0"
    return float(number[:-1]) * 1e6 if number.endswith("M") else float(number)


@pytest.fixture(name="console")
def fixture_console():
    with Terminal(["-i", *LIVE]) as terminal:
        terminal.wait_for(lambda lines: table_of(lines) and terminal.cursor_line() == PROMPT)
        yield terminal


def test_table_stands_in_the_last_lines_and_is_refreshed_in_place(console):
    # net_null receives without end, frames that are dropped: the counter shows that the table is a new one.
    before = drops(console.look())
    console.wait_for(lambda lines: drops(lines) > before)
    lines = console.look(0.5)
    assert re.fullmatch(r"   0 up +\d+ +[\d.]+ +0 +0.0 +[\d.]+M?      -      -      -      -", table_of(lines))
    assert lines.count(HEADINGS) == 1
    assert sum("  0 up " in line for line in lines) == 1


def test_typing_is_not_disturbed_by_the_table(console):
    for count, letter in enumerate("show config", start=1):
        console.type(letter)
        before = drops(console.look(0.02))
        console.wait_for(lambda lines: drops(lines) > before and
                         console.cursor_line() == PROMPT + "show config"[:count])
    console.type("\n")
    console.wait_for_line("rx-mode poll")


def test_output_scrolls_above_the_table(console):
    for _ in range(8):
        console.say("help")
    lines = console.look(0.3)
    assert table_of(lines)
    assert lines.count(HEADINGS) == 1
    assert console.screen.cursor.y == 21
    assert lines[20].startswith("  quit ")


def test_words_are_completed_and_commands_come_back_beside_the_table(console):
    console.type("sh\tnei\t")
    console.wait_for(lambda _: console.cursor_line() == PROMPT + "show neighbours ")
    console.type("\n")
    console.wait_for_line("no neighbours yet")
    console.say("show config")
    console.type("\x1b[A\x1b[A")
    console.wait_for(lambda _: console.cursor_line().rstrip() == PROMPT + "show neighbours")
    console.type("\x1b[B")
    console.wait_for(lambda _: console.cursor_line().rstrip() == PROMPT + "show config")


def test_wrong_command_is_explained_beside_the_table(console):
    console.say("show porz")
    assert "show 'porz': accepted are port, neighbours, drops, config" in console.look()


def test_lines_of_a_ping_do_not_destroy_what_is_typed(console):
    console.say("ping 192.168.100.1 2")
    console.type("show con")
    console.wait_for_line("--- 192.168.100.1 ping statistics ---")
    console.wait_for(lambda _: console.cursor_line() == PROMPT + "show con")
    console.type("\t\n")
    console.wait_for_line("rx-mode poll")


def test_table_follows_the_size_of_the_terminal(console):
    for rows, columns in ((40, 120), (12, 60), (24, 80)):
        console.type("show con")
        console.wait_for(lambda _: console.cursor_line() == PROMPT + "show con")
        console.resize(rows, columns)
        console.wait_for(lambda lines: lines[-2] == HEADINGS[:columns].rstrip() and
                         console.cursor_line() == PROMPT + "show con")
        console.say("fig")
        console.wait_for(lambda lines: lines.count(HEADINGS[:columns].rstrip()) == 1 and
                         console.screen.cursor.y < rows - 2)


def test_terminal_too_small_for_a_table_is_left_alone(console):
    console.resize(5, 80)
    console.wait_for(lambda _: console.cursor_line() == PROMPT)
    console.say("show config")
    console.wait_for(lambda lines: HEADINGS not in lines)
    console.resize(24, 80)
    console.wait_for(lambda lines: table_of(lines))


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM", "Ctrl-D", "quit"])
def test_end_prints_the_summary_and_gives_the_terminal_back(console, how):
    assert not console.in_line_mode()
    if how == "SIGTERM":
        console.child.kill(signal.SIGTERM)
    else:
        console.type({"Ctrl-C": "\x03", "Ctrl-D": "\x04", "quit": "quit\n"}[how])
    assert console.ended() == 0
    lines = [line.rstrip() for line in console.screen.display]
    assert "statistics" in lines and "port 0 (net_null0, net_null)" in lines
    assert HEADINGS not in lines
    assert console.screen.margins is None
    assert console.line_mode


def test_ctrl_c_gives_a_table_without_a_console_back_too():
    with Terminal(LIVE) as terminal:
        terminal.wait_for(lambda lines: table_of(lines) and "end with Ctrl-C" in lines)
        terminal.type("\x03")
        assert terminal.ended() == 0
        lines = [line.rstrip() for line in terminal.screen.display]
        assert "statistics" in lines and HEADINGS not in lines


def test_dumb_terminal_gets_lines():
    with Terminal(LIVE, kind="dumb") as terminal:
        terminal.wait_for(lambda lines: sum(" port 0 up: rx " in line for line in lines) > 2)
        assert b"\x1b" not in terminal.raw
        terminal.type("\x03")
        assert terminal.ended() == 0
