"""Quotes in tables that are part of the text, and no signs of where a cell begins and ends."""

import re
from collections.abc import Iterable, Iterator

CELL_DELIMITERS = (",", "\t", ";", "|", "^", "\x01")
"""Characters between the cells of a row."""
SPACED = re.compile(r'"[^"\n]{0,60}"(?: "[^"\n]{0,60}"){2,60}')
"""A line of names as R writes it, with spaces between quoted cells."""
_OPEN_QUOTE = re.compile(r"(?:^|\t)\"(?:[^\"\t\n]|\"\")*+(?:\"(?![\t\n\"])|[\t\n])", re.MULTILINE)
"""A quote that begins a cell but does not end it."""


def is_unquoted(begin: str, delimiter: str) -> bool:
    """Whether quotes in a table with tabs are part of the text.

    So it is if each line has all cells, and a cell begins with a quote that does not end it.
    """
    if delimiter != "\t" or '"' not in begin:
        return False
    lines = begin.replace("\r\n", "\n").split("\n")[:_COUNTED]
    lines = [line for line in (lines if len(lines) < _COUNTED else lines[:-1]) if line]
    widths = {line.count("\t") for line in lines}
    return len(widths) == 1 and _OPEN_QUOTE.search("\n".join((*lines, ""))) is not None


def are_apostrophes(begin: str, delimiter: str) -> bool:
    """Whether all cells below the names stand between apostrophes: 'Boats move','2023-02-10'."""
    lines = [line for line in begin.splitlines()[:_COUNTED] if line.strip()]
    lines = lines[:-1] if len(lines) > _MIN_LINES and not begin.endswith("\n") else lines
    between = f"'{delimiter}'"
    return len(lines) >= _MIN_LINES and all(
        line[0] == line[-1] == "'" and line.count(between) == lines[0].count(delimiter) > 0
        for line in lines[1:]
    )


def between_quotes(lines: Iterable[str], delimiter: str) -> Iterator[str]:
    """The lines of such a table with quotes in place of the apostrophes around their cells."""
    for line in lines:
        text = line.rstrip("\r\n")
        if len(text) < 2 or not text[0] == text[-1] == "'":
            yield line
            continue
        cells = text[1:-1].split(f"'{delimiter}'")
        plain = (cell.replace("''", "'").replace("\\'", "'").replace('"', '""') for cell in cells)
        yield '"{}"\n'.format(f'"{delimiter}"'.join(plain))


_MIN_LINES = 2
"""The least number of lines that tell how cells are written: their names, and a row."""
_COUNTED = 1_000
"""The number of lines at the beginning of a table whose cells are counted."""
_OPENING_QUOTES = {
    delimiter: re.compile(
        rf'(?:(?<={sign})|^)"[^"{sign}\n]{{0,199}}[^"{sign}\s]"(?=[^"{sign}\r\n])[^{sign}\r\n]*+',
        re.MULTILINE,
    )
    for delimiter, sign in ((delimiter, re.escape(delimiter)) for delimiter in CELL_DELIMITERS)
}
"""A cell that begins with a word in quotes but is not quoted as a whole: "Boats" move north."""


def opening(begin: str, delimiter: str) -> re.Pattern[str] | None:
    """The pattern of such cells, if the beginning of a table has one."""
    pattern = _OPENING_QUOTES.get(delimiter)
    return pattern if pattern is not None and pattern.search(begin) else None


def closed(lines: Iterable[str], cells: re.Pattern[str]) -> Iterator[str]:
    """The lines with such cells in quotes of their own."""
    for line in lines:
        yield cells.sub(_quoted, line) if '"' in line else line


def _quoted(cell: re.Match[str]) -> str:
    """A cell in quotes, unless it may be in quotes as a whole: "he said "yes" and left"."""
    behind = cell[0][cell[0].index('"', 1) + 1]
    if cell[0].endswith('"') and not behind.isspace():
        return cell[0]
    return '"{}"'.format(cell[0].replace('"', '""'))
