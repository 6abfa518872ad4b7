"""Orders the recognised lines of a scanned page for reading and joins them into paragraphs."""

import statistics
from dataclasses import dataclass, field
from itertools import pairwise

from index.ingest.scans.recogniser import BOX_SCALE, RecognisedLine
from index.ingest.scans.row_text import is_page_number, is_scanner_mark, joined, without_gaps

_COLUMN_LINES, _COLUMN_CHARS = 4, 8
"""The least number of lines on each side of a gutter between two columns, and the least number of
characters in half of them; in a table they have fewer."""
_CROSSING = 0.3
"""The largest share of lines, such as headings, that may cross a gutter."""
_GRID = range(2_000, 8_001, 200)


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its position in page heights, after `_upright` has turned it."""

    left: float
    top: float
    right: float
    bottom: float
    line: RecognisedLine

    @property
    def height(self) -> float:
        """The height of the letters."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A recognised page; `width` and `height` of its picture are in pixels.

    `turned` is the number of anticlockwise quarter turns that make the picture readable.
    `preview` is a small picture in WebP, empty if there is none.
    """

    lines: tuple[RecognisedLine, ...]
    width: int
    height: int
    turned: int = 0
    preview: bytes = field(default=b"", compare=False, repr=False)

    @property
    def confidence(self) -> float:
        """The mean confidence of its characters, 0 to 1; 1 for an empty page."""
        count = sum(len(line.text) for line in self.lines)
        if not count:
            return 1.0
        return sum(len(line.text) * line.confidence for line in self.lines) / count

    def paragraphs(self) -> list[str]:
        """The text: columns one after the other, rows of tables as one line each."""
        upright_lines = _upright(self)
        return [text for column in _columns(upright_lines, 0) for text in _paragraphs(column)]


EMPTY = ScannedPage((), 1, 1)
"""A page without text."""


def _upright(page: ScannedPage) -> list[PlacedLine]:
    """The lines by position, rotated so that the text is upright."""
    aspect = page.width / max(page.height, 1)
    boxes = [
        (
            box[0] * aspect / BOX_SCALE,
            box[1] / BOX_SCALE,
            box[2] * aspect / BOX_SCALE,
            box[3] / BOX_SCALE,
        )
        for box in (line.box for line in page.lines)
    ]
    long = [
        bottom - top > 1.5 * (right - left)
        for line, (left, top, right, bottom) in zip(page.lines, boxes, strict=True)
        if len(line.text) > 2
    ]
    quarters = page.turned or (1 if long and sum(long) > 0.6 * len(long) else 0)
    wide = (aspect, 1.0)
    for number in range(quarters):
        edge = wide[number % 2]
        boxes = [(top, edge - right, bottom, edge - left) for left, top, right, bottom in boxes]
    return [PlacedLine(*box, line) for box, line in zip(boxes, page.lines, strict=True)]


def _columns(lines: list[PlacedLine], depth: int) -> list[list[PlacedLine]]:
    """The lines of each column in reading order, split at lines that cross the columns."""
    gutter = _gutter(lines) if depth < 3 else None
    if gutter is None:
        return [lines] if lines else []
    columns: list[list[PlacedLine]] = []
    left: list[PlacedLine] = []
    right: list[PlacedLine] = []
    for line in sorted(lines, key=lambda line: line.top):
        if line.right <= gutter:
            left.append(line)
        elif line.left >= gutter:
            right.append(line)
        else:
            columns += [*_columns(left, depth + 1), *_columns(right, depth + 1), [line]]
            left, right = [], []
    return [*columns, *_columns(left, depth + 1), *_columns(right, depth + 1)]


def _gutter(lines: list[PlacedLine]) -> float | None:
    """The position of the gap between two columns; None for a single column or a table."""
    if len(lines) < 2 * _COLUMN_LINES:
        return None
    begin, end = min(line.left for line in lines), max(line.right for line in lines)
    best: tuple[int, float] | None = None
    for part in _GRID:
        position = begin + (end - begin) * part / BOX_SCALE
        crossing = sum(line.left < position < line.right for line in lines)
        if crossing <= _CROSSING * len(lines) and (best is None or crossing < best[0]):
            sides = (
                [line for line in lines if line.right <= position],
                [line for line in lines if line.left >= position],
            )
            if all(map(_is_column, sides)):
                best = (crossing, position)
    return best[1] if best is not None else None


def _is_column(lines: list[PlacedLine]) -> bool:
    if len(lines) < _COLUMN_LINES:
        return False
    return statistics.median(len(line.line.text) for line in lines) >= _COLUMN_CHARS


def _rows(lines: list[PlacedLine]) -> list[list[PlacedLine]]:
    """The lines grouped into rows, each row from left to right."""
    rows: list[list[PlacedLine]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.left)):
        middle = (line.top + line.bottom) / 2
        if rows and middle < rows[-1][0].bottom - 0.2 * rows[-1][0].height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _row_text(row: list[PlacedLine]) -> str:
    """The text of a row; distant parts are cells."""
    text = row[0].line.text
    for before, after in pairwise(row):
        apart = after.left - before.right > 2.5 * after.height
        text += f"{' | ' if apart else ' '}{after.line.text}"
    return without_gaps(text.strip())


def _paragraphs(lines: list[PlacedLine]) -> list[str]:
    """The rows joined: a row continues a full one unless it is indented."""
    from index.ingest.heads import header_lines  # noqa: PLC0415 - pages that show scans read none

    rows = [row for row in _rows(lines) if _row_text(row)]
    if not rows:
        return []
    height = statistics.median(line.height for line in lines)
    begin = min(row[0].left for row in rows)
    end = max(row[-1].right for row in rows)
    paragraphs: list[str] = []
    goes_on = False
    for row in rows:
        text = _row_text(row)
        if is_page_number(text) or is_scanner_mark(text):
            continue
        header = header_lines.is_header(text) or " | " in text
        if goes_on and not header and row[0].left < begin + 1.2 * height:
            paragraphs[-1] = joined(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        full = row[-1].right > end - 2 * height and end - begin > 8 * height
        goes_on = full and not header
    return paragraphs
