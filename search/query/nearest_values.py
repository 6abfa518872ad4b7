"""Values of fields that are spelt nearly like a text, or that it is short for: 北青报, NYT."""

import re
from collections.abc import Iterator, Sequence

from index.api import Index
from index.fields import NAMED_FIELDS, PEOPLE_FIELDS
from index.text.fold import HAN_RUN
from search.query.field_values import LANGUAGE_NAMES, value_key, values_of

MAX_NEAREST = 3
"""Values that are proposed for one that no report has."""
MIN_CHARS_PER_EDIT = 4
"""Letters of a text for each letter in which a value may differ."""
MIN_HAN_PER_EDIT = 3
"""The same in Chinese; one of two characters may differ."""
MAX_EDITS = 2
MIN_SHORT_CHARS, MAX_SHORT_CHARS = 2, 5
"""Characters of a short name."""
MIN_BEGINNING_CHARS = 3
"""Code points of a text that is also compared with the beginnings of values."""
_SMALL_WORDS = frozenset(("the", "of", "and", "for", "in"))
"""Words of a name that have no part in its initials."""
_WORDS = re.compile(r"\w+")


def nearest_values(index: Index, field: str, text: str, *, whole: bool = False) -> list[str]:
    """Up to MAX_NEAREST values that a text is short for, or that are spelt nearly like it.

    Of a value that lists several names, the name. Unless the text is a `whole` value, its
    beginning may be spelt so.
    """
    wanted = value_key(text)
    if field == "language" and any(
        wanted in (code, *LANGUAGE_NAMES[code]) for code in LANGUAGE_NAMES
    ):
        return []  # a language that no report has, not a slip
    known = list(_spellings(index, field))
    near = [(0, len(key), value) for key, value in _short_for(wanted, field, known)]
    near += [
        (edits, abs(len(known[at][0]) - len(wanted)), known[at][1])
        for name in _orders(wanted, field)
        for edits, at in _few_edits(name, [key for key, _ in known], whole=whole)
    ]
    return list(dict.fromkeys(value for _, _, value in sorted(near)))[:MAX_NEAREST]


def _orders(wanted: str, field: str) -> tuple[str, ...]:
    """A folded text, and a person's two Latin names in the other order too: Reed Bo."""
    names = wanted.replace(",", "").split()
    if field not in PEOPLE_FIELDS or not wanted.isascii() or len(names) != len(("first", "last")):
        return (wanted,)
    return (wanted, " ".join(reversed(names)))


def _spellings(index: Index, field: str) -> Iterator[tuple[str, str]]:
    """The values of a field with their keys; names also alone, a language also with its names."""
    known = values_of(index, field)
    yield from known.spellings if field in NAMED_FIELDS else known.keys
    if field == "language":
        for _, value in known.keys:
            yield from ((name, value) for name in LANGUAGE_NAMES.get(value, ()))


def _few_edits(wanted: str, keys: Sequence[str], *, whole: bool) -> Iterator[tuple[int, int]]:
    """The edits between a text and each key, or its beginning, that needs few; with its number."""
    from rapidfuzz import process  # noqa: PLC0415 - only a value without reports needs it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    size = len(wanted)
    most = size // MIN_CHARS_PER_EDIT if wanted.isascii() else (size + 1) // MIN_HAN_PER_EDIT
    compared = [keys]
    if size >= MIN_BEGINNING_CHARS and not whole:
        compared += [[key[:length] for key in keys] for length in (size, size + 1)]
    for texts in compared:
        limit = min(most, MAX_EDITS)
        near = process.extract(wanted, texts, scorer=OSA.distance, score_cutoff=limit, limit=None)
        yield from ((int(edits), at) for _, edits, at in near)


def _short_for(
    wanted: str, field: str, known: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """The names with their keys that a text is short for."""
    if field in NAMED_FIELDS and wanted.isascii() and " " in wanted:
        first = wanted.split(maxsplit=1)[0]
        likely = ((key, value) for key, value in known if first in key)
        yield from ((key, value) for key, value in likely if is_abbreviated(wanted, key))
    if field in NAMED_FIELDS and MIN_SHORT_CHARS <= len(wanted) <= MAX_SHORT_CHARS:
        likely = ((key, value) for key, value in known if wanted[0] in key)
        yield from ((key, value) for key, value in likely if is_short_for(wanted, key))


def is_abbreviated(short: str, name: str) -> bool:
    """Whether each word of a folded text begins one of a name, in order: Univ Press of Elm."""
    parts, words = _WORDS.findall(short), iter(_WORDS.findall(name))
    begins = all(any(word.startswith(part) for word in words) for part in parts)
    return begins and min(map(len, parts), default=0) >= MIN_BEGINNING_CHARS


def is_short_for(short: str, name: str) -> bool:
    """Whether a folded text is a name without some characters, or its initials: 北青报, NYT."""
    if short == name or not MIN_SHORT_CHARS <= len(short) <= MAX_SHORT_CHARS:
        return False
    if HAN_RUN.fullmatch(short):
        chars = iter(name)
        return all(char in chars for char in short)
    initials = [word[0] for word in _WORDS.findall(name) if word not in _SMALL_WORDS]
    return short.isalpha() and short == "".join(initials)
