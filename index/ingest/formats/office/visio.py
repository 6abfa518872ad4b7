"""Reads drawings of Visio (.vsdx): the texts of their shapes, page by page."""

import re
from collections.abc import Iterator

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import Properties, parsed_time, put_properties
from index.ingest.formats.package import Package, relations
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.printed.page_text import put_pages
from index.ingest.formats.xml_elements import XmlElement, local_name, text_of
from index.ingest.unreadable import UnreadableError

_MAX_DRAWN_PAGES, _MAX_SHAPES = 1_000, 20_000
"""The largest number of pages of a drawing, and of texts of shapes on a page, that are read."""
_PAGE = re.compile(r"visio/pages/page(\d{1,6})\.xml", re.IGNORECASE)


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read the pages into the draft; UnreadableError if they are unreadable or have no text."""
    with Package(data) as package:
        paths = sorted(filter(_PAGE.fullmatch, package.names()), key=_number)
        pages = [list(_texts(package.xml(path))) for path in paths[:_MAX_DRAWN_PAGES]]
        core = next(
            (path for path, kind in relations(package, "").values() if kind == "core-properties"),
            "docProps/core.xml",
        )
        metadata = package.xml(core) if package.has(core) else None
    if not any(pages):
        raise UnreadableError("The drawing has no text.")
    lines = [line for page in pages for line in page]
    draft.add_visible("\n".join(lines))
    if metadata is not None:
        draft.put("title", text_of(metadata, "title"), "Visio title")
    lost_lines.read(draft, lines, rules)
    if metadata is not None:
        author, created = text_of(metadata, "creator"), parsed_time(text_of(metadata, "created"))
        put_properties(draft, rules, "Visio", Properties("", author, created))
    put_pages(draft, pages, {})
    if len(paths) > _MAX_DRAWN_PAGES:
        draft.cut_off(f"pages {_MAX_DRAWN_PAGES + 1} to {len(paths)} were cut")


def _number(path: str) -> int:
    return int(re.sub(r"\D", "", path))


def _texts(page: XmlElement) -> Iterator[str]:
    """The lines of the texts of the shapes of a page, in the order of its file."""
    shapes = 0
    waiting = [page]
    while waiting:
        element = waiting.pop()
        if local_name(element) != "Text":
            waiting.extend(reversed(element))
            continue
        shapes += 1
        if shapes > _MAX_SHAPES:
            return
        lines = (
            " ".join(line.split()) for line in "".join(map(str, element.itertext())).splitlines()
        )
        yield from filter(None, lines)


def _is_visio(sample: Sample) -> int:
    return CERTAIN if any(_PAGE.fullmatch(name) for name in sample.members) else NO


FORMAT = Format(
    kind="vsdx",
    endings=(".vsdx", ".vsdm", ".vstx", ".vssx"),
    sniff=_is_visio,
    read_file=read,
    attachable=True,
)
