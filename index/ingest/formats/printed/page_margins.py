"""Puts the headers and footers of the pages of an office file behind its text."""

import re
from collections.abc import Iterable

from index.fields import IMPRINT_FIELDS
from index.ingest import dates, document_numbers
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import edge_dates, plain
from index.ingest.webpage import site_name

_NO_TEXT = re.compile(r"(?:[第页共]|page|of|[\W\d_])*+", re.IGNORECASE)
_MAX_MARGIN_CHARS = 80
"""The longest header or footer that names a month, in code points."""


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
        month = edge_dates.in_issue(line[:_MAX_MARGIN_CHARS], rules.latest)
        draft.put("date", month, "page header or footer")
    for name in ("date", *IMPRINT_FIELDS):
        draft.put(name, inner.values.get(name), "page header or footer")


def append(draft: Draft, margins: list[str]) -> None:
    """Append the headers and footers that the text does not have to the paragraphs."""
    known = {draft.text("title"), *draft.paragraphs}
    margins = [line for line in margins if line not in known]
    if margins:
        begin = len(draft.paragraphs) + 1
        draft.note("paragraphs", f"page headers and footers begin at paragraph {begin}")
        draft.paragraphs += margins
