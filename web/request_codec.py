"""A Request as the query part of an address, and back: the codec behind every permalink.

Defaults are left out and the order is fixed, so that the same search has the same address.
"""

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from index.api import Order
from index.fields import CHOOSABLE_FIELDS
from index.report import ReportId
from index.settings import Settings
from index.text.hangul import whole_syllables
from search.dates.periods import Period, period
from search.query.filters import ordered_span
from search.query.other_language.expansion import ADDITION_KINDS
from search.request import MAX_RESULT_OFFSET, PAGE_SIZE, Chosen, Layer, Match, Request
from web.errors import (
    A_CURSOR,
    A_DATE,
    A_NUMBER,
    A_PLACE,
    A_QUERY,
    FEW_VALUES,
    ONE_OF,
    BadParameterError,
)

MAX_QUERY_CHARS = 2_000
MAX_PAGE_SIZE = 100
MAX_DATE_CHARS = 40
MAX_CHOSEN_VALUES = 100
"""Facet values that one address may choose and exclude: every link of a page repeats them."""
NO_VALUE = "-"
"""The value of a facet of an address for reports without one; no name is a mark alone."""
_FLAGS = MappingProxyType(
    {"0": False, "1": True, "false": False, "true": True, "no": False, "yes": True, "": False}
)

Pairs = list[tuple[str, str]]


def request_of(args: MultiDict[str, str], today: datetime.date, settings: Settings) -> Request:
    """The Request of an address; BadParameterError names the parameter and its valid values."""
    size = number_of(args, "size", PAGE_SIZE, 1, MAX_PAGE_SIZE)
    first, last, swapped = ordered_span(_period(args, "from", today), _period(args, "to", today))
    return Request(
        text=_text(args),
        today=today,
        chosen=tuple(_chosen(args)),
        first=first,
        last=last,
        undated=_flag(args, "undated"),
        arrived_after=number_of(args, "arrived-after", 0, 0, 10**10 - 1),
        order=_order(args),
        start=_start(args, size),
        size=size,
        match=_match(args),
        layer=_layer(args),
        strict=_flag(args, "strict"),
        collapse_copies=_flag(args, "fold") if args.get("fold") else None,
        meaning=_flag(args, "meaning") if args.get("meaning") else None,
        additions=tuple(dict.fromkeys(_additions(args))),
        after=_after(args),
        swapped=swapped,
        settings=settings,
    )


def pairs_of(request: Request) -> Pairs:
    """The parameters of a Request in their fixed order, without `page`."""
    return [pair for name, write in WRITERS.items() for pair in write(getattr(request, name))]


def _query(text: str) -> Pairs:
    text = whole_syllables(text)
    return [("q", text)] if text else []


def _choice(chosen: tuple[tuple[str, Chosen], ...]) -> Pairs:
    pairs: Pairs = []
    for name, choice in chosen:
        pairs += [(name, value or NO_VALUE) for value in choice.values]
        pairs += [(f"not-{name}", value or NO_VALUE) for value in choice.excluded]
    return pairs


def _day(name: str) -> Callable[[datetime.date | None], Pairs]:
    return lambda day: [(name, day.isoformat())] if day else []


def _number(name: str, default: int = 0) -> Callable[[int], Pairs]:
    """Writes a number or flag that is not the default."""
    return lambda value: [] if value == default else [(name, str(int(value)))]


def _flag_or_none(name: str) -> Callable[[bool | None], Pairs]:
    return lambda value: [] if value is None else [(name, str(int(value)))]


def _option(name: str, default: Order | Match | Layer) -> Callable[[Order | Match | Layer], Pairs]:
    """Writes an option of the result list that is not the default."""
    return lambda option: [] if option is default else [(name, option.value)]


WRITERS: Mapping[str, Callable[..., Pairs]] = MappingProxyType(
    {
        "text": _query,
        "chosen": _choice,
        "first": _day("from"),
        "last": _day("to"),
        "undated": _number("undated"),
        "arrived_after": _number("arrived-after"),
        "order": _option("sort", Order.RELEVANCE),
        "match": _option("match", Match.BEST),
        "layer": _option("layer", Layer.ASKED),
        "strict": _number("strict"),
        "collapse_copies": _flag_or_none("fold"),
        "meaning": _flag_or_none("meaning"),
        "size": _number("size", PAGE_SIZE),
        "additions": lambda additions: [("also", addition) for addition in additions],
    }
)
"""The attributes of a Request that an address has, in their order, and how each is written."""


def _text(args: MultiDict[str, str]) -> str:
    text = args.get("q", "").strip()
    if len(text) > MAX_QUERY_CHARS:
        raise BadParameterError("q", A_QUERY, str(MAX_QUERY_CHARS))
    return text


def _chosen(args: MultiDict[str, str]) -> Iterator[tuple[str, Chosen]]:
    """The choices in each facet; NO_VALUE selects reports without a value."""
    given = 0
    for name in CHOOSABLE_FIELDS:
        values, excluded = (
            tuple(
                dict.fromkeys(
                    "" if value == NO_VALUE else value for value in args.getlist(key) if value
                )
            )
            for key in (name, f"not-{name}")
        )
        given += len(values) + len(excluded)
        if given > MAX_CHOSEN_VALUES:
            raise BadParameterError(name, FEW_VALUES, str(MAX_CHOSEN_VALUES))
        if values or excluded:
            yield name, Chosen(values=values, excluded=excluded)


def _period(args: MultiDict[str, str], name: str, today: datetime.date) -> Period | None:
    """A date parameter as a period; 2023-02 and 上周 are valid too."""
    value = args.get(name, "").strip()
    if not value:
        return None
    date_period = period(value, today) if len(value) <= MAX_DATE_CHARS else None
    if date_period is None:
        raise BadParameterError(name, A_DATE)
    return date_period


def _flag(args: MultiDict[str, str], name: str) -> bool:
    value = args.get(name, "").strip().lower()
    if value not in _FLAGS:
        raise BadParameterError(name, ONE_OF, "0, 1")
    return _FLAGS[value]


def _after(args: MultiDict[str, str]) -> str:
    """The cursor; it excludes `start`, `page` and `fold`."""
    after = args.get("after", "").strip()
    if after and (args.get("start") or args.get("page") or _flag(args, "fold")):
        raise BadParameterError("after", A_CURSOR)
    return after


def _additions(args: MultiDict[str, str]) -> Iterator[str]:
    for value in args.getlist("also"):
        if value and value not in ADDITION_KINDS:
            raise BadParameterError("also", ONE_OF, ", ".join(ADDITION_KINDS))
        if value:
            yield value


def _layer(args: MultiDict[str, str]) -> Layer:
    try:
        return Layer(args.get("layer", "") or "asked")
    except ValueError:
        values = ", ".join(layer.value for layer in Layer)
        raise BadParameterError("layer", ONE_OF, values) from None


def _order(args: MultiDict[str, str]) -> Order:
    try:
        return Order(args.get("sort", "") or "relevance")
    except ValueError:
        raise BadParameterError("sort", ONE_OF, ", ".join(order.value for order in Order)) from None


def _match(args: MultiDict[str, str]) -> Match:
    try:
        return Match(args.get("match", "") or "best")
    except ValueError:
        raise BadParameterError("match", ONE_OF, "best, all, any") from None


def _start(args: MultiDict[str, str], size: int) -> int:
    """The first hit wanted: `start` for programs, else the page, counted from 1."""
    if args.get("start"):
        start = number_of(args, "start", 0, 0, 10**9)
        if start > MAX_RESULT_OFFSET:
            raise BadParameterError("start", A_PLACE, f"{MAX_RESULT_OFFSET:,}")
        return start
    return (number_of(args, "page", 1, 1, 10**9) - 1) * size


def report_id_in(args: MultiDict[str, str], name: str = "id") -> ReportId:
    """The id of a report in a parameter, NO_REPORT if it is missing."""
    return ReportId(args.get(name, ""))


def number_of(args: MultiDict[str, str], name: str, default: int, least: int, most: int) -> int:
    """A number parameter, or `default`; BadParameterError outside `least` to `most`."""
    value = args.get(name, "").strip()
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,10}", value) or not least <= int(value) <= most:
        raise BadParameterError(name, A_NUMBER, str(least), str(most))
    return int(value)
