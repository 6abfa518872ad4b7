"""Parses parts of periods and other loose names: 2023年底, 九十年代初, 前三季度, last Friday.

A loose name has no sharp bounds; these are the days it covers at least: 年初 and early are the
first quarter of a year, 年底 and late the last, 月初 the first ten days of a month, 最近 and
recently the latest three months. A fiscal year counts as the calendar year: its country is unknown.
"""

import datetime

from search.dates.date_names import (
    Anchor,
    PatternTable,
    Period,
    exact_period,
    matched_period,
    month_of,
    past_period,
    period_around,
)
from search.dates.festivals import FESTIVALS, festival

_EARLY, _MIDDLE, _LATE = "early", "middle", "late"
_WHERE = {"初": _EARLY, "中": _MIDDLE, "底": _LATE, "末": _LATE, "中期": _MIDDLE, "中叶": _MIDDLE}
_WHERE |= {"early": _EARLY, "beginning": _EARLY, "start": _EARLY, "mid": _MIDDLE}
_WHERE |= {"middle": _MIDDLE, "late": _LATE, "end": _LATE, "初期": _EARLY, "末期": _LATE}
_SEASONS = {"春": 3, "夏": 6, "秋": 9, "冬": 12}
_SEASONS |= {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_WEEKDAYS = {day: at for at, day in enumerate("1234567")} | {"日": 6, "天": 6}
_WEEKDAYS |= {name: at for at, name in enumerate(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}  # fmt: skip
_HOLIDAYS = {"元旦": (1, 1, 1), "劳动节": (5, 1, 5)}
_HOLIDAYS |= {"国庆": (10, 1, 7), "国庆节": (10, 1, 7)}
_HOLIDAYS |= {"圣诞": (12, 25, 25), "圣诞节": (12, 25, 25), "儿童节": (6, 1, 1)}
_HOLIDAYS |= {"妇女节": (3, 8, 8), "植树节": (3, 12, 12), "青年节": (5, 4, 4), "建党节": (7, 1, 1)}
_HOLIDAYS |= {"建军节": (8, 1, 1), "教师节": (9, 10, 10), "双11": (11, 11, 11)}
_HOLIDAYS |= {"情人节": (2, 14, 14), "万圣节": (10, 31, 31), "平安夜": (12, 24, 24)}
_ENGLISH_HOLIDAYS = {
    "new year's day": "元旦", "new year": "元旦", "chinese new year": "春节",
    "lunar new year": "春节", "spring festival": "春节", "lantern festival": "元宵节",
    "qingming festival": "清明", "qingming": "清明", "labour day": "劳动节",
    "labor day": "劳动节", "may day": "劳动节", "dragon boat festival": "端午",
    "mid-autumn festival": "中秋", "mid-autumn": "中秋", "national day": "国庆",
    "christmas": "圣诞", "christmas day": "圣诞", "christmas eve": "平安夜",
    "valentine's day": "情人节", "halloween": "万圣节", "easter": "复活节",
    "thanksgiving": "感恩节", "mother's day": "母亲节", "father's day": "父亲节",
}  # fmt: skip
_HOLIDAY = "(" + "|".join(sorted(_ENGLISH_HOLIDAYS, key=len, reverse=True)) + ")"
_AGO = {"上": -1, "本": 0, "这": 0, "下": 1, "last": -1, "this": 0, "next": 1}
_DAYS = {"后天": 2, "大后天": 3, "大前天": -3, "the day before yesterday": -2}
_DAYS |= {"day before yesterday": -2, "昨晚": -1, "今早": 0, "今晚": 0}
_SHORT = "月年"
_THIRDS = {"上": "初", "中": "中", "下": "底"}
_AGES = {"d": "day", "w": "week", "m": "month", "y": "year"}
_SESSIONS_FROM, _SESSIONS_LATE = 1998, 2020
"""The year from which both sessions begin on 3 March or soon after, and the one they were late."""


def loose_period(text: str, anchor: Anchor) -> Period | None:
    """The period of a name, as `date_names.exact_period`, including parts of periods."""
    return exact_period(text, anchor) or matched_period(_TABLE, text, anchor)


def _part(name_of: str, where: str, anchor: Anchor) -> Period | None:
    """The beginning, middle or end of a century, a decade, a year or a month."""
    name = f"{'今' if name_of == '年' else '本'}{name_of}" if name_of in tuple(_SHORT) else name_of
    name = name[:-1] if name.endswith("年年") else name
    base_period = loose_period(name, anchor)
    if base_period is None or base_period.first is None or base_period.last is None:
        return None
    first, last, which = base_period.first, base_period.last, _WHERE[where]
    if last.year - first.year > 1:
        return _years(first.year, last.year, which)
    if (last - first).days > 300:
        start, stop = {_EARLY: (1, 3), _MIDDLE: (5, 8), _LATE: (10, 12)}[which]
        return Period(month_of(first.year, start).first, month_of(first.year, stop).last)
    if not 27 < (last - first).days + 1 < 32:
        return None
    start, stop = {_EARLY: (1, 10), _MIDDLE: (11, 20), _LATE: (21, last.day)}[which]
    return Period(first.replace(day=start), first.replace(day=stop))


def _years(first: int, last: int, which: str) -> Period:
    """Four years of ten at either end, ten of a hundred, the middle of each in between."""
    size = 10 if last - first > 10 else 4
    middle = (first + last + 1) // 2
    start = {_EARLY: first, _MIDDLE: middle - size // 2, _LATE: last - size + 1}[which]
    return Period(datetime.date(start, 1, 1), datetime.date(start + size - 1, 12, 31))


def _season(year: str, season: str, anchor: Anchor) -> Period | None:
    """Three months; winter ends in the next year."""
    year_period = exact_period(year, anchor)
    if year_period is None or year_period.first is None:
        return None
    number, month = year_period.first.year, _SEASONS[season]
    last = month_of(number + month // 12, (month + 1) % 12 + 1)
    return Period(datetime.date(number, month, 1), last.last)


def _relative(which: str, name: str, anchor: Anchor) -> Period | None:
    """Last spring, this March: the latest one that is over, the one of this year, the next one."""
    today, year = anchor.day, anchor.day.year
    named = [loose_period(f"{name} {number}", anchor) for number in range(year - 2, year + 2)]
    spans = [(span.first, span.last) for span in named if span and span.first and span.last]
    if which == "this":
        wanted = [(first, last) for first, last in spans if first <= today <= last]
        wanted = wanted or [(first, last) for first, last in spans if first.year == year]
    elif which == "next":
        wanted = [(first, last) for first, last in spans if first > today]
    else:
        wanted = [(first, last) for first, last in reversed(spans) if last < today]
    return Period(*wanted[0]) if wanted else None


def _two_sessions(year: str, anchor: Anchor) -> Period | None:
    """The yearly sessions of congress and conference: the first half of March, late May in 2020."""
    year_period = exact_period(year, anchor)
    if year_period is None or year_period.first is None or year_period.first.year < _SESSIONS_FROM:
        return None
    number = year_period.first.year
    month, first, last = (5, 21, 28) if number == _SESSIONS_LATE else (3, 3, 15)
    return Period(datetime.date(number, month, first), datetime.date(number, month, last))


def _quarters(year: str, most: str, anchor: Anchor) -> Period:
    return _months(year, str(int(most) * 3), anchor)


def _months(year: str, most: str, anchor: Anchor) -> Period:
    """The first months of a year: 2023年前5个月, 前三季度."""
    year_period = exact_period(year, anchor) if year else None
    number = year_period.first.year if year_period and year_period.first else anchor.day.year
    return Period(datetime.date(number, 1, 1), month_of(number, int(most)).last)


def _weekday(which: str, day: str, anchor: Anchor) -> Period:
    week = period_around("week", _AGO[which], anchor.day)
    start = week.first or anchor.day
    if which == "last":  # the latest one, which may be in this week
        start = period_around("week", 0, anchor.day).first or anchor.day
        start -= datetime.timedelta(
            days=7 * (start.weekday() + _WEEKDAYS[day] >= anchor.day.weekday())
        )
    date = start + datetime.timedelta(days=_WEEKDAYS[day])
    return Period(date, date)


def _latest_weekday(day: str, anchor: Anchor) -> Period:
    """The latest day with this name, which may be today."""
    back = (anchor.day.weekday() - _WEEKDAYS[day]) % 7
    return period_around("day", -back, anchor.day)


def _holiday(year: str, name: str, anchor: Anchor) -> Period | None:
    month, first, last = _HOLIDAYS[name]
    year_period = exact_period(year, anchor) if year else None
    number = year_period.first.year if year_period and year_period.first else anchor.day.year
    start = datetime.date(number, month, first)
    if not year and not anchor.fixed and start > anchor.day:
        start = start.replace(year=number - 1)
    return Period(start, start.replace(day=last))


def _festival(year: str, name: str, anchor: Anchor) -> Period | None:
    year_period = exact_period(year or "今年", anchor) if year or anchor.fixed else None
    festival_period = festival(
        name, year_period.first.year if year_period and year_period.first else None, anchor.day
    )
    return Period(*festival_period) if festival_period else None


def _english_holiday(name: str, year: str, anchor: Anchor) -> Period | None:
    """A Chinese holiday by its English name: Spring Festival 2024, Labour Day."""
    return loose_period((f"{year}年" if year else "") + _ENGLISH_HOLIDAYS[name], anchor)


def _weekend(which: str, anchor: Anchor) -> Period:
    """Saturday and Sunday of a week; 周末 alone is the latest one that has begun."""
    steps = _AGO.get(which, 0 if anchor.day.weekday() >= _WEEKDAYS["saturday"] else -1)
    week = period_around("week", steps, anchor.day)
    start = (week.first or anchor.day) + datetime.timedelta(days=_WEEKDAYS["saturday"])
    return Period(start, start + datetime.timedelta(days=1))


def _same_month(anchor: Anchor) -> Period:
    """去年同期: the current month, one year earlier."""
    return month_of(anchor.day.year - 1, anchor.day.month)


def _week_of(day: str, anchor: Anchor) -> Period | None:
    day_period = exact_period(day, anchor)
    if day_period is None or day_period.first is None or day_period.first != day_period.last:
        return None
    return period_around("week", 0, day_period.first)


def _century(number: str) -> Period:
    first = int(number) * 100 - 99
    return Period(datetime.date(first, 1, 1), datetime.date(first + 99, 12, 31))


def _days(month: str, first: str, last: str, year: str, anchor: Anchor) -> Period | None:
    """March 5-9, 2022: both days in one month."""
    month_period = exact_period(f"{month} {year}".strip(), anchor)
    if month_period is None or month_period.first is None:
        return None
    return Period(
        month_period.first.replace(day=int(first)), month_period.first.replace(day=int(last))
    )


def _short_year(month: str, year: str, anchor: Anchor) -> Period | None:
    """Nov. '22: a month of a year without its century."""
    year_period = exact_period(f"{year}年", anchor)
    if year_period is None or year_period.first is None:
        return None
    return exact_period(f"{month} {year_period.first.year}", anchor)


def _day(steps: int, anchor: Anchor) -> Period:
    return period_around("day", steps, anchor.day)


def _since(first: datetime.date, anchor: Anchor) -> Period:
    return Period(first, anchor.day)


_Y = r"(\d{4}年|\d{2}年|[前去今明]年|)"
_ANY_YEAR = r"(\d{4}|(?:last|this) year)"
_MONTH = r"([a-z]{3,9}\.?)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_TABLE: PatternTable = (
    (rf"({'|'.join((*_HOLIDAYS, *FESTIVALS))})节?(\d{{4}})年?",
     lambda g, a: loose_period(f"{g[1]}年{g[0]}", a)),
    (rf"(?:the )?{_HOLIDAY}(?: (?:of |in )?(\d{{4}}))?",
     lambda g, a: _english_holiday(g[0], g[1], a)),
    (rf"(\d{{4}}) {_HOLIDAY}", lambda g, a: _english_holiday(g[1], g[0], a)),
    (rf"{_Y}(?:前|1[至到-])([234])个?季度", lambda g, a: _quarters(g[0], g[1], a)),
    (r"(\d{4}年|[前去今]年)前(\d{1,2})个月", lambda g, a: _months(g[0], g[1], a)),
    (r"(上|本|这|下|)个?(?:周|星期|礼拜)末", lambda g, a: _weekend(g[0], a)),
    (r"(?:(last|this|next) )?weekend", lambda g, a: _weekend(g[0], a)),
    (r"最近|近来|近期|recently|lately", lambda _, a: past_period("3", "month", a.day)),
    (r"[去上]年(?:的)?(?:同期|同月)", lambda _, a: _same_month(a)),
    (r"(.+?)(初期|中期|末期|中叶|初|中|底|末)", lambda g, a: _part(g[0], g[1], a)),
    (r"(?:the )?(early|beginning|start|mid|middle|late|end)(?: of |[- ])(?:the )?(.+)",
     lambda g, a: _part(g[1], g[0], a)),
    (rf"{_Y}的?([春夏秋冬])[天季]?", lambda g, a: _season(g[0], g[1], a)),
    (r"(spring|summer|autumn|fall|winter)(?: of| in)? (\d{4}|(?:last|this) year)",
     lambda g, a: _season(g[1], g[0], a)),
    (r"year[- ]end (\d{4})|(\d{4}) year[- ]end", lambda g, a: _part(g[0] or g[1], "end", a)),
    (r"(\d{4}) (spring|summer|autumn|fall|winter)", lambda g, a: _season(g[0], g[1], a)),
    (r"(?:last |past )?fortnight", lambda _, a: past_period("2", "week", a.day)),
    (r"([本上去前今])年度", lambda g, a: period_around("year", {"上": -1}.get(g[0], 0), a.day)
     if g[0] in "本上" else exact_period(f"{g[0]}年", a)),
    (r"年内", lambda _, a: period_around("year", 0, a.day)),
    (r"(上|本|这|下)个?(?:周|星期|礼拜)([1-7日天])", lambda g, a: _weekday(g[0], g[1], a)),
    (r"(last|this|next) ((?:mon|tues|wednes|thurs|fri|satur|sun)day)",
     lambda g, a: _weekday(g[0], g[1], a)),
    (rf"{_Y}({'|'.join(_HOLIDAYS)})(?:期间|假期|长假|黄金周)?",
     lambda g, a: _holiday(g[0], g[1], a)),
    (rf"{_Y}({'|'.join(FESTIVALS)})节?(?:期间|假期)?", lambda g, a: _festival(g[0], g[1], a)),
    (r"(last|this|next) (spring|summer|autumn|fall|winter|[a-z]{3,9})",
     lambda g, a: _relative(g[0], g[1], a)),
    (r"([前去今明])([春夏秋冬])[天季]?", lambda g, a: _season(f"{g[0]}年", g[1], a)),
    (r"(\d{4}年|[前去今]年)(?:全国)?2会(?:期间)?", lambda g, a: _two_sessions(g[0], a)),
    (r"(?:the )?week of (.+)", lambda g, a: _week_of(g[0], a)),
    (r"(\d{1,2})世纪|(\d{1,2})(?:st|nd|rd|th) century",
     lambda g, _: _century(g[0] or g[1])),
    (rf"{_MONTH} {_DAY} ?[-–] ?{_DAY}(?:,? (\d{{4}}))?",
     lambda g, a: _days(g[0], g[1], g[2], g[3], a)),
    (rf"{_DAY} ?[-–] ?{_DAY} {_MONTH}(?:,? (\d{{4}}))?",
     lambda g, a: _days(g[2], g[0], g[1], g[3], a)),
    (r"(?:fy|fiscal(?: year)?|year) ?(\d{4})", lambda g, a: exact_period(g[0], a)),
    (rf"{_MONTH} ?['’](\d\d)", lambda g, a: _short_year(g[0], g[1], a)),
    (r"fy ?'?(\d\d)", lambda g, a: exact_period(f"{g[0]}年", a)),
    (r"(?:now ?)?- ?(\d{1,3}) ?([dwmy])(?:ays?|eeks?|onths?|ears?)?(?:/[dwmy])?",
     lambda g, a: past_period(g[0], _AGES[g[1]], a.day)),
    (rf"first (\d{{1,2}}) months(?: of| in)?(?: {_ANY_YEAR})?",
     lambda g, a: _months(g[1], g[0], a)),
    (rf"first ([234]) quarters(?: of| in)?(?: {_ANY_YEAR})?",
     lambda g, a: _quarters(g[1], g[0], a)),
    (r"(\d{1,2})[-/.](\d{1,2})", lambda g, a: exact_period(f"{g[0]}月{g[1]}日", a)
     if a.fixed else None),  # the end of 2024.5.1-5.7
    (r"(上上|上|本|这|下)个?月([上中下])旬", lambda g, a: _part(f"{g[0]}月", _THIRDS[g[1]], a)),
    (r"(?:周|星期|礼拜)([1-7日天])|(?:on )?((?:mon|tues|wednes|thurs|fri|satur|sun)day)",
     lambda g, a: _latest_weekday(g[0] or g[1], a)),
    (r"(?:ytd|year to date)", lambda _, a: _since(a.day.replace(month=1, day=1), a)),
    (r"(?:mtd|month to date)", lambda _, a: _since(a.day.replace(day=1), a)),
    (r"([1-4])q ?'?(\d\d|\d{4})|q([1-4]) ?'?(\d\d)|(\d\d)q([1-4])",
     lambda g, a: exact_period(f"{(g[1] or g[3] or g[4])[-2:]}年{g[0] or g[2] or g[5]}季度", a)),
    (r"([12])h'?(\d\d|\d{4})",
     lambda g, a: exact_period(f"{g[1][-2:]}年{'上' if g[0] == '1' else '下'}半年", a)),
    (r"(90|80|70|60)s", lambda g, a: exact_period(f"{g[0]}年代", a)),
    (r"大前年", lambda _, a: period_around("year", -3, a.day)),
    (r"(?:the )?(?:past|last) decade", lambda _, a: exact_period("近10年", a)),
    (r"an? (day|week|month|quarter|year) ago", lambda g, a: exact_period(f"1 {g[0]} ago", a)),
    *((name, lambda _, a, steps=steps: _day(steps, a)) for name, steps in _DAYS.items()),
)  # fmt: skip
