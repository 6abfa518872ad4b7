"""Puts the lines above the title of a press release in order: whom to ask stands at the end.

FOR IMMEDIATE RELEASE / Media contact: / Ada Quill / press@a.example / Board rebuilds quay / …
"""

import datetime
import re

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.heads import header_lines
from index.ingest.line_wrapping import width

_RELEASE = re.compile(
    r"\W{0,4}(?:for (?:immediate |general )?release"
    r"|(?:[a-z]{3,12} )?(?:press|news|media) (?:release|statement|advisory)"
    r"|embargoed?\b.{0,60}|not for (?:publication|release)\b.{0,60}|immediate release"
    r"|新闻稿|新聞稿|即时发布|即時發佈|即時發布)\b\W{0,3}",
    re.IGNORECASE,
)
"""The line that says what a text is and when it may be printed."""
_CONTACT = re.compile(
    r"(?:(?:press|media|news|for (?:more|further) information,? ?(?:please )?)?"
    r"\s?(?:contacts?|enquiries|inquiries)|technical information"
    r"|联系人|聯絡人|媒体联系|媒體聯絡|新闻联系人)\b\s?[:：]?.{0,80}",
    re.IGNORECASE,
)
"""The line with which the names of those begin who answer questions."""
_REACHED = re.compile(
    r"[\w.+-]{1,60}@[\w.-]{3,60}|\+?[\d(][\d ()./-]{6,24}\d"
    r"|(?:tel|phone|mobile|e-?mail|fax|电话|電話|邮箱)\b\.?\s?[:：]"
    r"|(?:https?://|www\.)\S{3,80}$",
    re.IGNORECASE,
)
"""A telephone number or an address of mail."""
_FIRST_LINES, _MAX_CONTACT_LINES, _MAX_CONTACT_WIDTH = 6, 8, 60
"""The number of first lines in which a release says so; of lines on whom to ask; their width."""


def ordered(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """The lines of a release: its title first, those on whom to ask at the end.

    The day until which it was held back is put into the draft.
    """
    marks = [
        position for position, line in enumerate(lines[:_FIRST_LINES]) if _RELEASE.fullmatch(line)
    ]
    if not marks:
        return lines
    block = _contact(lines, marks[0])
    held = [position for position in marks if dates.find_dates(lines[position])]
    if not block and not held:
        return lines
    rest = [line for position, line in enumerate(lines) if position not in {*block, *held}]
    titled = next((at for at, line in enumerate(rest[:_FIRST_LINES]) if _is_title(line)), None)
    if titled is None:
        return lines
    for position in held:
        draft.put("date", dates.first_date(lines[position], latest), "day of the release")
    above = [lines[position] for position in held]
    asked = [lines[position] for position in block]
    return [*rest[: titled + 1], *above, *rest[titled + 1 :], *asked]


def is_contact(line: str) -> bool:
    """Whether a line says by telephone or mail whom to ask: Media contact: press@a.example."""
    return _CONTACT.fullmatch(line) is not None and _REACHED.search(line) is not None


def _contact(lines: list[str], begin: int) -> range:
    """The positions of the lines on whom to ask that stand above the title."""
    contacts = (
        at for at in range(begin, _FIRST_LINES) if at < len(lines) and _CONTACT.fullmatch(lines[at])
    )
    first = next(contacts, None)
    if first is None:
        return range(0)
    block = range(first, min(first + _MAX_CONTACT_LINES, len(lines) - 1))
    reached = [
        at
        for at in block
        if _REACHED.search(lines[at]) and width(lines[at]) <= 2 * _MAX_CONTACT_WIDTH
    ]
    return range(first, reached[-1] + 1 if reached else first + 1)


def _is_title(line: str) -> bool:
    return (
        not _RELEASE.fullmatch(line)
        and field_lines.is_title(line)
        and not header_lines.is_header(line)
    )
