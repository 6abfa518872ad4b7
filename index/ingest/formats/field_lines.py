"""Recognises titles, mastheads and lines of fields between bars in plain text."""

import datetime
import re

from index.ingest import dates, header_lines, person_names
from index.ingest.draft import Draft
from index.ingest.wrapped import width

_LONG, _BESIDE = 80, 30
"""The widest line of fields, and the longest field, in columns and code points."""
MENU_LINE = re.compile(
    r"^(?:\W*|[^>＞|｜»›丨]{1,12}(?:\s?[>＞»›]\s?[^>＞|｜»›丨]{1,20}){2,})$"
    r"|^(?:首页|Home|Menu|Search|搜索|登录|Login|Sign in)\b",
    re.IGNORECASE,
)
"""Lines of menus and breadcrumb paths."""
_BAR = re.compile(r"[>＞|｜»›丨]")
_MASTHEAD_BAR = re.compile(r"[|｜丨]|第\s?\d{1,3}\s?版")
NUMBERED_LINE = re.compile(r"^\d{1,4}\s?[.、．]\s*")
"""The number of a line in a list."""


def put(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put outlet, date and author of a line of fields between bars, and the title above it."""
    position = next((number for number, line in enumerate(lines) if is_list(line)), None)
    if position is None:
        return
    fields = [field.strip() for field in _MASTHEAD_BAR.split(lines[position]) if field]
    for field in fields:
        draft.put("date", dates.first_date(field, latest), "line of fields")
        if person_names.outlet(field):
            draft.put("source", header_lines.name(field), "line of fields")
        elif person_names.persons(field) and person_names.surnamed(field):
            draft.put("author", field, "line of fields")
    above = lines[position - 1] if position else ""
    if above and is_title(above) and not header_lines.is_header(above):
        draft.put("title", NUMBERED_LINE.sub("", above), "line above the line of fields")


def is_list(line: str) -> bool:
    """Whether a line is a list of fields between bars, one of them a date and one an outlet."""
    if width(line) > 2 * _LONG or len(_MASTHEAD_BAR.findall(line)) < 2:
        return False
    fields = [field.strip() for field in _MASTHEAD_BAR.split(line)]
    dated = any(len(field) < _BESIDE and dates.find_dates(field) for field in fields)
    return dated and any(map(person_names.outlet, fields))


def is_masthead(lines: list[str]) -> bool:
    """Whether a text begins with a newspaper's name, then page, section and date between bars."""
    if len(lines) < 3 or len(lines[0]) > _BESIDE:
        return False
    if not person_names.outlet(header_lines.name(lines[0])):
        return False
    below = lines[1]
    dated = width(below) <= _LONG and bool(dates.find_dates(below))
    return dated and _MASTHEAD_BAR.search(below) is not None


def is_title(line: str) -> bool:
    """Whether a line can be a title: short, and not the beginning of a sentence."""
    return (
        width(line) <= 120
        and not re.search(r"[。；;:：,，、]$|[^.]\.$", line)
        and not MENU_LINE.search(line)
        and not _BAR.search(line)
        and not header_lines.document_number(line)
    )
