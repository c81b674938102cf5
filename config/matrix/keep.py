#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Put a row into a table of the guide, matrix.csv or processors.csv: keep.py TABLE ROW. It takes the place of the one of
the same DPDK and source of it, or of the same processor. What it did not run stays as it was told before, if all that is
compared with (versions) is the same."""
import csv
import pathlib
import sys

HEADS = {"matrix": ["DPDK", "from", "compiler", "QEMU", "date", "built", "unit", "driver", "app", "fuzz", "qemu", "demo"],
         "processors": ["processor", "DPDK", "from", "date", "hw, rxtx, protocol, text", "demo"]}
KEYS = {"matrix": 2, "processors": 1}  # how many cells tell a row from others
NOT_RUN = "not run"


def merged(old, new):
    """`new`, completed by what `old` ran on the same versions; the older date, then."""
    same = old[:4] == new[:4] and old[5] == new[5]
    if not same or NOT_RUN not in new[6:]:
        return new
    cells = [before if now == NOT_RUN else now for before, now in zip(old[6:], new[6:])]
    return [*new[:4], min(old[4], new[4]), new[5], *cells]


def main():
    table, row = map(pathlib.Path, sys.argv[1:3])
    head, keys = HEADS[table.stem], KEYS[table.stem]
    rows = list(csv.reader(table.read_text().splitlines()))[1:] if table.exists() else []
    [new] = csv.reader(row.read_text().splitlines())
    kept = {tuple(old[:keys]): old + [NOT_RUN] * (len(head) - len(old)) for old in rows}
    key = tuple(new[:keys])
    kept[key] = merged(kept[key], new) if key in kept and table.stem == "matrix" else new
    with table.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *(kept[each] for each in sorted(kept))])


if __name__ == "__main__":
    main()
