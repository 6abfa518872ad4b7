"""Recognises the name of a programme below that of its station, as the title of a transcript."""

import datetime
import re

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import edition_lines, field_lines
from index.ingest.heads import credit_line, header_lines, person_names
from index.ingest.line_wrapping import width
from index.text.lazy_pattern import lazy_pattern

_STATION = lazy_pattern(
    r"(?:The )?(?:[A-Z][\w'’&.-]{0,20} ){1,4}"
    r"(?i:Radio|Television|TV|FM|Broadcasting(?: Corporation| Company| Service)?)(?: \d{1,2})?"
    r"|(?:[A-Z]{2,5} )?Radio (?:[A-Z][\w'’-]{1,20}|\d{1,2})"
    r"|[\u3400-\u9fff]{2,12}(?:(?:广播|廣播)?(?:[电電][视視])?[电電]?[台臺]|[卫衛][视視]|[广廣]播)"
)
"""Names of stations: Larkford Radio, 澜溪广播电台."""
_MAX_WIDTH = 70
"""The widest name of a programme, in columns."""
_LINES = 4
"""The lines of a head with station, programme, and two lines of which one has a day or a label."""


def is_station(line: str) -> bool:
    """Whether a line is the name of a station."""
    return _STATION.fullmatch(line) is not None


def take(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Put station and programme of the first two lines into the draft; returns the other lines.

    A day, labels or the kind of a text follow the name of a programme, or stand behind it.
    """
    if len(lines) < _LINES or not is_station(lines[0]):
        return lines
    behind = _DAY_BEHIND.search(lines[1])
    name = lines[1][: behind.start()] if behind is not None else lines[1]
    if (
        width(name) > _MAX_WIDTH
        or dates.find_dates(name)
        or _is_said(name)
        or person_names.reporter_line(name)
    ):
        return lines
    said = behind is not None or any(map(_is_said, lines[2:_LINES]))
    if not said or not field_lines.is_title(name):
        return lines
    draft.put("source", lines[0], "line above the title")
    draft.put("title", name, "programme below its station")
    day = dates.first_date(behind[0], latest) if behind is not None else None
    draft.put("date", day, "day behind the title")
    return lines[2:]


def _is_said(line: str) -> bool:
    """Whether a line has a day, labels, a kind of text."""
    said = header_lines.is_header(line) or credit_line.is_day(line)
    said = said or (width(line) <= _MAX_WIDTH and bool(dates.find_dates(line)))
    return said or edition_lines.KIND.fullmatch(line) is not None


_DAY_BEHIND = re.compile(
    r"(?:, | [–—|·-] | \()(?:[A-Z][a-z]{2,8},? )?"
    r"(?:\d{1,2} [A-Z][a-z]{2,8},? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{4}-\d\d-\d\d)\)?$"
)
"""The day behind the name of a programme: The Evening Hour, 9 February 2023."""
