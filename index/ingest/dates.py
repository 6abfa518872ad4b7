"""Finds dates in Chinese and English text, limited to plausible years.

One whose day and month could be swapped (02/09/2023) is ignored: no date is better than a wrong
one. With full stops (09.02.2023) the day is first.
"""

import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from index.ingest import han_numbers, word_lists

EARLIEST = datetime.date(1900, 1, 1)
"""The earliest publication date without a label; earlier dates are usually events in the text."""
EARLIEST_REPORT_DATE = datetime.date(1500, 1, 1)
"""The earliest date of all, with or without a label."""
_UNKNOWN_DATES = frozenset(
    datetime.date(*day)
    for day in (
        *((1601, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31)),
        *((1900, 1, 1), (1904, 1, 1), (1970, 1, 1)),
    )
)
"""Epochs of calendars, which programs write in place of an unknown date."""
_NO_YEAR = re.compile(r"(?<!\d)-?0{2,3}\d{1,2}-\d|^-")

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_OTHER_MONTHS = {
    name: _MONTHS[month] for month, names in word_lists.table("months").items() for name in names
}
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
ALL_MONTHS = _OTHER_MONTHS | _MONTHS | {name: at for at, name in enumerate(_ROMAN, start=1)}
_OTHER_MONTH = rf"(?P<other>{'|'.join(sorted(_OTHER_MONTHS, key=len, reverse=True))})"
"""Months in other languages than English."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = r"(?P<weekday_name>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_WEEKDAY_BEHIND = _WEEKDAY.replace("weekday_name", "weekday_behind")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
"""The year before the first of each Japanese era."""
_WIDE = str.maketrans(
    "０１２３４５６７８９／－．：년월일壹贰貳叁參肆伍陆陸柒捌玖拾",
    "0123456789/-.:年月日一二二三三四五六六七八九十",
)
_HAN = "[〇○Ｏ零一二三四五六七八九]"
_HAN_SHORT = "(?:零?[一二三四五六七八九十廿卅]{1,3}|元)"
_HAN_YEAR = "[〇○零一二三四五六七八九十百]{1,6}"

_FORMS = (
    # 2023-02-09, 2023/2/9, 2023.02.09, also before T10:00 or a time
    r"(?<![\d.])(?P<y>(?:1[5-9]|20|21)\d\d)\s?(?P<sep>[-/.—–‑])\s?(?P<m>[01]?\d)\s?(?P=sep)\s?(?P<d>[0-3]?\d)(?!\d)",
    # 2023年2月9日, 2023 年 02 月 09 日, 2023年2月9
    r"(?<!\d)(?P<y>(?:1[5-9]|20|21)\d\d)\s{0,3}年\s{0,3}(?P<m>[01]?\d|元)\s{0,3}月\s{0,3}(?P<d>[0-3]?\d)(?!\d)(?:\s{0,3}[日号號])?",
    # 二〇二三年二月九日
    rf"(?P<y>{_HAN}{{4}})\s?年\s?(?P<m>{_HAN_SHORT})\s?月\s?(?P<d>{_HAN_SHORT})\s?[日号號]",
    # 民國112年2月9日, 民國一百一十二年二月九日, 民國112/02/09
    rf"民[國国]\s?(?P<roc>\d{{1,3}}|{_HAN_YEAR}|元)\s?年\s?(?P<m>[01]?\d|{_HAN_SHORT})\s?月\s?(?P<d>[0-3]?\d|{_HAN_SHORT})\s?[日號号]",
    r"民[國国]\s?(?P<roc>\d{1,3})\s?(?P<roc_sep>[-/.])\s?(?P<m>[01]?\d)\s?(?P=roc_sep)\s?(?P<d>[0-3]?\d)(?!\d)",
    # 令和5年2月9日, 昭和四十年三月一日
    rf"(?P<era>令和|平成|昭和|大正|明治)\s?(?P<era_year>\d{{1,2}}|{_HAN_SHORT}|元)\s?年\s?(?P<m>[01]?\d|{_HAN_SHORT})\s?月\s?(?P<d>[0-3]?\d|{_HAN_SHORT})\s?日",
    # 2023, February 9; 2023-Feb-09; 2023.Feb.9
    rf"(?<!\d)(?P<y>(?:19|20)\d\d)[\s,./-]{{1,2}}{_MONTH}[\s/-]{{0,2}}(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\d)",
    # Feb 9 '23, 9 Feb '23
    rf"\b{_MONTH}\s?(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,?\s?['’](?P<yy>\d\d)(?!\d)",
    rf"(?<!\d)(?P<d>[0-3]?\d)\s?{_MONTH}\s?['’](?P<yy>\d\d)(?!\d)",
    # 09-Feb-23, as spreadsheets write it
    rf"(?<![\d-])(?P<d>[0-3]?\d)-{_MONTH}-(?P<yy>[0-4]\d)(?![\d-])",
    # February 9, 2023; Feb. 9th 2023; Feb 9 Thu 2023
    rf"\b{_MONTH}[\s-]{{0,3}}(?P<d>[0-3]?\d)(?:st|nd|rd|th|d)?\s?[,-]?\s{{0,3}}(?:(?:mon|tue|wed|thu|fri|sat|sun)\s{{1,3}})?(?P<y>(?:1[5-9]|20|21)\d\d)(?!\d)",
    # 9 February 2023, 09-Feb-2023, 9th of February, 2023
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?:\s{{1,3}}(?:day\s)?of)?[\s-]{{0,3}}{_MONTH}[\s,-]{{0,3}}(?P<y>(?:1[5-9]|20|21)\d\d)(?!\d)",
    # 9 de febrero de 2023, 1er mars 2023, 9. Februar 2023, 21. Jan. 2023, 9. November 2023
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:\.|er|º|°)?\s{{1,2}}(?:de\s)?{_OTHER_MONTH}\.?(?:\sdel?)?,?\s{{1,2}}(?P<y>(?:19|20)\d\d)(?!\d)",
    # Juli 12, 2023
    rf"\b{_OTHER_MONTH}\s(?P<d>[0-3]?\d),\s{{1,2}}(?P<y>(?:19|20)\d\d)(?!\d)",
    # 2023. május 9.
    rf"(?<!\d)(?P<y>(?:19|20)\d\d)\.\s{{1,2}}{_OTHER_MONTH}\s(?P<d>[0-3]?\d)(?!\d)",
    # 3. January 2023, but not Table 3. January 2023
    rf"(?<![^\W\d_]\s)(?<!\d)(?P<d>[0-3]?\d)\.\s{_MONTH}\s(?P<y>(?:19|20)\d\d)(?!\d)",
    # 3-IX-2021, 9.II.2023
    r"(?<![\w.-])(?P<d>[0-3]?\d)(?P<sep3>[-./])(?P<other>xi{0,2}|ix|iv|vi{0,3}|i{1,3})(?P=sep3)(?P<y>(?:19|20)\d\d)(?!\d)",
    # 09 二月 2023, 9 2 月, 2023 and 2 月 9, 2023, as feeds and themes of Chinese systems write it
    rf"(?<!\d)(?P<d>[0-3]?\d)\s(?P<m>[01]?\d|{_HAN_SHORT})\s?月,?\s(?P<y>(?:19|20)\d\d)(?!\d|\s?\u5e74)",
    rf"(?<!\d)(?P<m>[01]?\d|{_HAN_SHORT})\s?月\s(?P<d>[0-3]?\d)(?:st|nd|rd|th)?,\s?(?P<y>(?:19|20)\d\d)(?!\d|\s?\u5e74)",
    # Thu Feb 09 08:30:00 +0000 2023, as programs write it
    rf"\b{_MONTH}\s{{1,2}}(?P<d>[0-3]?\d)\s\d\d:\d\d:\d\d\s(?:(?:[+-]\d{{4}}|[A-Za-z]{{2,5}})\s)?(?P<y>(?:19|20)\d\d)(?!\d)",
    # 09/02/2023 and 31.12.2023
    rf"(?:\b{_WEEKDAY}\.?,?\s{{1,2}}|(?<![\d/.-]))(?P<a>[0-3]?\d)(?P<sep2>[/.-])(?P<b>[0-3]?\d)(?P=sep2)(?P<y>(?:19|20)\d\d)(?![\d/-]|\.\d)(?:,?\s\(?{_WEEKDAY_BEHIND}\b)?",
    # 2023-W06-4, the day of a week
    r"(?<!\d)(?P<week_year>(?:19|20)\d\d)-?W(?P<week>[0-5]\d)-?(?P<weekday>[1-7])(?!\d)",
    # 发布于 23-02-09 10:12, 23-02-09 10:12 来自: word and time say that the year is first
    r"(?:(?<=[于於:：期间間])|(?<=[于於:：期间間]\s)|^(?=\S{6,8}\s[\d:]{4,8}[\s\x1f]{1,3}[来來]自))(?P<yy>[0-3]\d)-(?P<m>[01]?\d)-(?P<d>[0-3]?\d)(?=\s[0-2]?\d:[0-5]\d)",
    # 20230209, alone or before the time
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?=\D|$|\d{4}(?:\d\d)?(?!\d))",
)
_LABELLED = tuple(
    re.compile(form)
    for form in (
        r"(?<![\d./-])(?P<roc>1\d\d)\s?(?P<roc_sep>[-/.])\s?(?P<m>[01]?\d)\s?(?P=roc_sep)\s?(?P<d>[0-3]?\d)(?![\d./-])",
        r"(?<!\d)(?P<roc>\d{2,3})\s?年\s?(?P<m>[01]?\d)\s?月\s?(?P<d>[0-3]?\d)\s?[日號号]?",
        rf"(?P<roc>{_HAN_YEAR})\s?年\s?(?P<m>{_HAN_SHORT})\s?月\s?(?P<d>{_HAN_SHORT})\s?[日號号]",
        r"(?<!\d)(?P<roc>1[0-4]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)",
    )
)
"""Forms that are dates only after a label: 民國 years without 民國."""
_ALONE = re.compile(
    r"\W*1[0-4]\d(?:([-/.])[01]\d\1[0-3]\d|\s?年\s?[01]?\d\s?月\s?[0-3]?\d\s?[日號号])\W*"
)
"""A line that consists of a 民國 date alone, with month and day in two digits."""
_PATTERNS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_NEEDED = tuple(
    "民" if form.startswith("民") else "年" if "年" in form else "月" if "月" in form else ""
    for form in _FORMS
)
"""A character without which a form has no match; empty for none."""
_WORDS = tuple((re.findall(r"P<(name|other)>", form) or [""])[0] for form in _FORMS)
_LETTER = re.compile(r"[^\W\d_\u3400-\u9fff]")
_MONTH_BEGINS = re.compile("|".join(sorted({name[:3] for name in _MONTHS})), re.IGNORECASE)
_PREFILTER = re.compile(
    r"\d{4}|[a-z]-\d\d|\d\s?年|\d-[01]?\d-[0-3]?\d\s|民[國国]|\d{3}[-/.]|['’]\d\d|令和|平成|昭和|大正|明治|[壹贰貳]零|"
    + _HAN
    + r"{4}\s?年",
    re.IGNORECASE,
)
"""Every date form contains a match of this; it is a cheap first test."""
_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/_.]?(?P<m>0[1-9]|1[0-2])(?:[-/_.]?(?P<d>0[1-9]|[12]\d|3[01]))(?!\d)"
    rf"|(?<!\d)(?P<y2>20\d\d)/(?:[A-Za-z.]{{2,20}}/)?(?P<m2>0?[1-9]|1[0-2]|{'|'.join(_MONTHS)})/(?P<d2>0?[1-9]|[12]\d|3[01])(?!\d)"
)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date at code points `start` to `end` of the searched text."""

    date: datetime.date
    start: int
    end: int


@functools.lru_cache(maxsize=1024)
def find_dates(text: str) -> tuple[DateMatch, ...]:
    """All dates in `text` from 1500 to 2199, in order of position.

    Cached for a thousand texts, because several readers search the same lines.
    """
    if not _PREFILTER.search(text):
        return ()
    plain = text.translate(_WIDE)
    return _matches(plain, _LABELLED[:2] if _ALONE.fullmatch(plain) else _possible(plain))


def _possible(text: str) -> Iterator[re.Pattern[str]]:
    """The forms of dates that may have a match in a text: most need a character or a month."""
    month = "name" if _MONTH_BEGINS.search(text) is not None else ""
    words = {"", month, "other" if _LETTER.search(text) is not None else ""}
    for pattern, needed, word in zip(_PATTERNS, _NEEDED, _WORDS, strict=True):
        if needed in text and word in words:
            yield pattern


_SHORT_YEAR = re.compile(r"(?P<day>\b[0-3]?\d[ -][A-Z][a-z]{2,8}[ -])(?P<year>[0-4]\d)(?=$| \d)")
"""9 Feb 23, behind a label: the year has two digits."""


def labelled(text: str) -> tuple[DateMatch, ...]:
    """The dates in the value of a label; 民國 years may lack 民國."""
    return (
        find_dates(text)
        or _matches(text.translate(_WIDE), _LABELLED)
        or find_dates(_SHORT_YEAR.sub(r"\g<day>20\g<year>", text))
    )


def _matches(text: str, patterns: Iterable[re.Pattern[str]]) -> tuple[DateMatch, ...]:
    """The dates that match the patterns; of overlapping matches the first and longest."""
    matches = [
        DateMatch(date, _start(text, match.start()), match.end())
        for pattern in patterns
        for match in pattern.finditer(text)
        if (date := _date(match)) is not None
    ]
    chosen: list[DateMatch] = []
    for item in sorted(matches, key=lambda item: (item.start, -item.end)):
        if not chosen or item.start >= chosen[-1].end:
            chosen.append(item)
    return tuple(chosen)


def _start(text: str, start: int) -> int:
    """The start of a date with the name of the republic before 民國."""
    return start - 2 if text[max(start - 2, 0) : start] in {"中華", "中华"} else start


def first_date(
    text: str, latest: datetime.date = datetime.date.max, earliest: datetime.date = EARLIEST
) -> datetime.date | None:
    """The first date in `text` that is neither after `latest` nor before `earliest`."""
    return next((item.date for item in find_dates(text) if earliest <= item.date <= latest), None)


def first_labelled(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The first date in the value of a label, not after `latest`."""
    return next((item.date for item in labelled(text) if item.date <= latest), None)


_DATELINE_END = re.compile(r"\s*(?:[电電讯訊]|(?:\([^()]{2,24}\)|/[^/]{2,20}/)?\s?(?:--|[—–-]))")
"""The end of a dateline after its date: 电, 讯, (Tide) -- and a dash."""
_BRACKETED = re.compile(r"(?:[A-Z][^().:;]{1,30}(?:, | (?=\([^()]+\) ?[—–-])))?\((?P<day>[^()]+)\)")
"""A dateline with its day in brackets: (9.2.2023), Larkford, (9.2.2023), LARKFORD (9.2.2023) –."""
_DATELINE_CHARS = 90
_ABBREVIATED = re.compile(
    r"(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z]{2})\.(?=,|$)|(?<=\b[A-Z][a-z]{3})\.(?=,|$)"
)
"""The full stop of an abbreviation in a dateline, as in Washington D.C. and Larkford, Wis."""


def dateline(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date of a dateline at the beginning of a story: LARKFORD, Feb. 9, 2023 (Tide) --."""
    head = text[:_DATELINE_CHARS]
    first = next(iter(find_dates(head)), None)
    if first is None or first.date > latest:
        return None
    bracketed = _BRACKETED.match(head)
    if bracketed is not None and bracketed.span("day") == (first.start, first.end):
        return first.date if first.date >= EARLIEST else None
    if not _DATELINE_END.match(head, first.end):
        return None
    before = _ABBREVIATED.sub("", head[: first.start].strip(" ,，"))
    named = re.search(r"[.。!?！？;；]", before) is None and not before[:1].islower()
    return first.date if named and first.date >= EARLIEST else None


_ISO = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d", re.ASCII)
_EPOCH = re.compile(r"(?P<digits>\d{9,10}|\d{12,13}|1\d{15}|1\d{18})(?:\.\d+)?", re.ASCII)
"""Seconds since 1970, also in milliseconds, microseconds and nanoseconds."""
_EPOCH_UNITS = {10: 1, 12: 1e3, 13: 1e3, 16: 1e6, 19: 1e9}


def moment(value: str | float, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """A machine-written date: any form above, or seconds or milliseconds since 1970.

    The time zone of a written date is ignored: readers of the page saw that day. Seconds since
    1970 become a day in China's time zone.
    """
    text = str(value).strip()
    if _NO_YEAR.match(text):
        return None
    if _ISO.fullmatch(text):
        date = valid(int(text[:4]), int(text[5:7]), int(text[8:]))
        return date if date is not None and date <= latest and date not in _UNKNOWN_DATES else None
    if match := _EPOCH.fullmatch(text):
        digits = match["digits"]
        seconds = float(digits) / _EPOCH_UNITS[max(len(digits), 10)]
        zone = datetime.timezone(datetime.timedelta(hours=8))
        date = datetime.datetime.fromtimestamp(seconds, zone).date()
        return date if EARLIEST <= date <= latest and date not in _UNKNOWN_DATES else None
    date = first_labelled(text, latest)
    return None if date in _UNKNOWN_DATES else date


def of_message(value: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date of a mail or a feed: as messages have it (RFC 5322), else in any form above."""
    try:
        date: datetime.date | None = parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        date = moment(value, latest)
    return date if date is not None and EARLIEST <= date <= latest else None


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
        for item in find_dates(_BEFORE_DAY.sub(" ", _JOINED.sub(r"\1-\2-\3", name)))
        if EARLIEST <= item.date <= latest
    ]
    if matches:
        return None if _SAVED.match(name[matches[0].end :]) else matches[0].date
    if not folder:
        return None
    return in_address(f"/{folder}/", latest) or first_date(folder.replace("/", " "), latest)


def in_address(url: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date in a page's URL, as in /2018-11/12/content_1.htm or /t20180927_1.html."""
    for match in _ADDRESS.finditer(url):
        parts = match.groupdict()
        year, month, day = (parts[key] or parts[key + "2"] for key in "ymd")
        date = valid(int(year), int(ALL_MONTHS.get(month.lower(), month)), int(day))
        if date is not None and date <= latest:
            return date
    return None


def _date(match: re.Match[str]) -> datetime.date | None:
    """The date of a matched form; None if it does not exist."""
    parts = match.groupdict()
    if parts.get("roc"):
        return valid(
            han_numbers.roc_year(parts["roc"]) + 1911,
            han_numbers.small(parts["m"]),
            han_numbers.small(parts["d"]),
        )
    if parts.get("week"):
        return _of_week(int(parts["week_year"]), int(parts["week"]), int(parts["weekday"]))
    if parts.get("era"):
        year = _ERAS[parts["era"]] + (
            1 if parts["era_year"] == "元" else han_numbers.small(parts["era_year"])
        )
        return _in_year(year, parts)
    if parts.get("a"):
        return _day_and_month(parts)
    year = (
        int(parts["y"].translate(han_numbers.DIGITS)) if parts.get("y") else 2000 + int(parts["yy"])
    )
    if name := parts.get("name") or parts.get("other"):
        return valid(year, ALL_MONTHS[name.lower()], int(parts["d"]))
    return _in_year(year, parts)


def _in_year(year: int, parts: Mapping[str, str]) -> datetime.date | None:
    return valid(year, han_numbers.small(parts["m"]), han_numbers.small(parts["d"]))


def _day_and_month(parts: Mapping[str, str]) -> datetime.date | None:
    """The date of 09/02/2023, by the weekday beside it or in the only possible order."""
    year, first, second = int(parts["y"]), int(parts["a"]), int(parts["b"])
    named = parts.get("weekday_name") or parts.get("weekday_behind")
    if named:
        both = (valid(year, first, second), valid(year, second, first))
        weekday = _WEEKDAYS.index(named.lower())
        fitting = {date for date in both if date is not None and date.weekday() == weekday}
        if len(fitting) == 1:
            return fitting.pop()
    dotted = valid(year, second, first) if parts["sep2"] == "." else None
    return dotted or _either(year, first, second)


def _either(year: int, first: int, second: int) -> datetime.date | None:
    """The date with day and month in the only possible order; None if both orders differ."""
    candidates = {date for date in (valid(year, first, second), valid(year, second, first)) if date}
    return candidates.pop() if len(candidates) == 1 else None


def _of_week(year: int, week: int, weekday: int) -> datetime.date | None:
    try:
        return datetime.date.fromisocalendar(year, week, weekday)
    except ValueError:
        return None


def valid(year: int, month: int, day: int) -> datetime.date | None:
    """The date if it exists and is not before any report."""
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return date if date >= EARLIEST_REPORT_DATE else None
