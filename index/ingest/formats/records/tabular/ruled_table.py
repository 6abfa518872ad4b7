"""Reads tables in columns of spaces below a line of rulers, as database programs print them.

SQL*Plus, sqlcmd, psql and mysql write ----- -------- under the names, as wide as each column.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.ingest import decode
from index.ingest.files import containers
from index.ingest.files.format import CERTAIN, NO, Format, KindOf, Members, Sample
from index.ingest.source_file import SourceFile
from index.report import Skipped

_RULER = re.compile(r"[ \t]{0,8}(?:-{2,2000}|={2,2000})(?: {1,4}(?:-{2,2000}|={2,2000})){2,200} *")
_PART = re.compile(r"-+|=+")
_COUNT = re.compile(
    r"\(?\d{1,9} (?:rows?|records?)(?: (?:affected|selected|returned))?\.?\)?", re.IGNORECASE
)
"""The line below a table that says how many rows it has."""
_HEAD_LINES = 12
"""The number of lines at the top in which the ruler is."""
_SNIFFED = 16_384
_MIN_WHOLE = 0.9
"""The least share of rows that have a space at each end of a column."""
_MAX_BYTES = 64 << 20


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """The table with commas between its cells."""
    del kind_of
    with containers.open_container(entry) as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        yield Skipped(entry.path, f"It is larger than {_MAX_BYTES >> 20} MB; write CSV.")
        return
    written = io.StringIO(newline="")
    csv.writer(written).writerows(_rows(decode.decode(data, entry.charset).text.splitlines()))
    yield replace(entry, kind="csv", data=written.getvalue().encode("utf-8", "replace"))


def _rows(lines: Sequence[str]) -> Iterator[list[str]]:
    """The cells of each line, without rulers, and without the number of rows."""
    at = _ruler(lines)
    ends = _ends(lines[at])
    wide = not _fits(lines[at - 1 :], ends, wide=False)
    for line in lines[max(at - 1, 0) :]:
        if not _RULER.fullmatch(line) and not _COUNT.fullmatch(line.strip()):
            yield [cell.strip() for cell in _cells(line, ends, wide=wide)]


def _ruler(lines: Sequence[str]) -> int:
    """The number of the line with the ruler; 0 without one."""
    return next((at for at, line in enumerate(lines[:_HEAD_LINES]) if _RULER.fullmatch(line)), 0)


def _ends(ruler: str) -> list[int]:
    """The places behind the columns, in characters of one cell of a terminal."""
    return [part.end() for part in _PART.finditer(ruler)][:-1]


def _cells(line: str, ends: Sequence[int], *, wide: bool) -> list[str]:
    """The cells of a line; with `wide`, a Chinese character takes the place of two."""
    places = _places(line) if wide else range(len(line))
    cuts = [
        next((at for at, position in enumerate(places) if position >= end), len(line))
        for end in ends
    ]
    starts = [0, *cuts]
    return [line[start:end] for start, end in zip(starts, [*cuts, len(line)], strict=True)]


def _places(line: str) -> list[int]:
    places, place = [], 0
    for char in line:
        places.append(place)
        place += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return places


def _fits(lines: Sequence[str], ends: Sequence[int], *, wide: bool) -> bool:
    """Whether most lines have a space at each end of a column."""
    full = [line for line in lines if line.strip() and not _COUNT.fullmatch(line.strip())][:200]
    whole = sum(all(_is_end(cell) for cell in _cells(line, ends, wide=wide)[1:]) for line in full)
    return whole >= _MIN_WHOLE * len(full)


def _is_end(cell: str) -> bool:
    return not cell or cell[0] == " "


def _is_table(sample: Sample) -> int:
    """CERTAIN if the lines below a ruler have the columns that it draws."""
    if b"---" not in sample.start[:4096] and b"===" not in sample.start[:4096]:
        return NO
    lines = decode.decode(sample.start[:_SNIFFED]).text.splitlines()
    at = _ruler(lines)
    if not at or len(lines) < at + 3 or not lines[at - 1].strip():
        return NO
    ends, table = _ends(lines[at]), [lines[at - 1], *lines[at + 1 : -1]]
    fits = any(_fits(table, ends, wide=wide) for wide in (False, True))
    return CERTAIN if fits and len(_cells(lines[at - 1], ends, wide=False)) > 2 else NO


FORMAT = Format(kind="ruled-table", endings=(), sniff=_is_table, members=_members, rows=True)
