"""Separates two columns that a PDF writes line by line across the page.

Most files write each column as a whole, and nothing has to be done. Short cells are a table and
are left alone.
"""

import itertools
from typing import NamedTuple

from pypdfium2 import PdfTextPage

_MIN_RUNS, _MAX_RUNS = 16, 3_000
"""With fewer runs of text a page has no columns; with more it is not a page of text."""
_MIN_LINES, _MIN_WIDTH = 7, 0.22
"""The least number of lines of a column, and their least width as a share of the page."""
_CROSSING = 0.2
"""The largest share of runs, such as headings, that may cross the gap between columns."""
_LINE = 3.0  # the largest vertical distance of runs on a line, in points


class Run(NamedTuple):
    """A run of text on one line: its edges in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def ordered(text_page: PdfTextPage, width: float) -> str:
    """The text of a page with columns in order; empty if the page is in order already."""
    count = text_page.count_rects()
    if not _MIN_RUNS <= count <= _MAX_RUNS:
        return ""
    runs = [Run(*text_page.get_rect(number)) for number in range(count)]
    gap = _gap(runs, width)
    if gap is None or not _written_across(runs, gap):
        return ""
    lines: list[str] = []
    for band in _bands(runs, gap):
        for side in band:
            lines += _lines(text_page, side)
    return "\r\n".join(lines)


def _gap(runs: list[Run], width: float) -> float | None:
    """The position of the gap between two columns of text; None without columns."""
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        position = width * step / 100
        crossing = sum(run.left < position < run.right for run in runs)
        if best is None or crossing < best[0]:
            best = (crossing, position)
    if best is None or best[0] > _CROSSING * len(runs):
        return None
    gap = best[1]
    sides = ([run for run in runs if run.right <= gap], [run for run in runs if run.left >= gap])
    return gap if all(_is_column(side, width) for side in sides) else None


def _is_column(runs: list[Run], width: float) -> bool:
    """Whether runs are lines of text, most of them as wide as a column."""
    lines = _grouped(runs)
    wide = sum(line[-1].right - line[0].left > _MIN_WIDTH * width for line in lines)
    return len(lines) >= _MIN_LINES and wide >= 0.7 * len(lines)


def _written_across(runs: list[Run], gap: float) -> bool:
    """Whether the file goes from one column to the other line by line."""
    sides = [run.left >= gap for run in runs if not run.left < gap < run.right]
    changes = sum(before != after for before, after in itertools.pairwise(sides))
    return changes > 0.25 * len(sides)


def _grouped(runs: list[Run]) -> list[list[Run]]:
    """Runs by lines from the top of the page, each line from the left."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.bottom, run.left)):
        if lines and abs(lines[-1][0].bottom - run.bottom) <= _LINE:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line) for line in lines]


def _bands(runs: list[Run], gap: float) -> list[list[list[Run]]]:
    """The runs between lines that cross the gap: left, right, then the crossing line."""
    bands: list[list[list[Run]]] = [[[], [], []]]
    for line in _grouped(runs):
        if any(run.left < gap < run.right for run in line):
            bands[-1][2] += line
            bands.append([[], [], []])
            continue
        for run in line:
            bands[-1][run.left >= gap].append(run)
    return bands


def _lines(text_page: PdfTextPage, runs: list[Run]) -> list[str]:
    """The texts of runs, one per line."""
    lines = []
    for line in _grouped(runs):
        texts = (
            text_page.get_text_bounded(run.left - 0.5, run.bottom - 1, run.right + 0.5, run.top + 1)
            for run in line
        )
        text = " ".join(" ".join(text.split()) for text in texts)
        lines.append(text.replace("\x02", "\ufffe"))  # a hyphen at the end of a line
    return lines
