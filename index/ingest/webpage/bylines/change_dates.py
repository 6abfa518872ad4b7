"""The ways in which a page shows the day of its last change."""

import re
from collections.abc import Iterator

from index.ingest.days import dates
from index.ingest.heads.field_labels import BREAK
from index.ingest.webpage.bylines import byline_dates
from index.ingest.webpage.bylines.dated_page import DATED_CHARS, DatedPage, OriginatedDate
from index.ingest.webpage.tree import meta
from index.ingest.webpage.tree.attributes import is_of_change

_FOOT = 40
"""The number of blocks below a text that may say when the page was changed."""
CHANGED = re.compile(
    r"\W{0,8}(?:this (?:page|article|document|site|content|entry) (?:was|has been) )?"
    r"(?:page |content )?"
    r"(?:last |most recently )?(?:updated?|modified|edited|reviewed|changed|revised|revision)\b"
    r"|\W{0,3}(?:本[页頁]面?|此[页頁]面|本[条條]目)?最[后後近]一?次?(?:修[订訂改]|编辑|編輯|更新)[于於时時日]",
    re.IGNORECASE,
)
"""The beginning of a line below a text that says when it was changed."""


def updated(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day of the last change in meta tags and JSON-LD."""
    return iter(meta.updated(page.declared, page.latest))


def of_change(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days that elements below the title name as those of the last change."""
    near, latest = page.near, page.latest
    moments = (value for value, block in near.page.changes if block in near.head)
    texts = (
        element.text
        for element in near.marks()
        if element.block in near.head and is_of_change(element.hint)
    )
    days = (
        *(dates.moment(value, latest) for value in moments),
        *(byline_dates.latest_in(text, latest) for text in texts if len(text) <= DATED_CHARS),
    )
    return ((day, "element of the last change") for day in days if day is not None)


def lines_of_change(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day of the last change that a line around the text, or an element below it, names."""
    near = page.near
    if near.body is None:
        return
    blocks = near.page.blocks
    below = range(near.below.start, min(near.body.last + _FOOT, len(blocks)))
    for position in (*near.head, *near.inside[:2], *below):
        text = blocks[position].text.replace(BREAK, " ")
        if len(text) <= DATED_CHARS and CHANGED.match(text):
            yield dates.first_date(text, page.latest), "line of the last change"
    for mark in near.marks():
        if mark.block >= near.below.start and CHANGED.match(mark.text):
            day = dates.first_date(mark.text.replace(BREAK, " "), page.latest)
            yield day, "element of the change"
