"""Says what columns of unknown names mean: by the ends of their names, and by their values.

A name such as postedDate or 新闻发布日期 ends in a word that is known; its values must fit. Where
no column has a text, that with sentences is it, and the others are judged by their values.
"""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from index.ingest import column_names, dates, json_fields, person_names
from index.ingest.draft import tidy_line
from index.ingest.prose import is_prose, letters
from index.report import Skipped

COMPARED_ROWS = 200
"""The number of rows at the beginning of an export whose values are compared."""
_LATEST = datetime.date(2199, 12, 31)
_LINK = re.compile(r"https?://\S+$")
_CODE = re.compile(
    r"(?:[^\W\d]|[.+/=:@#-])*+\d[\w.+/=:@#-]*+|[!-~]{0,3}|true|false|none|null", re.IGNORECASE
)
_KEY = re.compile(r"[a-z_]+")
"""What a program calls something, as web or full_text; no name of an outlet."""
_WORDS = re.compile(r"[A-Za-z]{2}[^A-Za-z]{1,3}[A-Za-z]{2}|[\u3400-\u9fff]{3}")
_MIN_FITTING_SHARE, _MAX_TITLE_CHARS, _MAX_NAME_CHARS = 0.8, 200, 80
"""The least share of the values of a column that must fit, and the longest title and name."""
_TEXT_CHARS = 40
"""The least mean number of letters of a column of texts."""
_MIN_ROWS = 2
"""The least number of rows whose values alone tell what the columns are."""
_FIELDS = ("body", "title", "date", "source", "author", "url")
_Value = TypeVar("_Value")
Fits = Callable[[Sequence[str]], bool]


def meant(name: str, field: str) -> str:
    """A name with the field that it was found to mean, "f1 = title", which json_fields knows."""
    return f"{name}{json_fields.MEANS}{field}"


def notice(path: str, meanings_: Mapping[str, str]) -> str:
    """The sentence about columns that are taken by what they hold; empty if names tell all."""
    guessed = {
        name: field
        for name, field in meanings_.items()
        if column_names.field_of_ending(name) != field
    }
    if not guessed:
        return ""
    file = re.split(r"[/!]", path.partition("!")[0])[-1]
    taken = ", ".join(f"{tidy_line(name)[:40]} as {field}" for name, field in guessed.items())
    pairs = ", ".join(f'"{tidy_line(name)[:40]}" = "{field}"' for name, field in guessed.items())
    return (
        f"Its names do not tell what its columns are, so they are taken by what they hold "
        f"({taken}). If that is wrong, say what they are in sites.toml, as "
        f'["{file}"] columns = {{{pairs}}}.'
    )


def notices(path: str, meanings_: Mapping[str, str]) -> list[Skipped]:
    """The notice, if there is one."""
    return [Skipped(path, reason) for reason in [notice(path, meanings_)] if reason]


def renamed(item: Mapping[str, _Value], meanings_: Mapping[str, str]) -> dict[str, _Value]:
    """An object whose names say what they were found to mean."""
    return {
        meant(name, meanings_[name]) if name in meanings_ else name: value
        for name, value in item.items()
    }


def meanings(
    rows: Sequence[Mapping[str, object]], field_of: Callable[[str], str]
) -> dict[str, str]:
    """Maps columns of unknown names to fields that no column of a known name fills."""
    columns: dict[str, list[str]] = {}
    for row in rows[:COMPARED_ROWS]:
        for name, value in row.items():
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                text = str(value).strip()
                if text and name:
                    columns.setdefault(name, []).append(text)
    filled = {
        field
        for row in rows[:COMPARED_ROWS]
        for name, value in row.items()
        if value and (field := field_of(name)) and _is_value(field, name, value)
    }
    unknown = {name: values for name, values in columns.items() if not field_of(name)}
    meant: dict[str, str] = {}
    for field in _FIELDS:
        if field not in filled and (name := _by_name(field, unknown)):
            meant[name] = field
            del unknown[name]
    if len(rows) >= _MIN_ROWS:
        if "body" in filled or "body" in meant.values():
            _add_beside_text(meant, unknown, filled, len(rows[:COMPARED_ROWS]))
        else:
            _add_by_value(meant, unknown, filled, len(rows[:COMPARED_ROWS]))
    return meant


def _is_value(field: str, name: str, value: object) -> bool:
    """Whether a value says what the field is.

    A path is no address, an outlet no title, and the day of a record none of its publication.
    """
    if field == "date":
        return not json_fields.is_of_record(name)
    if field == "url":
        return not isinstance(value, str) or _LINK.match(value) is not None
    return field != "title" or not (isinstance(value, dict) and "id" in value)


def _by_name(field: str, columns: Mapping[str, list[str]]) -> str:
    """The column whose name ends in a word for the field and whose values fit; or empty."""
    fitting = [
        name
        for name, values in columns.items()
        if column_names.field_of_ending(name) == field and _FITS[field](values)
    ]
    if field == "body":
        return max(fitting, key=lambda name: _mean_length(columns[name]), default="")
    return next(iter(fitting), "")


def _share(values: Sequence[str], fits: Callable[[str], object]) -> bool:
    return sum(bool(fits(value)) for value in values) >= _MIN_FITTING_SHARE * len(values)


def _mean_length(values: Sequence[str]) -> float:
    return sum(letters(value) for value in values) / len(values)


def is_day(value: str) -> bool:
    """Whether a value is a day as machines and tables write it, and nothing else."""
    if len(value) > _MAX_DAY_CHARS:
        return False
    return _EITHER_ORDER.match(value) is not None or dates.moment(value, _LATEST) is not None


_EITHER_ORDER = re.compile(r"[0-3]?\d([/.-])[0-3]?\d\1(?:19|20)\d\d(?!\d)")
"""A day of which a value alone does not tell whether the month comes first."""

_MAX_DAY_CHARS = 40


def _are_texts(values: Sequence[str]) -> bool:
    return any(map(is_prose, values))


def _are_titles(values: Sequence[str]) -> bool:
    return _share(values, lambda value: _is_short(value, _MAX_TITLE_CHARS))


def is_title(value: str) -> bool:
    """Whether a value can be a title: words on a short line, and no sentence."""
    words = _is_short(value, _MAX_TITLE_CHARS) and _WORDS.search(value) is not None
    return words and "\n" not in value and not is_prose(value) and not is_day(value)


def _are_names(values: Sequence[str]) -> bool:
    return _share(values, lambda value: _is_short(value, _MAX_NAME_CHARS))


def _is_short(value: str, most: int) -> bool:
    """Whether a value has at most so many code points and is no address, code or object."""
    written = value[:2] in {'{"', "[{", '["'}
    return len(value) <= most and not (written or _LINK.match(value) or _CODE.fullmatch(value))


_FITS: dict[str, Fits] = {
    "body": _are_texts,
    "title": _are_titles,
    "date": lambda values: _share(values, is_day),
    "source": lambda values: _are_names(values) and not _share(values, _KEY.fullmatch),
    "author": _are_names,
    "url": lambda values: _share(values, _LINK.match),
}


def _add_by_value(
    meant: dict[str, str], columns: Mapping[str, list[str]], filled: set[str], rows: int
) -> None:
    """Add what the values of columns say: sentences, days, addresses, and short texts above all."""
    known = filled | set(meant.values())
    texts = [
        name
        for name, values in columns.items()
        if _mean_length(values) >= _TEXT_CHARS and _share(values, is_prose)
    ]
    if "body" not in known:
        if texts:
            meant[max(texts, key=lambda name: _mean_length(columns[name]))] = "body"
        elif "title" not in known:
            return
    rest = {name: values for name, values in columns.items() if name not in meant}
    for field, fits in _UNMISTAKABLE:
        fitting = _fitting(field, rest, fits)
        if field not in known and len(fitting) == 1:
            meant[fitting[0]] = field
    for field, are in (("source", _are_outlets), ("author", _are_people)):
        fitting = [name for name, values in rest.items() if name not in meant and are(values)]
        if field not in known and fitting:
            meant[fitting[0]] = field
    if "title" not in known:
        titles = [
            name
            for name, values in rest.items()
            if name not in meant and _is_title_column(values, rows)
        ]
        if titles:
            meant[max(titles, key=lambda name: _mean_length(columns[name]))] = "title"


def _fitting(
    field: str, columns: Mapping[str, list[str]], fits: Callable[[str], object]
) -> list[str]:
    """The columns whose values are of a field, and whose names do not make it something else."""
    return [
        name
        for name, values in columns.items()
        if _share(values, fits) and not column_names.is_of_other(field, name)
    ]


def _add_beside_text(
    meant: dict[str, str], columns: Mapping[str, list[str]], filled: set[str], rows: int
) -> None:
    """Add title, day and outlet beside a text of a known name, where values leave no doubt.

    A message has no title, so what it has beside its text must be as long as titles are.
    """
    known = filled | set(meant.values())
    own = {name: values for name, values in columns.items() if not column_names.is_of_others(name)}
    for field, fits in _UNMISTAKABLE:
        fitting = _fitting(field, own, fits)
        if field not in known and len(fitting) == 1:
            meant[fitting[0]] = field
    outlets = [
        name
        for name, values in own.items()
        if name not in meant and _OF_OUTLET.search(name) and _are_outlets(values)
    ]
    if "source" not in known and outlets:
        meant[outlets[0]] = "source"
    titles = [
        name
        for name, values in own.items()
        if name not in meant
        and _is_title_column(values, rows)
        and _are_long(values, share=_BESIDE_OUTLET if "source" in {*known, *meant.values()} else 1)
    ]
    if "title" not in known and titles:
        meant[max(titles, key=lambda name: _mean_length(columns[name]))] = "title"


_OF_OUTLET = re.compile(
    r"媒|源|报|報|刊|出处|出處|[网網]站|from|outlet|paper|publi|site|channel", re.IGNORECASE
)
"""Words in the name of a column that holds outlets."""
_LATIN_TITLE, _HAN_TITLE = 24, 7
"""The least mean number of letters of titles in Latin and in Chinese characters."""


_BESIDE_OUTLET = 0.6
"""The share of those letters that is enough beside an outlet, which a message has not."""


def _are_long(values: Sequence[str], *, share: float) -> bool:
    """Whether values are as long as titles, or a share of that, and no names."""
    latin = "".join(values).isascii()
    long = _mean_length(values) >= share * (_LATIN_TITLE if latin else _HAN_TITLE)
    return long and not _are_outlets(values) and not _are_people(values)


def _are_outlets(values: Sequence[str]) -> bool:
    outlets = sum(map(person_names.is_outlet, values))
    return _are_names(values) and outlets * 2 > len(values)


def _are_people(values: Sequence[str]) -> bool:
    return _are_names(values) and _share(
        values,
        lambda value: (
            person_names.are_persons(value)
            and (person_names.has_surname(value) or person_names.has_given_name(value))
        ),
    )


_WRITTEN = re.compile(r"\d{1,4}[-/.年]\d|[A-Za-z]{3} |\d-[A-Za-z]{3}-\d")


def _is_written_day(value: str) -> bool:
    """Whether a value is a day that a bare number cannot be."""
    return _WRITTEN.search(value) is not None and is_day(value)


_UNMISTAKABLE: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("url", _LINK.match),
    ("date", _is_written_day),
)
"""Fields that their values alone tell, if one column only has such values."""


def _is_title_column(values: Sequence[str], rows: int) -> bool:
    """Whether the values are short texts, each its own, without the end of a sentence."""
    words = sum(_WORDS.search(value) is not None for value in values) >= _MIN_FITTING_SHARE * len(
        values
    )
    distinct = len(set(values)) >= _MIN_FITTING_SHARE * max(rows, 1)
    told = words and distinct and _are_titles(values)
    return told and not _share(values, is_prose) and not _share(values, json_fields.is_client)
