"""Reads OpenDocument texts, sheets and slides (.odt, .ods, .odp and the flat .fodt …).

Tracked deletions are left out; comments and the headers and footers of pages come last. A table
row is one line.
"""

import functools
import itertools
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from index.ingest import digits
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import ENCRYPTED, Properties, parsed_time, put_properties
from index.ingest.formats.office import (
    headed_articles,
    hidden_parts,
    opendocument_hidden,
    opendocument_numbers,
    opendocument_objects,
    opendocument_sizes,
    word_layout,
)
from index.ingest.formats.package import Package, parse_xml
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.printed import cover_names, headlines, page_margins, text_begin
from index.ingest.formats.records.tabular import sheets
from index.ingest.formats.records.tabular.cell_marks import CellMarks
from index.ingest.formats.xml_elements import (
    XmlElement,
    attribute,
    first_descendant,
    local_name,
    parent_name,
    text_of,
)
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError
from index.report import Skipped

MAX_LINES = 60_000
"""The largest number of lines that are read; `plain` cuts the rest."""
_LEFT_OUT = frozenset(
    ["tracked-changes", "annotation", "forms", "settings", "scripts", "font-face-decls"]
)
_BLOCKS = frozenset({"p", "h"})


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read an OpenDocument file into the draft; UnreadableError if it is unreadable."""
    content, styles, meta, draft.parts = _parts(draft.entry, data)
    body = first_descendant(content, "body")
    if body is None:
        raise UnreadableError("The file is damaged (it holds no text).")
    opendocument_hidden.take_out(content, styles)
    opendocument_numbers.put_in(content, styles)
    margins = _margins(styles)
    lines = list(_limited(_lines(body)))
    remarks = list(itertools.islice(_remarks(body), MAX_LINES))
    headings = [] if remarks or margins else list(_headings(body))
    if headed_articles.read(draft, lines, headings, rules):
        _put_properties(draft, meta, rules)
        return
    draft.add_visible("\n".join((_visible(body), *remarks)))
    if meta is not None and _begins_with_heading(body):
        draft.put("title", text_of(_metadata(meta), "title"), "OpenDocument title")
    hidden_parts.note_slides(draft, opendocument_hidden.slides(content, styles))
    slides = _slides(body)
    draft.begins = text_begin.below_cover(slides)
    if not slides:
        sized = opendocument_sizes.sized(body, (content, styles), _paragraph)
        lines = word_layout.titled_lines(draft, [*filter(str.strip, lines)], sized)
    lost_lines.read(draft, lines, rules)
    headlines.put_title(draft)
    cover_names.put_authors(draft, slides)
    page_margins.put_fields(draft, margins, rules)
    if remarks:
        draft.note("paragraphs", f"notes begin at paragraph {len(draft.paragraphs) + 1}")
        draft.paragraphs += remarks
    page_margins.append(draft, margins)
    _put_properties(draft, meta, rules)


def _slides(body: XmlElement) -> list[list[str]]:
    """The lines of the first slides; none in other files."""
    pages = (element for element in body.iter() if local_name(element) == "page")
    return [list(_lines(page)) for page in itertools.islice(pages, _COVER_SLIDES)]


_COVER_SLIDES = 3
"""The first slides, among which a cover is followed by one with text."""


def _headings(body: XmlElement) -> Iterator[headed_articles.StyledHeading]:
    """The headings of a text, unless it has tables."""
    if first_descendant(body, "table") is None:
        for element in body.iter():
            if local_name(element) == "h":
                level = attribute(element, "outline-level")
                for line in itertools.islice(_lines(element), 1):
                    yield headed_articles.StyledHeading(line, digits.number_of(level, 1))


class _Parts(NamedTuple):
    """The content, the styles and the metadata of a package or a flat file; the files inside."""

    content: XmlElement
    styles: XmlElement | None
    meta: XmlElement | None
    files: list[SourceFile]


def _parts(entry: SourceFile, data: bytes, *, tables: bool = True) -> _Parts:
    """The parts; without `tables`, the values of charts are left out."""
    if not data.startswith(b"PK"):
        content = parse_xml(data)
        opendocument_objects.put_in_place(content, None, tables=tables)
        return _Parts(content, content, content, [])
    with Package(data) as package:
        _check(package)
        content = package.xml("content.xml")
        files = opendocument_objects.members(entry, content, package)
        opendocument_objects.put_in_place(content, package, tables=tables)
        styles = package.xml("styles.xml") if package.has("styles.xml") else None
        meta = package.xml("meta.xml") if package.has("meta.xml") else None
    return _Parts(content, styles, meta, files)


def _metadata(meta: XmlElement) -> XmlElement:
    metadata = first_descendant(meta, "meta")
    return meta if metadata is None else metadata


def _put_properties(draft: Draft, meta: XmlElement | None, rules: ExtractionRules) -> None:
    """Put title, author and creation date of the file into the draft."""
    if meta is None:
        return
    metadata = _metadata(meta)
    author = text_of(metadata, "initial-creator") or text_of(metadata, "creator")
    created = parsed_time(text_of(metadata, "creation-date") or text_of(metadata, "date"))
    put_properties(
        draft, rules, "OpenDocument", Properties(text_of(metadata, "title"), author, created)
    )


def read_sheets(
    entry: SourceFile, data: bytes, rules: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The drafts of a spreadsheet: one, or one for each row of an export."""
    try:
        content, styles, meta, files = _parts(entry, data, tables=False)
    except UnreadableError as error:
        yield Skipped(entry.path, str(error))
        return
    body = first_descendant(content, "body")
    if body is None:
        yield Skipped(entry.path, "The file is damaged (it holds no text).")
        return
    budget = sheets.SheetBudget()
    tables = [node for node in body.iter() if local_name(node) == "table" and not _is_nested(node)]
    workbook = sheets.Workbook(
        sheets=(_sheet(table, budget) for table in tables[: sheets.MAX_LISTED_SHEETS]),
        budget=budget,
        put_properties=functools.partial(_put_properties, meta=meta, rules=rules),
        other_lines=lambda: [*_shapes(body), *itertools.islice(_remarks(body), MAX_LINES)],
        objects=lambda: files,
        hidden=opendocument_hidden.cells(content, styles),
    )
    yield from sheets.drafts(entry, workbook, rules)


def _is_nested(table: XmlElement) -> bool:
    """Whether a table is in a cell of another one."""
    return any(map(_is_cell, table.iterancestors()))


def _is_cell(element: XmlElement) -> bool:
    return local_name(element) == "table-cell"


def _sheet(table: XmlElement, budget: sheets.SheetBudget) -> sheets.Sheet:
    marks = CellMarks()
    return sheets.Sheet(attribute(table, "name"), budget.limited(_rows(table, marks)), marks)


def _rows(table: XmlElement, marks: CellMarks) -> sheets.Rows:
    """The rows of a sheet."""
    number = 0
    for row in table.iter():
        if local_name(row) != "table-row" or any(map(_is_cell, row.iterancestors())):
            continue
        number += 1
        texts: list[str] = []
        for column, cell, text in _cells(row):
            texts += ["" for _ in range(len(texts), column)]
            texts.append(sheets.cell_text(text))
            marks.join(number, number + _count(cell, "number-rows-spanned") - 1, column)
            link = first_descendant(cell, "a")
            marks.link(number, column, attribute(link, "href") if link is not None else "")
        marks.note(number, texts)
        yield texts


def _shapes(body: XmlElement) -> Iterator[str]:
    """The lines of the shapes that are drawn over the cells."""
    for element in body.iter():
        if local_name(element) == "shapes":
            yield from _lines(element)


def _visible(element: XmlElement) -> str:
    """All text in a simple way, without deleted text, comments and settings."""
    if (
        local_name(element) in _LEFT_OUT
        or not local_name(element)
        or opendocument_hidden.is_unseen(element)
    ):
        return ""
    inner = (f"{_visible(child)}{child.tail or ''}" for child in element)
    return f"{element.text or ''}{''.join(inner)}\n"


def _begins_with_heading(body: XmlElement) -> bool:
    """Whether the first line is the heading of a section, which is rarely that of the file."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if local_name(element) in _BLOCKS and "".join(map(str, element.itertext())).strip():
            return local_name(element) == "h"
        if local_name(element) not in _LEFT_OUT | _BLOCKS:
            waiting.extend(reversed(element))
    return False


def _remarks(body: XmlElement) -> Iterator[str]:
    """The comments beside the text, with the names of their authors."""
    for element in body.iter():
        if local_name(element) == "annotation":
            author = text_of(element, "creator")
            lines = (
                line
                for child in element
                for line in _lines(child)
                if local_name(child) != "creator"
            )
            yield from (f"{author}: {line}" if author else line for line in lines if line)


def _check(package: Package) -> None:
    """UnreadableError if the parts are encrypted, which only the manifest says."""
    if package.has("META-INF/manifest.xml"):
        manifest = package.xml("META-INF/manifest.xml")
        if first_descendant(manifest, "encryption-data") is not None:
            raise UnreadableError(ENCRYPTED)


def _margins(styles: XmlElement | None) -> list[str]:
    """The lines of headers and of footers, each once."""
    heads: list[str] = []
    feet: list[str] = []
    for element in styles.iter() if styles is not None else ():
        name = local_name(element)
        if name.startswith("header") and parent_name(element) == "master-page":
            heads += _lines(element)
        elif name.startswith("footer") and parent_name(element) == "master-page":
            feet += _lines(element)
    return page_margins.distinct([*heads, *feet])


def _limited(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number > MAX_LINES:
            return
        yield line


def _lines(root: XmlElement) -> Iterator[str]:
    """The paragraphs and rows below an element in order."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in _BLOCKS:
            yield from _paragraph(element)
        elif name == "table-row":
            if line := _row(element):
                yield line
        elif name and name not in _LEFT_OUT:
            waiting.extend(reversed(element))


def _row(row: XmlElement) -> str:
    """The cells of a row in one line."""
    cells = [text for _, _, text in _cells(row)]
    return " | ".join(cells).strip(" |") if any(cells) else ""


_YEAR = re.compile(r"\d{4}")


def _cells(row: XmlElement) -> Iterator[tuple[int, XmlElement, str]]:
    """The cells of a row with their columns, from 0, and texts; a long text is there once."""
    column = 0
    for cell in row:
        if local_name(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        text = " ".join(_lines(cell)) or attribute(cell, "string-value")
        if (day := attribute(cell, "date-value")) and not _YEAR.search(text):
            text = day[:10]  # 09/02/23 is shown
        repeated = _count(cell, "number-columns-repeated")
        for at in range(
            min(repeated, sheets.MAX_GAP) if 0 < len(text) < _MAX_REPEATED_CHARS else 1
        ):
            yield column + at, cell, text
        column += min(repeated, sheets.MAX_GAP)


_MAX_REPEATED_CHARS = 100
"""The longest text of a cell, in code points, that is there as often as it is repeated."""


def _paragraph(element: XmlElement) -> Iterator[str]:
    """The text of a paragraph, then the texts anchored in it: notes, frames."""
    parts: list[str] = []
    hanging: list[XmlElement] = []
    _collect(element, parts, hanging, 0)
    yield from re.split(r"\n+", "".join(parts))
    for inner in hanging:
        yield from _lines(inner)


def _collect(element: XmlElement, parts: list[str], hanging: list[XmlElement], depth: int) -> None:
    """Collect the inline text of an element's children, and the anchored elements."""
    parts.append(element.text or "")
    for child in element:
        name = local_name(child)
        if name == "s":
            parts.append(" " * _count(child))
        elif name == "tab":
            parts.append(" ")
        elif name == "line-break":
            parts.append("\n")
        elif name in {"note-body", "text-box", "table", "object", "list"}:
            hanging.append(child)
        elif not name or name in _LEFT_OUT | {"note-citation", "ruby-text"}:
            pass
        elif depth < 200 and not opendocument_hidden.is_unseen(child):
            _collect(child, parts, hanging, depth + 1)
        parts.append(child.tail or "")


def _count(element: XmlElement, name: str = "c") -> int:
    count = attribute(element, name)
    return min(int(count), 80) if _COUNT.fullmatch(count) else 1


_COUNT = re.compile("[0-9]{1,9}")


def _sniff(*names: bytes) -> Callable[[Sample], int]:
    """A test whether a package or flat file declares one of these OpenDocument types."""

    def certainty(sample: Sample) -> int:
        head = sample.data[:200] if sample.data.startswith(b"PK") else sample.markup
        metadata = b"mimetypeapplication/vnd." in head or b'mimetype="application/vnd.' in head
        return CERTAIN if metadata and any(b"vnd." + name in head for name in names) else NO

    return certainty


TEXT = Format(
    kind="odt",
    endings=(".odt", ".ott", ".fodt", ".sxw", ".odm"),
    sniff=_sniff(b"oasis.opendocument.text", b"sun.xml.writer"),
    read_file=read,
    attachable=True,
)
SHEETS = Format(
    kind="ods",
    endings=(".ods", ".ots", ".fods", ".sxc"),
    sniff=_sniff(b"oasis.opendocument.spreadsheet", b"sun.xml.calc"),
    read_drafts=read_sheets,
    attachable=True,
)
SLIDES = Format(
    kind="odp",
    endings=(".odp", ".otp", ".fodp", ".sxi", ".odg"),
    sniff=_sniff(
        b"oasis.opendocument.presentation", b"oasis.opendocument.graphics", b"sun.xml.impress"
    ),
    read_file=read,
    attachable=True,
)
