"""Reads slides of PowerPoint since 2007 (.pptx, .ppsx …) in order, with notes."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from index.ingest.draft import Draft, tidy_line
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import Properties, parsed_time, put_properties
from index.ingest.formats.office import embedded_objects, hidden_parts
from index.ingest.formats.package import READ_ONCE, Package, relations
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.printed import cover_names, text_begin
from index.ingest.formats.printed.page_text import put_pages
from index.ingest.formats.xml_elements import (
    XmlElement,
    attribute,
    local_name,
    text_of,
    text_of_runs,
)
from index.ingest.unreadable import UnreadableError

MAX_SLIDES = 2_000
"""The largest number of slides that are read; the rest is cut and reported."""
_LEFT_OUT = frozenset({"timing", "transition", "extLst"})
_REPEATED_PLACEHOLDERS = frozenset({"sldNum", "dt", "hdr", "sldImg"})
"""Placeholders of slide numbers, dates and footers, which are on every slide."""


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read slides into the draft; raises UnreadableError if they cannot be read."""
    with Package(data) as package:
        main = next(
            (path for path, kind in relations(package, "").values() if kind == "officeDocument"),
            "ppt/presentation.xml",
        )
        slides = list(_slides(package, main))
        shown = [package.xml(slide) for slide in slides[:MAX_SLIDES]]
        pages = [
            list(_slide(package, slide, root))
            for slide, root in zip(slides[:MAX_SLIDES], shown, strict=True)
        ]
        hidden_parts.note_slides(draft, _hidden(shown))
        lines = [line for page in pages for line in page]
        draft.parts += embedded_objects.in_package(
            draft.entry, package, [main, *slides[:MAX_SLIDES]]
        )
        draft.add_visible("\n".join(lines))
        draft.begins = text_begin.below_cover(pages)
        draft.headline = _headline(shown[0]) if shown else ""
        lost_lines.read(draft, lines, rules)
        if len(pages) > 1:
            put_pages(draft, pages, {})
        cover_names.put_authors(draft, pages)
        if package.repeats:
            draft.note("paragraphs", READ_ONCE)
        if package.has("docProps/core.xml"):
            core = package.xml("docProps/core.xml")
            title = text_of(core, "title")
            created = parsed_time(text_of(core, "created"))
            put_properties(
                draft, rules, "PowerPoint", Properties(title, text_of(core, "creator"), created)
            )
    if len(slides) > MAX_SLIDES:
        draft.cut_off(f"slides {MAX_SLIDES + 1} to {len(slides)} were cut")


def _headline(slide: XmlElement) -> str:
    """The line whose letters are by far the largest of a slide that sets those of all its lines."""
    paragraphs = [part for part in slide.iter() if local_name(part) == "p" and text_of_runs(part)]
    sizes = [_size(part) for part in paragraphs]
    largest = max(sizes, default=0)
    others = [size for size in sizes if size != largest]
    if not others or 0 in others or len(others) < len(sizes) - 1:
        return ""
    line = tidy_line(text_of_runs(paragraphs[sizes.index(largest)]))
    return line if largest > _HEADLINE * max(others) else ""


def _size(paragraph: XmlElement) -> int:
    """The largest size that runs of a paragraph set, in hundredths of a point; 0 without any."""
    runs = (part for part in paragraph.iter() if local_name(part) == "rPr")
    sizes = (attribute(run, "sz") for run in runs)
    return max((int(size) for size in sizes if size.isdecimal()), default=0)


_HEADLINE = 1.25
"""The least size of a headline, as a multiple of that of the other lines."""


def _slides(package: Package, main: str) -> Iterator[str]:
    """The paths of the slides in order."""
    if not package.has(main):
        raise UnreadableError("The file is damaged (it holds no presentation).")
    named = relations(package, main)
    for element in package.xml(main).iter():
        if local_name(element) == "sldId":
            key = next((value for name, value in element.attrib.items() if "}id" in str(name)), "")
            path, _ = named.get(str(key), ("", ""))
            if path and package.is_first(path):
                yield path


def _hidden(slides: Iterable[XmlElement]) -> Iterator[int]:
    """The numbers of the slides that are not shown with the others."""
    for number, slide in enumerate(slides, start=1):
        if attribute(slide, "show") in {"0", "false"}:
            yield number


def _slide(package: Package, path: str, root: XmlElement) -> Iterator[str]:
    """The lines of a slide, its diagrams and its notes."""
    yield from drawing_lines(root)
    for other, kind in islice(relations(package, path).values(), 100):
        if kind in {"diagramData", "notesSlide", "chart"} and package.is_first(other):
            yield from drawing_lines(package.xml(other))
        elif kind == "comments" and package.is_first(other):
            yield from _comments(package.xml(other), _authors(package))


def _authors(package: Package) -> dict[str, str]:
    """The names of those who wrote comments, by their ids."""
    parts = filter(package.has, ("ppt/commentAuthors.xml", "ppt/authors.xml"))
    elements = (element for part in parts for element in package.xml(part).iter())
    return {attribute(element, "id"): attribute(element, "name") for element in elements}


def _comments(root: XmlElement, authors: Mapping[str, str]) -> Iterator[str]:
    """The lines of comments and of replies to them, with the names of their authors."""
    for comment in root.iter():
        author = authors.get(attribute(comment, "authorId"), "")
        for part in comment:
            if local_name(comment) in {"cm", "reply"} and local_name(part) in {"text", "txBody"}:
                yield from (f"{author}: {line}" if author else line for line in drawing_lines(part))


def drawing_lines(root: XmlElement) -> Iterator[str]:
    """The paragraphs and table rows in an element of a drawing."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name == "p":
            if line := text_of_runs(element).strip():
                yield line
        elif name == "tr":
            yield " | ".join(
                " ".join(drawing_lines(cell)) for cell in element if local_name(cell) == "tc"
            )
        elif name == "text" and element.text:
            yield element.text
        elif name in {"strCache", "numCache"}:
            yield " | ".join(text for point in element if (text := text_of(point, "v")))
        elif name == "sp" and _placeholder(element) in _REPEATED_PLACEHOLDERS:
            continue
        elif name and name not in _LEFT_OUT and not hidden_parts.is_shape(element):
            waiting.extend(reversed(hidden_parts.shown(element)))


def _placeholder(shape: XmlElement) -> str:
    """The placeholder type of a shape; empty for most."""
    for element in shape.iter():
        if local_name(element) == "ph":
            return attribute(element, "type")
        if local_name(element) == "txBody":
            break
    return ""


def _is_slides(sample: Sample) -> int:
    return CERTAIN if "ppt/presentation.xml" in sample.members else NO


FORMAT = Format(
    kind="pptx",
    endings=(".pptx", ".ppsx", ".potx", ".pptm", ".ppsm"),
    sniff=_is_slides,
    read_file=read,
    attachable=True,
)
