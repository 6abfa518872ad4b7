"""Puts the headers and footers of the pages of an office file behind its text."""

import datetime
import re
from collections.abc import Iterable

from index.fields import IMPRINT_FIELDS
from index.ingest import dates, document_numbers, partial_dates
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import plain
from index.report_date import ReportDate

_NO_TEXT = re.compile(r"(?:[第页共]|page|of|[\W\d_])*+", re.IGNORECASE)


def distinct(lines: Iterable[str]) -> list[str]:
    """The lines of headers and footers, each once, without page numbers."""
    return list(dict.fromkeys(line for line in lines if not _NO_TEXT.fullmatch(line)))


def put_fields(draft: Draft, margins: list[str], rules: ExtractionRules) -> None:
    """Put the fields that only the headers and footers have into the draft."""
    if not margins:
        return
    inner = Draft(draft.entry)
    plain.read(inner, "\n".join(margins), rules)
    for line in margins:
        for word in line.split():
            inner.put("number", document_numbers.on_line(word), "")
        days = dates.find_dates(line) if len(line) < 80 else []
        if len(days) == 1:
            inner.put("date", dates.first_date(line, rules.latest), "")
        draft.put("date", _month(line, rules.latest), "page header or footer")
    for name in ("date", *IMPRINT_FIELDS):
        draft.put(name, inner.values.get(name), "page header or footer")


def _month(line: str, latest: datetime.date) -> ReportDate | None:
    """The only month, or else the only year in brackets, that a short line names."""
    pieces = [piece for piece in _BETWEEN.split(line[:_MAX_MARGIN_CHARS]) if piece]
    found = {partial_dates.read(piece, latest) for piece in pieces if not piece.isdecimal()}
    found |= {partial_dates.read(match[1], latest) for match in _YEAR.finditer(line)}
    months = {date for date in found - {None} if date is not None and date.month}
    known = months or found - {None}
    return known.pop() if len(known) == 1 else None


_BETWEEN = re.compile(r"\s{2,9}|[\s\u3000]?[|·•—–/\u3000][\s\u3000]?|(?<=[期号號刊报報卷]) |, ")
_YEAR = re.compile(r"\d \s?[(（〔]((?:19|20)\d\d)[)）〕]")
_MAX_MARGIN_CHARS = 80
"""The longest header or footer that names a month, in code points."""


def append(draft: Draft, margins: list[str]) -> None:
    """Append the headers and footers that the text does not have to the paragraphs."""
    known = {draft.text("title"), *draft.paragraphs}
    margins = [line for line in margins if line not in known]
    if margins:
        begin = len(draft.paragraphs) + 1
        draft.note("paragraphs", f"page headers and footers begin at paragraph {begin}")
        draft.paragraphs += margins
