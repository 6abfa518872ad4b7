"""The forms of bylines: what in a line is a date, a labelled value, a name or a sentence."""

import calendar
import re

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.heads import clock_times, field_labels, header_lines, person_names
from index.ingest.heads.field_labels import BREAK
from index.text.lazy_pattern import lazy_pattern

TOKEN = re.compile(rf"{BREAK}|\s{{2,}}|[|｜丨\u3000⋅·•\t]| [-/／] ")
"""Signs between the parts of a byline."""
_STOP = re.compile(r"[。！？]")
_SIX_WORDS = re.compile(r"(?<!\w)(?:\w++\s++){5}\w")
_MAX_PART_CHARS = 16
"""The longest part of a Chinese byline, in code points; a Latin one may be twice as long."""
_MAX_LINE_CHARS = 80
"""The longest byline without labels, in code points."""
_PLACE_WORDS = 3
"""The largest number of words of a place behind an outlet."""
_DAYS = frozenset({"date", "updated"})


CHAPTER = re.compile(
    r"第\s?[一二三四五六七八九十百\d]{1,4}\s?[章节節编編条條部篇]|目\s*[录錄]$|\d{1,2}[、．]"
)
"""A line of a table of contents, or an item with its number."""


_ANNOUNCED = re.compile(r"(?:[如以]下|公[示告])[^:：，,、]{0,9}[:：]$")
_MAX_ANNOUNCED = 160


def announces(text: str) -> bool:
    """Whether a line announces the lines below it, as 现将名单公示如下： does."""
    sized = len(text) <= _MAX_ANNOUNCED and any(mark in text for mark in "，,、")
    return sized and _ANNOUNCED.search(text[-16:]) is not None


def first_outlet(part: str) -> str:
    """An outlet in Latin letters without the place behind it, as in BBC News, Larkford."""
    name, comma, place = part.partition(", ")
    proper = comma and place[:1].isupper() and len(place.split()) <= _PLACE_WORDS
    latin = not field_labels.has_han(part)
    return name if proper and latin and person_names.is_outlet(name) else part


def is_sentence(text: str) -> bool:
    """Whether a text contains a Chinese full stop, or six words before a final full stop."""
    return _STOP.search(text) is not None or (
        text.endswith((".", "!", "?")) and _SIX_WORDS.search(text) is not None
    )


def has_moment(text: str) -> bool:
    """Whether a text has a date or a time."""
    return bool(dates.find_dates(text)) or clock_times.without_times(text) != text


_MONTH_NAMES = "|".join(calendar.month_abbr[1:])
_WITHOUT_YEAR = re.compile(
    rf"(?:(?:{_MONTH_NAMES})[a-z]{{0,6}}\.? [0-3]?\d|[0-3]?\d (?:{_MONTH_NAMES})[a-z]{{0,6}}\.?)"
    r"(?:,? (?:at )?[0-2]?\d:[0-5]\d(?: ?[ap]\.?m\.?)?)?"
)


def is_day_without_year(text: str) -> bool:
    """Whether a line is only a day without its year: Feb 9, 9 February, Feb. 9 at 10:12."""
    return _WITHOUT_YEAR.fullmatch(text.replace(BREAK, "").strip()) is not None


_UNKNOWN = lazy_pattern(r"^\W*[\u3400-\u9fff]{2,12}[:：]\s*$")
"""A label that names no field before a day: 公示期, 首次公告日期."""


def is_byline(text: str) -> bool:
    """Whether a text is a date or a time with short parts around it, set apart from each other."""
    if not has_moment(text) or len(text) > _MAX_LINE_CHARS + 40 or is_sentence(text):
        return False
    parts = [part.strip() for part in TOKEN.split(text) if part.strip()]
    others = TOKEN.split(undated(unlabelled(text)))
    unknown = field_labels.has_han(text) and any(map(_UNKNOWN.search, others))
    if any(map(_ENDED.search, parts)) or unknown or (len(parts) == 1 and _tells(others)):
        return False
    limit = _MAX_PART_CHARS if field_labels.has_han(text) else 2 * _MAX_PART_CHARS
    alone = sum(len(part.strip()) for part in others) <= limit
    return (len(parts) > 1 or alone) and all(len(part.strip()) <= limit for part in others)


_ENDED = re.compile(r"(?<![\w'’])(?:[\w'’]{1,20},? ){2}[a-z]{2,20}[.!?]['\"”’]?$")
"""The end of a sentence of three words."""
_WORD = re.compile(r"(?<![\w'’])[a-z]{3,20}(?![\w'’])")
_BYLINE_WORDS = frozenset(word_lists.table("remarks")["lower"])
"""Words of bylines that are not capitalised."""


def _tells(parts: list[str]) -> bool:
    """Whether a part beside a date says something, as in Held on 9 May 2023 in the town hall."""
    words = (word for part in parts for word in _WORD.findall(part) if " " in part.strip())
    return len({word for word in words if word not in _BYLINE_WORDS}) > 0


def unlabelled(text: str) -> str:
    """The text with soft breaks in place of labelled values; names beside labelled days stay."""
    if not header_lines.may_have_fields(text):
        return text
    for item in reversed(field_labels.scan(text)):
        rest = _beside(item.value) if item.field in _DAYS else ""
        text = text[: item.start] + BREAK + rest + text[item.end :]
    return text


def _beside(value: str) -> str:
    """The text behind date and time in the value of a label, as Updated: 9 May 2023 Tide."""
    return clock_times.without_times(undated(value)).strip(BREAK + " ,")


def undated(text: str) -> str:
    """The text with soft breaks in place of dates."""
    for date in reversed(dates.find_dates(text)):
        text = _BEFORE_DAY.sub("", text[: date.start]) + BREAK + text[date.end :]
    return text


_BEFORE_DAY = re.compile(r"(?<=[\w\u3400-\u9fff])\s[于於]\s?$")
"""The word between a name and the day: 池小鱼 于 2023-02-09 发布."""


_MAX_DAY_LINE_CHARS = 100
_OPENS = re.compile(r"\W*(?:[A-Z][a-z]{2,9}day\W{1,3})?$")
"""A weekday before the day with which a line begins."""


def begins_with_day(text: str) -> bool:
    """Whether a line begins with a day and is no sentence: Thursday, February 9, 2023, 2 p.m."""
    days = dates.find_dates(text) if len(text) <= _MAX_DAY_LINE_CHARS else ()
    return bool(days) and _OPENS.match(text[: days[0].start]) is not None and not is_sentence(text)


_REMARK = lazy_pattern(rf"^(?:{word_lists.either('remarks', 'patterns')})$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def is_switch(piece: str) -> bool:
    """Whether a piece of a byline is a button."""
    return bool(piece.strip()) and header_lines.is_noise(piece.strip())


_NOTE_MARK = lazy_pattern(r"(?<=[\u3400-\u9fff])[\s\x1f]{0,2}\d(?:[,，]\d){0,4}(?=[\s\x1f]|$)")
"""The number of an institution or a note behind the name of an author."""
_BY = re.compile(r"^(?:由|楼主|樓主|发帖人|發帖人)\s++")


def first_name(text: str) -> str:
    """The first part of a marked text that is not a date or time."""
    text = _NOTE_MARK.sub(" ", text)
    for date in reversed(dates.find_dates(text)):
        text = f"{text[: date.start]}\n{text[date.end :]}"
    parts = clock_times.without_times(text, "\n").replace(BREAK, " ").split("\n")
    names = (_BY.sub("", header_lines.name(part.strip())) for part in parts)
    return next((name for name in names if _LETTER.search(name) and not _REMARK.match(name)), "")


def is_part(part: str) -> bool:
    """Whether a piece of a byline is more than a button, a number or a remark."""
    return (
        len(part) > 1
        and not part.isdecimal()
        and not header_lines.is_noise(part)
        and not field_labels.is_label(part)
        and not _REMARK.match(part)
    )
