"""Reads OFD (GB/T 33190), used by Chinese authorities and for invoices: the text of each page.

A package lists documents, a document its pages, a page its text by position. Names of parts and
elements vary, so only their last components are compared.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from index.ingest import digits
from index.ingest.draft import Draft, tidy_line
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import Properties, parsed_time, put_properties
from index.ingest.formats.package import READ_ONCE, Package, resolve
from index.ingest.formats.plain_text import plain
from index.ingest.formats.printed.layout import MAX_PIECES, LayoutPiece, page_lines, page_paragraphs
from index.ingest.formats.printed.page_text import put_pages
from index.ingest.formats.xml_elements import (
    XmlElement,
    attribute,
    first_descendant,
    local_name,
    text_of,
)
from index.ingest.scans import pictures, recogniser
from index.ingest.scans.pages import WAITING, most_scans
from index.ingest.scans.store import content_key
from index.ingest.unreadable import UnreadableError

MAX_OFD_PAGES = 2_000
"""The largest number of pages that are read; the rest is cut and reported."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read an OFD file into the draft; raises UnreadableError if it cannot be read."""
    with Package(data) as package:
        if not package.has("OFD.xml"):
            raise UnreadableError("The OFD file is damaged (its part OFD.xml is missing).")
        main = package.xml("OFD.xml")
        named_roots = dict.fromkeys(map(_stripped, _all(main, "DocRoot")))
        roots = [root for root in named_roots if package.has(root)]
        if not roots:
            raise UnreadableError(_without_document(package))
        named = list(
            dict.fromkeys(
                (root, path)
                for root in roots
                for path in _pages(package, root)
                if package.is_first(path) or not package.has(path)
            )
        )
        resources: dict[str, _Resources] = {}
        shared = {root: _shared(package, root, resources) for root in roots}
        kept = named[:MAX_OFD_PAGES]
        pages = [page_paragraphs(_page(package, shared[root], path)) for root, path in kept]
        empty = [number for number, page in enumerate(pages, start=1) if not page]
        scanned_pages = empty[: most_scans(len(data))]
        scans = {n: _scan(package, shared[named[n - 1][0]], named[n - 1][1]) for n in scanned_pages}
        if not any(pages) and not any(scans.values()):  # what looks like page numbers is the text
            pages = [page_lines(_page(package, shared[root], path)) for root, path in kept]
    key = content_key(data)
    scanned = pictures.pages_inside(scans, key, rules)
    for number, page in scanned.items():
        pages[number - 1] = page.paragraphs()
    if not any(pages):
        waits = any(scans.values()) and not recogniser.installed()
        raise UnreadableError(f"A scan: it {WAITING}" if waits else "There is no text in it.")
    plain.read(draft, "\n".join(line for page in pages for line in page), rules)
    created = parsed_time(text_of(main, "CreationDate"))
    put_properties(
        draft, rules, "OFD", Properties(text_of(main, "Title"), text_of(main, "Author"), created)
    )
    put_pages(draft, pages, scanned, key if scanned else "")
    if package.repeats:
        draft.note("paragraphs", READ_ONCE)
    if scanned and len(scans) < len(empty):
        draft.cut_off(f"only the first {len(scans):,} scanned pages were recognised")
    if len(named) > MAX_OFD_PAGES:
        draft.cut_off(f"pages {MAX_OFD_PAGES + 1} to {len(named)} were cut")


def _without_document(package: Package) -> str:
    if any("encryption" in name.lower() for name in package.names()):
        return "The file is encrypted."
    return "The OFD file is damaged (it names no document)."


def _all(root: XmlElement, name: str) -> Iterator[str]:
    return (element.text or "" for element in root.iter() if local_name(element) == name)


def _stripped(path: str) -> str:
    return path.strip().lstrip("/")


def _pages(package: Package, root: str) -> Iterator[str]:
    """The paths of the pages of a document in order."""
    document = package.xml(root)
    for element in document.iter():
        if local_name(element) == "Page" and attribute(element, "BaseLoc"):
            yield _located(package, root, attribute(element, "BaseLoc"))


def _located(package: Package, base: str, path: str) -> str:
    """The path of a referenced part: relative to the other, or absolute."""
    beside = resolve(base, path.strip())
    return beside if package.has(beside) else resolve("", path.strip())


@dataclass(frozen=True, slots=True)
class _Shared:
    """Shared parts by id: paths of templates and images, composite graphics."""

    templates: dict[str, str]
    units: dict[str, XmlElement]
    pictures: dict[str, str]
    unit_pieces: dict[str, list[LayoutPiece]] = field(default_factory=dict)

    def pieces(self, unit: str) -> list[LayoutPiece]:
        """The pieces of text of a composite graphic, found once, since it may be drawn often."""
        if unit not in self.unit_pieces:
            inside = self.units[unit].iter() if unit in self.units else ()
            texts = (element for element in inside if local_name(element) == "TextObject")
            pieces = chain.from_iterable(map(_codes, texts))
            self.unit_pieces[unit] = list(islice(pieces, MAX_PIECES))
        return self.unit_pieces[unit]


@dataclass(frozen=True, slots=True)
class _Resources:
    """The composite graphics and the paths of images of one part, by id."""

    units: dict[str, XmlElement] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)


def _shared(package: Package, base: str, known: dict[str, _Resources]) -> _Shared:
    """The shared parts of the document at a path; `known` has the resources that were read."""
    document = package.xml(base)
    templates = {
        attribute(element, "ID"): _located(package, base, attribute(element, "BaseLoc"))
        for element in document.iter()
        if local_name(element) == "TemplatePage"
    }
    shared = _Shared(templates, {}, {})
    for name in ("PublicRes", "DocumentRes"):
        for path in dict.fromkeys(_located(package, base, path) for path in _all(document, name)):
            if path not in known:
                known[path] = _resources(package, path)
            shared.units.update(known[path].units)
            shared.pictures.update(known[path].pictures)
    return shared


def _resources(package: Package, path: str) -> _Resources:
    """The resources in the part at a path."""
    found = _Resources()
    resources = package.xml(path) if package.has(path) else None
    for element in resources.iter() if resources is not None else ():
        if local_name(element) == "CompositeGraphicUnit":
            found.units[attribute(element, "ID")] = element
        elif local_name(element) == "MultiMedia" and resources is not None:
            inside = resolve(path, attribute(resources, "BaseLoc") or ".")
            file = text_of(element, "MediaFile")
            found.pictures[attribute(element, "ID")] = _located(package, f"{inside}/x", file)
    return found


def _scan(package: Package, shared: _Shared, path: str) -> bytes:
    """The largest image on a page; empty if there is none."""
    sizes: dict[str, float] = {}
    for element in package.xml(path).iter() if package.has(path) else ():
        if local_name(element) == "ImageObject":
            *_, width, height = (0.0, 0.0, *_numbers(attribute(element, "Boundary")))
            picture = shared.pictures.get(attribute(element, "ResourceID"), "")
            if package.has(picture):
                sizes[picture] = width * height
    return package.read(max(sizes, key=lambda name: sizes[name])) if sizes else b""


def _page(package: Package, shared: _Shared, path: str) -> list[LayoutPiece]:
    """The pieces of text of a page together with those of its template."""
    if not package.has(path):
        return []
    page = package.xml(path)
    named = (element for element in page.iter() if local_name(element) == "Template")
    paths = dict.fromkeys(
        shared.templates.get(attribute(element, "TemplateID"), "") for element in named
    )
    forms: list[LayoutPiece] = []
    for path_of_form in filter(package.has, paths):
        forms.extend(islice(_pieces(package.xml(path_of_form), shared), MAX_PIECES))
    pieces = list(islice(_pieces(page, shared), MAX_PIECES))
    if forms:
        pieces = sorted((*forms, *pieces), key=lambda piece: (round(piece.y / 2), piece.x))
    return pieces[:MAX_PIECES]


def _pieces(page: XmlElement, shared: _Shared) -> Iterator[LayoutPiece]:
    """The pieces of text of a page, including those of composite graphics."""
    content = first_descendant(page, "Content")
    for element in content.iter() if content is not None else ():
        if local_name(element) == "TextObject":
            yield from _codes(element)
        elif local_name(element) == "CompositeObject":
            left, top, *_ = (*_numbers(attribute(element, "Boundary")), 0.0, 0.0)
            scale = (*_numbers(attribute(element, "CTM")), 1.0)[0] or 1.0
            for piece in shared.pieces(attribute(element, "ResourceID")):
                yield piece.drawn(left, top, scale)


def _codes(element: XmlElement) -> Iterator[LayoutPiece]:
    """The pieces of a text object: positions are relative to its box."""
    left, top, *_ = (*_numbers(attribute(element, "Boundary")), 0.0, 0.0)
    size = (*_numbers(attribute(element, "Size")), 4.0)[0]
    scale = (*_numbers(attribute(element, "CTM")), 1.0)[0] or 1.0
    for code in element:
        text = (
            tidy_line("".join(map(str, code.itertext()))) if local_name(code) == "TextCode" else ""
        )
        if text:
            x = (*_numbers(attribute(code, "X")), 0.0)[0]
            y = (*_numbers(attribute(code, "Y")), 0.0)[0]
            steps = _steps(attribute(code, "DeltaX"), len(text) - 1, size / 2)
            width = abs(scale) * (sum(steps) + size)
            yield LayoutPiece(left + x * scale, top + y * scale, size * abs(scale), text, width)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text[:20_000])]


def _steps(text: str, count: int, usual: float) -> list[float]:
    """The advance of each character; `g 3 5.0` means 5 three times."""
    steps: list[float] = []
    parts = iter(text[:20_000].split())
    for part in parts:
        if len(steps) >= count:
            break
        if part == "g":
            times, value = next(parts, "0"), next(parts, "0")
            steps += _numbers(value)[:1] * min(digits.number_of(times), max(count, 0))
        else:
            steps += _numbers(part)[:1]
    return steps[:count] if steps else [usual] * max(count, 0)


def _is_ofd(sample: Sample) -> int:
    return CERTAIN if "OFD.xml" in sample.members else NO


FORMAT = Format(kind="ofd", endings=(".ofd",), sniff=_is_ofd, read_file=read, attachable=True)
