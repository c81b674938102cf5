# SPDX-License-Identifier: BSD-3-Clause
"""What is measured: rows of a name, what differs from the first row, and who is measured."""
import typing

# A burst of 32 frames of 64 bytes, rings of 512, MBUF_FAST_FREE, a mempool with a cache.
OURS, PEER, FLOOR, BARE = CONTENDERS = ("net_e1k", "net_e1000_em", "net_null", "mempool")
DRIVERS = (OURS, PEER)
PORTS = (OURS, PEER, FLOOR)
BURSTS = (1, 4, 8, 32, 64)
RINGS = (128, 256, 512, 1024, 2048, 4096)

PLAIN = "plain"
EMPTY_POLL = "empty poll"
RX_OFFLOADS = {"RX checksum, VLAN strip": ("--rx-offloads",)}
TX_CHECKSUM = {"TX checksum": ("--tx-checksum",)}
NO_FAST_FREE = {"no FAST_FREE": ("--no-fast-free",)}
SEGMENTS = {"1518 B, 2 segments": ("--frame", 1518, "--buffer", 1024, "--scatter")}


class Row(typing.NamedTuple):
    """A row of the table."""
    driver: str
    name: str
    options: tuple = ()  # of burst_measure
    checked: bool = False

    def key(self):
        return f"{self.driver}, {self.name}"


def bursts(driver, names, checked=()):
    """Each of the names, a dictionary of options, at each burst but where it is the plain one of 32."""
    for name, options in names.items():
        for burst in BURSTS:
            size = [] if burst == 32 else [f"burst {burst}"]
            text = ", ".join(size + ([name] if name != PLAIN else [])) or PLAIN
            yield Row(driver, text, ("--burst", burst, *options), burst in checked)


def simd(names):
    """The rows of net_e1k's table of paths that this machine would pass over for wider vectors."""
    for bits in (64, 128, 256):
        for name, options in names.items():
            text = f"{bits}-bit SIMD" + (f", {name}" if name != PLAIN else "")
            yield Row(OURS, text, ("--simd", bits, *options), bits != 256)


def of(driver):
    """All rows of a driver."""
    plain = {PLAIN: ()}
    checked = (1, 4, 32) if driver == OURS else ()
    yield from bursts(driver, plain, checked)
    if driver == BARE:
        yield Row(driver, "no mempool cache", ("--cache", 0))
        return
    if driver in DRIVERS:
        yield from bursts(driver, RX_OFFLOADS | TX_CHECKSUM | (NO_FAST_FREE if driver == OURS else {}), checked)
        for ring in RINGS:
            if ring != 512:
                yield Row(driver, f"ring {ring}", ("--ring", ring), driver == OURS and ring in (128, 1024))
        yield Row(driver, "RX scatter", ("--scatter",), driver == OURS)
        yield Row(driver, "TX checksum, prepare", ("--tx-checksum", "--prepare"))
        yield Row(driver, EMPTY_POLL, ("--idle",), driver == OURS)
    yield Row(driver, "1518 B", ("--frame", 1518))
    if driver in DRIVERS:
        for name, options in SEGMENTS.items():
            yield Row(driver, name, options, driver == OURS)
    for ports in (2, 4, 8):
        yield Row(driver, f"{ports} ports", ("--ports", ports))
    yield Row(driver, "no mempool cache", ("--cache", 0))
    if driver == OURS:
        yield from simd(plain | RX_OFFLOADS)


def rows():
    """All of all."""
    return [row for driver in CONTENDERS for row in of(driver)]
