"""Finds the date of a page without a label: declared, printed, or guessed, in this order."""

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator

from index.ingest import dates, field_labels, header_lines, print_credit
from index.ingest.draft import Draft
from index.ingest.field_labels import BREAK, LabelledValue
from index.ingest.origins import GuessedOrigin
from index.ingest.webpage import byline_dates, byline_text, meta
from index.ingest.webpage.attributes import is_of_change
from index.ingest.webpage.context import BylineContext

_DATED = 120
"""The longest block whose date may be that of the report, in code points."""
_LEAD = 3
"""The number of blocks after the first sentence that may have the day, below a lead."""
_END = 8
"""The number of blocks at the end of a text that may contain its date."""
_BYLINE = "date in the byline"
_CREDITED = 3
"""The number of blocks at the end that may name the paper that printed the text, and its day."""
_TODAY = re.compile(r"今天|今日|农历|農曆|today|welcome|欢迎", re.IGNORECASE)
_IS_TODAY = re.compile(r"\W*(?:今天是|今日是|today is|today['’]s date)", re.IGNORECASE)
"""A line that says which day it is, not when the report was published."""
_BANNER = re.compile(
    rf"{_TODAY.pattern}|星期|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE
)
"""Words in the banner of a site, which shows the day of saving and the weekday."""
OF_OTHER = re.compile(
    r"\W{0,8}(?:joined|join date|member since|registered|born|founded|established|effective"
    r"|(?:closing|due|start|end|expiry|event|meeting|hearing|opening) date|deadline|when"
    r"|applications close|com(?:ing|es) into force|in force from|laid before|valid until"
    r"|expires)\b",
    re.IGNORECASE,
)
"""A day that is not of the text: of a member of a forum, a company, a rule, an event."""
_SPAN = re.compile(r"[\s\x1f]*(?:[-–—~～至]|to)[\s\x1f]*")
_LIFE = datetime.timedelta(days=3650)


def is_span(text: str) -> bool:
    """Whether a line has the days of a beginning and an end ten years apart, as of a life."""
    found = dates.find_dates(text) if len(text) <= _DATED else ()
    if len(found) != 2 or _SPAN.fullmatch(text[found[0].end : found[1].start]) is None:
        return False
    return found[1].date - found[0].date > _LIFE


_PUBLISHED = re.compile(
    r"\b(?:published|posted|issued|created|decided|delivered|handed down)\b", re.IGNORECASE
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|edited|revised|argued|heard|submitted)\b", re.IGNORECASE
)
"""Words before two days in one line: Updated Feb. 9, 2023 / Published Feb. 8, 2023."""
_ENDS = re.compile(r"^\W*(?:ends?|完)\s*[/／:：,，]\s*", re.IGNORECASE)
"""The end of a press release: Ends/Wednesday, August 23, 2023 and 完／２０２３年８月２３日."""
_ASKED = re.compile(r"\W*(?:asked|提问于|提問於|发帖于)\b", re.IGNORECASE)
"""The line below a question with the day on which it was asked."""

PublicationDate = Iterator[tuple[datetime.date | None, str]]


def read(
    draft: Draft,
    near: BylineContext,
    declared: meta.Declared,
    values: list[LabelledValue],
    latest: datetime.date,
) -> None:
    """Put the date into the draft; a date of change among the labelled `values` is used late."""
    changes = _changes(near, latest)
    for date, origin in _publication_dates(draft, near, declared, latest):
        if not (origin == _BYLINE and date in changes):
            draft.put("date", date, origin)
    header_lines.take_late(draft, values, latest)
    above = (
        position for position in reversed(near.before) if not _BANNER.search(near.text(position))
    )
    for date, origin in _printed(near, above, "date above the title", latest):
        draft.put("date", date, origin)
    for date, origin in meta.updated(declared, latest):
        draft.put("date", date, origin)
    for date in changes:
        draft.put("date", date, "element of the last change")
    for date, origin in _late(near, latest):
        draft.put("date", date, origin)
    if field_labels.has_han(near.title):
        for position in near.head[1:]:
            text = near.text(position).replace(BREAK, " ")
            if len(text) <= _DATED and not near.page.blocks[position].linked:
                draft.put("date", byline_dates.short_year(text, latest), _BYLINE)


_CHANGED = re.compile(
    r"\W{0,8}(?:this (?:page|article|document|site|content|entry) (?:was|has been) )?"
    r"(?:page |content )?"
    r"(?:last |most recently )?(?:updated?|modified|edited|reviewed|changed|revised|revision)\b",
    re.IGNORECASE,
)
"""The beginning of a line below a text that says when it was changed."""


def _late(near: BylineContext, latest: datetime.date) -> PublicationDate:
    """The day alone on the first line below a text, and the day of its last change."""
    first = near.below[:1]
    alone = (position for position in first if header_lines.is_header(near.text(position)))
    yield from _printed(near, alone, "date below the text", latest)
    count = len(near.page.blocks)
    if near.body is None:
        return
    below = range(near.below.start, min(near.body.last + _FOOT, count))
    for position in (*near.head, *near.inside[:2], *below):
        text = near.page.blocks[position].text.replace(BREAK, " ")
        if len(text) <= _DATED and _CHANGED.match(text):
            yield dates.first_date(text, latest), "line of the last change"
    for mark in near.page.marked:
        if mark.block >= near.below.start and _CHANGED.match(mark.text):
            yield dates.first_date(mark.text.replace(BREAK, " "), latest), "element of the change"


_FOOT = 40


def _changes(near: BylineContext, latest: datetime.date) -> tuple[datetime.date, ...]:
    """The days that elements of the page name as those of its last change."""
    moments = (value for value, block in near.page.changes if block in near.head)
    texts = (
        element.text
        for element in near.page.marked
        if element.block in near.head and is_of_change(element.hint)
    )
    times = (
        *(dates.moment(value, latest) for value in moments),
        *(dates.first_date(text, latest) for text in texts if len(text) <= _DATED),
    )
    return tuple(day for day in times if day is not None)


def _publication_dates(
    draft: Draft, near: BylineContext, declared: meta.Declared, latest: datetime.date
) -> PublicationDate:
    """Possible dates of publication without a label, the most reliable first."""
    yield meta.date(declared, latest) or (None, "")
    yield from _times(near, near.head, latest)
    yield from _above_event(near, latest)
    printed = (position for position in near.head if not _IS_TODAY.match(near.text(position)))
    yield from _printed(near, printed, _BYLINE, latest)
    short = [
        near.text(position).replace(BREAK, " ")
        for position in near.head
        if len(near.text(position)) < 60 and not _IS_TODAY.match(near.text(position))
    ]
    yield byline_dates.apart(" ".join(short), latest), _BYLINE
    yield from _times(near, range(near.head.stop, near.head.stop + _LEAD), latest)
    for value, block in near.page.times:
        if block < len(near.page.blocks) and _ASKED.match(near.text(block)[:_DATED]):
            yield dates.moment(value, latest), "element time"
    first = range(near.head.stop, near.head.stop + 1)
    yield from _times(near, first, latest)  # an element without text above the first sentence
    named = {dates.moment(value, latest) for value in near.page.published}
    if len(named) == 1:
        yield named.pop(), "element of the day of publication"
    yield dates.moment(near.page.scripted, latest), GuessedOrigin.SCRIPT
    yield dates.in_address(draft.text("url"), latest), GuessedOrigin.ADDRESS
    close = range(max(near.before.start, near.before.stop - _ABOVE), near.before.stop)
    above = (position for position in reversed(close) if not _TODAY.search(near.text(position)))
    yield from _printed(near, above, "date above the title", latest)
    boxes = " ".join(near.text(position)[:_DATED] for position in close).replace(BREAK, " ")
    yield byline_dates.apart(boxes, latest), "date above the title"
    labelled = (position for position in near.below if header_lines.labelled(near.text(position)))
    yield from _printed(near, labelled, "date below the text", latest)
    ends_and_below = (*near.inside[-_END:], *near.below)
    floors = (at for at in ends_and_below if header_lines.is_floor(near.text(at)))
    yield from _printed(near, floors, "date of the post", latest)
    ends = (
        position
        for position in reversed(near.inside[-_END:])
        if position not in near.listed and _is_sign_off(near.text(position))
    )
    yield from _printed(near, ends, "date at the end of the text", latest)
    yield from _printed(near, _directly_below(near), "date below the text", latest)
    for position in reversed(near.inside[-_CREDITED:]):
        credit = print_credit.at_end(near.page.blocks[position].plain)
        if credit is not None and credit.date <= latest:
            yield credit.date, "credit at the end"
    speaking = (position for position in near.inside if position >= near.head.stop)
    for position in (*near.inside[:2], *itertools.islice(speaking, 1)):
        text = near.page.blocks[position].plain
        yield None if is_span(text) else dates.dateline(text, latest), "dateline"


def _times(near: BylineContext, blocks: range, latest: datetime.date) -> PublicationDate:
    """The dates that elements in some blocks keep for programs."""
    for value, block in near.page.times:
        if block in blocks:
            yield dates.moment(value, latest), "element time"


def _directly_below(near: BylineContext) -> Iterator[int]:
    """The lines directly below a text that consist only of a date; links end them."""
    for position in near.below:
        block = near.page.blocks[position] if position < len(near.page.blocks) else None
        if block is None or block.linked or _TODAY.search(block.text):
            return
        if _is_sign_off(near.text(position)):
            yield position


_EVENT = re.compile(r"\W*\([^()]{6,40}\)\W*")
"""A day in brackets on its own line, which may be that of a speech."""


def _above_event(near: BylineContext, latest: datetime.date) -> PublicationDate:
    """The day in an element directly above the title, if the only one below it is in brackets."""
    dated = [position for position in near.head if dates.find_dates(near.text(position))]
    if dated and _EVENT.fullmatch(near.text(dated[0])) and not near.text(dated[0])[1:5].isdigit():
        yield from _times(near, near.before[-_ABOVE:], latest)
        above = (position for position in near.before[-_ABOVE:])
        yield from _printed(near, above, "date above the title", latest)


_ABOVE = 4


_RELEASED = re.compile(
    r"\W*(?:originally |first )?(?:published|posted) (?:by|in|on)\b", re.IGNORECASE
)


def _signed(text: str) -> bool:
    """Whether a line at the end of a text is a byline: By the Embassy | 9 February, 2023."""
    return text[:3] == "By " and byline_text.is_byline(text)


def _is_sign_off(text: str) -> bool:
    """Whether a line at the end of a text is a date alone, or says when it was published."""
    if len(text) <= _DATED and (_RELEASED.match(text) or _signed(text)):
        return True
    return len(text) <= _DATED and header_lines.is_header(_ENDS.sub("", text.replace(BREAK, " ")))


def _printed(
    near: BylineContext, positions: Iterable[int], origin: str, latest: datetime.date
) -> PublicationDate:
    """The first date of each block that is short enough for a byline."""
    for position in positions:
        text = near.text(position)
        if len(text) <= _DATED and not (OF_OTHER.match(text) or is_span(text)):
            earliest = (
                dates.EARLIEST_REPORT_DATE if header_lines.is_header(text) else dates.EARLIEST
            )
            text = text.replace(BREAK, " ")
            if (published := _PUBLISHED.search(text)) is not None and _UPDATED.search(text):
                yield dates.first_date(text[published.end() :], latest, earliest), origin
            yield dates.first_date(text, latest, earliest), origin
