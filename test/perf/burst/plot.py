# SPDX-License-Identifier: BSD-3-Clause
"""What was measured, as an SVG picture: instructions a packet, by burst and by ring."""
import html
import math

import settings
import table

COLOURS = dict(zip(settings.CONTENDERS, ("#0b6e4f", "#c8553d", "#5b7db1", "#999999")))
WIDTH, HEIGHT = 380, 270  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 52, 20, 30, 44


def points(results, direction, names):
    """{driver: [(x, instructions)]}; both directions together where none is named."""
    rows = table.by_name(results)
    ways = (direction,) if direction else table.BOTH
    lines = {}
    for x, name in names.items():
        for driver, row in rows.get(name, {}).items():
            lines.setdefault(driver, []).append((x, sum(row[way]["instructions"] for way in ways)))
    return {driver: line for driver, line in lines.items() if len(line) > 1}


def text(x, y, words, anchor="middle", extra=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{html.escape(words)}</text>'


def panel(title, axis, lines, ticks):
    """One diagram, both axes logarithmic."""
    values = [y for line in lines.values() for _, y in line]
    low, high = 2 ** math.floor(math.log2(min(values))), 2 ** math.ceil(math.log2(max(values)))
    across, up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(x, y):
        return (LEFT + across * math.log(x / ticks[0]) / math.log(ticks[-1] / ticks[0]),
                TOP + up - up * math.log(y / low) / math.log(high / low))

    out = [text(LEFT + across / 2, 18, title, extra=' font-weight="bold"'), text(LEFT + across / 2, HEIGHT - 10, axis)]
    y = low
    while y <= high:
        _, line = at(ticks[0], y)
        out += [f'<path d="M{LEFT} {line:.1f}h{across}" stroke="#ddd"/>', text(LEFT - 6, line + 4, f"{y:g}", "end")]
        y *= 2
    out += [text(at(x, low)[0], TOP + up + 16, str(x)) for x in ticks]
    for driver, line in lines.items():
        places = [at(*point) for point in line]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        out.append(f'<path d="{path}" fill="none" stroke="{COLOURS[driver]}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{COLOURS[driver]}"/>' for x, y in places]
    return out


def draw(results):
    """The picture."""
    bursts = {burst: settings.PLAIN if burst == 32 else f"burst {burst}" for burst in settings.BURSTS}
    offloads = {burst: ("" if burst == 32 else f"burst {burst}, ") + name
                for name in settings.RX_OFFLOADS for burst in settings.BURSTS}
    rings = {ring: settings.PLAIN if ring == 512 else f"ring {ring}" for ring in settings.RINGS}
    panels = [("receive", "packets a burst", points(results, "rx", bursts), settings.BURSTS),
              ("transmit", "packets a burst", points(results, "tx", bursts), settings.BURSTS),
              ("receive with checksum flags and VLAN strip", "packets a burst", points(results, "rx", offloads),
               settings.BURSTS),
              ("receive and transmit", "descriptors a ring, bursts of 32", points(results, None, rings),
               settings.RINGS)]
    width, height = 2 * WIDTH, 2 * HEIGHT + 34
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
           'font-family="sans-serif" font-size="12">', "<title>Instructions a packet</title>",
           f'<rect width="{width}" height="{height}" fill="white"/>']
    for i, driver in enumerate(settings.CONTENDERS):
        x = 60 + 170 * i
        out += [f'<path d="M{x} 18h24" stroke="{COLOURS[driver]}" stroke-width="3"/>', text(x + 30, 22, driver, "start")]
    for i, each in enumerate(each for each in panels if each[2]):
        out += [f'<g transform="translate({i % 2 * WIDTH} {34 + i // 2 * HEIGHT})">', *panel(*each), "</g>"]
    return "\n".join([*out, "</svg>"]) + "\n"
