# SPDX-License-Identifier: BSD-3-Clause
"""What was measured, as a table for people and as one for the guide."""
import csv
import io

import settings

BOTH = ("rx", "tx")


def by_name(results):
    """{name: {driver: row}}, in the order in which they were measured."""
    names = {}
    for row in results["rows"]:
        names.setdefault(row["name"], {})[row["driver"]] = row
    return names


def figure(cost, what):
    """As text; nothing where nothing was done or measured."""
    return f"{cost[what]:.1f}" if cost["instructions"] and (cost[what] or what == "instructions") else ""


def accesses(row):
    """Register accesses for a packet received and sent: writes, and reads where there are any."""
    reads, writes = (sum(row[way][what] for way in BOTH) for what in ("reads", "writes"))
    return f"{writes:.3f}" + (f" + {reads:.3f} read" if reads else "")


def text(results):
    """All of it."""
    lines = [f"bursts of 32 frames of 64 bytes, rings of 512, MBUF_FAST_FREE, unless said; pages of {results['pages']}; "
             f"{results['dpdk']}, {results['built']}",
             f"{'':58}{'instructions a packet':^24}{'cycles a packet':^24}{'registers':>11}",
             f"{'':58}" + 2 * f"{'rx':>8}{'tx':>8}{'both':>8}" + f"{'a packet':>11}"]
    for row in results["rows"]:
        cells = ""
        for what in ("instructions", "cycles"):
            both = sum(row[way][what] for way in BOTH)
            cells += "".join(f"{figure(row[way], what):>8}" for way in BOTH) + (f"{both:8.1f}" if both else " " * 8)
        modes = "; ".join(dict.fromkeys(row[way]["mode"] for way in BOTH if row[way]["mode"]))
        registers = accesses(row) if row["driver"] in settings.DRIVERS else ""
        lines.append(f"{row['driver'] + ', ' + row['name']:58}{cells}{registers:>11}  {modes}".rstrip())
    return "\n".join(lines) + "\n" + ratio(results)


def ratio(results):
    """net_e1k's cycles of net_e1000_em's in the same run, where both have the plain row."""
    plain = by_name(results).get(settings.PLAIN, {})
    if not {*settings.DRIVERS} <= plain.keys():
        return ""
    lines = ""
    for what in ("instructions", "cycles"):
        ours, theirs = ([plain[driver][way][what] for way in BOTH] for driver in settings.DRIVERS)
        if all(theirs):
            shares = [mine / other for mine, other in zip(ours + [sum(ours)], theirs + [sum(theirs)])]
            lines += f"{what} of net_e1000_em's, plain: " + ", ".join(
                f"{way} {share:.2f}" for way, share in zip((*BOTH, "both"), shares)) + "\n"
    return lines


def guide(results):
    """Instructions by row and driver, as CSV: receive and transmit, and net_e1k's bursts and register accesses."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["", *(f"{driver} {way}" for driver in settings.CONTENDERS for way in ("RX", "TX")),
                    "net_e1k's registers", "its bursts"])
    for name, row in by_name(results).items():
        cells = [figure(row[driver][way], "instructions") if driver in row else ""
                 for driver in settings.CONTENDERS for way in BOTH]
        ours = row.get(settings.OURS)
        modes = "; ".join(dict.fromkeys(ours[way]["mode"] for way in BOTH)) if ours else ""
        table.writerow([name, *cells, accesses(ours) if ours else "", modes])
    return out.getvalue()
