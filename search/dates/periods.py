"""Parses Chinese and English dates: from a text to a first and a last day.

`date_names` and `loose_dates` parse names of single periods; this module parses ranges of two of
them (2023年5月至7月, 2021-2023) and open periods (since March 2022, 2020年以来).
"""

import datetime
import functools
import re

from index.text.fold import HAN, fold
from index.text.lazy_pattern import lazy_pattern
from search.dates.date_names import ONE_DAY, Anchor, Period, five_years, months_before
from search.dates.loose_dates import loose_period
from search.dates.numerals import arabic
from search.dates.other_names import common_name
from search.dates.written_forms import plain_form

__all__ = ["Period", "period"]

_BEFORE_CHRIST = re.compile(r"公元前|(?<!之)(?<!以)^前\d{3,}年|\bb\.?c\b")
_MAX_PERIOD_CHARS = 60
_SPACES = lazy_pattern(rf"(?<=[{HAN}\d])\s+(?=[{HAN}])|(?<=[{HAN}])\s+(?=[\d{HAN}])")
_BARE_YEAR = lazy_pattern(rf"(?<!\d)((?:19|20)\d\d)(?=(?![年月日号财])[{HAN}])")
_NOISE = re.compile(r"^(?:the|in|on|during|在|于)\b ?(?:the )?|(?<=of) the|(?<=last) the")
_FROM = re.compile(
    r"(?:since|from|starting|自从|自|从|>=)\s*(?P<a>.+?)(?:以来|起|至今|开始)?"
    r"|(?P<b>.+?)(?:以来|以后|起|至今|开始)"
)
_UNTIL = re.compile(
    r"(?:until|till|up to|through|by|截至|截止|直到|到|至|<=)\s*(?P<a>.+?)(?:为止|止)?"
    r"|(?P<b>.+?)(?:为止|止)"
    r"|(?P<c>.+[年月])[底末]之?前"
)
_BEFORE = re.compile(
    r"(?:before|prior to|earlier than|早于|<)\s*(?:the )?(?P<a>.+)|(?P<b>.+?)(?:之前|以前)"
    r"|(?P<c>.+[年月日号初])前"
)
_AFTER = re.compile(
    r"(?:after|later than|[晚迟]于|>)\s*(?:the )?(?P<a>.+)|(?P<b>.+?)之后|(?P<c>.+[年月日号底末])后"
)
_RANGE = re.compile(r"\s*(?:\.\.+|…+|至|到|~|—+|–)\s*|\s+(?:to|through|until|till|-)\s+")
_PLAN = re.compile(
    r"[“\"]?(十[一二三四五六七八九]?|[一二三四五六七八九])五[”\"]?(?:规划|计划)?(?:期间|时期)?"
)
_PLAN_IN_FULL = re.compile(r"第(十?[一二三四五六七八九]|十)个五年(?:规划|计划)(?:期间|时期)?")
_BOUNDED = re.compile(
    r"(?P<opens>[\[{])(?P<first>[^\]}]{1,30}?) to (?P<last>[^\]}]{1,30})(?P<closes>[\]}])"
)
"""A range as Lucene writes it; a brace excludes an end: {2021 TO 2023}, [2021 TO 2023}."""
_ANY_DAY = "*"
_LAST_YEAR = 2199
"""A larger number before a year is that of a standard."""
_HYPHEN = re.compile(r"-")
_BETWEEN = re.compile(
    r"(?:between|from|介于|从|自|在)\s*(.+?)\s*(and|to|与|和|至|到)\s*(.+?)(?:之间|期间)?"
)


@functools.lru_cache(maxsize=256)
def period(text: str, today: datetime.date) -> Period | None:
    """The period a text names, relative to `today`; None if it names none."""
    if len(text) > _MAX_PERIOD_CHARS:
        return None
    name = _SPACES.sub("", fold(text).strip())
    if _BEFORE_CHRIST.search(name):
        return None  # 前221年 is a year, not the last 221
    if (within := _BOUNDED.fullmatch(name)) and within["opens"] + within["closes"] != "[]":
        return _excluding(within, today)
    name = plain_form(common_name(name)).replace("上世纪", "20世纪").replace("本世纪", "21世纪")
    name = name.replace("五一", "劳动节")  # before its digits are read
    if plan := _PLAN.fullmatch(name) or _PLAN_IN_FULL.fullmatch(name):
        return five_years(int(arabic(plan[1])))
    name = arabic(_BARE_YEAR.sub(r"\1年", name))  # before 2022三季度 is read as one number
    name = _NOISE.sub("", _BARE_YEAR.sub(r"\1年", name))  # and once more for 二〇二二下半年
    anchor = Anchor(today)
    return loose_period(name, anchor) or _range(name, anchor) or _open(name, anchor)


def _range(name: str, anchor: Anchor) -> Period | None:
    """From the first day of one period to the last day of another."""
    if between := _BETWEEN.fullmatch(name):
        return _joined(between[1], between[3], anchor)
    for separator in (_RANGE, _HYPHEN):
        for gap in separator.finditer(name):
            first, last = name[: gap.start()], name[gap.end() :]
            if first and last and (joined := _joined(first, last, anchor)):
                return joined
    return None


def _excluding(within: re.Match[str], today: datetime.date) -> Period | None:
    """The days between the ends of a range; an end with a brace is not one of them."""
    opens, first, last, closes = (
        within[name].strip() for name in ("opens", "first", "last", "closes")
    )
    sides = (
        period(f"{'>' if opens == '{' else '>='}{first}", today),
        period(f"{'<' if closes == '}' else '<='}{last}", today),
    )
    days = [
        Period(None, None) if end == _ANY_DAY else side
        for end, side in zip((first, last), sides, strict=True)
    ]
    if days[0] is None or days[1] is None:
        return None
    between = Period(days[0].first, days[1].last)
    whole = between.first is None or between.last is None or between.first <= between.last
    return between if whole else None


def _joined(first: str, last: str, anchor: Anchor) -> Period | None:
    """Each end takes its missing parts from the other: 5月1日至3日, May to July 2023."""
    if re.search(r"\d{4}$", last) and not re.search(r"\d{4}", first):
        right = loose_period(last, anchor)
        left = (
            loose_period(first, Anchor(right.first, fixed=True)) if right and right.first else None
        )
    else:
        if first[-1].isdigit() and last[-1] in "日号月年":
            first += last[-1]
        left = loose_period(first, anchor)
        if last in ("今", "now", "today", "现在", "今天"):
            return Period(left.first, anchor.day) if left else None
        if left is None or left.first is None:
            return None
        if re.fullmatch(r"\d{1,2}", last):
            last += {True: "月", False: "日"}[left.first != left.last]
        right = loose_period(last, Anchor(left.first, fixed=True))
    years = [bool(re.search(r"\d{4}", end)) for end in (first, last)]
    if all(years) and left and right and left.first and right.last and right.last < left.first:
        swapped = left.first.year <= _LAST_YEAR  # not GB 5749-2006
        return Period(right.first, left.last) if swapped else None  # the wrong way round
    return _ordered(left, right, year_written="年" in first or years[0])


def _ordered(left: Period | None, right: Period | None, *, year_written: bool) -> Period | None:
    """A range whose end is before its start crosses a new year.

    11月至2月 began last year, unless its year is written: then it ends in the next year.
    """
    if left is None or right is None or left.first is None or right.last is None:
        return None
    first, last = left.first, right.last
    if last < first and year_written:
        last = months_before(last, -12)
    elif last < first:
        first = months_before(first, 12)
    return Period(first, last) if first <= last else None


def _open(name: str, anchor: Anchor) -> Period | None:
    """A period open on one side; 以前 and before exclude the named period, 以来 includes it."""
    if name.endswith("..") or name.startswith(".."):
        base_period = loose_period(name.strip("."), anchor)
        if base_period is None:
            return None
        return (
            Period(base_period.first, None)
            if name.endswith("..")
            else Period(None, base_period.last)
        )
    for pattern in (_FROM, _BEFORE, _AFTER, _UNTIL):
        match = pattern.fullmatch(name)
        base_period = (
            loose_period(next(filter(None, match.groups())).strip(), anchor) if match else None
        )
        if base_period is None or base_period.first is None or base_period.last is None:
            continue
        if pattern is _FROM:
            return Period(base_period.first, None)
        if pattern is _UNTIL:
            return Period(None, base_period.last)
        return _beside(base_period.first, base_period.last, before=pattern is _BEFORE)
    return None


def _beside(first: datetime.date, last: datetime.date, *, before: bool) -> Period | None:
    """All days before or after a period; None where the calendar has none."""
    if before:
        return Period(None, first - ONE_DAY) if first > datetime.date.min else None
    return Period(last + ONE_DAY, None) if last < datetime.date.max else None
