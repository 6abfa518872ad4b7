"""Every way Chinese and English pages write a date, and the window that keeps nonsense out.

Found with their place, so that the caller can weigh where a date stands. A date whose day and
month could be swapped (02/09/2023) is none: silence is better than a wrong date.
"""

import datetime
import functools
import re
from dataclasses import dataclass

#: Nothing is a publication date before this: older years are history told in the text.
EARLIEST = datetime.date(1900, 1, 1)

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
_DIGITS = str.maketrans(
    "０１２３４５６７８９〇○Ｏ零一二三四五六七八九", "0123456789000" + "0123456789"
)
_WIDE = str.maketrans("０１２３４５６７８９／－．：", "0123456789/-.:")
_HAN = "[〇○Ｏ零一二三四五六七八九]"
_HAN_SHORT = "[一二三四五六七八九十廿卅]{1,3}"

_FORMS = (
    # 2023-02-09, 2023/2/9, 2023.02.09, also before T10:00 or a time
    r"(?<![\d.])(?P<y>(?:1[89]|20|21)\d\d)\s?(?P<sep>[-/.—–‑])\s?(?P<m>[01]?\d)\s?(?P=sep)\s?(?P<d>[0-3]?\d)(?!\d)",
    # 2023年2月9日, 2023 年 02 月 09 日, 2023年2月9
    r"(?<!\d)(?P<y>(?:1[89]|20|21)\d\d)\s{0,3}年\s{0,3}(?P<m>[01]?\d)\s{0,3}月\s{0,3}(?P<d>[0-3]?\d)(?!\d)(?:\s{0,3}[日号號])?",
    # 二〇二三年二月九日
    rf"(?P<y>{_HAN}{{4}})\s?年\s?(?P<m>{_HAN_SHORT})\s?月\s?(?P<d>{_HAN_SHORT})\s?[日号號]",
    # 民國112年2月9日
    r"(?:中華)?民[國国]\s?(?P<roc>\d{1,3})\s?年\s?(?P<m>[01]?\d)\s?月\s?(?P<d>[0-3]?\d)\s?日",
    # February 9, 2023; Feb. 9th 2023
    rf"\b{_MONTH}\s{{0,3}}(?P<d>[0-3]?\d)(?:st|nd|rd|th)?\s?,?\s{{0,3}}(?P<y>(?:1[89]|20|21)\d\d)(?!\d)",
    # 9 February 2023, 09-Feb-2023, 9th of February, 2023
    rf"(?<!\d)(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?:\s{{1,3}}of)?[\s-]{{0,3}}{_MONTH}[\s,-]{{0,3}}(?P<y>(?:1[89]|20|21)\d\d)(?!\d)",
    # 09/02/2023 and 31.12.2023
    r"(?<![\d/.-])(?P<a>[0-3]?\d)(?P<sep2>[/.-])(?P<b>[0-3]?\d)(?P=sep2)(?P<y>(?:19|20)\d\d)(?![\d/.-])",
    # 20230209, alone or before the time
    r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?=\D|$|\d{4}(?:\d\d)?(?!\d))",
)
_PATTERNS = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
#: What has to be somewhere before any form can match: cheap to ask first.
_CHANCE = re.compile(r"\d{4}|\d\s?年|" + _HAN + r"{4}\s?年", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/_.]?(?P<m>0[1-9]|1[0-2])(?:[-/_.]?(?P<d>0[1-9]|[12]\d|3[01]))(?!\d)"
    r"|(?<!\d)(?P<y2>20\d\d)/(?:[A-Za-z.]{2,20}/)?(?P<m2>0?[1-9]|1[0-2])/(?P<d2>0?[1-9]|[12]\d|3[01])(?!\d)"
)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date and where it stands: code points `start` to `end` of the text searched."""

    date: datetime.date
    start: int
    end: int


@functools.lru_cache(maxsize=1024)
def find_dates(text: str) -> tuple[DateMatch, ...]:
    """All dates in `text`, by where they begin; nothing outside of 1900 to 2199.

    The last thousand texts are remembered: each reader asks about the same lines.
    """
    if not _CHANCE.search(text):
        return ()
    plain = text.translate(_WIDE)
    found = [
        DateMatch(date, match.start(), match.end())
        for pattern in _PATTERNS
        for match in pattern.finditer(plain)
        if (date := _date(match)) is not None
    ]
    kept: list[DateMatch] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def first_date(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The first date in `text` that is not after `latest`."""
    return next((item.date for item in find_dates(text) if item.date <= latest), None)


_APART = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\s*+年\s++|\s++)(?P<m>[01]?\d)\s*[-/月.]\s*(?P<d>[0-3]?\d)(?![\d.万萬wk%])"
    r"|(?<![\d./-])(?P<m2>[01]?\d)[-/月](?P<d2>[0-3]?\d)日?\s+(?:[0-2]?\d:[0-5]\d(?::\d\d)?\s+)?"
    r"(?P<y2>20\d\d)(?![\d:./-])",
    re.IGNORECASE,
)


def apart(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """A date whose year stands apart from month and day, as bylines in boxes have it."""
    for match in _APART.finditer(text):
        year, month, day = (match[key] or match[key + "2"] for key in "ymd")
        date = _valid(int(year), int(month), int(day))
        if date is not None and date <= latest:
            return date
    return None


_ISO = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d", re.ASCII)


def moment(value: str | float, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """A date that a machine wrote: any form above, or seconds or milliseconds since 1970.

    The day is the one written, whatever the time zone: that is what the readers of the page saw.
    Counted seconds are taken in China's time.
    """
    text = str(value).strip()
    if _ISO.fullmatch(text):
        date = _valid(int(text[:4]), int(text[5:7]), int(text[8:]))
        return date if date is not None and date <= latest else None
    if re.fullmatch(r"\d{9,10}(\.\d+)?|\d{12,13}", text):
        seconds = float(text[:10]) if "." in text or len(text) <= 10 else float(text) / 1000
        zone = datetime.timezone(datetime.timedelta(hours=8))
        date = datetime.datetime.fromtimestamp(seconds, zone).date()
        return date if EARLIEST <= date <= latest else None
    return first_date(text, latest)


def in_address(url: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date in a page's address, as in /2018-11/12/content_1.htm or /t20180927_1.html."""
    for match in _ADDRESS.finditer(url):
        parts = match.groupdict()
        year, month, day = (parts[key] or parts[key + "2"] for key in "ymd")
        date = _valid(int(year), int(month), int(day))
        if date is not None and date <= latest:
            return date
    return None


def _date(match: re.Match[str]) -> datetime.date | None:
    """The date of a match of one of the forms, if the calendar has it."""
    parts = match.groupdict()
    if parts.get("roc"):
        return _valid(int(parts["roc"]) + 1911, int(parts["m"]), int(parts["d"]))
    if parts.get("a"):
        return _either(int(parts["y"]), int(parts["a"]), int(parts["b"]))
    year = int(parts["y"].translate(_DIGITS))
    if parts.get("name"):
        return _valid(year, _MONTHS[parts["name"].lower()], int(parts["d"]))
    return _valid(year, _number(parts["m"]), _number(parts["d"]))


def _either(year: int, one: int, two: int) -> datetime.date | None:
    """Day and month in the order that is possible; None where both are and they differ."""
    ways = {date for date in (_valid(year, one, two), _valid(year, two, one)) if date}
    return ways.pop() if len(ways) == 1 else None


def _number(text: str) -> int:
    """1 to 39 in digits or in Han: 9, 09, 九, 十二, 二十三, 廿三."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        tens, ones = "", text
    value = 10 * int((tens or "1").translate(_DIGITS)) if ten else 0
    return value + (int(ones.translate(_DIGITS)) if ones else 0)


def _valid(year: int, month: int, day: int) -> datetime.date | None:
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return date if date >= EARLIEST else None
