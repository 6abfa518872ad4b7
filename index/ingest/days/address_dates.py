"""Finds dates in the names of files and in addresses of pages."""

import datetime
import re

from index.ingest.days import date_forms, dates

_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/_.]?(?P<m>0[1-9]|1[0-2])(?:[-/_.]?(?P<d>0[1-9]|[12]\d|3[01]))(?!\d)"
    rf"|(?<!\d)(?P<y2>20\d\d)/(?:[A-Za-z.]{{2,20}}/)?(?P<m2>0?[1-9]|1[0-2]|{'|'.join(date_forms.MONTHS)})/(?P<d2>0?[1-9]|[12]\d|3[01])(?!\d)"
)
_JOINED = re.compile(r"(?<!\d)((?:19|20)\d\d)_([01]\d)_([0-3]\d)(?!\d)")
_BEFORE_DAY = re.compile(r"[_＿]|(?<=[^\W\d_])-(?=\d)")  # quay_2023-02-09, TIDE-14-05-2023
_SAVED = re.compile(
    r"^[\s_T-]{0,3}[0-2]?\d[_:：.h-][0-5]\d[_:：.m-][0-5]\d|^[_T-][0-2]\d[0-5]\d[0-5]\d(?!\d)"
)
"""A time of day after a date in a file name: the date is that of saving."""


def in_name(path: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date in a file name (2023-02-09 quay.txt), else in the names of its folders.

    A date followed by a time of day is when the file was saved, and is ignored.
    """
    folder, _, name = re.split(r"[!\\]", path)[-1].rpartition("/")
    matches = [
        item
        for item in dates.find_dates(_BEFORE_DAY.sub(" ", _JOINED.sub(r"\1-\2-\3", name)))
        if dates.EARLIEST <= item.date <= latest
    ]
    if matches:
        return None if _SAVED.match(name[matches[0].end :]) else matches[0].date
    if not folder:
        return None
    return in_address(f"/{folder}/", latest) or dates.first_date(folder.replace("/", " "), latest)


def in_address(url: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date in a page's URL, as in /2018-11/12/content_1.htm or /t20180927_1.html."""
    for match in _ADDRESS.finditer(url):
        parts = match.groupdict()
        year, month, day = (parts[key] or parts[key + "2"] for key in "ymd")
        date = dates.valid(
            int(year), int(date_forms.ALL_MONTHS.get(month.lower(), month)), int(day)
        )
        if date is not None and date <= latest:
            return date
    return None
