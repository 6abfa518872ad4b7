"""The quotations of a document: the texts between quotation marks.

Chinese and English marks are known in both directions. A pair of straight marks ("…") or single
marks (‘…’) is closed within its paragraph. Names of works in 《》 are no quotations, and neither is
a single word in quotation marks, which is a name or a term. A paragraph that Markdown or HTML sets
apart as a quotation is one.
"""

import re
from dataclasses import dataclass

from index.text.fold import HAN
from index.text.lazy_pattern import lazy_pattern
from search.trace.quoted_markup import ReadDocument, read_markup

MIN_QUOTATION_CHARS = 6
"""Code points inside the marks; shorter ones are names and terms."""
MAX_QUOTATIONS = 200
"""Quotations of one document that are checked."""
_PAIRS = {"“": "”", "「": "」", "『": "』", "«": "»", "„": "“", "〝": "〞", "﹁": "﹂"}
_SINGLE = {"‘": "’", "'": "'"}
"""Single marks, which are apostrophes too."""
_SINGLE_MARKS = frozenset("‘’'")
_LETTER = re.compile(r"[a-zA-Z0-9\u00c0-\u024f]")
_STRAIGHT = '"＂'
_ENDS_PARAGRAPH = "\n"
_SENTENCE_LIKE = lazy_pattern(rf"[{HAN}]{{2}}|[^\W\d_]\s+[^\W\d_]")
MAX_QUOTE_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: its text without the marks, at code points `start` to `end` of the document."""

    text: str
    start: int
    end: int


def quotations(document: str) -> tuple[Quotation, ...]:
    """The quotations of a document in their order, outer ones only; at most MAX_QUOTATIONS.

    A mark that is never closed opens nothing; a curly quotation may go over paragraphs, one in
    straight or single marks may not.
    """
    read = read_markup(document)
    quoted = _set_apart(read, _marked(read.text))
    return tuple(_placed(read, quotation) for quotation in quoted[:MAX_QUOTATIONS])


def document_quotations(document: str) -> tuple[Quotation, ...]:
    """The quotations of a document; one without any is a quotation itself."""
    if quoted := quotations(document):
        return quoted
    read = read_markup(document)
    bare = read.text.strip()
    start = read.text.index(bare)
    return (_placed(read, Quotation(bare, start, start + len(bare))),) if bare else ()


def _marked(text: str) -> list[Quotation]:
    """The quotations between marks."""
    marks = _Marks(text)
    for at, char in enumerate(text):
        marks.read(at, char)
        if len(marks.quoted) >= MAX_QUOTATIONS:
            break
    return marks.quoted


def _set_apart(read: ReadDocument, marked: list[Quotation]) -> list[Quotation]:
    """The quotations between marks and those set apart.

    A paragraph set apart of which the most is between marks is told by these.
    """
    quoted = marked
    for start, end in read.blocks:
        inside = [inner for inner in marked if start <= inner.start and inner.end <= end]
        if sum(inner.end - inner.start for inner in inside) * 2 < end - start:
            quoted = [outer for outer in quoted if outer not in inside]
            quoted += _quotation(read.text, start, end)
    return sorted(quoted, key=lambda inner: inner.start)


def _placed(read: ReadDocument, quotation: Quotation) -> Quotation:
    """A quotation of the text without markup, at its place in the document."""
    return Quotation(
        quotation.text, read.starts[quotation.start], read.starts[quotation.end - 1] + 1
    )


class _Marks:
    """The marks that are open while a text is read, and the quotations that are complete."""

    def __init__(self, text: str) -> None:
        self.quoted: list[Quotation] = []
        self._text = text
        self._opened: list[tuple[str, int]] = []
        self._straight = -1
        self._single = ("", -1)

    def read(self, at: int, char: str) -> None:
        """Read the character at a position."""
        if char == _ENDS_PARAGRAPH:
            self._straight, self._single = -1, ("", -1)
        elif self._opened and char == self._opened[-1][0]:
            _, start = self._opened.pop()
            if not self._opened and self._straight < 0:
                self.quoted += _quotation(self._text, start, at)
        elif char in _PAIRS and len(self._opened) < MAX_QUOTE_DEPTH:
            self._opened.append((_PAIRS[char], at + 1))
        elif not self._opened and char in _STRAIGHT:
            if self._straight >= 0:
                self.quoted += _quotation(self._text, self._straight, at)
            self._straight = -1 if self._straight >= 0 else at + 1
        elif not self._opened and char in _SINGLE_MARKS:
            self._read_single(at, char)

    def _read_single(self, at: int, char: str) -> None:
        closing, start = self._single
        if char == closing and not _LETTER.match(self._text, at + 1):
            if outer := _quotation(self._text, start, at):
                self.quoted = [before for before in self.quoted if before.start < start] + outer
            self._single = "", -1
        elif self._straight < 0 and not closing and _opens_single(self._text, at):
            self._single = _SINGLE[char], at + 1


def _opens_single(text: str, at: int) -> bool:
    """Whether a single mark opens a quotation; an apostrophe has a letter before it."""
    return text[at] in _SINGLE and not (at and _LETTER.match(text, at - 1))


def _quotation(text: str, start: int, end: int) -> list[Quotation]:
    inner = text[start:end]
    bare = inner.strip()
    if len(bare) < MIN_QUOTATION_CHARS or not _SENTENCE_LIKE.search(bare):
        return []
    start += len(inner) - len(inner.lstrip())
    return [Quotation(bare, start, start + len(bare))]
