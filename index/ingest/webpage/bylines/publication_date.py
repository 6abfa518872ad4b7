"""Finds the date of a page without a label: declared, printed, or guessed, in this order."""

import datetime
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from index.ingest.days import partial_dates
from index.ingest.draft import Draft
from index.ingest.heads import header_fields
from index.ingest.heads.field_labels import LabelledValue
from index.ingest.webpage.bylines import change_dates, date_signals, local_time, outlying_dates
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.bylines.dated_page import BYLINE, DatedPage, OriginatedDate
from index.ingest.webpage.tree import meta


class _Signal(NamedTuple):
    """One way in which a page shows its day, and why it stands where it does in the order."""

    dates: Callable[[DatedPage], Iterator[OriginatedDate]]
    reason: str


_OF_PUBLICATION: Final = (
    _Signal(local_time.local, "A moment for programs is in UTC, a printed one in local time."),
    _Signal(date_signals.declared, "The page declares it for programs."),
    _Signal(date_signals.times_in_head, "The byline has an element with the day for programs."),
    _Signal(date_signals.above_event, "The byline has only the day of an event; ours is above."),
    _Signal(date_signals.printed_in_head, "The byline prints it."),
    _Signal(date_signals.boxes_in_head, "The byline prints year and day in boxes of their own."),
    _Signal(date_signals.times_below_lead, "The lead is above the byline."),
    _Signal(date_signals.printed_below_lead, "So it is where the byline is printed only."),
    _Signal(date_signals.printed_above_text, "A notice of the site may be above the byline."),
    _Signal(date_signals.below_question, "Pages of questions have the day below the question."),
    _Signal(date_signals.named_elements, "All elements named after publication have one day."),
    _Signal(date_signals.scripted, "Scripts may hold the day of another item of the page."),
    _Signal(date_signals.in_address, "Addresses may hold the day of saving, or of a folder."),
    _Signal(date_signals.directly_above, "Above a title are banners and other reports too."),
    _Signal(date_signals.boxes_above, "As before, with the year in a box of its own."),
    _Signal(outlying_dates.of_edition, "Papers print the day beside the number of the page."),
    _Signal(date_signals.labelled_below, "Below a text, only a label tells the day from others."),
    _Signal(date_signals.of_post, "Forums print it on the line with the number of the post."),
    _Signal(date_signals.posted_below, "Blogs say below a text when it was posted."),
    _Signal(date_signals.sign_off, "Documents end with the day of signing."),
    _Signal(date_signals.directly_below, "A line with a date alone closes the text."),
    _Signal(outlying_dates.named_below, "Blogs print it in an element of its own below."),
    _Signal(date_signals.print_credits, "The paper that printed the text, with its day."),
    _Signal(date_signals.datelines, "The first sentence says when it was sent, often no year."),
    _Signal(outlying_dates.in_title, "The title of a sitting or an issue ends with its day."),
    _Signal(outlying_dates.of_enactment, "A document says when it was made, often long before."),
)
"""The days of publication, the most reliable first."""

_OF_LAST_RESORT: Final = (
    _Signal(date_signals.settled_order, "Only something else tells the day from the month."),
    _Signal(change_dates.of_change, "A change that elements of the byline name is later."),
    _Signal(date_signals.printed_changes, "So is one that the byline prints alone."),
    _Signal(outlying_dates.amid_title, "Amid the words of a title is the day of an event."),
    _Signal(outlying_dates.only_element, "Below a message stands only its time of day."),
    _Signal(date_signals.far_above, "Any day above the title, the nearest first."),
    _Signal(change_dates.updated, "A declared change is later than the publication."),
    _Signal(date_signals.alone_below, "The first line below the text may belong to the page."),
    _Signal(change_dates.lines_of_change, "Lines and elements say when the page was changed."),
    _Signal(date_signals.short_years, "Two digits of a year may be a month or a day."),
)
"""Days that are used if nothing names the day of publication, labels of changes included."""


def read(
    draft: Draft,
    near: BylineContext,
    declared: meta.Declared,
    values: list[LabelledValue],
    latest: datetime.date,
) -> None:
    """Put the date into the draft; a date of change among the labelled `values` is used late."""
    if draft.has("date"):
        return
    for value, origin in meta.published(declared):
        draft.put("date", partial_dates.read(value, latest), origin)
    page = DatedPage(near, declared, draft.text("url"), latest)
    changes = {date for date, _ in change_dates.of_change(page)}
    for date, origin in _dates(page, _OF_PUBLICATION):
        if date is not None and not (origin == BYLINE and date in changes):
            draft.put("date", date, origin)
            return
    header_fields.put_late_date(draft, values, latest)
    for date, origin in _dates(page, _OF_LAST_RESORT):
        draft.put("date", date, origin)
        if draft.has("date"):
            return


def _dates(page: DatedPage, signals: Sequence[_Signal]) -> Iterator[OriginatedDate]:
    """The days of some signals, in their order; each is looked for when those before are used."""
    return itertools.chain.from_iterable(signal.dates(page) for signal in signals)
