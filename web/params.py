"""A Request as the query part of an address, and back: the codec behind every permalink.

Defaults are left out and the order is fixed, so that the same search has the same address.
"""

import datetime
import re
from collections.abc import Iterator
from types import MappingProxyType

from werkzeug.datastructures import MultiDict

from index.api import Order
from search.dates.periods import period
from search.query.expansion import ADDITION_KINDS
from search.request import PAGE_SIZE, Chosen, Layer, Match, Request
from web.errors import A_DATE, A_FIRST_DAY, A_NUMBER, A_QUERY, FEW_VALUES, ONE_OF, BadParameterError

CHOOSABLE = ("source", "language", "editor", "kind", "issuer", "check")
MAX_QUERY_CHARS = 2_000
MAX_PAGE_NUMBER = 100
MAX_DATE_CHARS = 40
MOST_CHOSEN = 100
"""Values of facets that one address may choose and exclude: each stands in every link of a page."""
_FOLD = MappingProxyType({"0": False, "1": True})

Pairs = list[tuple[str, str]]


def request_of(args: MultiDict[str, str], today: datetime.date) -> Request:
    """The Request an address states; BadParameterError names the parameter and what it may be."""
    size = number_of(args, "size", PAGE_SIZE, 1, MAX_PAGE_NUMBER)
    first, last = _dates(args, today)
    return Request(
        text=_text(args),
        today=today,
        chosen=tuple(_chosen(args)),
        first=first,
        last=last,
        undated=args.get("undated", "") in {"1", "true", "yes"},
        order=_order(args),
        start=_start(args, size),
        size=size,
        match=_match(args),
        layer=_layer(args),
        fold=_FOLD.get(args.get("fold", "")),
        additions=tuple(
            dict.fromkeys(value for value in args.getlist("also") if value in ADDITION_KINDS)
        ),
    )


def pairs_of(request: Request) -> Pairs:
    """The parameters of a Request in their fixed order; `page` is left to who asks for it."""
    pairs = [("q", request.text)] if request.text else []
    for name, chosen in request.chosen:
        pairs += [(name, value or "-") for value in chosen.values]
        pairs += [(f"not-{name}", value or "-") for value in chosen.excluded]
    if request.first:
        pairs.append(("from", request.first.isoformat()))
    if request.last:
        pairs.append(("to", request.last.isoformat()))
    if request.undated:
        pairs.append(("undated", "1"))
    if request.order is not Order.RELEVANCE:
        pairs.append(("sort", request.order.value))
    if request.match is not Match.BEST:
        pairs.append(("match", request.match.value))
    if request.layer is not Layer.ASKED:
        pairs.append(("layer", request.layer.value))
    if request.fold is not None:
        pairs.append(("fold", str(int(request.fold))))
    if request.size != PAGE_SIZE:
        pairs.append(("size", str(request.size)))
    return pairs + [("also", addition) for addition in request.additions]


def _text(args: MultiDict[str, str]) -> str:
    text = args.get("q", "").strip()
    if len(text) > MAX_QUERY_CHARS:
        raise BadParameterError("q", A_QUERY, str(MAX_QUERY_CHARS))
    return text


def _chosen(args: MultiDict[str, str]) -> Iterator[tuple[str, Chosen]]:
    """What is chosen in each facet; "-" in an address stands for reports without a value."""
    given = 0
    for name in CHOOSABLE:
        values, excluded = (
            tuple(
                dict.fromkeys("" if value == "-" else value for value in args.getlist(key) if value)
            )
            for key in (name, f"not-{name}")
        )
        given += len(values) + len(excluded)
        if given > MOST_CHOSEN:
            raise BadParameterError(name, FEW_VALUES, str(MOST_CHOSEN))
        if values or excluded:
            yield name, Chosen(values=values, excluded=excluded)


def _dates(
    args: MultiDict[str, str], today: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    first, last = _date(args, "from", today), _date(args, "to", today)
    if first and last and first > last:
        raise BadParameterError("from", A_FIRST_DAY)
    return first, last


def _date(args: MultiDict[str, str], name: str, today: datetime.date) -> datetime.date | None:
    """The first day of what was written, or its last day under "to"; also 2023-02 or 上周."""
    value = args.get(name, "").strip()
    if not value:
        return None
    found = period(value, today) if len(value) <= MAX_DATE_CHARS else None
    if found is None:
        raise BadParameterError(name, A_DATE)
    return found.first if name == "from" else found.last


def _layer(args: MultiDict[str, str]) -> Layer:
    try:
        return Layer(args.get("layer", "") or "asked")
    except ValueError:
        values = ", ".join(one.value for one in Layer)
        raise BadParameterError("layer", ONE_OF, values) from None


def _order(args: MultiDict[str, str]) -> Order:
    try:
        return Order(args.get("sort", "") or "relevance")
    except ValueError:
        raise BadParameterError("sort", ONE_OF, "relevance, newest, oldest") from None


def _match(args: MultiDict[str, str]) -> Match:
    try:
        return Match(args.get("match", "") or "best")
    except ValueError:
        raise BadParameterError("match", ONE_OF, "best, all, any") from None


def _start(args: MultiDict[str, str], size: int) -> int:
    """The first hit wanted: `start` for programs, else the page, counted from 1."""
    if args.get("start"):
        return number_of(args, "start", 0, 0, 10**9)
    return (number_of(args, "page", 1, 1, 10**9) - 1) * size


def number_of(args: MultiDict[str, str], name: str, default: int, least: int, most: int) -> int:
    """A number an address states, or `default`; BadParameterError outside `least` to `most`."""
    value = args.get(name, "").strip()
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,10}", value) or not least <= int(value) <= most:
        raise BadParameterError(name, A_NUMBER, str(least), str(most))
    return int(value)
