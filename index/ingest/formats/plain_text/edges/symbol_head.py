"""The head of a document of an international organisation, which has a symbol.

United Nations   S/2023/105 / Security Council / Distr.: General / 9 February 2023 /
Original: English / Letter dated …
"""

import datetime
import re
from collections.abc import Sequence

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.heads import document_numbers
from index.ingest.line_wrapping import width

_SYMBOL_LINES, _MAX_HEAD_LINES = 5, 14
"""The number of first lines of which one has the symbol, and of lines of a head."""
_MAX_LINE_WIDTH = 60
"""The widest line of a head, in columns."""
_CIRCULATION = re.compile(
    r"(?:distr\.|distr(?:ibution)?\b|(?:original|language|classification|restricted|limited|general)\b)"
    r"(?:\s?[:：].{0,40})?|(?:english|french|chinese) only|GE\.\d[\d-]{1,20}.{0,8}|\*\d{5,8}\*",
    re.IGNORECASE,
)
"""Lines of a head on whom a document is for, and its language."""
_CIRCULATED = re.compile(
    r"\s(?:distr(?:ibution)?\.?|original)\s?[:：]\s?\w{2,20}(?:/\w{2,10}){0,3}$", re.IGNORECASE
)
"""The same behind the name of an organ."""
_MEETING = re.compile(
    r".{0,60}\b(?:session|meeting|year)$|(?:provisional )?agenda\b.{0,80}|items? \d.{0,120}"
    r"|(?:[\w-]+ )?(?:session|committee|working group)\b.{0,60}|(?:[A-Z][\w-]+, )?\d.{0,30}",
    re.IGNORECASE,
)
"""Lines between head and title: the session, its days, the item of the agenda."""
_ORGAN = re.compile(r"[A-Z][\w'’-]*(?: (?:of|the|and|for|on|to|[A-Z][\w'’-]*)){0,9}")


def take(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Put symbol, day, organisation and title of such a head into the draft.

    Returns the lines of the text, among them those on the meeting.
    """
    end = _end(lines)
    if not end:
        return lines
    organs: list[str] = []
    for line in lines[:end]:
        organ, symbol = document_numbers.beside(line)
        symbol = symbol or document_numbers.on_line(line)
        draft.put("number", symbol, "head of a document")
        draft.put("date", dates.first_date(line, latest), "head of a document")
        organ = organ or _CIRCULATED.sub("", line)
        if not symbol or organ != line:
            organs += [organ] if _ORGAN.fullmatch(organ) and not dates.find_dates(line) else []
    title = end
    while title < len(lines) - 1 and _MEETING.fullmatch(lines[title]):
        title += 1
    if (
        not field_lines.is_title(lines[title])
        and width(lines[title]) > 2 * _MAX_LINE_WIDTH + _MAX_LINE_WIDTH
    ):
        return lines
    draft.put("source", " ".join(dict.fromkeys(organs)), "head of a document")
    draft.put("title", lines[title], "title below the head")
    return [*lines[end:title], *lines[title + 1 :]]


def _end(lines: Sequence[str]) -> int:
    """The number of lines of the head; 0 if the text has none."""
    symbols = [
        position
        for position, line in enumerate(lines[:_SYMBOL_LINES])
        if document_numbers.beside(line)[1] or _is_symbol(line)
    ]
    if not symbols or len(lines) < _SYMBOL_LINES:
        return 0
    known = [
        position
        for position, line in enumerate(lines[:_MAX_HEAD_LINES])
        if _CIRCULATION.fullmatch(line) or _CIRCULATED.search(line)
    ]
    end = max(known) + 1 if known else 0
    if end < symbols[0] or end >= len(lines):
        return 0
    return (
        end + 1
        if dates.find_dates(lines[end]) and width(lines[end]) < _MAX_LINE_WIDTH // 2
        else end
    )


def _is_symbol(line: str) -> bool:
    return bool(line.isascii() and document_numbers.on_line(line))
