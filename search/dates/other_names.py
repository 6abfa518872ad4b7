"""Other names of periods, each as the parser of dates reads it.

民国112年5月, 昭和六十四年, Reiwa 6, 2024 onwards, on or before 2020, FY2023/24, 2023—2024学年,
1990's, AD 2024.
"""

import re
from collections.abc import Callable, Sequence
from types import MappingProxyType

from index.text.han_numbers import digits_of, han_value

_Rewrite = str | Callable[[re.Match[str]], str]

_REPUBLIC = 1911
"""The year before the first one of the Republic."""
_ERA_STARTS = MappingProxyType(
    {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
    | {"meiji": 1868, "taisho": 1912, "showa": 1926, "heisei": 1989, "reiwa": 2019}
)
_HAN_NUMBER = "[一二三四五六七八九十百零〇]{1,7}"
_DECADES = MappingProxyType(
    {"thirties": 30, "forties": 40, "fifties": 50, "sixties": 60}
    | {"seventies": 70, "eighties": 80, "nineties": 90}
)
_YEARS = r"(\d{4})(?:[-–—/]|至|到)(\d{4}|\d{2})"


def _number(text: str) -> int:
    """The number of a year in an era."""
    if text == "元":
        return 1
    digits = digits_of(text)
    return int(digits) if digits.isdecimal() else han_value(text) or 0


def _era(era: re.Match[str]) -> str:
    number = _number(era[2])
    return f"{_ERA_STARTS[era[1]] + number - 1}年" if number else era[0]


def _republic(day: re.Match[str]) -> str:
    """民国112.5.1 as a day of the western calendar."""
    return "-".join([str(_REPUBLIC + int(day[1])), *filter(None, day.groups()[1:])])


def _year_of_republic(year: re.Match[str]) -> str:
    number = _number(year[1])
    return f"{_REPUBLIC + number}年" if number else year[0]


def _years_of_republic(years: re.Match[str]) -> str:
    return f"{_REPUBLIC + _number(years[1])}年至{_REPUBLIC + _number(years[2])}年"


def _school_year(years: re.Match[str]) -> str:
    """From September to August."""
    first, last = next((a, b) for a, b in (years.groups()[:2], years.groups()[2:]) if a)
    follows = int(last) % 100 == (int(first) + 1) % 100
    return f"{first}年9月至{int(first) + 1}年8月" if follows else years[0]


_TABLE: Sequence[tuple[str, _Rewrite]] = (
    *(("廿", "二十"), ("卅", "三十"), ("卌", "四十")),
    (r"月份", "月"),
    (r"(?<=[a-z])_(?=[a-z])", " "),
    (r"^(?:a\.?d\.?|c\.?e\.?|cy) ?(?=\d{4}\b)|(?<=^\d{4}) ?(?:a\.?d\.?|c\.?e\.?)$", ""),
    (rf"^民国(\d{{1,3}}|{_HAN_NUMBER})年?(?:[-–—~]|至|到)(?:民国)?(\d{{1,3}}|{_HAN_NUMBER})年$",
     _years_of_republic),
    (r"民国(\d{1,3})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)", _republic),
    (rf"(?:中华)?民国(\d{{1,3}}|元|{_HAN_NUMBER})年", _year_of_republic),
    (rf"(明治|大正|昭和|平成|令和)(\d{{1,2}}|元|{_HAN_NUMBER})年", _era),
    (r"^(meiji|taisho|showa|heisei|reiwa) (\d{1,2})$", _era),
    (r"(?<=[日号])(?:凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|晚|夜间|夜)$", ""),
    (r"^(?:(?:on or before|(?:no|not) later than) |不[晚迟]于)", "until "),
    (r"^(?:(?:on or after|(?:no|not) earlier than) |不早于)", "since "),
    (r"(?<=\w) to (?:date|now|the present)$", "至今"),
    (r"^(.{4,20}?),? (?:onwards?|(?:and|or) (?:later|after))$|^(.{4,20}?)[及或和](?:以后|之后)$",
     r"since \1\2"),
    (r"^(.{4,20}?),? (?:and|or) (?:earlier|before)$|^(.{4,20}?)[及或和](?:以前|之前)$",
     r"until \1\2"),
    (r"^(\d{3}0)'s$|^'(?=\d0s$)", lambda decade: f"{decade[1]}s" if decade[1] else ""),
    (rf"^(?:the )?({'|'.join(_DECADES)})$", lambda decade: f"19{_DECADES[decade[1]]}s"),
    (rf"^{_YEARS} ?学年度?$|^(?:academic|school) year {_YEARS}$", _school_year),
    (rf"^(?:fy|fiscal(?: year)?) ?(?={_YEARS}$)", ""),
    (r"(?<=\d)(?:财年|财政年度|会计年度|赛季| season)$", ""),
)  # fmt: skip
"""Patterns in a folded name, each with what it becomes."""
_COMPILED = tuple((re.compile(pattern), rewrite) for pattern, rewrite in _TABLE)


def common_name(name: str) -> str:
    """The name of a period without what other calendars and habits add; others as they are."""
    for pattern, rewrite in _COMPILED:
        name = pattern.sub(rewrite, name)
    return name
