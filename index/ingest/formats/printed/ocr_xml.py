"""Reads what text recognition wrote as XML: ALTO and PAGE, as libraries and archives keep pages.

A block of lines is a paragraph. The confidence of its words is that of the report.
"""

import functools
import re
from collections.abc import Callable, Iterator

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats import xml_items
from index.ingest.formats.package import parse_xml
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name
from index.ingest.scans.row_text import joined
from index.ingest.source_file import SourceFile

_ROOT = re.compile(r"<(?:\w{1,20}:)?(alto|PcGts)\b")
_HEAD_CHARS = 4_000
"""The beginning of a file, in code points, in which its first element is looked for."""


def is_written(text: str) -> bool:
    """Whether a text is XML of text recognition."""
    return _ROOT.search(text[:_HEAD_CHARS]) is not None


def draft_of(entry: SourceFile, text: str, rules: ExtractionRules) -> Draft:
    """The draft of a file; UnreadableError if it is no XML."""
    root = parse_xml(xml_items.clean(text).encode("utf-8", "replace"))
    draft = Draft(entry)
    block_name, lines_of = (
        _KINDS[local_name(root)] if local_name(root) in _KINDS else _KINDS["alto"]
    )
    paragraphs: list[str] = []
    for block in root.iter():
        if local_name(block) == block_name and not _is_inner(block, block_name):
            lines = [line for line in lines_of(block) if line]
            if lines:
                paragraphs.append(functools.reduce(joined, lines))
    draft.add_visible("\n".join(paragraphs))
    lost_lines.read(draft, paragraphs, rules)
    confidences = [share for element in root.iter() if (share := _confidence(element)) is not None]
    if confidences:
        draft.recognised = round(sum(confidences) / len(confidences), 3)
    return draft


def _is_inner(block: XmlElement, name: str) -> bool:
    """Whether a block is in another one, with which it is read."""
    return any(local_name(above) == name for above in block.iterancestors())


def _alto_lines(block: XmlElement) -> Iterator[str]:
    """The lines of a block of ALTO; a word divided between two lines stands on the first."""
    for line in block.iter():
        if local_name(line) != "TextLine":
            continue
        words = []
        for element in line:
            part = attribute(element, "SUBS_TYPE")
            if local_name(element) == "String" and part != "HypPart2":
                whole = attribute(element, "SUBS_CONTENT") if part else ""
                words.append(whole or attribute(element, "CONTENT"))
        yield " ".join(filter(None, words))


def _page_lines(region: XmlElement) -> Iterator[str]:
    """The lines of a region of PAGE; the text of a region without lines."""
    lines = [line for line in region.iter() if local_name(line) == "TextLine"]
    for part in lines or [region]:
        yield _written(part) or " ".join(map(_written, part))


def _written(part: XmlElement) -> str:
    """The text of a part itself, without its words."""
    return next(
        (
            " ".join((text.text or "").split())
            for equivalent in part
            if local_name(equivalent) == "TextEquiv"
            for text in equivalent
            if local_name(text) == "Unicode"
        ),
        "",
    )


_KINDS: dict[str, tuple[str, Callable[[XmlElement], Iterator[str]]]] = {
    "alto": ("TextBlock", _alto_lines),
    "PcGts": ("TextRegion", _page_lines),
}
"""For each first element that of a block of lines, and how its lines are read."""


def _confidence(element: XmlElement) -> float | None:
    """The confidence of a word, 0 to 1; None if it is no word or says none."""
    name = {"String": "WC", "TextEquiv": "conf"}.get(local_name(element))
    value = attribute(element, name) if name else ""
    try:
        return min(max(float(value), 0.0), 1.0) if value else None
    except ValueError:
        return None
