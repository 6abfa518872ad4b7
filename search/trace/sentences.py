"""The sentences of a pasted text, as ranges of code points."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text import sentence_ends
from index.text.fold import HAN
from index.text.lazy_pattern import lazy_pattern

_END = re.compile(r"[。！？!?；;…]+[”’」』）)\"'»]*|\.(?=[”’\"')»]{0,2}\s)[”’\"')»]{0,2}|\n")
_WHOLE = re.compile(r"[.。！？!?；;…][”’」』）)\"'»]*$")
"""The end of a text that is not cut off."""
_CLAUSE_END = re.compile(r"[，、,:：]|\s(?=\S)")
_LETTER = lazy_pattern(rf"[{HAN}]|[^\W_{HAN}]+")
SHORT_SENTENCE = 6
"""A sentence of fewer Han characters or words is joined with the next one of its paragraph, and one
that is cut off at the end of the text with the one before."""
LONG_SENTENCE = 300
"""Code points of a sentence; a longer one is cut between clauses."""


@dataclass(frozen=True, slots=True)
class TextRange:
    """Code points `start` to `end` of a text."""

    start: int
    end: int


def sentence_ranges(text: str) -> list[TextRange]:
    """The sentences of a text without outer white space, in order."""
    ranges: list[TextRange] = []
    pending = -1
    for start, end, breaks in _pieces(text):
        begin = start if pending < 0 else pending
        pending = -1
        if len(_LETTER.findall(text, start, end)) < SHORT_SENTENCE and not breaks:
            pending = begin
            continue
        ranges += _cut(text, begin, end)
    if pending >= 0:
        ranges += _cut(text, pending, len(text))
    return _with_cut_off_end(text, ranges)


def _with_cut_off_end(text: str, ranges: list[TextRange]) -> list[TextRange]:
    """The sentences; the first words of one that was cut off belong to the one before.

    Alone they say nothing, stand in countless reports, and take longest to look up.
    """
    if len(ranges) < 2:
        return ranges
    before, last = ranges[-2:]
    words = text[last.start : last.end]
    whole = _WHOLE.search(words) or "\n" in text[before.end : last.start]
    long = last.end - before.start > LONG_SENTENCE
    if whole or long or len(_LETTER.findall(words)) >= SHORT_SENTENCE:
        return ranges
    return [*ranges[:-2], TextRange(before.start, last.end)]


def _pieces(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each sentence, and whether its paragraph ends with it."""
    start = 0
    for end in _END.finditer(text):
        if end[0][0] == "." and not sentence_ends.ends_at(text, end.start()):
            continue
        yield start, end.end(), end[0] == "\n"
        start = end.end()
    if start < len(text):
        yield start, len(text), True


def _cut(text: str, start: int, end: int) -> Iterator[TextRange]:
    """A sentence without outer white space and without nothing but marks; a long one in parts."""
    while end - start > LONG_SENTENCE:
        ends = [match.end() for match in _CLAUSE_END.finditer(text, start, start + LONG_SENTENCE)]
        stop = ends[-1] if ends and ends[-1] > start + LONG_SENTENCE // 2 else start + LONG_SENTENCE
        yield from _trimmed(text, start, stop)
        start = stop
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[TextRange]:
    part = text[start:end]
    bare = part.strip()
    if _LETTER.search(bare):
        begin = start + len(part) - len(part.lstrip())
        yield TextRange(begin, begin + len(bare))
