# SPDX-License-Identifier: BSD-3-Clause
"""The same frames to the Linux stack and to icmp-responder on net_e1k, in the same guest with the same addresses: the
replies are the same byte for byte, but for the differences that doc/differences.csv lists, and all of those occur."""
import pytest
from differential import contest, describe, table

SETTINGS = contest.settings()


def cases(setting):
    return [case.name for case in (*setting.cases, *setting.late)] + (["late/time-is-up"] if setting.late else [])


def judge(names, unlike):
    """What is wrong: `unlike` has the two texts of each case that is not the same."""
    wrong = []
    for name in names:
        rows = [row for row in table.rows() if row.names(name)]
        found = unlike.get(name)
        if found is None:
            wrong += [f"{name}: no difference any more, but listed by '{row}'" for row in rows]
        elif not any(row.tells(found) for row in rows):
            wrong.append(f"{name}: not listed\n    Linux: {found[0]}\n    icmp-responder: {found[1]}")
    return wrong


def test_every_row_of_the_table_names_frames_and_says_why():
    names = [name for setting in SETTINGS for name in cases(setting)]
    for row in table.rows():
        assert row.why
        for pattern in row.patterns:
            assert any(table.Row(pattern.lstrip("!"), "", "", "").names(name)
                       for name in names), f"{pattern}: no such frames"
    assert len(names) == len(set(names))


def test_a_difference_that_is_not_listed_and_one_that_is_over_are_told():
    assert judge(["echo/size-1"], {}) == []
    assert "not listed" in judge(["echo/size-1"], {"echo/size-1": ("ICMP echo reply", "nothing")})[0]
    assert "not listed" in judge(["echo/zeros"], {"echo/zeros": ("ICMP echo reply", "nothing")})[0]
    assert "no difference any more" in judge(["echo/zeros"], {})[0]


@pytest.mark.parametrize("guest", ["e1000"], indirect=True)
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_answers_as_linux_does_but_for_the_listed_differences(guest, net, plugin, setting):
    linux = contest.run_linux(guest, net, setting)
    responder = contest.run_responder(guest, net, setting, plugin)
    names = cases(setting)
    assert set(names) <= set(linux) == set(responder)
    assert sum(bool(frames) for frames in linux.values()) > len(names) / 3, "Linux hardly answers: no comparison"
    unlike = {name: texts for name in linux if (texts := describe.unlike(linux[name], responder[name]))}
    wrong = judge(linux, unlike)
    assert not wrong, "\n".join(wrong)
