"""A line, or a part of it, as the value of a field that reports have but do not write.

来源:新报 for 新报, author:Reed for Reed, 文号:国发〔2023〕 for 国发〔2023〕, author:Reed wheat.
"""

import itertools
import re
from collections.abc import Iterator

from index.api import Index
from index.fields import FIELDS, NAMED_FIELDS, PEOPLE_FIELDS
from index.text.fold import HAN_CHARACTER, fold
from search.query.field_values import (
    as_typed,
    is_value,
    squashed,
    value_key,
    values_containing,
    values_of,
)
from search.query.nearest_values import nearest_values
from search.suggest.guesses import SLIP_REPORTS
from search.suggest.other_writings import british_or_american
from search.suggest.part_guesses import words_only, words_or_quotations
from search.suggest.vocabulary import report_counts

MIN_SOURCE_CHARS = 2
"""Code points of a line that is looked for among the names of sources."""
MAX_NAMED_WORDS = 6
MAX_NAME_WORDS = 4
"""Words of a line in which a name is looked for, and of the name."""
MIN_NAME_CHARS = 3
"""Code points of a name that may be misspelt, and of a part of a name in letters."""
_LISTED = re.compile(r"[,，、;；/|]")
"""Signs between several values of a field, of which each would be looked for."""
_WORDS = re.compile(r"[^\W\d_]+")
_BRACKETS = str.maketrans(dict.fromkeys("()（）〔〕[]［］【】", " "))
_YEAR_IN_NUMBER = re.compile(r"[(（〔\[［【]\d{4}[)）〕\]］】]$")
"""The end of a line that names the documents of a year: 国发〔2023〕."""
_WRITTEN_FIELDS = {row.name: row.chinese_name for row in FIELDS if row.named or row.alone}
"""Fields of whose values people type a part, with the Chinese name of each."""


def as_fields(index: Index, text: str, total: int) -> Iterator[str]:
    """The line with a name or number that it may mean as a field, the likeliest first."""
    for read in (_values, _named_part, _nearly_named, _surname):
        offered = list(read(index, text.strip(), total))
        yield from offered
        if offered:
            return


def _values(index: Index, line: str, total: int) -> Iterator[str]:
    """The line as the field of which a value has exactly this name, or, without hits, has it.

    Reports seldom contain the name of the paper or office that they come from. An author or the
    number of a document that is the whole line is found without its field.
    """
    if len(line) < MIN_SOURCE_CHARS or _LISTED.search(line) or not _is_plain(line):
        return
    series = bool(_YEAR_IN_NUMBER.search(line)) and total <= SLIP_REPORTS
    for field in _WRITTEN_FIELDS if not total else ("source", *["number"] * series):
        others = _otherwise_spelt(index, field, line) if not total else ()
        texts = (text for text in (line, *others) if _is_meant(index, field, text, total))
        yield from (_as_field(field, text) for text in itertools.islice(texts, 1))


def _otherwise_spelt(index: Index, field: str, line: str) -> Iterator[str]:
    """A line as names have it in British or American spelling: Harbour Office for harbor office."""
    for text in british_or_american(fold(line)) if field in NAMED_FIELDS else ():
        values = values_containing(index, field, text)[:1]
        found = ((value, fold(value).find(text)) for value in values)
        yield from (value[at : at + len(text)] for value, at in found if at >= 0)


def _is_meant(index: Index, field: str, text: str, total: int) -> bool:
    """Whether a field has a value with exactly this name, or that has a likely text."""
    values = values_containing(index, field, text)
    equal = field == "source" and any(squashed(value) == squashed(text) for value in values)
    likely = not total or field == "number"
    return equal or (likely and any(_has_part(value, text) for value in values))


def _is_plain(line: str) -> bool:
    """Whether a line has no operators and no fields; 国发〔2023〕 has brackets."""
    return words_or_quotations(line.translate(_BRACKETS))


def _has_part(value: str, line: str) -> bool:
    """Whether a value has the words of a line, not only its letters inside other words."""
    if HAN_CHARACTER.search(line):
        return True
    key, wanted = value_key(value), value_key(line)
    parts = _WORDS.findall(wanted)
    words = {*_WORDS.findall(key), *_WORDS.findall(key.replace("'", ""))}
    letters = {word[0] for word in words}
    named = all(part in words or (len(part) == 1 and part in letters) for part in parts)
    return named and max(map(len, parts), default=0) >= MIN_NAME_CHARS


def _as_field(field: str, text: str) -> str:
    label = field if text.isascii() else _WRITTEN_FIELDS[field]
    return f"{label}:{as_typed(text)}"


def _named_part(index: Index, text: str, total: int) -> Iterator[str]:
    """The line with a source or author among its words as a field: source:Reuters wheat.

    Only if few reports have all the words, as texts seldom name their own source.
    """
    parts = text.split()
    if total > SLIP_REPORTS or not 1 < len(parts) <= MAX_NAMED_WORDS or not words_only(text):
        return
    for size in range(min(len(parts) - 1, MAX_NAME_WORDS), 0, -1):
        for at in (0, len(parts) - size):
            name = " ".join(parts[at : at + size])
            field = next((field for field in NAMED_FIELDS if is_value(index, field, name)), "")
            if field:
                yield " ".join([*parts[:at], _as_field(field, name), *parts[at + size :]])
                return


def _surname(index: Index, text: str, total: int) -> Iterator[str]:
    """A line of which the first or last word is a Latin one of a name, and in no text."""
    parts = text.split()
    if total or not 1 < len(parts) <= MAX_NAMED_WORDS or not words_only(text):
        return
    for at in (0, len(parts) - 1):
        name = parts[at]
        key = value_key(name)
        latin = key.isalpha() and not HAN_CHARACTER.search(key) and len(key) >= MIN_NAME_CHARS
        if not latin or any(report_counts(index, [key])):
            continue
        for field in (field for field in _WRITTEN_FIELDS if field in PEOPLE_FIELDS):
            if key in values_of(index, field).words:
                yield " ".join([*parts[:at], _as_field(field, name), *parts[at + 1 :]])
                return


def _nearly_named(index: Index, text: str, total: int) -> Iterator[str]:
    """A line without hits as the field of which a value, such as an author, is spelt nearly so."""
    name = text.strip()
    long = len(name) >= MIN_NAME_CHARS and len(name.split()) <= MAX_NAME_WORDS
    if total or not long or not words_only(name):
        return
    for field, chinese_name in NAMED_FIELDS.items():
        label = field if name.isascii() else chinese_name
        nearest = nearest_values(index, field, name, whole=True)[:1]
        yield from (f"{label}:{as_typed(value)}" for value in nearest)
