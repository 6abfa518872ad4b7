"""The header lines above and below a plain text: which lines they are, and what they say."""

import datetime
import re
from collections.abc import Sequence

from index.fields import NAMED_FIELDS, READ_FIELDS
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import events, field_lines, item_credits, label_lines
from index.ingest.formats.plain_text.edges.line_limits import CLOSING_LINES, MIN_BODY_WIDTH
from index.ingest.heads import (
    credit_line,
    dated_outlet,
    field_labels,
    header_fields,
    header_lines,
    print_credit,
    view_counts,
)
from index.ingest.line_wrapping import width

_CLOSING = frozenset(
    {*READ_FIELDS, "other", "updated"} - {"title", "number", "language", "description"}
)
"""The fields that a line below a text may state."""
_WORD = re.compile(r"[^\W_]")
_ADDRESS = re.compile(r"https?://[^\s<>]{4,500}")
_TEXT_BELOW = re.compile(
    r"[【\[]?(?:body|text|full text|content|正文|全文|内容|內容)[】\]]?\s?[:：]?", re.IGNORECASE
)


def find(lines: list[str]) -> list[int]:
    """The numbers of the lines that are metadata, buttons or notices."""
    head, tail = head_length(lines), max(len(lines) - CLOSING_LINES, 1)
    if field_lines.is_schedule(lines):
        return []
    lifted = [
        position
        for position in range(head)
        if _is_meta(lines[position])
        and not field_lines.is_table_row(lines, position)
        and not events.is_event(lines, position)
    ]
    lifted += [
        position for position in range(max(head, tail), len(lines)) if _is_closing(lines[position])
    ]
    notices = {
        position
        for position in range(tail, len(lines))
        if header_lines.is_legal(lines[position]) and width(lines[position]) < _MAX_NOTICE_WIDTH
    }
    return sorted({*lifted, *notices} - item_credits.positions(lines))


_MAX_NOTICE_WIDTH = 100


def head_length(lines: list[str]) -> int:
    """The number of lines before the third long one, where header lines may be."""
    long = [
        position
        for position, line in enumerate(lines[:_MAX_HEAD])
        if width(line) > MIN_BODY_WIDTH and not header_lines.is_header(line)
    ]
    return long[2] if len(long) > 2 else min(len(lines), _MAX_HEAD)


_MAX_HEAD = 40
"""The largest number of lines in which header lines may be."""


def _is_meta(line: str) -> bool:
    """Whether a line above the body has only labels, a date, a button or a rule."""
    return (
        header_lines.is_noise(line)
        or not _WORD.search(line)
        or (not line[-1].isalnum() and _TEXT_BELOW.fullmatch(line) is not None)
        or header_lines.is_header(line)
        or _ADDRESS.fullmatch(line) is not None
        or field_lines.is_list(line)
        or bool(dated_outlet.find(line))
        or print_credit.is_credit_line(line)
        or credit_line.is_page(line)
    )


def _address(line: str) -> str:
    """The address that is the whole of a line; empty without one."""
    return line if _ADDRESS.fullmatch(line) else ""


def _is_closing(line: str) -> bool:
    """Whether a line at the end is a credit rather than a sentence with a colon."""
    labels = field_labels.scan(line)
    return _is_meta(line) and (not labels or labels[0].field in _CLOSING)


def put(
    draft: Draft, lines: list[str], lifted: list[int], head: int, latest: datetime.date
) -> None:
    """Put the fields of the header lines into the draft; the first `head` lines are above text."""
    labels = {position: field_labels.scan(lines[position]) for position in lifted}
    every = [item for items in labels.values() for item in items]
    header_fields.put_fields(draft, every, latest)
    draft.put("title", label_lines.document_name(every), "name of the document")
    for position, items in labels.items():
        line = lines[position]
        draft.put("views", view_counts.printed(line), "count in a header line")
        if position < head:
            draft.put("url", _address(line), "address in a header line")
            draft.put("source", dated_outlet.find(line), "line with the date")
            if not events.is_of_next(lines, position):
                draft.put("date", _dated(line, items, latest), "date in a header line")
        elif any(item.field in NAMED_FIELDS for item in items):
            draft.put("date", _dated(line, items, latest), "date in a credit at the end")
    header_fields.put_late_date(draft, every, latest)
    above = [item for position, items in labels.items() if position < head for item in items]
    draft.put("source", label_lines.office_of_data(above), "office of the data")


def _dated(
    line: str, labels: Sequence[field_labels.LabelledValue], latest: datetime.date
) -> datetime.date | None:
    """The date of a header line with these labels; any year if the line has nothing else."""
    for item in reversed(labels):
        if item.field in _OTHER_DAYS:
            line = f"{line[: item.start]} {line[item.end :]}"
    earliest = dates.EARLIEST_REPORT_DATE if header_lines.is_header(line) else dates.EARLIEST
    return dates.first_date(line, latest, earliest)


_OTHER_DAYS = frozenset({"other", "updated", "written"})
"""Fields with the day on which a program fetched a text, or on which it was changed or written."""
