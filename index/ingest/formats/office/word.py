"""Word files: all of the text, with notes, page headers and footers; title and byline.

Tables are read apart from the lines around them, so that a row is never taken for a header line.
"""

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import file_authors
from index.ingest.formats.office import (
    embedded_objects,
    headed_articles,
    office_exports,
    word_layout,
)
from index.ingest.formats.office.inserted_files import InsertedFiles
from index.ingest.formats.office.word_numbers import Numbering
from index.ingest.formats.office.word_package import (
    WordPackage,
    attribute_value,
    child_at,
    reference,
)
from index.ingest.formats.office.word_text import Part, Story, Styles, Table, WordLine
from index.ingest.formats.package import open_archive
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.plain_text.edges import mail_lines
from index.ingest.formats.printed import headlines, page_margins, pictures_inside, table_marks
from index.ingest.formats.xml_elements import XmlElement, local_name
from index.ingest.heads import field_labels, header_fields, header_lines
from index.ingest.origins import GuessedOrigin
from index.ingest.unreadable import UnreadableError

_NO_TITLE = re.compile(
    r"\.(?:docx?|wps|dotx?|docm|rtf)$|^(?:Microsoft Word|untitled|document\d*|无标题|文档\s?\d*$|"
    r"Word Document|PowerPoint)",
    re.IGNORECASE,
)
_TEMPLATES = frozenset(
    {datetime.date(2013, 12, 23), datetime.date(1980, 1, 1), datetime.date(1970, 1, 1)}
)
"""Days on which templates were made whose time of creation every file made from them keeps."""
_MAX_DAYS_APART = 366
"""Days between creation and last change from which the creation is that of another file."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    NotImplementedError,
    EOFError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The content of a file: its own text, notes to it, and the edges of its pages."""

    body: list[Part]
    notes: list[str]
    edges: list[str]
    visible: str


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Put a Word file into the draft."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("The file is encrypted, or of an old format under a new name.")
    if data.startswith(b"PK"):
        with open_archive(data):
            pass  # for its refusals
    try:
        package, inserted = WordPackage(data), InsertedFiles(_lines_of_inner)
        parts = _parts(package, inserted)
        objects = [
            part.target
            for part in package.related(package.main()).values()
            if part.type in embedded_objects.RELATIONS
        ]
        draft.parts = embedded_objects.members(
            draft.entry, ((name, package.data(name)) for name in objects)
        )
        properties = _properties(package)
        images = _images(package) if pictures_inside.is_needed([parts.visible]) else []
    except _DAMAGED as error:
        raise UnreadableError(f"The Word file is damaged ({error}).") from error
    if inserted.left_out and not any(map(str.strip, _lines(parts.body))):
        raise UnreadableError("Its text lies too deep: in a file in many others.")
    _text(draft, parts, rules)
    if inserted.left_out:
        draft.cut_off("parts that lie too deep in others were not read")
    if images:
        pictures_inside.read(draft, images, data, rules)
    _put_properties(draft, properties, rules.latest)
    if package.damaged:
        draft.note("paragraphs", "the file is damaged and was read as far as it could be")


def _images(package: WordPackage) -> list[bytes]:
    """The pictures of a file in the order in which the text shows them."""
    related = package.related(package.main())
    root = package.root(package.main())
    shown = (
        [target for node in root.iter() for target in reference(node)] if root is not None else []
    )
    named = [related[target].target for target in shown if target in related]
    wanted = {relation.target for relation in related.values() if relation.type == "image"}
    return [package.data(name) for name in dict.fromkeys(named) if name in wanted]


def _lines_of_inner(data: bytes, inserted: InsertedFiles) -> list[str]:
    return _lines(_parts(WordPackage(data), inserted).body)


def _parts(package: WordPackage, files: InsertedFiles) -> _Parts:
    """All texts of a file, with those of the files that are inserted in it."""
    main = package.main()
    document = package.root(main)
    content = child_at(document, "body")
    if content is None:
        raise ValueError("it has no body")
    related = list(package.related(main).values())
    by_type = {relation.type: relation.target for relation in related}
    texts = ("footnotes", "endnotes", "comments", "header", "footer")
    styles = Styles(package.root(by_type.get("styles", "word/styles.xml")))
    numbering = Numbering(package.root(by_type.get("numbering", "word/numbering.xml")))

    unread = {*package.names()} - {main}

    def inserted(name: str) -> list[str]:
        if name not in unread:  # or a part named ten thousand times would be read as often
            return []
        unread.remove(name)
        return files.lines(name, package.data(name))

    def story(name: str) -> Story:
        return Story(package, name, styles, numbering, inserted)

    text = list(story(main).parts(content))
    notes: list[str] = []
    for kind in texts[:3]:
        root = package.root(by_type[kind]) if kind in by_type else None
        if root is not None:
            notes += _notes(story(by_type[kind]), root)
    edges: list[str] = []
    for kind in texts[3:]:
        named = (relation.target for relation in related if relation.type == kind)
        for name in dict.fromkeys(named):
            root = package.root(name)
            edges += _lines(story(name).parts(root)) if root is not None else []
    roots = [
        package.root(name) for name in (main, *(by_type[kind] for kind in texts if kind in by_type))
    ]
    visible = "\n".join(_visible(root) for root in roots if root is not None)
    return _Parts(text, notes, page_margins.distinct(edges), visible)


def _visible(root: XmlElement) -> str:
    """All text of a part in a simple way: what no element says was deleted or is another form."""
    if local_name(root) in {"Fallback", "del", "moveFrom", "instrText"}:
        return ""
    if local_name(root) in {"t", "p"}:
        own_text = root.text or "" if local_name(root) == "t" else "\n"
        return own_text + "".join(map(_visible, root))
    return "".join(map(_visible, root))


def _notes(story: Story, root: XmlElement) -> Iterator[str]:
    """The lines of notes below the text, and of comments with the names of their authors."""
    for node in root:
        if attribute_value(node, "type") in {
            "separator",
            "continuationSeparator",
            "continuationNotice",
        }:
            continue
        author = attribute_value(node, "author") if local_name(node) == "comment" else ""
        for line in _lines(story.parts(node)):
            yield f"{author}: {line}" if author else line


def _lines(parts: Iterable[Part]) -> list[str]:
    """Lines and rows alike."""
    return [
        text
        for part in parts
        for text in ((part.text,) if isinstance(part, WordLine) else part.rows)
        if text
    ]


def _text(draft: Draft, parts: _Parts, rules: ExtractionRules) -> None:
    """Put title, byline and paragraphs into the draft."""
    if not any(isinstance(part, Table) for part in parts.body) and (
        office_exports.read(draft, _lines(parts.body), rules) or _articles(draft, parts, rules)
    ):
        return
    body = word_layout.titled(draft, _title(draft, parts.body))
    shown = [line for part in body for line in _labelled(part)]
    tables = [part for part in shown if isinstance(part, Table)]
    numbers = iter(range(len(tables)))
    lines = [
        part.text if isinstance(part, WordLine) else table_marks.of_table(next(numbers))
        for part in shown
    ]
    draft.add_visible(parts.visible)
    lost_lines.read(draft, lines, rules)
    headlines.put_title(draft)
    for part in shown[:_HEAD_PARTS]:
        if isinstance(part, Table):
            header_fields.put_fields(draft, _labels_of_rows(part), rules.latest)
    draft.paragraphs = table_marks.replaced(draft.paragraphs, [table.rows for table in tables])
    known = set(draft.paragraphs)
    edges = [line for line in parts.edges if line not in known]
    page_margins.put_fields(draft, edges, rules)
    count = len(draft.paragraphs)
    draft.paragraphs += parts.notes
    if parts.notes:
        draft.note("paragraphs", f"notes begin at paragraph {count + 1}")
    page_margins.append(draft, edges)


def _articles(draft: Draft, parts: _Parts, rules: ExtractionRules) -> bool:
    """Whether the file has several articles and nothing beside them, which are then read."""
    lines = [part for part in parts.body if isinstance(part, WordLine)]
    headings = [
        headed_articles.StyledHeading(line.text, level)
        for line in lines
        if (level := headed_articles.level_of(line.style)) is not None
    ]
    alone = not parts.notes and not parts.edges
    return alone and headed_articles.read(draft, [line.text for line in lines], headings, rules)


def _labelled(part: Part) -> list[Part]:
    """A table of labels and values as header lines; another part as it is."""
    if not isinstance(part, Table):
        return [part]
    whole = [cell for row in part.rows for cell in row.split(" | ") if cell.strip()]
    if all(map(field_labels.scan, whole)) and all(map(header_lines.is_header, whole)):
        return [WordLine(cell) for cell in whole]
    if len(part.rows) < 2:
        return [part]
    lines: list[Part] = []
    for row in part.rows:
        cells = [cell.strip() for cell in row.split(" | ")]
        pairs = list(zip(cells[::2], cells[1::2], strict=False))
        if len(cells) % 2 or not all(_is_label(label) for label, _ in pairs):
            return [part]
        lines += [WordLine(_joined(label, text)) for label, text in pairs]
    return lines


def _is_label(cell: str) -> bool:
    """Whether a cell is a label, with or without a colon."""
    return field_labels.is_label(cell.rstrip(_COLONS)) or mail_lines.is_label(cell)


def _joined(label: str, value: str) -> str:
    """A label, which may have a colon of its own, and its value on one line."""
    bare = label.rstrip(_COLONS)
    return f"{bare}{': ' if bare.isascii() else '：'}{value.strip()}"


_COLONS = " :：\u3000"


_HEAD_PARTS, _MAX_HEAD_ROWS = 4, 12
"""The first parts of a file among which a table is its head, and the most rows of one."""


def _labels_of_rows(table: Table) -> list[field_labels.LabelledValue]:
    """What the rows of a table with two cells in each say, of which some may be other labels."""
    rows = [row.split(" | ") for row in table.rows]
    if len(rows) > _MAX_HEAD_ROWS or any(len(cells) != 2 for cells in rows):
        return []
    return [
        label
        for name, value in rows
        if _is_label(name.strip())
        for label in field_labels.scan(_joined(name.strip(), value))
    ]


def _title(draft: Draft, parts: list[Part]) -> list[Part]:
    """The parts without the title that a style marks, which goes into the draft."""
    first = next(
        (
            position
            for position, part in enumerate(parts)
            if isinstance(part, WordLine) and part.style in {"title", "标题"}
        ),
        None,
    )
    if first is None:
        return parts
    last = first
    while last < len(parts) and getattr(parts[last], "style", "") == getattr(
        parts[first], "style", ""
    ):
        last += 1
    texts = [part.text for part in parts[first:last] if isinstance(part, WordLine)]
    wide = any(text[-1:] > "\u2e7f" for text in texts)
    draft.put("title", ("" if wide else " ").join(texts), "Word title")
    return parts[:first] + parts[last:]


def _properties(package: WordPackage) -> dict[str, str]:
    """The properties of a file by name."""
    part = next(
        (
            relation.target
            for relation in package.related("").values()
            if relation.type == "core-properties"
        ),
        "docProps/core.xml",
    )
    root = package.root(part)
    properties = {} if root is None else {local_name(node): node.text or "" for node in root}
    document = package.root(package.main())
    old = child_at(document, "DocumentProperties")  # of Word 2003
    for node in old if old is not None else ():
        properties.setdefault(local_name(node).lower(), node.text or "")
    return properties


def _put_properties(draft: Draft, properties: dict[str, str], latest: datetime.date) -> None:
    """Put properties into the draft, unless the text has the field."""
    title = properties.get("title", "").strip()
    if title and not _NO_TITLE.search(title) and "title" not in draft.values:
        draft.put("title", title, "Word properties")
        if draft.paragraphs[:1] == [draft.text("title")]:
            del draft.paragraphs[0]
    author = properties.get("creator", properties.get("author", ""))
    draft.put("author", file_authors.named(author), "Word author")
    draft.put("keywords", header_lines.keywords(properties.get("keywords", "")), "Word keywords")
    description = properties.get("description", "")
    by_program = description.lower().startswith("generated by")
    draft.put("description", "" if by_program else description, "Word description")
    created = _day(properties.get("created", ""))
    changed = _day(properties.get("modified", properties.get("lastsaved", "")))
    if created is None or created in _TEMPLATES or created > latest:
        return
    if changed is None or abs((changed - created).days) <= _MAX_DAYS_APART:
        draft.put(
            "date",
            dates.first_date(created.isoformat(), latest),
            GuessedOrigin.FILE_CREATION,
        )


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _is_word(sample: Sample) -> int:
    """By the parts of the archive, or by the root of the document in one piece."""
    names = sample.members
    if names:
        main = "[Content_Types].xml" in names and any(
            name.startswith(("word/document", "/word/document", "word\\document")) for name in names
        )
        return CERTAIN if main else NO
    head = sample.markup
    flat = b"<pkg:package" in head and b"/word/document.xml" in sample.start
    return CERTAIN if b"<w:worddocument" in head or flat else NO


FORMAT = Format(
    kind="docx",
    endings=(".docx", ".docm", ".dotx", ".dotm"),
    sniff=_is_word,
    read_file=read,
    attachable=True,
)
