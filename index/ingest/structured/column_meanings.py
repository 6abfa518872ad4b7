"""Says what columns of unknown names mean: by the ends of their names, and by their values.

A name such as postedDate or 新闻发布日期 ends in a word that is known; its values must fit. Where
no column has a text, that with sentences is it, and the others are judged by their values.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from index.ingest.draft import tidy_line
from index.ingest.structured import column_names, column_values, json_fields
from index.report import Skipped

COMPARED_ROWS = 200
"""The number of rows at the beginning of an export whose values are compared."""
_MIN_ROWS = 2
"""The least number of rows whose values alone tell what the columns are."""
_FIELDS = ("body", "title", "date", "source", "author", "url")
_Value = TypeVar("_Value")


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
    return [Skipped(path, reason, remark=True) for reason in [notice(path, meanings_)] if reason]


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
        for name, given in row.items():
            paragraphs = isinstance(given, list) and all(isinstance(part, str) for part in given)
            value = "\n".join(map(str, given)) if paragraphs and isinstance(given, list) else given
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
    meant = _outlets_under_author(columns, filled, field_of)
    for field in _FIELDS:
        known = filled | set(meant.values())
        if field not in known and (name := _by_name(field, unknown)):
            meant[name] = field
            del unknown[name]
    if len(rows) >= _MIN_ROWS:
        _add_by_values(meant, unknown, filled, len(rows[:COMPARED_ROWS]))
    return meant


def _outlets_under_author(
    columns: Mapping[str, list[str]], filled: set[str], field_of: Callable[[str], str]
) -> dict[str, str]:
    """The column of authors that has outlets, if another has the people: author, byline."""
    authors = [
        name for name in columns if field_of(name) == "author" and name not in json_fields.NICKNAMES
    ]
    if len(authors) != _BOTH or "source" in filled:
        return {}
    outlets = [name for name in authors if column_values.are_outlets(columns[name])]
    return dict.fromkeys(outlets, "source") if len(outlets) == 1 else {}


_BOTH = 2
"""The columns of authors of which one may have their outlets."""


def _is_value(field: str, name: str, value: object) -> bool:
    """Whether a value says what the field is.

    A path is no address, an outlet no title, and the day of a record none of its publication.
    """
    if field == "date":
        return not json_fields.is_of_record(name)
    if field == "url":
        return not isinstance(value, str) or column_values.is_link(value)
    return field != "title" or not (isinstance(value, dict) and "id" in value)


def _by_name(field: str, columns: Mapping[str, list[str]]) -> str:
    """The column whose name ends in a word for the field and whose values fit; or empty."""
    fitting = [
        name
        for name, values in columns.items()
        if column_names.field_of_ending(name) == field and _FITS[field](values)
    ]
    if field == "body":
        return _longest(fitting, columns)
    return next(iter(fitting), "")


def _longest(names: Sequence[str], columns: Mapping[str, list[str]]) -> str:
    """The one of these columns whose values are longest; empty without any."""
    return max(names, key=lambda name: column_values.mean_length(columns[name]), default="")


_FITS: dict[str, Callable[[Sequence[str]], bool]] = {
    "body": column_values.have_texts,
    "title": column_values.are_titles,
    "date": column_values.are_days,
    "source": column_values.can_be_outlets,
    "author": column_values.are_names,
    "url": column_values.are_links,
}


def _add_by_values(
    meant: dict[str, str], columns: Mapping[str, list[str]], filled: set[str], rows: int
) -> None:
    """Add what values say that leave no doubt: sentences, days, addresses, outlets, people, titles.

    A message has no title, so what it has beside its text must be as long as titles are.
    """
    known = filled | set(meant.values())
    named = "body" in known
    own = {
        name: values
        for name, values in columns.items()
        if name not in meant and not (named and column_names.is_of_others(name))
    }
    for field in (*_BY_VALUES, "title"):
        if field in {*known, *meant.values()}:
            continue
        if field == "title":
            long = _BESIDE_OUTLET if "source" in {*known, *meant.values()} else 1
            found = _title(own, rows, long if named else 0)
        else:
            can_name = _CAN_NAME.get(field) if named else None
            found = _BY_VALUES[field](
                {name: own[name] for name in own if can_name is None or can_name(name)}
            )
        if found:
            meant[found] = field
            del own[found]
        elif field == "body" and "title" not in known:
            return


def _body(columns: Mapping[str, list[str]]) -> str:
    texts = [name for name, values in columns.items() if column_values.are_texts(values)]
    return _longest(texts, columns)


def _url(columns: Mapping[str, list[str]]) -> str:
    links = _fitting("url", columns, column_values.are_links)
    pages = [name for name in links if column_values.are_own_links(columns[name])]
    return _single(links) or _single(pages)


def _date(columns: Mapping[str, list[str]]) -> str:
    days = _fitting("date", columns, column_values.are_sure_days)
    written = [name for name in days if not columns[name][0].isdecimal()] or days
    return _single(written) or column_values.earliest({name: columns[name] for name in written})


def _source(columns: Mapping[str, list[str]]) -> str:
    outlets = [name for name, values in columns.items() if column_values.are_outlets(values)]
    mixed = [name for name, values in columns.items() if column_values.are_mixed_outlets(values)]
    return next(iter(outlets), "") or _single(mixed)


def _author(columns: Mapping[str, list[str]]) -> str:
    return _single([name for name, values in columns.items() if column_values.are_people(values)])


_BY_VALUES: dict[str, Callable[[Mapping[str, list[str]]], str]] = {
    "body": _body,
    "url": _url,
    "date": _date,
    "source": _source,
    "author": _author,
}
"""How the column of each field is found by its values, in this order."""


def _title(columns: Mapping[str, list[str]], rows: int, least_share: float) -> str:
    """The longest column of titles that are at least so long."""
    titles = [
        name
        for name, values in columns.items()
        if column_values.are_own_titles(values, rows)
        and (not least_share or column_values.are_long_titles(values, least_share))
    ]
    return _longest(titles, columns)


_BESIDE_OUTLET = 0.6
"""The share of the length of titles that is enough beside an outlet, which a message has not."""


def _single(names: Sequence[str]) -> str:
    """The name, if it is the only one."""
    return names[0] if len(names) == 1 else ""


_OF_OUTLET = re.compile(
    r"媒|源|报|報|刊|出处|出處|[网網]站|from|outlet|paper|publi|site|channel", re.IGNORECASE
)
"""Words in the name of a column that holds outlets."""
_CAN_NAME: dict[str, Callable[[str], bool]] = {
    "source": lambda name: bool(_OF_OUTLET.search(name)) or not column_names.is_worded(name),
    "author": lambda name: not column_names.is_worded(name),
}
"""Names of columns beside a text of a known name that leave it to the values what they are."""


def _fitting(
    field: str, columns: Mapping[str, list[str]], fit: Callable[[Sequence[str]], bool]
) -> list[str]:
    """The columns whose values are of a field, and whose names do not make it something else."""
    return [
        name
        for name, values in columns.items()
        if fit(values) and not column_names.is_of_other(field, name)
    ]
