"""The cost curves of a result file of `bench_engines` as an SVG, both axes logarithmic.

python tests/tools/bench_plot.py var/bench/engines-….json > costs.svg
"""

import json
import math
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import click


def _p95(measured, kind):
    return measured["times"][kind]["cpu"]["p95"] if kind in measured["times"] else None


PANELS = (
    (
        "build, MB per second of processor",
        lambda measured, text: text / measured["cpu"] / 1e6 if measured["cpu"] else None,
    ),
    *(
        (f"{kind}: p95 in ms", lambda measured, _, kind=kind: _p95(measured, kind))
        for kind in (
            "product, any word",
            "product, all words",
            "top 10, any word",
            "top 10, all words",
            "exact phrase",
        )
    ),
)
COLOURS = {
    "baogao": "#b3261e",
    "tantivy": "#1f5fa8",
    "tantivy-words": "#6fa8dc",
    "xapian": "#8e44ad",
    "opensearch": "#16808a",
    "fts5": "#3b7a2a",
    "whoosh": "#7a5a00",
}
WIDE, HIGH, EDGE = 360, 240, 46


def curves(kept, value):
    """By engine its points (reports, value), rising."""
    curves_of = {}
    for size in kept:
        for engine in size["results"]:
            measured = value(engine, size["text"])
            if measured:
                curves_of.setdefault(engine["engine"], []).append((size["reports"], measured))
    return {name: sorted(points) for name, points in curves_of.items()}


def scale(values, start, length):
    """A function from a value to its place on a logarithmic axis, and the powers of ten on it."""
    low = math.floor(math.log10(min(values)))
    high = max(math.ceil(math.log10(max(values))), low + 1)
    ticks = [10.0**power for power in range(low, high + 1)]
    return lambda value: start + length * (math.log10(value) - low) / (high - low), ticks


def panel(title, found, left, top):
    """One plot with its axes and a line per engine."""
    points = [point for line in found.values() for point in line]
    across, columns = scale([x for x, _ in points], left + EDGE, WIDE - 2 * EDGE)
    up, rows = scale([y for _, y in points], top + HIGH - EDGE, 2 * EDGE - HIGH)
    yield f'<text x="{left + EDGE}" y="{top + 24}" font-weight="bold">{escape(title)}</text>'
    for column in columns:
        x = across(column)
        yield f'<path d="M{x:.0f} {top + EDGE}V{top + HIGH - EDGE}" stroke="#ddd"/>'
        yield f'<text x="{x:.0f}" y="{top + HIGH - 28}" text-anchor="middle">{column:,.0f}</text>'
    for row in rows:
        y = up(row)
        yield f'<path d="M{left + EDGE} {y:.0f}H{left + WIDE - EDGE}" stroke="#ddd"/>'
        yield f'<text x="{left + EDGE - 4}" y="{y + 4:.0f}" text-anchor="end">{row:g}</text>'
    below = top
    for name, line in sorted(found.items(), key=lambda pair: up(pair[1][-1][1])):
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in line)
        colour = COLOURS.get(name, "#555")
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        x, y = line[-1]
        yield f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>'
        below = max(up(y) + 4, below + 12)  # names of lines that end together stay readable
        yield f'<text x="{across(x) + 5:.1f}" y="{below:.1f}" fill="{colour}">{name}</text>'


def svg(kept):
    """All panels, two beside each other."""
    parts = []
    for number, (title, value) in enumerate(PANELS):
        left, top = number % 2 * WIDE, number // 2 * HIGH
        parts += panel(title, curves(kept, value), left, top)
    size = f'width="{2 * WIDE}" height="{3 * HIGH}" viewBox="0 0 {2 * WIDE} {3 * HIGH}"'
    style = 'font-family="sans-serif" font-size="11" fill="#222"'
    inner = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {style}>\n{inner}\n</g></svg>'


if __name__ == "__main__":
    click.echo(svg(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
