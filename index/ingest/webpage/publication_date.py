"""The date of a page, where no label says it: declared, printed, guessed, in the order of trust."""

import datetime
import re
from collections.abc import Iterable, Iterator

from index.ingest import dates, header_lines
from index.ingest.draft import Draft
from index.ingest.field_labels import BREAK, LabelledValue
from index.ingest.webpage import meta
from index.ingest.webpage.context import BylineContext

_DATED = 120  # code points of a block whose date can be the report's
_END = 8  # blocks at the end of a text where it can be dated
_TODAY = re.compile(r"今天|今日|农历|農曆|today|welcome|欢迎", re.IGNORECASE)
#: The banner of a site says the day it was saved, with the day of the week.
_BANNER = re.compile(
    rf"{_TODAY.pattern}|星期|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE
)
#: Ends/Wednesday, August 23, 2023 and 完／２０２３年８月２３日: how press releases end.
_ENDS = re.compile(r"^\W*(?:ends?|完)\s*[/／:：,，]\s*", re.IGNORECASE)

PublicationDate = Iterator[tuple[datetime.date | None, str]]


def read(
    draft: Draft,
    near: BylineContext,
    declared: meta.Declared,
    found: list[LabelledValue],
    latest: datetime.date,
) -> None:
    """Put the date into the draft; `found` are labels, whose dates of change come late."""
    for date, origin in _told(draft, near, declared, latest):
        draft.put("date", date, origin)
    header_lines.take_late(draft, found, latest)
    above = (place for place in reversed(near.before) if not _BANNER.search(near.text(place)))
    for date, origin in _printed(near, above, "date above the title", latest):
        draft.put("date", date, origin)
    for date, origin in meta.updated(declared, latest):
        draft.put("date", date, origin)


def _told(
    draft: Draft, near: BylineContext, declared: meta.Declared, latest: datetime.date
) -> PublicationDate:
    """Dates without a label that are those of publication, the most trusted first."""
    yield meta.date(declared, latest) or (None, "")
    for value, block in near.page.times:
        if block in near.head:
            yield dates.moment(value, latest), "element time"
    yield from _printed(near, near.head, "date in the byline", latest)
    short = [
        near.text(place).replace(BREAK, " ") for place in near.head if len(near.text(place)) < 60
    ]
    yield dates.apart(" ".join(short), latest), "date in the byline"
    yield dates.moment(near.page.scripted, latest), "guessed from a script"
    yield dates.in_address(draft.text("url"), latest), "guessed from the address"
    close = range(max(near.before.start, near.before.stop - 4), near.before.stop)
    above = (place for place in reversed(close) if not _TODAY.search(near.text(place)))
    yield from _printed(near, above, "date above the title", latest)
    labelled = (place for place in near.below if header_lines.labelled(near.text(place)))
    yield from _printed(near, labelled, "date below the text", latest)
    ends = (place for place in reversed(near.inside[-_END:]) if _is_sign_off(near.text(place)))
    yield from _printed(near, ends, "date at the end of the text", latest)


def _is_sign_off(text: str) -> bool:
    """Whether a line at the end of a text says nothing besides its date."""
    return len(text) <= _DATED and header_lines.is_header(_ENDS.sub("", text.replace(BREAK, " ")))


def _printed(
    near: BylineContext, places: Iterable[int], origin: str, latest: datetime.date
) -> PublicationDate:
    """The first date of each block that is short enough to be a byline."""
    for place in places:
        text = near.text(place)
        if len(text) <= _DATED:
            earliest = dates.OLDEST if header_lines.is_header(text) else dates.EARLIEST
            yield dates.first_date(text.replace(BREAK, " "), latest, earliest), origin
