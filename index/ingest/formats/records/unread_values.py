"""Tells which values of a record its report lacks, so that no cell of a table is lost silently."""

import re
from collections.abc import Iterator, Sequence

from index.ingest import character_references, name_placeholders
from index.ingest.days import field_dates
from index.ingest.draft import Draft, letters, tidy_line
from index.ingest.origins import OriginKind
from index.ingest.prose import ANY_TAG, strings
from index.ingest.structured import json_fields
from index.ingest.structured.json_fields import MEANS
from index.ingest.structured.json_shapes import JsonItem

ABOVE = "above the table"
"""The name under which the first row of a table has the lines above the names of its columns."""
UNNAMED = "cells without a name"
"""The name under which a row has the cells of columns without one."""
UNREAD = "fields that were not read: "
"""The beginning of the remark, before the names with commas."""
_MAX_NAMES_CHARS = 300
"""The length in code points up to which names are listed; of further ones the note says so."""
_READ = (str, list, dict)
_FIELD = OriginKind.FIELD.of("")
_OWN = ("_", "@", "$")
"""The beginnings of names that programs keep for themselves."""


def note_above(draft: Draft, lines: str) -> None:
    """Say in the first report of a table what stands above the names of the columns."""
    if lines:
        line = tidy_line(lines.replace("; ", ", "))  # "; " divides remarks
        draft.note("paragraphs", f"{ABOVE}: {line[:_MAX_NAMES_CHARS]}")


def note(draft: Draft, item: JsonItem) -> None:
    """Say in the draft which values of the record are neither in a field nor in the text."""
    names: list[str] = []
    chars = 0
    for name in _names(draft, item):
        names.append(tidy_line(name))
        chars += len(names[-1]) + 2
        if chars > _MAX_NAMES_CHARS:
            names = [", ".join(names)[:_MAX_NAMES_CHARS], "…"]
            break
    if names:
        draft.note("paragraphs", f"{UNREAD}{', '.join(names)}")


def _names(draft: Draft, item: JsonItem) -> Iterator[str]:
    """The names of those values."""
    put, known = _put(draft), (draft.id, "\n".join(draft.paragraphs))
    left = [
        (name, value)
        for name, value in item.items()
        if name not in put
        and isinstance(value, _READ)
        and value not in known
        and not name.startswith(_OWN)
    ]
    texts = _texts(draft) if left else ()
    kept = letters("\n".join(texts))
    for name, value in left[:_MAX_COMPARED]:
        marked_up = json_fields.field_of(name) == "body"
        if any(_is_missing(text, kept, texts, marked_up) for text in _read_by_people(value)):
            yield name.partition(MEANS)[0]
    if len(left) > _MAX_COMPARED:
        yield "…"


_MAX_COMPARED = 500
"""The largest number of values of a record that are looked for in its report."""


def _put(draft: Draft) -> set[str]:
    """The names of the values that the fields of a draft were read from."""
    names: set[str] = set()
    for origin in draft.origins.values():
        if origin.startswith(_FIELD):
            named = origin[len(_FIELD) :].partition("; ")[0]
            names.add(named)
            if ", " in named:
                names.update(named.split(", "))
    return names | field_dates.PART_NAMES if "year" in names else names


def _texts(draft: Draft) -> tuple[str, ...]:
    """All that is in a draft: its fields, then its text."""
    values = (
        text
        for value in draft.values.values()
        for text in (value if isinstance(value, tuple) else (str(value),))
    )
    return (draft.id, *values, *draft.paragraphs)


def _read_by_people(value: object) -> Iterator[str]:
    """A text; of a list or an object those of its texts that are no codes."""
    if isinstance(value, str):
        yield value
    else:
        yield from (text for text in strings(value) if not is_code(text))


def is_code(text: str) -> bool:
    """Whether a text is an address, a code, a date, a number or a truth value.

    Such a text says little without its name.
    """
    return _CODE.fullmatch(text.strip()) is not None


_CODE = re.compile(r"\w+://\S*|[\w.+/=-]{20,}|[\d\s.:/+-]*|true|false|none|null", re.IGNORECASE)


def _is_missing(text: str, kept: str, texts: Sequence[str], marked_up: bool) -> bool:  # noqa: FBT001
    """Whether a text is not among the letters kept; of one that is `marked_up`, no part of it is.

    A text of two or three letters is found in any other, so it must be one of the texts itself.
    """
    plain = ANY_TAG.sub(" ", text) if "<" in text else text
    plain = character_references.decoded(plain) if "&" in plain else plain
    own = letters(plain)
    if not own or name_placeholders.is_nobody(plain):
        return False
    if len(own) < _MIN_FOUND_LETTERS:
        return own not in map(letters, texts)
    if own in kept:
        return False
    begins = (0, len(own) // 2, max(len(own) - _COMPARED_LETTERS, 0))
    found = [own[begin:][:_COMPARED_LETTERS] in kept for begin in begins]
    return not (any(found) if marked_up or plain is not text else all(found))


_MIN_FOUND_LETTERS, _COMPARED_LETTERS = 4, 24
"""The least number of letters that are looked for inside of a text, and the number of those that
are at its beginning, in its middle and at its end."""
