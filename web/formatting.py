"""Values as text in the language of the page: dates, numbers, facet values, notes."""

import datetime
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

from index.fields import BY_NAME
from search.messages import MESSAGES, fill
from search.page import Note
from web.language import gettext, locale, ngettext

_SKELETONS = {
    "year": {"zh": "y年", "en": "y"},
    "month": {"zh": "y年M月", "en": "MMMM y"},
    "day": {"zh": "y年M月d日", "en": "d MMMM y"},
}


def date(value: datetime.date | None, unit: str = "day") -> str:
    """A day, month or year as text; empty without a date."""
    if value is None:
        return ""
    return spoken(value, unit, locale())


@lru_cache(maxsize=4096)
def spoken(value: datetime.date, unit: str, locale: str) -> str:
    """A day, month or year as text in a locale."""
    return format_date(value, _SKELETONS[unit][locale[:2]], locale=locale)


def number(value: int) -> str:
    """A number with thousands separators."""
    return grouped(value, locale())


@lru_cache(maxsize=4096)
def grouped(value: int, locale: str) -> str:
    """A number with the thousands separators of a locale."""
    return str(format_decimal(value, locale=locale))


def of_period(text: str) -> str:
    """A year, month or day such as "2023-02" as text."""
    parts = [int(part) for part in text.split("-")]
    unit = ("year", "month", "day")[len(parts) - 1]
    return date(datetime.date(*[*parts, 1, 1][:3]), unit)


def decimal(value: float) -> str:
    """A number with at most two digits after the point."""
    return str(format_decimal(round(value, 2), locale=locale()))


def share(value: float) -> str:
    """A share per thousand as text."""
    return gettext("%(share)s of 1,000", share=decimal(value))


def period(first: datetime.date | None, last: datetime.date | None) -> str:
    """A range of days as text, in the largest exact unit."""
    if first is None:
        return gettext("until %(last)s", last=date(last))
    if last is None:
        return gettext("since %(first)s", first=date(first))
    unit = _unit(first, last)
    words = date(first, unit), date(last, unit)
    if words[0] == words[1]:
        return words[0]
    return gettext("%(first)s to %(last)s", first=words[0], last=words[1])


def _unit(first: datetime.date, last: datetime.date) -> str:
    """The largest unit whose periods begin with `first` and end with `last`."""
    following = last + datetime.timedelta(days=1) if last < datetime.date.max else last
    if (first.day, following.day) != (1, 1):
        return "day"
    return "year" if (first.month, following.month) == (1, 1) else "month"


def value(facet: str, text: str) -> str:
    """A value of a facet as text; codes are spelt out, "" is a missing value."""
    known = BY_NAME.get(facet)
    if not text:
        return gettext(known.without if known else "none")
    label = known.value_labels.get(text) if known else None
    return gettext(label) if label else text


def facet(name: str) -> str:
    """The name of a facet or field."""
    known = BY_NAME.get(name)
    return gettext(known.label) if known else name


def note(one: Note) -> str:
    """The sentence of a note in the language of the page."""
    return fill(gettext(MESSAGES[one.code]), one)


def layer(total: int, note_of_layer: Note, *, exact: bool) -> str:
    """The sentence of a layer: how many more reports it has, and what they contain."""
    contents = note(note_of_layer)
    if not exact:
        return gettext(
            "at least %(count)s more reports contain %(contents)s",
            count=number(total),
            contents=contents,
        )
    return ngettext(
        "%(count)s more report contains %(contents)s",
        "%(count)s more reports contain %(contents)s",
        total,
        count=number(total),
        contents=contents,
    )


def matches(count: int, *, exact: bool) -> str:
    """How many matches a report shows."""
    if not exact:
        return gettext("at least %(count)s matches", count=number(count))
    return ngettext("%(count)s match", "%(count)s matches", count, count=number(count))


def operator(name: str) -> str:
    """An operator between two pieces of a query."""
    return {
        "OR": gettext("or"),
        "AND": gettext("and"),
        "SENTENCE": gettext("in one sentence with"),
        "PARAGRAPH": gettext("in one paragraph with"),
    }.get(name, name)


def addition(kind: str) -> str:
    """The name of an expansion of the query."""
    return {"translation": gettext("the other language")}.get(kind, kind)


def reason(kind: str) -> str:
    """Why a suggestion is offered."""
    return {
        "spelling": gettext("similar spelling"),
        "pinyin": gettext("by pinyin"),
        "initials": gettext("by initials"),
        "homophone": gettext("same pronunciation"),
        "writing": gettext("another spelling"),
        "translation": gettext("translation"),
        "glossary": gettext("name used in this archive"),
        "phrase": gettext("name used in this archive"),
        "synonym": gettext("synonym"),
        "date": gettext("as a date"),
    }.get(kind, kind)


def origin(text: str) -> str:
    """The origin of a field in the language of the page; an unknown one is unchanged."""
    return "; ".join(_origin(part) for part in text.split("; ")) if text else ""


def _origin(text: str) -> str:
    known = {
        "guessed from the address": gettext("guessed from the address"),
        "guessed from the name of the file": gettext("guessed from the name of the file"),
        "guessed from the first sentence": gettext("guessed from the first sentence"),
        "guessed from the script": gettext("guessed from the script"),
    }
    kinds = {
        "label": gettext("label"),
        "meta": gettext("page metadata"),
        "field": gettext("field"),
        "class": gettext("page element"),
        "heading": gettext("heading"),
    }
    kind, _, rest = text.partition(" ")
    return known.get(text) or (f"{kinds[kind]} {rest}" if kind in kinds and rest else text)
