# SPDX-License-Identifier: BSD-3-Clause
"""Runs burst_measure, each row in a process of its own."""
import contextlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "test/support"))
import hugepages  # noqa: E402

FREE = hugepages.NR_HUGEPAGES.with_name("free_hugepages")
PAGES = 80


class MeasureError(Exception):
    """A row could not be measured; says why."""


@contextlib.contextmanager
def on_hugepages():
    """Yield whether there are enough of them: who may reserve gets its own for as long as this lasts."""
    if not os.access(hugepages.NR_HUGEPAGES, os.W_OK):
        yield FREE.exists() and int(FREE.read_text()) >= PAGES
        return
    got = hugepages.change(PAGES)
    try:
        yield int(FREE.read_text()) >= PAGES
    finally:
        hugepages.change(-got)


def measure(row, build, *options):
    """What a row costs, as burst_measure tells it."""
    options = [*row.options, "--driver", row.driver, *options]
    done = subprocess.run([build / "test/perf/burst/burst_measure", *map(str, options),
                           build / "drivers/net/e1k/librte_net_e1k.so"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=300, check=False)
    told = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not told:
        raise MeasureError(f"{row.key()}: ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return json.loads(told[-1])


def measure_all(rows, build, rounds, bursts, progress=lambda text: None):
    """{"built", "dpdk", "pages", "rows": [...]}: the instructions of one round, the least cycles of all."""
    found = {}
    with on_hugepages() as huge:
        for turn in range(rounds):  # in turns: other work on the machine only adds
            for row in rows:
                progress(f"round {turn + 1} of {rounds}: {row.key()}")
                now = measure(row, build, "--bursts", bursts, *(["--hugepages"] if huge else []),
                              *(["--only-cycles"] if turn > 0 else []))
                best = found.setdefault(row, now)
                for way in ("rx", "tx"):
                    best[way]["cycles"] = min(best[way]["cycles"], now[way]["cycles"])
    first = next(iter(found.values()))
    return {"built": first["built"], "dpdk": first["dpdk"], "pages": "2 MiB" if huge else "4 KiB",
            "rows": [{"driver": row.driver, "name": row.name, "rx": cost["rx"], "tx": cost["tx"]}
                     for row, cost in found.items()]}
