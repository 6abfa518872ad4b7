"""Dates in the fields of exports: in one field in any form, or in fields for its parts."""

import datetime
import itertools
import re
from collections.abc import Mapping

from index.ingest.days import dates, partial_dates
from index.report_date import ReportDate

_PARTS = (
    (
        *("year", "publication_year", "pub_year", "py", "年", "年份", "出版年"),
        *(
            "publicationyear",
            "pubyear",
            "year_of_publication",
            "year_published",
            "出版年份",
            "发表年份",
            "發表年份",
        ),
    ),
    ("month", "pub_month", "月", "月份"),
    ("day", "pub_day", "pd", "日"),
)
_FOREIGN_PARTS = (
    (
        "år",
        "aar",
        "jahr",
        "année",
        "annee",
        "año",
        "anio",
        "ano",
        "anno",
        "jaar",
        "rok",
        "vuosi",
        "год",
        "yıl",
        "년",
    ),
    (
        "månad",
        "måned",
        "monat",
        "mois",
        "mes",
        "mês",
        "mese",
        "maand",
        "miesiąc",
        "měsíc",
        "kuukausi",
        "месяц",
        "ay",
        "월",
    ),
    ("dag", "tag", "jour", "día", "dia", "giorno", "dzień", "den", "päivä", "день", "gün", "일"),
)
"""The same in other languages, for numbers only: a tag is a keyword besides."""
PART_NAMES = frozenset(itertools.chain.from_iterable((*_PARTS, *_FOREIGN_PARTS)))
"""The names of fields in which a date is kept in parts; PD of Web of Science has month and day."""
_DAY_NUMBER = re.compile(r"[2-6]\d{4}(?:\.\d{1,12})?", re.ASCII)
_EXPONENT = re.compile(r"\d\.\d{1,17}[eE]\+?1\d")
"""A number with an exponent, as spreadsheets show a long one, and the seconds before a fraction."""
_NET_MOMENT = re.compile(r"\\?/Date\((\d{1,14})(?:[+-]\d{4})?\)\\?/")
r"""Milliseconds as .NET writes a day: /Date(1675929600000)/."""
_NAMED_MONTH = re.compile(r"(\d{1,2})[-/]([A-Za-z]{3})[-/](\d\d|\d{4})(?= |$)")
"""9-Feb-23, as spreadsheets show a day, and 09/Feb/23 10:00 AM."""


_SPACED = re.compile(r"\d{1,2}\. \d{1,2}\. (?:19|20)\d\d\b")
"""A day as Czech and others write it with spaces: 9. 2. 2023."""
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d), \d{1,2}:\d\d(?::\d\d)? [AP]M\b")
"""A moment as browsers in America write it; with a comma, am and pm are small elsewhere."""


def read(text: str, latest: datetime.date) -> ReportDate | None:
    """The day in a value of an export: in any form, in seconds, or as a spreadsheet counts it.

    It is a month or a year if the value has no more.
    """
    text = plain(text)
    return (
        dates.moment(text, latest)
        or _spreadsheet_day(text, latest)
        or partial_dates.read(text, latest)
    )


def plain(text: str) -> str:
    """A value in a form that texts have, too, if only programs and tables write it as it stands."""
    if _EXPONENT.fullmatch(text):
        text = str(int(float(text)))
    if moment := _NET_MOMENT.fullmatch(text):
        text = moment[1]
    if american := _AMERICAN.match(text):
        month, day, year = american.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    if _SPACED.match(text):
        text = text.replace(". ", ".")
    if named := _NAMED_MONTH.match(text):
        text = f"{named[1]} {named[2]} {named[3] if len(named[3]) > 2 else f'20{named[3]}'}"
    return text


def in_parts(values: Mapping[str, str], latest: datetime.date) -> ReportDate | None:
    """The day in fields named in PART_NAMES, or the month or year that they name alone."""
    if values.keys().isdisjoint(_PARTS[0]):
        return _in_foreign_parts(values, latest)
    year, month, day = (
        next(filter(None, (values.get(name, "").strip() for name in names)), "") for names in _PARTS
    )
    year = re.sub(r"\.0$|年$", "", year)
    if not re.fullmatch(r"\d{4}", year):
        return None
    if not day:
        month = re.sub(r"\.0$|月$", "", month)
        joined = f"{year}-{month}" if month.isdecimal() else f"{month} {year}"
        return partial_dates.read(joined, latest)
    month, day = (re.sub(r"\.0$|[月日号]$", "", part) for part in (month, day))
    if month.isdecimal() and day.isdecimal():
        return dates.moment(f"{year}-{month.zfill(2)}-{day.zfill(2)}", latest)
    return dates.moment(f"{month} {day.capitalize()} {year}".strip(), latest)


def _in_foreign_parts(values: Mapping[str, str], latest: datetime.date) -> datetime.date | None:
    """The day in three fields named in another language, all of which have numbers."""
    year, month, day = (
        next(filter(str.isdecimal, (values.get(name, "").strip() for name in names)), "")
        for names in _FOREIGN_PARTS
    )
    whole = len(year) == _YEAR_DIGITS and month and day
    return dates.moment(f"{year}-{month.zfill(2)}-{day.zfill(2)}", latest) if whole else None


_YEAR_DIGITS = 4


def _spreadsheet_day(text: str, latest: datetime.date) -> datetime.date | None:
    """The day of a spreadsheet's number: 44966 is 2023-02-09, counted from 1899-12-30."""
    if not _DAY_NUMBER.fullmatch(text):
        return None
    date = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text[:5]))
    return date if date <= latest else None
