"""Gives the columns of a survey names: its tool has written the questions above the answers."""

import itertools
import re
from collections.abc import Sequence

from index.ingest.structured import json_fields

_NUMBER = re.compile(r"[QＱ]?(\d{1,3})\s?[.．、:：)）]\s?(?=[^\s\d])")
"""The number of a question: 3、 and Q3."""
_REQUEST = re.compile(r"^请(?:填写|输入|粘贴|选择|上传)|^請(?:填寫|輸入)")
_ASKED = re.compile(rf"[?？]$|^(?=(?:\S+ ){{3}})[^.]{{10,}}:$|{_REQUEST.pattern}")
"""A question, or a sentence that asks for something."""
_ENDS = "?？:：* "
_OF_READER = re.compile(r"\byour?\b|您|你", re.IGNORECASE)
"""A question about the person who answers."""
_MIN_QUESTIONS = 3
_HEADS = 3
"""The number of rows at the top that can have the questions."""
_FIELDS = frozenset({"title", "body", "date", "source", "author", "url"})
_MAX_QUESTION_CHARS = 200
_MAX_CHARS = 50
"""The most code points of a question that remain as the name of its column."""
_ANSWER = "{} of the answer"
"""What stands beside the answers, such as the time of day, is no field of a report."""


def named(rows: Sequence[list[str]]) -> Sequence[list[str]]:
    """The rows, with names instead of the questions in the first ones."""
    for at, row in enumerate(rows[:_HEADS]):
        asked = [bool(cell) and _is_question(cell) for cell in map(str.strip, row)]
        if sum(asked) >= _MIN_QUESTIONS and _in_order(row):
            known: set[str] = set()
            names = [
                _name(cell.strip(), known) if asks else _ANSWER.format(cell.strip())
                for cell, asks in zip(row, asked, strict=True)
            ]
            return [*rows[:at], names, *rows[at + 1 :]]
    return rows


def _is_question(cell: str) -> bool:
    asked = _NUMBER.match(cell) is not None or _ASKED.search(cell) is not None
    return asked and len(cell) <= _MAX_QUESTION_CHARS


def _in_order(row: Sequence[str]) -> bool:
    """Whether the numbers of questions rise."""
    numbers = [int(match[1]) for cell in row if (match := _NUMBER.match(cell.strip()))]
    return all(first < second for first, second in itertools.pairwise(numbers))


def _name(question: str, known: set[str]) -> str:
    """The first word of a question that names a field, or the beginning of the question."""
    plain = _REQUEST.sub("", _NUMBER.sub("", question)).strip(_ENDS)
    if _OF_READER.search(plain):
        return _ANSWER.format(plain[:_MAX_CHARS])
    words: list[str] = [plain, *re.findall(r"[A-Za-z]+", plain), *_endings(plain)]
    for word in words:
        field = json_fields.field_of(word)
        if field in _FIELDS and field not in known:
            known.add(field)
            return word
    return plain[:_MAX_CHARS]


def _endings(name: str) -> list[str]:
    """The last characters of a Chinese name, the longest first."""
    return [name[-count:] for count in (5, 4, 3, 2) if len(name) > count and not name.isascii()]
