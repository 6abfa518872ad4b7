"""The ways in which a page shows its day without a label; publication_date orders them."""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Final

from index.ingest.days import address_dates, dates
from index.ingest.heads import field_labels, header_lines, print_credit
from index.ingest.heads.field_labels import BREAK
from index.ingest.origins import GuessedOrigin
from index.ingest.webpage.bylines import (
    byline_dates,
    byline_text,
    change_dates,
    outlying_dates,
    page_day_order,
)
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.bylines.dated_page import BYLINE, DATED_CHARS, DatedPage, OriginatedDate
from index.ingest.webpage.tree import meta
from index.text.lazy_pattern import lazy_pattern

_ABOVE_TITLE: Final = "date above the title"
_BELOW_TEXT: Final = "date below the text"
_ELEMENT: Final = "element time"

_BOX = 60
"""The longest block that may be one of several boxes with parts of a day, in code points."""
_BLOCKS_ABOVE = 4
"""The number of blocks before the title that are directly above it."""
_LEAD = 3
"""The number of blocks after the first sentence that may have the day, below a lead."""
_END = 8
"""The number of blocks at the end of a text that may contain its date."""
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
    r"|(?:dates?|heard) (?:of|on)(?: the)? (?:hearing|trial|birth|meeting|event)|heard on"
    r"|applications close|com(?:ing|es) into force|in force from|laid before|valid until"
    r"|expires|(?:previous|next|older|newer) (?:post|article|story|entry))\b"
    r"|\W{0,8}[上下前后後]一[篇条條则則]",
    re.IGNORECASE,
)
"""A day that is not of the text: of a member of a forum, a company, a rule, an event, the next."""
_RECOMMENDED = re.compile(r"推荐文章[于於].{8,24}?(?:发布|發布|$)")
"""The day of another text that a site recommends within a byline."""
_RELEASED = re.compile(
    r"\W*(?:originally |first )?(?:published|posted) (?:by|in|on)\b", re.IGNORECASE
)
"""The beginning of a line below a text that says when it was published."""
_PUBLISHED = re.compile(
    r"\b(?:published|posted|issued|created|decided|delivered|handed down)\b", re.IGNORECASE
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|edited|revised|argued|heard|submitted)\b", re.IGNORECASE
)
"""Words before two days in one line: Updated Feb. 9, 2023 / Published Feb. 8, 2023."""
_ENDS = lazy_pattern(
    r"^\W*(?:ends?|完)\s*[/／:：,，]\s*|^[\u3400-\u9fff]{2,4}[，,]\s?(?=[一二〇零○\d])",
    re.IGNORECASE,
)
"""The end of a press release: Ends/Wednesday, August 23, 2023 and 完／２０２３年８月２３日."""
_ASKED = re.compile(r"\W*(?:asked|提问于|提問於|发帖于)\b", re.IGNORECASE)
"""The line below a question with the day on which it was asked."""
_EVENT = re.compile(r"\W*\([^()]{6,40}\)\W*")
"""A day in brackets on its own line, which may be that of a speech."""


def declared(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day of publication in meta tags and JSON-LD."""
    yield meta.date(page.declared, page.latest) or (None, "")


def times_in_head(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days for programs in elements between the title and the first sentence."""
    return _times(page, page.near.head)


def above_event(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day directly above the title, if the only one below it is in brackets."""
    near = page.near
    dated = [position for position in near.head if dates.find_dates(near.text(position))]
    if dated and _EVENT.fullmatch(near.text(dated[0])) and not near.text(dated[0])[1:5].isdigit():
        yield from _times(page, near.before[-_BLOCKS_ABOVE:])
        yield from _printed(page, near.before[-_BLOCKS_ABOVE:], _ABOVE_TITLE)


def printed_in_head(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days in lines between the title and the first sentence, but those of a change."""
    lines = (at for at in _byline_blocks(page.near) if not _is_changed(page.near.text(at)))
    return _printed(page, lines, BYLINE)


def _is_changed(text: str) -> bool:
    """Whether a line says only when a text was changed."""
    return change_dates.CHANGED.match(text) is not None and not _PUBLISHED.search(text)


def boxes_in_head(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day whose year and month are in different short blocks below the title."""
    texts = (page.near.text(position) for position in _byline_blocks(page.near))
    short = [text.replace(BREAK, " ").strip() for text in texts if len(text) < _BOX]
    yield byline_dates.apart(" ".join(short), page.latest), BYLINE
    yield byline_dates.in_boxes(short, page.latest), BYLINE


def times_below_lead(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days for programs in elements at the first sentence and directly after it."""
    return _times(page, range(page.near.head.stop, page.near.head.stop + _LEAD))


def below_question(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day in the line below a question."""
    near = page.near
    for value, block in near.times():
        if block < len(near.page.blocks) and _ASKED.match(near.text(block)[:DATED_CHARS]):
            yield dates.moment(value, page.latest), _ELEMENT


def named_elements(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day of the elements named after publication, if they agree."""
    named = {dates.moment(value, page.latest) for value in page.near.page.published}
    if len(named) == 1:
        yield named.pop(), "element of the day of publication"


def scripted(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day in the state that a script holds."""
    yield dates.moment(page.near.page.scripted, page.latest), GuessedOrigin.SCRIPT


def in_address(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day in the address of the page."""
    yield address_dates.in_address(page.address, page.latest), GuessedOrigin.ADDRESS


def directly_above(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days in the few lines above the title, the nearest first."""
    near = page.near
    above = (at for at in reversed(_directly_above(near)) if not _TODAY.search(near.text(at)))
    return _printed(page, above, _ABOVE_TITLE)


def boxes_above(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day whose year and month are in different blocks above the title."""
    above = _directly_above(page.near)
    texts = [page.near.text(at)[:DATED_CHARS].replace(BREAK, " ").strip() for at in above]
    yield byline_dates.apart(" ".join(texts), page.latest), _ABOVE_TITLE
    yield byline_dates.in_boxes(texts, page.latest), _ABOVE_TITLE


def labelled_below(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days in lines with labels directly after the text."""
    near = page.near
    labelled = (position for position in near.below if header_lines.has_label(near.text(position)))
    return _printed(page, labelled, _BELOW_TEXT)


def of_post(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day in the line with the number of a post, at the end of the text or after it."""
    near = page.near
    lines = (*near.inside[-_END:], *near.below)
    floors = (position for position in lines if header_lines.is_floor(near.text(position)))
    return _printed(page, floors, "date of the post")


_WAS_POSTED = re.compile(
    r"\b(?:entry|post|article|story|page|item|artikel|beitrag|eintrag|text|billet|article) "
    r"(?:was|wurde|a été|est) (?:originally |first )?"
    r"(?:(?:posted|published|written|created|filed|released|publié|écrit)\b|(?:vor )?am\b)",
    re.IGNORECASE,
)
"""A sentence below a text about itself: This entry was posted on Friday, February 9th, 2023."""


def posted_below(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day in a sentence at the end of the text or below it that says when it was posted."""
    near = page.near
    for position in (*near.inside[-_CREDITED:], *near.below):
        text = near.plain(position) if position < len(near.page.blocks) else ""
        if said := _WAS_POSTED.search(text[:DATED_CHARS]):
            yield (
                dates.first_date(text[said.end() : said.end() + DATED_CHARS], page.latest),
                _BELOW_TEXT,
            )


def sign_off(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day alone in a line at the end of the text, the last first."""
    near = page.near
    ends = (
        position
        for position in reversed(near.inside[-_END:])
        if position not in near.listed and _is_sign_off(near.text(position))
    )
    return _printed(page, ends, "date at the end of the text")


def directly_below(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days alone in lines directly after the text; links end these lines."""
    return _printed(page, _dates_directly_below(page.near), _BELOW_TEXT)


def print_credits(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day of the paper that a line at the end of the text names."""
    near = page.near
    for position in reversed(near.inside[-_CREDITED:]):
        credit = print_credit.at_end(near.plain(position))
        if credit is not None and credit.date <= page.latest:
            yield credit.date, "credit at the end"


def datelines(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days in the datelines of the first two blocks and of the first sentence."""
    near = page.near
    speaking = (position for position in near.inside if position >= near.head.stop)
    for position in (*near.inside[:2], *itertools.islice(speaking, 1)):
        text = near.plain(position)
        yield None if byline_dates.is_span(text) else dates.dateline(text, page.latest), "dateline"


def far_above(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days in any line above the title but banners, the nearest first."""
    near = page.near
    bad = near.body.bad if near.body is not None else ()
    above = (
        at
        for at in reversed(near.before)
        if not (_BANNER.search(near.text(at)) or (bad and bad[near.page.blocks[at].node]))
    )
    return _printed(page, above, _ABOVE_TITLE)


def printed_changes(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days in lines of the byline that say only when the text was changed."""
    lines = (at for at in page.near.head if _is_changed(page.near.text(at)))
    return _printed(page, lines, BYLINE)


def alone_below(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day alone on the first line below the text."""
    near = page.near
    alone = (position for position in near.below[:1] if header_lines.is_header(near.text(position)))
    return _printed(page, alone, _BELOW_TEXT)


def short_years(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days with two digits of the year below a title, or directly above a European one."""
    near = page.near
    chinese = field_labels.has_han(near.title)
    above = () if chinese or _EAST.search(near.title) else reversed(_directly_above(near))
    for position in (*near.head[1:], *_above_text(near), *above):
        text = near.text(position).replace(BREAK, " ")
        if len(text) > DATED_CHARS:
            continue
        if chinese and not near.page.blocks[position].linked:
            yield byline_dates.short_year(text, page.latest), BYLINE
        elif not chinese and not _EAST.search(near.title):
            full = byline_dates.in_full(text, page.latest)
            if full != text and (byline_text.is_byline(full) or header_lines.is_header(full)):
                yield dates.first_date(full, page.latest), BYLINE


_EAST = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")
"""Japanese and Korean letters; dates are written with the year first there."""


def printed_above_text(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days in lines directly above the body, behind what stands between it and the title."""
    return _printed(page, reversed(_above_text(page.near)), BYLINE)


def printed_below_lead(page: DatedPage) -> Iterator[OriginatedDate]:
    """The days alone on lines directly after the first sentence."""
    near = page.near
    lines = range(near.head.stop + 1, min(near.head.stop + 1 + _LEAD, near.inside.stop))
    texts = ((at, near.text(at)) for at in lines if at not in near.listed)
    alone = (at for at, text in texts if _is_sign_off(text) and not _is_changed(text))
    return _printed(page, alone, BYLINE)


def settled_order(page: DatedPage) -> Iterator[OriginatedDate]:
    """The day of 09/02/2023 in the byline, in the order that something else on the page shows."""
    changed = {
        day
        for day, _ in (*change_dates.updated(page), *change_dates.of_change(page))
        if day is not None
    }
    for at in _byline_blocks(page.near):
        yield page_day_order.settled(page.near, at, page.latest, changed, page.address), BYLINE


def _byline_blocks(near: BylineContext) -> Iterator[int]:
    """The blocks from title to first sentence that say neither today's day nor that of an event."""
    return (
        position
        for position in near.head
        if not (
            _IS_TODAY.match(near.text(position)) or outlying_dates.is_amid_title(near, position)
        )
    )


def _above_text(near: BylineContext) -> range:
    """The few lines directly above the body that are behind the first sentence below the title."""
    first = near.inside.start if near.printed else 0
    return range(max(near.head.stop, first - _BLOCKS_ABOVE), max(first, near.head.stop))


def _directly_above(near: BylineContext) -> range:
    """The few blocks above the title."""
    return range(max(near.before.start, near.before.stop - _BLOCKS_ABOVE), near.before.stop)


def _dates_directly_below(near: BylineContext) -> Iterator[int]:
    """The blocks directly below a text that consist only of a date; links end them."""
    for position in near.below:
        block = near.page.blocks[position] if position < len(near.page.blocks) else None
        if block is None or block.linked * 2 > len(block.text) or _TODAY.search(block.text):
            return
        if _is_sign_off(near.text(position)):
            yield position


_BY = re.compile(r"(?:By|Von|Par|Por|Di|Door|Av|Af) ")


def _is_sign_off(text: str) -> bool:
    """Whether a line at the end of a text is a date alone, or says when it was published."""
    if len(text) > DATED_CHARS:
        return False
    if _RELEASED.match(text) or (_BY.match(text) and byline_text.is_byline(text)):
        return True
    return header_lines.is_header(_ENDS.sub("", text.replace(BREAK, " ")))


def _times(page: DatedPage, blocks: range) -> Iterator[OriginatedDate]:
    """The dates that elements in some blocks keep for programs."""
    for value, block in page.near.times():
        if block in blocks:
            yield dates.moment(value, page.latest), _ELEMENT


def _printed(page: DatedPage, positions: Iterable[int], origin: str) -> Iterator[OriginatedDate]:
    """The first date of each block that is short enough for a byline."""
    for position in positions:
        text = page.near.text(position)
        if len(text) > DATED_CHARS or OF_OTHER.match(text) or byline_dates.is_span(text):
            continue
        is_alone = header_lines.is_header(text)
        earliest = dates.EARLIEST_REPORT_DATE if is_alone else dates.EARLIEST
        text = _RECOMMENDED.sub(" ", text.replace(BREAK, " "))
        if (published := _PUBLISHED.search(text)) is not None and _UPDATED.search(text):
            yield page_day_order.first_in_line(text, page.latest), origin
            yield dates.first_date(text[published.end() :], page.latest, earliest), origin
        yield dates.first_date(text, page.latest, earliest), origin
