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
        inner.put("source", _outlet(line), "")
        month = edge_dates.in_issue(line[:_MAX_MARGIN_CHARS], rules.latest)
        draft.put("date", month, "page header or footer")
    for name in ("date", *IMPRINT_FIELDS):
        draft.put(name, inner.values.get(name), "page header or footer")


_HEAD = re.compile(
    r"(?:[A-Z]{4,12}|[A-Z]?\d{1,3}|Page \d{1,3}) "
    r"(?P<name>(?:The )?[A-Z][\w'’.&-]{1,20}(?: (?:of |the |and )?[A-Z][\w'’.&-]{1,20}){1,3}?),? "
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
)
"""Section or page, outlet and day of the week above the title of a story, before the day."""


def _outlet(line: str) -> str:
    """The outlet between a section or a page and the day of a running head; or empty."""
    days = dates.find_dates(line) if len(line) <= _MAX_MARGIN_CHARS else []
    head = _HEAD.fullmatch(line[: days[0].start]) if len(days) == 1 else None
    return head["name"] if head is not None and line[days[0].end :].strip() == "" else ""


def append(draft: Draft, margins: list[str]) -> None:
    """Append the headers and footers that the text does not have to the paragraphs."""
    known = {draft.text("title"), *draft.paragraphs}
    margins = [line for line in margins if line not in known]
    if margins:
        begin = len(draft.paragraphs) + 1
        draft.note("paragraphs", f"page headers and footers begin at paragraph {begin}")
        draft.paragraphs += margins
