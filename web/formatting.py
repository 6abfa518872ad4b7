"""Values as text in the language of the page: dates, numbers, facet values, notes."""

import datetime
from dataclasses import replace
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from index.api import DateUnit
from index.fields import BY_NAME
from index.ingest.origins import GuessedOrigin, OriginKind
from index.note_codes import NoteCode
from index.report_date import PartialDate, ReportDate, first_day
from search.messages import MESSAGES, fill
from search.page import Note, SuggestionKind
from search.trace.carriers import TextMatch
from search.trace.differences import DifferenceKind
from search.trace.trace_labels import KIND_WORDS, MATCH_WORDS
from web.language import gettext, locale, ngettext

_SKELETONS = {
    DateUnit.YEAR: {"zh": "y年", "en": "y"},
    DateUnit.MONTH: {"zh": "y年M月", "en": "MMMM y"},
    DateUnit.DAY: {"zh": "y年M月d日", "en": "d MMMM y"},
}
_SHORT = {"en": {"d MMMM y": "d MMM y", "MMMM y": "MMM y"}}


def date(value: ReportDate | None, unit: DateUnit = DateUnit.DAY) -> str:
    """A day, month or year as text, as far as it is known; empty without a date."""
    return "" if value is None else spoken(first_day(value), _known_unit(value, unit), locale())


def short_date(value: ReportDate | None, unit: DateUnit = DateUnit.DAY) -> str:
    """The same for a list or the scale of a chart, with the name of the month cut short."""
    return "" if value is None else _short(first_day(value), _known_unit(value, unit), locale())


def _known_unit(value: ReportDate, unit: DateUnit) -> DateUnit:
    """The unit that a date is shown in, as far as it is known."""
    if isinstance(value, PartialDate):
        return DateUnit.MONTH if value.month and unit is not DateUnit.YEAR else DateUnit.YEAR
    return unit


_locale = cache(Locale.parse)
"""The locale of a name; Babel looks for its file each time that it is given the name."""


@lru_cache(maxsize=4096)
def _short(value: datetime.date, unit: DateUnit, locale: str) -> str:
    skeleton = _SKELETONS[unit][locale[:2]]
    return format_date(value, _SHORT.get(locale[:2], {}).get(skeleton, skeleton), _locale(locale))


@lru_cache(maxsize=4096)
def spoken(value: datetime.date, unit: DateUnit, locale: str) -> str:
    """A day, month or year as text in a locale."""
    return format_date(value, _SKELETONS[unit][locale[:2]], _locale(locale))


def number(value: int) -> str:
    """A number with thousands separators."""
    return f"{value:,}"  # English and Chinese separate alike, and Babel takes fifty times as long


def of_period(text: str) -> str:
    """A year, month or day such as "2023-02" as text."""
    parts = [int(part) for part in text.split("-")]
    unit = tuple(DateUnit)[len(parts) - 1]
    return date(datetime.date(*[*parts, 1, 1][:3]), unit)


def decimal(value: float) -> str:
    """A number with at most two digits after the point."""
    return str(format_decimal(round(value, 2), locale=locale()))


def in_column(value: float) -> str:
    """A number of a column: two digits after the point, so that the points are below each other."""
    return str(format_decimal(value, "#,##0.00", locale=locale())) if value else "0"


def share(value: float) -> str:
    """A share per thousand as text."""
    return gettext("%(share)s of 1,000", share=decimal(value))


def percent(value: float) -> str:
    """A share of 1 as a whole percentage; of what is more than nothing at least 1 %."""
    shown = min(max(value, 0.01), 1.0) if value > 0 else 0.0
    return str(format_percent(shown, locale=locale()))


def text_match(match: TextMatch) -> str:
    """How a report has a passage."""
    return gettext(MATCH_WORDS[match])


def difference_kind(kind: DifferenceKind) -> str:
    """The label of a kind of difference."""
    return gettext(KIND_WORDS[kind])


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


def _unit(first: datetime.date, last: datetime.date) -> DateUnit:
    """The largest unit whose periods begin with `first` and end with `last`."""
    following = last + datetime.timedelta(days=1) if last < datetime.date.max else last
    if (first.day, following.day) != (1, 1):
        return DateUnit.DAY
    return DateUnit.YEAR if (first.month, following.month) == (1, 1) else DateUnit.MONTH


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


def note(item: Note) -> str:
    """The sentence of a note in the language of the page."""
    if item.code is NoteCode.NO_SUCH_CHOICE:
        text, name = item.values
        item = replace(item, values=(value(name, text), facet(name)))
    return fill(gettext(MESSAGES[item.code]), item)


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
    if name.startswith("NEAR/"):
        return gettext("within %(distance)s words of", distance=name.removeprefix("NEAR/"))
    return {
        "OR": gettext("or"),
        "AND": gettext("and"),
        "SENTENCE": gettext("in one sentence with"),
        "PARAGRAPH": gettext("in one paragraph with"),
    }.get(name, name)


def addition(kind: str) -> str:
    """The name of an expansion of the query."""
    return {"translation": gettext("the other language")}.get(kind, kind)


def reason(kind: SuggestionKind) -> str:
    """Why a suggestion is offered."""
    return {
        SuggestionKind.SPELLING: gettext("similar spelling"),
        SuggestionKind.PINYIN: gettext("by pinyin"),
        SuggestionKind.INITIALS: gettext("by initials"),
        SuggestionKind.HOMOPHONE: gettext("sounds alike"),
        SuggestionKind.WRITING: gettext("another spelling"),
        SuggestionKind.TRANSLATION: gettext("translation"),
        SuggestionKind.GLOSSARY: gettext("name used in this archive"),
        SuggestionKind.PHRASE: gettext("name used in this archive"),
        SuggestionKind.DATE: gettext("as a date"),
        SuggestionKind.FIELD: gettext("in this field"),
        SuggestionKind.EXACT: gettext("exactly this text"),
        SuggestionKind.UNQUOTED: gettext("without the quotation marks"),
    }.get(kind, kind)


def origin(text: str) -> str:
    """The origin of a field in the language of the page; an unknown one is unchanged."""
    return "; ".join(_origin(part) for part in text.split("; ")) if text else ""


def _origin(text: str) -> str:
    guesses = {
        GuessedOrigin.ADDRESS: gettext("guessed from the address"),
        GuessedOrigin.FILE_NAME: gettext("guessed from the name of the file"),
        GuessedOrigin.FILE_CREATION: gettext("guessed from the file's creation"),
        GuessedOrigin.FIRST_SENTENCE: gettext("guessed from the first sentence"),
        GuessedOrigin.SCRIPT: gettext("guessed from a script"),
        GuessedOrigin.WRITING: gettext("guessed from the script"),
    }
    kinds = {
        OriginKind.LABEL: gettext("label"),
        OriginKind.META: gettext("page metadata"),
        OriginKind.FIELD: gettext("field"),
        OriginKind.CLASS: gettext("page element"),
        OriginKind.HEADING: gettext("heading"),
    }
    lines = {
        "byline": gettext("byline"),
        "reporter's line": gettext("reporter's line"),
        "line with the date": gettext("line with the date"),
        "date in a header line": gettext("date in a header line"),
        "date in the byline": gettext("date in the byline"),
    }
    if text in list(GuessedOrigin):
        return guesses[GuessedOrigin(text)]
    kind, _, rest = text.partition(" ")
    known = rest and kind in list(OriginKind)
    return f"{kinds[OriginKind(kind)]} {rest}" if known else lines.get(text, text)
