"""Reads XPS and OpenXPS, printed pages of Windows, page by page."""

import re
from collections.abc import Iterator

from index.ingest import digits
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import Properties, parsed_time, put_properties
from index.ingest.formats.package import READ_ONCE, Package, relations, resolve
from index.ingest.formats.plain_text import plain
from index.ingest.formats.printed.layout import MAX_PIECES, LayoutPiece, page_lines, page_paragraphs
from index.ingest.formats.printed.page_text import put_pages
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name, text_of
from index.ingest.unreadable import UnreadableError

MAX_XPS_PAGES = 2_000
"""The largest number of pages that are read; the rest is cut and reported."""
_PAGE = re.compile(r"\.fpage(?:/\[\d+\](?:\.last)?\.piece)?$", re.IGNORECASE)


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read the pages into the draft; UnreadableError if they are unreadable."""
    with Package(data) as package:
        paths = list(_pages(package))
        if not paths:
            raise UnreadableError("The XPS file is damaged (it names no page).")
        kept = paths[:MAX_XPS_PAGES]
        pages = [page_paragraphs(_pieces(package.xml(path))) for path in kept]
        if not any(pages):  # what looks like page numbers is the text
            pages = [page_lines(_pieces(package.xml(path))) for path in kept]
        core = next(
            (path for path, kind in relations(package, "").values() if kind == "core-properties"),
            "",
        )
        metadata = package.xml(core) if package.has(core) else None
    if not any(pages):
        raise UnreadableError("The XPS file has no text; it may be a scan.")
    plain.read(draft, "\n".join(line for page in pages for line in page), rules)
    if metadata is not None:
        title, author = text_of(metadata, "title"), text_of(metadata, "creator")
        put_properties(
            draft,
            rules,
            "XPS",
            Properties(title, author, parsed_time(text_of(metadata, "created"))),
        )
    put_pages(draft, pages, {})
    if package.repeats:
        draft.note("paragraphs", READ_ONCE)
    if len(paths) > MAX_XPS_PAGES:
        draft.cut_off(f"pages {MAX_XPS_PAGES + 1} to {len(paths)} were cut")


def _pages(package: Package) -> Iterator[str]:
    """The paths of the pages: in the order of the documents, else by name."""
    sequence = next(
        (path for path, kind in relations(package, "").values() if kind == "fixedrepresentation"),
        "",
    )
    any_page = False
    if package.has(sequence):
        for document in dict.fromkeys(_sources(package, sequence, "DocumentReference")):
            for page in filter(package.is_first, _sources(package, document, "PageContent")):
                any_page = True
                yield page
    if not any_page:
        yield from sorted(filter(_PAGE.search, package.names()), key=_natural)


def _natural(name: str) -> list[tuple[int, str]]:
    return [(digits.number_of(part), part) for part in re.split(r"(\d+)", name)]


def _sources(package: Package, path: str, name: str) -> Iterator[str]:
    """The parts that elements with this name refer to."""
    for element in package.xml(path).iter():
        source = attribute(element, "Source") if local_name(element) == name else ""
        if source and package.has(resolve(path, source)):
            yield resolve(path, source)


def _pieces(page: XmlElement) -> list[LayoutPiece]:
    pieces: list[LayoutPiece] = []
    for element in page.iter():
        if local_name(element) != "Glyphs":
            continue
        text = attribute(element, "UnicodeString")
        text = text.removeprefix("{}")
        size = _number(attribute(element, "FontRenderingEmSize")) or 10.0
        if text.strip():
            x, y = _number(attribute(element, "OriginX")), _number(attribute(element, "OriginY"))
            wide = sum(1.0 if char > "\u2e7f" else 0.5 for char in text)
            pieces.append(LayoutPiece(x, y, size, text, wide * size))
    return pieces[:MAX_PIECES]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _is_xps(sample: Sample) -> int:
    return CERTAIN if any(_PAGE.search(name) for name in sample.members) else NO


FORMAT = Format(
    kind="xps", endings=(".xps", ".oxps"), sniff=_is_xps, read_file=read, attachable=True
)
