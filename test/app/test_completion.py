# SPDX-License-Identifier: BSD-3-Clause
"""What bash offers at the Tab key, by the completion that is installed."""
import pathlib
import subprocess

import pytest
from app_runner import PROGRAM

COMPLETION = pathlib.Path(__file__).resolve().parents[2] / "app/icmp-responder/icmp-responder.bash"
SCRIPT = r"""
. /usr/share/bash-completion/bash_completion
. "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
_icmp_responder "$@"
printf '%s\n' "${COMPREPLY[@]}"
"""


def offered(*words):
    """What is offered for the last word."""
    done = subprocess.run(["bash", "-c", SCRIPT, "bash", COMPLETION, PROGRAM, *words], text=True, capture_output=True,
                          timeout=60, check=False)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


def in_help(section):
    """The options that a section of --help lists."""
    printed = subprocess.run([PROGRAM, "--help"], text=True, capture_output=True, timeout=60, check=True).stdout
    lines = printed[printed.index(f"\n{section}") + 1:].split("\n\n")[0].splitlines()[1:]
    assert lines
    return {line.split()[0] for line in lines}


def test_behind_two_dashes_all_options_are_offered():
    assert set(offered("-l", "0", "--", "")) == in_help("options:")


def test_in_front_of_them_those_of_eal_are():
    assert set(offered("")) == in_help("EAL arguments") | {"--"}


@pytest.mark.parametrize("words, expected", [
    (("--", "--answer"), ["--answer-broadcast"]),
    (("--", "--rx-mode", ""), ["poll", "interrupt", "adaptive"]),
    (("--", "--vlan", "u"), ["untagged"]),
])
def test_a_word_that_was_begun_is_ended_and_values_are_known(words, expected):
    assert offered(*words) == expected


def test_files_are_offered_where_one_is_needed(tmp_path):
    (tmp_path / "librte_net_e1k.so").touch()
    assert offered("-d", f"{tmp_path}/lib") == [f"{tmp_path}/librte_net_e1k.so"]
