"""Finds days away from the byline: of an issue, below a text, in the title, in the only element."""

import re
from collections.abc import Iterator
from typing import Final

from index.ingest.days import dates
from index.ingest.heads import header_lines
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.bylines.dated_page import DATED_CHARS, DatedPage, OriginatedDate

_PAGE = re.compile(
    r"(?:第\s?[A-Z]?|(?<![A-Za-z])[A-Z])\d{1,3}\s?[版期]|[（(]\s?[A-Z]?\d{1,3}\s?版\s?[)）]|版次\s?[:：]"
)
_AROUND = 20
"""The number of blocks above a title and below a text that may name the issue."""
_INSIDE = 2
"""The number of blocks at the end of a text that may be such a line too."""
_ORIGIN: Final = "date of the issue"


def of_edition(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day beside the number of the page of a newspaper: 2023年02月09日 第03版：要闻."""
    near = page.near
    if _PAGE.search(near.page.title):
        yield dates.first_date(near.page.title, page.latest), _ORIGIN
    last = max(near.below.start - _INSIDE, near.head.stop)
    around = (
        *range(near.head.start - 1, max(near.head.start - _AROUND, 0) - 1, -1),
        *range(last, min(last + _AROUND, len(near.page.blocks))),
    )
    for position in around:
        text = near.text(position)
        if len(text) <= DATED_CHARS and _PAGE.search(text):
            yield dates.first_date(text, page.latest), _ORIGIN


_DATE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:date|time|pubtime|pubdate|posted)(?:$|[\s_-])", re.IGNORECASE
)
_BLOCKS_BELOW = 3
"""The number of blocks directly below a text in which an element may have its day."""


def named_below(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day alone in an element below the text whose class names it, as blogs print it."""
    near = page.near
    below = range(near.below.start, near.below.start + _BLOCKS_BELOW)
    for mark in near.marks():
        if (
            mark.block in below
            and _DATE_CLASS.search(mark.hint)
            and header_lines.is_header(mark.text)
        ):
            yield dates.first_date(mark.text, page.latest), "date below the text"


_TITLE_PARTS = re.compile(r"\s[-–—|]\s|[_|｜]")
_MAX_DAY_CHARS = 60
"""The longest part of a title that is a day, in code points."""
_BEFORE_DAY = (" ", "（", "(", "\u3000", "：", ":")
_BEHIND_DAY = " )）】]"


def in_title(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day that is one part of the title of the page: Second Reading – 9 February 2023.

    The title of the report may end with it: 每日舆情摘要（2023年2月9日）.
    """
    for part in reversed(_TITLE_PARTS.split(page.near.page.title)[1:]):
        if len(part) < _MAX_DAY_CHARS and header_lines.is_header(part):
            yield dates.first_date(part, page.latest), "title of the page"
    title = page.near.title
    days = dates.labelled(title)
    if days and days[-1].end >= len(title.rstrip(_BEHIND_DAY)):
        apart = title[: days[-1].start].endswith(_BEFORE_DAY)
        yield days[-1].date if apart and days[-1].date <= page.latest else None, "title"


_BOUND = re.compile(r"[以之]?[前后後]|以[来來]|[起至到止]|(?:版|修[订訂])")
"""The words behind a day from or until which something holds: 2022年1月1日以前."""


def is_amid_title(near: BylineContext, position: int) -> bool:
    """Whether a block is the title and has its days amid other words, as days of events are."""
    if not near.printed or position != near.head.start:
        return False
    text = near.text(position)
    days = dates.find_dates(text)
    return bool(days) and all(
        text[: day.start].rstrip(" ")[-1:].isalnum() and text[day.end :].lstrip(" ")[:1].isalnum()
        for day in days
    )


def amid_title(page: DatedPage) -> Iterator[OriginatedDate]:
    """The first day amid the words of the title, if nothing else on the page has one."""
    near = page.near
    if is_amid_title(near, near.head.start):
        text = near.text(near.head.start)
        first = dates.find_dates(text)[0]
        yield None if _BOUND.match(text, first.end) else first.date, "title"


ENACTED = re.compile(
    r"\W{0,3}(?:assented|made|adopted|enacted|passed|ratified|done|held|presented|laid|in force)\s"
    r"(?:to|on|at|by|in|before|this|from|\d)",
    re.IGNORECASE,
)
"""The line of a document that says when it was made."""
_FIRST_BLOCKS = 2
"""The number of blocks at the beginning of a text that may say when it was made."""


def of_enactment(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day in the first lines of a document that say when it was made."""
    near = page.near
    first = near.page.blocks[near.head.start : near.head.stop + _FIRST_BLOCKS]
    for block in first:
        text = block.plain
        if len(text) <= DATED_CHARS and ENACTED.match(text):
            yield dates.first_date(text, page.latest), "line about the enactment"


def only_element(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day for programs that is the only one in the elements of the page."""
    named = {dates.moment(value, page.latest) for value, _ in page.near.times()}
    if len(named) == 1:
        yield named.pop(), "element of the time"
