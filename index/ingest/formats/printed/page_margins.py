"""Puts the headers and footers of the pages of an office file behind its text."""

import datetime
import re
from collections.abc import Iterable

from index.fields import IMPRINT_FIELDS
from index.ingest import dates, document_numbers, office_names, partial_dates
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import organs, plain
from index.ingest.webpage import site_name
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
            if site_name.HAN_MEDIUM.search(word):
                inner.put("source", word, "")
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


def put_month(draft: Draft, paragraphs: list[str], latest: datetime.date) -> None:
    """Put the month into the draft that an imprint names: below the title, or as the last line.

    Policy brief no. 14 · May 2024; 青岚县农业局 2024年2月印
    """
    for line in paragraphs[:_IMPRINT_LINES]:
        if _NUMBERED.search(line):
            draft.put("date", _month(line, latest), "imprint")
    for line in paragraphs[-_LAST_LINES:]:
        match = _PRINTED.fullmatch(line) if len(line) <= _MAX_PRINTED_CHARS else None
        if match is not None and (match["printed"] or office_names.is_office(match["office"])):
            draft.put("date", partial_dates.read(match["month"], latest), "imprint")
        match = _PUBLISHED.fullmatch(line) if len(line) <= _MAX_IMPRINT_CHARS else None
        if match is not None and (line[:1] != match["body"][:1] or organs.is_organ(match["body"])):
            draft.put("date", partial_dates.read(match["month"], latest), "imprint")


_IMPRINT_LINES, _LAST_LINES, _MAX_PRINTED_CHARS, _MAX_IMPRINT_CHARS = 3, 3, 40, 160
"""The lines below a title, and the last ones, that may be an imprint; the longest one in Chinese,
and the longest in other languages."""
_NUMBERED = re.compile(r"\b(?:no|nr|issue|number|vol)\b|第\s?\d{1,5}\s?[期号號卷]", re.IGNORECASE)
_PRINTED = re.compile(
    r"(?P<office>[\u3400-\u9fff]{4,24}?)(?:\s?(?P<printed>[编編]印|编?印制|印[发發刷]))?\s?"
    r"(?P<month>\d{4}\s?年\s?\d{1,2}\s?月)(?:编?印制?|印[发發刷]|制|製|編印)?"
)
_PUBLISHED = re.compile(
    r"(?:(?:published|issued|printed|produced) by )?(?P<body>[A-Z][\w&.’' -]{3,60}), "
    r"(?P<month>[A-Z][a-z]{2,8} \d{4})\b\.?(?: [A-Z].{0,80})?",
    re.IGNORECASE,
)


_BETWEEN = re.compile(
    r"\s{2,9}|[\s\u3000]?[|·•—–/\u3000][\s\u3000]?|(?<=[期号號刊报報卷]) "
    r"|(?<=[\u3400-\u9fff]) (?=\d{4}年)|, "
)
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
