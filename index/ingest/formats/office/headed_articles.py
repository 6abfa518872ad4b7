"""Finds the articles of an office file: each has a heading, and below it its outlet and day.

Chapters, minutes and diaries have headings and days too, but name no outlet.
"""

import datetime
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import plain
from index.ingest.formats.plain_text.layout import article_breaks
from index.ingest.heads import credit_line, dated_outlet

_HEAD_LINES = 4
"""The first lines below a heading that may name the outlet and the day."""
_STYLE = re.compile(r"(?:heading|标题|標題|überschrift|titre|título)\s?([1-6])")
_TITLES = frozenset(("title", "标题", "標題", "titel", "titre", "título"))
_TITLE = 0
_PAGE = "\f"


@dataclass(frozen=True, slots=True)
class StyledHeading:
    """A heading and its level, from 1; that of a title is 0."""

    text: str
    level: int


def level_of(style: str) -> int | None:
    """The level of the headings with the name of a style in lower case; None if they are none."""
    if style in _TITLES:
        return _TITLE
    match = _STYLE.fullmatch(style)
    return int(match[1]) if match is not None else None


def read(
    draft: Draft, lines: Sequence[str], headings: Sequence[StyledHeading], rules: ExtractionRules
) -> bool:
    """Read several articles into the draft and further ones; False if there are not several.

    A line with the style of a title may stand above them, which names the collection.
    """
    above = list(itertools.takewhile(lambda heading: heading.level == _TITLE, headings))
    headings = headings[len(above) :]
    count = len(above)
    if not headings or count > 1 or [*above, headings[0]] != _heads(lines, [*above, headings[0]]):
        return False
    titles = [heading.text for heading in headings if heading.level == headings[0].level]
    pieces = list(_pieces(lines[count:], titles))
    if len(pieces) < 2 or not all(map(_has_outlet, pieces)):
        return False
    text = _PAGE.join("\n\n".join(piece) for piece in pieces)
    found = article_breaks.ruled(text)
    if found is None or len(found.articles) != len(pieces):
        return False
    plain.read(draft, text, rules)
    draft.paragraphs[:0] = lines[:count]
    return True


def _heads(lines: Sequence[str], headings: Sequence[StyledHeading]) -> list[StyledHeading]:
    """Those of the headings that are the first lines, each in its place."""
    return [heading for line, heading in zip(lines, headings, strict=False) if line == heading.text]


def _pieces(lines: Sequence[str], titles: Sequence[str]) -> Iterator[list[str]]:
    """The lines from each of the titles to the next."""
    waiting = list(reversed(titles))
    piece: list[str] = []
    for line in lines:
        if waiting and line == waiting[-1]:
            waiting.pop()
            if piece:
                yield piece
            piece = []
        piece.append(line)
    yield piece


def _has_outlet(piece: Sequence[str]) -> bool:
    return any(
        dated_outlet.find(line)
        or ((credit := credit_line.read(line, datetime.date.max, dated=True)) and credit.source)
        for line in piece[1 : 1 + _HEAD_LINES]
    )
