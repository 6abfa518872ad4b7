"""Says what the values of a column look like: texts, titles, days, addresses, outlets, people."""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from index.ingest import word_lists
from index.ingest.days import dates, field_dates
from index.ingest.heads import paper_names, person_names
from index.ingest.prose import is_prose, letters
from index.ingest.structured import json_fields

_LATEST = datetime.date(2199, 12, 31)
_LINK = re.compile(r"https?://\S+$")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|ico)(?:\?\S*)?$", re.IGNORECASE)
_CODE = re.compile(
    r"(?:[^\W\d]|[.+/=:@#-])*+\d[\w.+/=:@#-]*+|[!-~]{0,3}|true|false|none|null", re.IGNORECASE
)
_KEY = re.compile(r"[a-z_]+")
"""What a program calls something, as web or full_text; no name of an outlet."""
_WORDS = re.compile(r"[^\W\d_]{2}\W{1,3}[^\W\d_]{2}|[\u3040-\u30ff\u3400-\u9fff]{3}")
"""Two words of any script, or three characters in a row."""
_MIN_FITTING_SHARE, _MAX_TITLE_CHARS, _MAX_NAME_CHARS = 0.8, 200, 80
"""The least share of the values of a column that must fit, and the longest title and name."""
_TEXT_CHARS = 40
"""The least mean number of letters of a column of texts."""
_LATIN_TITLE, _HAN_TITLE = 24, 7
"""The least mean number of letters of titles in Latin and in Chinese characters."""
Values = Sequence[str]


def share_fits(values: Values, fits: Callable[[str], object]) -> bool:
    """Whether nearly all values fit."""
    return sum(bool(fits(value)) for value in values) >= _MIN_FITTING_SHARE * len(values)


def mean_length(values: Values) -> float:
    """The mean number of letters of the values."""
    return sum(map(letters, values)) / len(values)


def is_day(value: str) -> bool:
    """Whether a value is a day as machines and tables write it, and nothing else."""
    if len(value) > _MAX_DAY_CHARS:
        return False
    return _EITHER_ORDER.match(value) is not None or _moment_of(value) is not None


def _moment_of(value: str) -> datetime.date | None:
    return dates.moment(field_dates.plain(value), _LATEST)


_EITHER_ORDER = re.compile(r"[0-3]?\d([/.-])[0-3]?\d\1(?:19|20)\d\d(?!\d)")
"""A day of which a value alone does not tell whether the month comes first."""

_MAX_DAY_CHARS = 40


def is_title(value: str) -> bool:
    """Whether a value can be a title: words on a short line, and no sentence."""
    words = _is_short(value, _MAX_TITLE_CHARS) and _WORDS.search(value) is not None
    return words and "\n" not in value and not is_prose(value) and not is_day(value)


def _is_short(value: str, most: int) -> bool:
    """Whether a value has at most so many code points and is no address, code or object."""
    written = value[:2] in {'{"', "[{", '["'}
    return len(value) <= most and not (written or _LINK.match(value) or _CODE.fullmatch(value))


def have_texts(values: Values) -> bool:
    """Whether some values are sentences."""
    return any(map(is_prose, values))


def are_texts(values: Values) -> bool:
    """Whether the values are sentences, and long."""
    return (
        mean_length(values) >= _TEXT_CHARS
        and share_fits(values, is_prose)
        and not share_fits(values, is_object)
    )


def is_object(value: str) -> bool:
    """Whether a value begins and ends as an object of JSON."""
    return value[:2] == '{"' and value[-1:] == "}"


def are_titles(values: Values) -> bool:
    """Whether the values are short texts."""
    return share_fits(values, lambda value: _is_short(value, _MAX_TITLE_CHARS))


def are_own_titles(values: Values, rows: int) -> bool:
    """Whether the values are short texts, each its own, without the end of a sentence."""
    told = are_titles(values) and share_fits(values, _WORDS.search)
    distinct = len(set(values)) >= _MIN_FITTING_SHARE * max(rows, 1)
    sentences = share_fits(values, is_prose) or share_fits(values, json_fields.is_client)
    return told and distinct and not sentences


def are_long_titles(values: Values, least_share: float) -> bool:
    """Whether values are as long as titles, or a share of that, and no names."""
    latin = "".join(values).isascii()
    long = mean_length(values) >= least_share * (_LATIN_TITLE if latin else _HAN_TITLE)
    return long and not are_outlets(values) and not are_people(values)


def are_days(values: Values) -> bool:
    """Whether the values are days."""
    return share_fits(values, is_day)


def are_sure_days(values: Values) -> bool:
    """Whether the values are days that other numbers cannot be."""
    return share_fits(values, _is_sure_day)


def _is_sure_day(value: str) -> bool:
    if value.isdecimal():
        moment = dates.moment(value, _LATEST) if len(value) in _DAY_DIGITS else None
        return moment is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR
    return _WRITTEN.search(value) is not None and is_day(value)


_DAY_DIGITS = frozenset((8, 10, 13, 14))
"""The numbers of digits of 20230209, of seconds and milliseconds since 1970, and of a time."""
_FIRST_YEAR, _LAST_YEAR = 1990, 2040
_WRITTEN = re.compile(r"\d{1,4}[-/.年]\d|[A-Za-z]{3} |\d[-/][A-Za-z]{3}[-/]\d")


def earliest(columns: Mapping[str, Values]) -> str:
    """The column whose days are never behind those of the others; empty if there is none.

    A report is published before it is changed, collected, or in force, and so in the same years.
    """
    if len({*map(len, columns.values())}) != 1:
        return ""
    days = {name: [*map(_moment, values)] for name, values in columns.items()}
    rows = [*zip(*days.values(), strict=True)]
    first = [*map(min, rows)]
    apart = any(max(row).year - min(row).year > _MAX_YEARS_APART for row in rows)
    most = max(len(set(column)) for column in days.values())
    found = [name for name, column in days.items() if column == first and len(set(column)) == most]
    return "" if apart else next(iter(found), "")


def _moment(value: str) -> datetime.date:
    """The day of a value; the last of all if it is none that a value alone tells."""
    found = _moment_of(value)
    return datetime.date(found.year, found.month, found.day) if found else _LATEST


_MAX_YEARS_APART = 3


def are_links(values: Values) -> bool:
    """Whether the values are addresses."""
    return share_fits(values, _LINK.match)


def are_own_links(values: Values) -> bool:
    """Whether the values are addresses of pages, each its own."""
    pages = are_links(values) and not any(map(_PICTURE.search, values))
    return pages and len(set(values)) == len(values)


def is_link(value: str) -> bool:
    """Whether a value is an address."""
    return _LINK.match(value) is not None


def are_names(values: Values) -> bool:
    """Whether the values are as short as names."""
    return share_fits(values, lambda value: _is_short(value, _MAX_NAME_CHARS))


def can_be_outlets(values: Values) -> bool:
    """Whether the values are names, and no words of a program."""
    return are_names(values) and not share_fits(values, _KEY.fullmatch)


def are_outlets(values: Values) -> bool:
    """Whether most values have the form of outlets or offices."""
    return are_names(values) and sum(map(_is_outlet, values)) * 2 > len(values)


def are_mixed_outlets(values: Values) -> bool:
    """Whether the values are names that come again, and some have the form of outlets."""
    again = len(set(values)) < len(values) and share_fits(values, _LETTERS.search)
    return again and are_names(values) and sum(map(_is_outlet, values)) * _MIXED >= len(values)


_MIXED = 5
"""One of so many values must have the form of an outlet, which names such as Herring have not."""
_LETTERS = re.compile(r"[^\W\d_]{3}")


def _is_outlet(value: str) -> bool:
    """Whether a name has the form of an outlet where one is expected, in any language."""
    if _CATEGORY.fullmatch(value) or paper_names.is_section(value):
        return False
    words = _BETWEEN_WORDS.split(value.casefold())
    return person_names.is_paper(value) or any(word.endswith(_FOREIGN) for word in words)


_FOREIGN = tuple(word.casefold() for word in word_lists.table("outlets")["foreign"])
_BETWEEN_WORDS = re.compile(r"[\s'’()-]+")
_CATEGORY = re.compile(
    "(?:国内|國內|国际|國際|社会|社會|财经|財經|体育|體育|娱乐|娛樂|科技|军事|軍事|时政|時政|本地|地方|民生"
    "|教育|健康|综合|綜合|要闻|要聞|图片|圖片|经济|經濟|文化|法治|港澳|台湾|臺灣)"
    "(?:新闻|新聞|频道|頻道|资讯|資訊|快讯|快訊|在线)?"
)
"""The name of a section in Chinese, which is no outlet."""


def are_people(values: Values) -> bool:
    """Whether the values are names of persons."""
    return are_names(values) and share_fits(values, _is_person)


def _is_person(value: str) -> bool:
    known = person_names.has_surname(value) or person_names.has_given_name(value)
    return known and person_names.are_persons(value)
