"""Reads FictionBook (.fb2), a book in one XML file, with its metadata and sections."""

import re
from collections.abc import Iterator

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.package import parse_xml
from index.ingest.formats.xml_elements import (
    XmlElement,
    attribute,
    first_descendant,
    local_name,
    text_of,
)
from index.ingest.heads import header_lines
from index.ingest.unreadable import UnreadableError

_LEFT_OUT = frozenset({"binary", "description", "stylesheet"})
_BLOCKS = frozenset({"p", "v", "subtitle", "text-author", "date"})


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Put a book into the draft; raises UnreadableError if the file is not a book."""
    root = parse_xml(data)
    if local_name(root) != "FictionBook":
        raise UnreadableError("The book is damaged (its beginning is missing).")
    metadata = first_descendant(root, "title-info")
    if metadata is not None:
        draft.put("title", text_of(metadata, "book-title"), "book title")
        draft.put("author", ", ".join(_names(metadata)), "book creator")
        draft.put("description", text_of(metadata, "annotation"), "book description")
        draft.put("keywords", header_lines.keywords(text_of(metadata, "keywords")), "book subject")
        dated = first_descendant(metadata, "date")
        written = attribute(dated, "value") if dated is not None else ""
        draft.put("date", dates.moment(written, rules.latest), "book date")
        draft.put("date", dates.moment(text_of(metadata, "date"), rules.latest), "book date")
    draft.put("source", text_of(root, "publisher"), "book publisher")
    draft.paragraphs = list(_paragraphs(root))


def _names(metadata: XmlElement) -> Iterator[str]:
    """The names of the authors, family name last."""
    for element in metadata:
        if local_name(element) == "author":
            parts = [text_of(element, name) for name in ("first-name", "middle-name", "last-name")]
            yield " ".join(filter(None, parts)) or text_of(element, "nickname")


def _paragraphs(root: XmlElement) -> Iterator[str]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in _BLOCKS:
            yield "".join(map(str, element.itertext()))
        elif name == "tr":
            cells = ("".join(map(str, cell.itertext())) for cell in element)
            yield " | ".join(re.sub(r"\s+", " ", cell).strip() for cell in cells)
        elif name and name not in _LEFT_OUT:
            waiting.extend(reversed(element))


def _is_book(sample: Sample) -> int:
    return CERTAIN if b"<fictionbook" in sample.markup else NO


FORMAT = Format(kind="fb2", endings=(".fb2",), sniff=_is_book, read_file=read)
