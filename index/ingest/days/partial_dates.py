"""Dates that are known to the month or the year only: 2024年3月, March 2024, 2024-03, 2024.

Only a whole value or a whole line is such a date: in a sentence a month is what it is about.
"""

import contextlib
import datetime
import re

from index.ingest.days import date_forms, dates, han_numbers
from index.report_date import PartialDate, ReportDate, first_day

_YEAR = r"(?P<y>(?:1[5-9]|20|21)\d\d)"
_HAN_YEAR = r"(?P<hy>[一二][〇○Ｏ零一二三四五六七八九]{3})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_HAN_MONTH = r"(?P<hm>十[一二]?|[一二三四五六七八九])"
_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}\s?年\s?(?:{_MONTH}\s?月份?)?",
        rf"{_HAN_YEAR}\s?年\s?(?:{_HAN_MONTH}\s?月份?)?",
        rf"(?:中[華华])?民[國国]\s?(?P<roc>\d{{2,3}})\s?年\s?(?:{_MONTH}\s?月)?",
        rf"{_YEAR}(?:[-/.]{_MONTH})?",
        rf"{_YEAR}[-/.]{_MONTH}[-/.]00?",  # databases have 0 for a day that is not known
        rf"{_YEAR}-00-00",
        rf"{_YEAR}(?P<mm>0[1-9]|1[0-2])",
        rf"{_MONTH}[/.]{_YEAR}",
        rf"{_NAME}(?:\sde)?[\s,-]{{1,2}}{_YEAR}",
        rf"{_YEAR}[\s,-]{{1,2}}{_NAME}",
    )
)
_MAX_DATE_CHARS = 24
_AROUND = " ()（）[]【】/"
_MAY_BE = re.compile(r"\d{4}|年")
_CLOCKS = frozenset({PartialDate(1970, 1), PartialDate(1900, 1), PartialDate(1900)})
"""Months at which calendars of programs begin: an unknown date."""
_FOLDER = re.compile(r"/(?P<y>(?:19|20)\d\d)(?:[-/_]?)(?P<m>0[1-9]|1[0-2])/")
"""The folder of a month in an address: /2024/03/, /2024-03/, /202403/."""


def read(text: str, latest: datetime.date = datetime.date.max) -> PartialDate | None:
    """The month or year that the whole text names; None if it begins after `latest`."""
    text = text.strip(_AROUND)
    if not 4 <= len(text) <= _MAX_DATE_CHARS or not _MAY_BE.search(text):
        return None
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None and (date := _date(match.groupdict())) is not None:
            return date if first_day(date) <= latest and date not in _CLOCKS else None
    return None


def moment(text: str, latest: datetime.date = datetime.date.max) -> ReportDate | None:
    """The day that a program wrote, else the month or year."""
    return dates.moment(text, latest) or read(text, latest)


def labelled(text: str, latest: datetime.date = datetime.date.max) -> ReportDate | None:
    """The first day in the value of a label, else the month or year that the value is."""
    return dates.first_labelled(text, latest) or read(text, latest)


def in_address(address: str, latest: datetime.date) -> PartialDate | None:
    """The month of a page by the folder in its address."""
    match = _FOLDER.search(address)
    date = PartialDate(int(match["y"]), int(match["m"])) if match is not None else None
    return date if date is not None and first_day(date) <= latest else None


_MONTH_IN_NAME = re.compile(
    r"(?<!\d)(?P<month>(?:(?:19|20)\d\d|民[國国]\s?\d{2,3})\s?年\s?(?:1[0-2]|0?[1-9])\s?月(?:份|號|号)?"
    r"|(?:19|20)\d\d[-_. ]?(?:0[1-9]|1[0-2])(?![\d年])(?![-_.]\d)"
    r"|(?<![A-Za-z])[A-Z][a-z]{2,8}[-_ ](?:19|20)\d\d(?!\d))"
)
"""A month in the name of a file: 民國105年5月_简讯, 2019-05 quay, quay_May_2019."""
_YEAR_IN_NAME = re.compile(
    r"^(?:19|20)\d\d(?:年?$|(?=[-_. ]{1,3}[^\W\d]))|(?<=[^\W\dA-Z_][-_. ])(?:19|20)\d\d年?$"
    r"|(?<=[(（\[【])(?:19|20)\d\d(?=[)）\]】]$)"
)
"""A year at an end of the name of a file: 1950-Address, quay_2014."""
_ABOUT_YEAR = re.compile(
    r"(?:19|20)\d\d\W{0,2}(?:19|20)?\d\d(?!\d)|年度|[報报]告|[總总]结|[總總]結|公[報报]|[預预算]算|[計计规規]划|年[鑑鉴]"
    r"|\b(?:reports?|reviews?|accounts|budgets?|census|statistics|stats|yearbook|plans?|agenda|targets?"
    r"|strategy|outlook|vision|goals?)(?![a-z])",
    re.IGNORECASE,
)
"""Names with the years that a text is about, not that of its day: report 2014, 2010-2014."""


def in_name(path: str, latest: datetime.date) -> PartialDate | None:
    """The month in the name of a file, else the year at an end of it."""
    name = _COPY.sub("", re.split(r"[!\\/]", path)[-1].rpartition(".")[0]).strip()
    months = {match["month"] for match in _MONTH_IN_NAME.finditer(name)}
    if len(months) == 1:
        month = read(months.pop().replace("_", "-").rstrip("份號号"), latest)
        if month is not None:
            return month
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", name))
    year = _YEAR_IN_NAME.search(name)
    if year is None or len(years) > 1 or _ABOUT_YEAR.search(name):
        return None
    return read(year[0], latest)


_COPY = re.compile(r"\s?[(（]\d{1,3}[)）]$")
"""What systems append to the name of a second copy."""


def _date(parts: dict[str, str | None]) -> PartialDate | None:
    """The month or year in the parts of a form; None for a name that is no month."""
    if roc := parts.get("roc"):
        year = int(roc) + 1911
    else:
        year = int(parts.get("y") or (parts.get("hy") or "").translate(han_numbers.DIGITS))
    month = parts.get("m") or parts.get("mm")
    if name := parts.get("name"):
        number = date_forms.ALL_MONTHS.get(name.lower())
        return PartialDate(year, number) if number else None
    if han := parts.get("hm"):
        month = str(han_numbers.small(han))
    with contextlib.suppress(ValueError):
        return PartialDate(year, int(month) if month else None)
    return None
