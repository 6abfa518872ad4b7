"""Reads the quotations of a document with markup: Markdown's `>`, HTML's `<q>` and `<blockquote>`.

Tags and entities of HTML are known only in a text that has one of its quotations or an entity, so
that a `<` elsewhere is what it is. Digits in `<sup>` become raised ones.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.lazy_pattern import lazy_pattern

_HTML = re.compile(r"<(?:q|blockquote)\b[^<>]{0,500}>", re.IGNORECASE)
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});"
_HAS_ENTITY = re.compile(_ENTITY)
_MARKUP = lazy_pattern(
    rf"(?P<entity>{_ENTITY})|<(?P<hidden>script|style)\b[^<>]{{0,500}}>[^<>]{{0,2000}}"
    r"</(?P=hidden)>|<!--(?:[^-]|-(?!->)){0,2000}-->"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]{0,15})(?:[\s/][^<>]{0,1000})?>",
    re.IGNORECASE,
)
_MARKDOWN = re.compile(r"^ {0,3}(?:> ?){1,5}", re.MULTILINE)
_BREAKING = re.compile(
    "address|article|br|d[dlt]|div|figure|h[1-6r]|li|[ou]l|p|pre|section|t(?:able|[dhr])"
)
_ATTRIBUTION_TAGS = frozenset(("cite", "figcaption", "footer"))
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ATTRIBUTION = re.compile(r"^\s*(?:[—–―─]|--)")
"""The beginning of a line of a quotation that says whose it is."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document without its markup.

    `starts` are the code points of the document at which the characters of `text` begin, and its
    end; `blocks` are start and end, in `text`, of the paragraphs of quotations set apart.
    """

    text: str
    starts: tuple[int, ...]
    blocks: tuple[tuple[int, int], ...]


def read_markup(document: str) -> ReadDocument:
    """The document without markup; `<q>` becomes a pair of quotation marks."""
    reading = _Reading(document)
    in_html, markdown = bool(_HTML.search(document)), bool(_MARKDOWN.search(document))
    if in_html or _HAS_ENTITY.search(document):
        reading.html(tags=in_html)
    elif markdown:
        reading.markdown()
    else:
        return ReadDocument(document, tuple(range(len(document) + 1)), ())
    return reading.done()


class _Reading:
    """The parts of a document that have been read."""

    def __init__(self, document: str) -> None:
        self._document = document
        self._text: list[str] = []
        self._starts: list[int] = []
        self._blocks: list[tuple[int, int]] = []
        self._depth = self._block = 0
        self._raised = False

    def done(self) -> ReadDocument:
        """The document as it was read."""
        text = "".join(self._text)
        blocks = tuple(
            paragraph for block in self._blocks for paragraph in _paragraphs(text, *block)
        )
        return ReadDocument(text, (*self._starts, len(self._document)), blocks)

    def html(self, *, tags: bool) -> None:
        """Read the document as HTML, or only its entities."""
        done = 0
        for piece in _MARKUP.finditer(self._document):
            if piece["entity"] or tags:
                self._take(done, piece.start())
                done = piece.end()
                self._write(html.unescape(piece["entity"] or ""), piece.start())
                self._tag((piece["tag"] or "").lower(), piece.start(), ends=bool(piece["end"]))
        self._take(done, len(self._document))
        self._close()

    def markdown(self) -> None:
        """Read the document as Markdown: lines behind `>` are a quotation."""
        at = 0
        for line in self._document.splitlines(keepends=True):
            if mark := _MARKDOWN.match(line):
                self._open()
                self._take(at + mark.end(), at + len(line))
            else:
                self._close()
                self._take(at, at + len(line))
            at += len(line)
        self._close()

    def _tag(self, name: str, at: int, *, ends: bool) -> None:
        if name == "q":
            self._write("”" if ends else "“", at)
        elif name == "blockquote":
            self._write("\n\n", at)
            self._depth = max(self._depth + (-1 if ends else 1), 0)
            (self._open if self._depth else self._close)()
        elif name in _ATTRIBUTION_TAGS and self._depth:
            self._write("\n" if ends else "\n— ", at)
        elif name == "sup":
            self._raised = not ends
        elif _BREAKING.fullmatch(name):
            self._write("\n" if name == "br" else "\n\n", at)

    def _open(self) -> None:
        if not self._block:
            self._block = len(self._starts) + 1

    def _close(self) -> None:
        if self._block:
            self._blocks.append((self._block - 1, len(self._starts)))
        self._block = 0

    def _take(self, start: int, end: int) -> None:
        text = self._document[start:end]
        self._text.append(text.translate(_RAISED) if self._raised else text)
        self._starts += range(start, end)

    def _write(self, text: str, at: int) -> None:
        self._text.append(text)
        self._starts += [at] * len(text)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The paragraphs of a block, without the line at the end of one that says whose it is."""
    at = start
    for paragraph in re.split(r"(\n[ \t]*\n)", text[start:end]):
        lines = paragraph.rstrip().split("\n")
        while lines and _ATTRIBUTION.match(lines[-1]):
            lines.pop()
        bare = "\n".join(lines)
        if bare.strip():
            yield at + len(bare) - len(bare.lstrip()), at + len(bare.rstrip())
        at += len(paragraph)
