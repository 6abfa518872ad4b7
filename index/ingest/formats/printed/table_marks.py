"""Puts a mark into a text for each table, so that nobody looks for authors and days in its rows."""

import re
from collections.abc import Sequence

from index.ingest import digits

_MARK = re.compile("\ue0fbtable (\\d+)\ue0fb。?")


def of_table(number: int) -> str:
    """The mark of a table, as a line of text."""
    return f"\ue0fbtable {number}\ue0fb。"


def replaced(paragraphs: Sequence[str], tables: Sequence[Sequence[str]]) -> list[str]:
    """The paragraphs with the rows of each table at its place; no table is ever lost."""
    lines: list[str] = []
    left = dict(enumerate(tables))
    for paragraph in paragraphs:
        pieces = _MARK.split(paragraph)
        for text, number in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
            if text.strip():
                lines.append(text)
            if digits.number_of(number, -1) in left:
                lines += left.pop(digits.number_of(number))
    return lines + [row for rows in left.values() for row in rows]
