"""Brings other written forms of a date into the one that `date_names` knows.

25-Oct-2021, a time stamp, a weekday beside the day, an era of China, 2023-24; the ranges
of other programs: [2022 TO 2023], 2022-01-01/2023-01-01, ≥2023, 2023-, 2023*, 7d.
"""

import calendar
import re
from types import MappingProxyType

from index.text.fold import HAN, fold
from index.text.han_numbers import han_value

_MONTHS = 12
_REIGNS = MappingProxyType(
    {"康熙": (1662, 1722), "雍正": (1723, 1735), fold("乾隆"): (1736, 1795), "嘉庆": (1796, 1820)}
    | {"道光": (1821, 1850), "咸丰": (1851, 1861), "同治": (1862, 1874), "光绪": (1875, 1908)}
    | {"宣统": (1909, 1911)}
)
"""The first and the last year of eras of China. Their years are lunar, so months are not read."""
_REIGN = re.compile(
    rf"(?:^清朝?)?({'|'.join(_REIGNS)})(?:(\d{{1,2}}|[一二三四五六七八九十]{{1,4}}|元)年(?!\d|[{HAN}]{{1,4}}月)|(年间))"
)
_TIME = re.compile(
    r"(?<=[\d日号])[t ,]{0,2}\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)? ?(?:z|[+-]\d{2}:?\d{2}|[ap]m)?"
    r"(?=$|\.\.|/| to | - |至|到|~)"
)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]{0,2} (?=[^,]*\d)"
)
_HAN_WEEKDAY = re.compile(r"(?<=[日号]) ?[(,]?(?:星期|周|礼拜)[一二三四五六日天]\)?$")
_NAMES = "|".join([*calendar.month_name[1:], "sept", *calendar.month_abbr[1:]]).lower()
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/]({_NAMES})[-/](\d{{4}})")
_MONTH_FIRST = re.compile(rf"({_NAMES})[-/](\d{{1,2}})[-/](\d{{4}})")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/]({_NAMES})[-/](\d{{1,2}})")
_MONTH_ONLY = re.compile(rf"({_NAMES})[-/](\d{{4}})")
_YEAR_AND_MONTH = re.compile(rf"(\d{{4}}),? ({_NAMES})\.?")
_YEAR_AND_DAY = re.compile(rf"(\d{{4}}),? ({_NAMES})\.? (\d{{1,2}})")
_YEARS = re.compile(r"((?:1[5-9]|20)\d\d)[-/](\d{4}|\d{2})")
_FIRST_OF_OCTOBER = re.compile(r"十一(?=黄金周|假期|长假|期间)|双十一")
_NAMED_BY_DAY = re.compile(r"(?:三八|五四|七一|八一)(?=(?:妇女|青年|建党|建军)节)")
_OF_MONTH = re.compile(
    rf"(?<=\d)(st|nd|rd|th) of (?={_NAMES})|(?<=[a-z]) the (?=\d{{1,2}}(?:st|nd|rd|th)\b)"
)
_HALF = re.compile(r"\b([12])h(?= \d{4}\b)")
_PART_FIRST = re.compile(r"(q[1-4]|h[12])[-/](\d{4})")
_BRACKETS = re.compile(r"[\[{](.{1,60}) to (.{1,60})[\]}]")
_ISO = r"\d{4}(?:-\d{1,2}){0,2}"
_INTERVAL = re.compile(rf"({_ISO})/({_ISO})")
_SLASHED = r"\d{4}(?:/\d{1,2}){0,2}"
_COLON = re.compile(rf"({_SLASHED}):({_SLASHED})")
_FROM_ON = re.compile(rf"({_ISO})(?:[-–—+/]|/\.\.)")
_UP_TO = re.compile(rf"(?:[-–—/]|\.\./)({_ISO})")
_BEGINNING = re.compile(rf"({_ISO})[-/.]?\*")
_DECADE = re.compile(r"(\d{3})[*?x]")
_AGE = re.compile(r"(\d{1,3})([dwmy])")
_AGES = MappingProxyType({"d": "days", "w": "weeks", "m": "months", "y": "years"})


def plain_form(name: str) -> str:
    """A folded date in the form that the parser of dates reads; any other text as it is."""
    name = _NAMED_BY_DAY.sub("", name)
    name = _REIGN.sub(_reign, name)
    name = _FIRST_OF_OCTOBER.sub(lambda day: "双11" if day[0][0] == "双" else "国庆", name)
    name = _HAN_WEEKDAY.sub("", _WEEKDAY.sub("", _TIME.sub("", name)))
    name = _OF_MONTH.sub(lambda of: f"{of[1] or ''} ", name)
    name = _HALF.sub(r"h\1", name).removeprefix("公元").replace("≥", ">=").replace("≤", "<=")
    name = _AGE.sub(lambda age: f"last {age[1]} {_AGES[age[2]]}", name) if len(name) < 5 else name
    if within := _BRACKETS.fullmatch(name):
        return f"{within[1].strip('* ')}..{within[2].strip('* ')}"
    for pattern, form in (
        (_INTERVAL, r"\1..\2"),
        (_COLON, r"\1..\2"),
        (_FROM_ON, r"\1.."),
        (_UP_TO, r"..\1"),
        (_BEGINNING, r"\1"),
        (_PART_FIRST, r"\1 \2"),
        (_DECADE, r"\g<1>0s"),
        (_DAY_FIRST, r"\1 \2 \3"),
        (_MONTH_FIRST, r"\2 \1 \3"),
        (_YEAR_FIRST, r"\3 \2 \1"),
        (_MONTH_ONLY, r"\1 \2"),
        (_YEAR_AND_MONTH, r"\2 \1"),
        (_YEAR_AND_DAY, r"\3 \2 \1"),
    ):
        if pattern.fullmatch(name):
            return pattern.sub(form, name)
    return _consecutive(name)


def _reign(era: re.Match[str]) -> str:
    """A year of an era of China, or all its years."""
    first, last = _REIGNS[era[1]]
    if era[3]:
        return f"{first}年至{last}年"
    number = 1 if era[2] == "元" else int(era[2]) if era[2].isdecimal() else han_value(era[2]) or 0
    year = first + number - 1
    return f"{year}年" if first <= year <= last else era[0]


def _consecutive(name: str) -> str:
    """2023-24 and 2023/2024 as a range of two years that follow each other."""
    years = _YEARS.fullmatch(name)
    if years is None:
        return name
    first, last = int(years[1]), int(years[2])
    follows = last == first + 1 or (last == (first + 1) % 100 and not 0 < last <= _MONTHS)
    return f"{first} to {first + 1}" if follows else name
