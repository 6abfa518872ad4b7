"""Reads XML other than feeds: an export with one report per row, or one text."""

import datetime
import re
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from lxml import etree

from index.ingest import dates, json_fields, markup_tree
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats import citation_xml, json_records, wiki_text, xml_items, xml_text
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.source_file import SourceFile
from index.ingest.webpage.blocks import page_blocks
from index.report import Skipped

MAX_RECORD_FILE_CHARS = 8_000_000
"""The largest document read as one text, in code points; the rest is cut and reported."""
_TOO_DEEP = "<"  # not a possible name of an element
_MAX_ELEMENTS = 20_000
"""The number of elements that are examined for rows."""
_MIN_ATTRIBUTES = 3
"""The least number of attributes of a row that has no elements."""
_MIN_TEXT_SHARE = 0.9
"""The smallest share of the text of a document that a single row must contain."""
_NEWS = {
    "title": ("article-title", "hl1", "hedline", "headline", "title", "标题"),
    "author": ("contrib", "byline", "by", "author", "作者"),
    "date": (
        "pub-date",
        "date.issue",
        "date.release",
        "contentCreated",
        "versionCreated",
        "pubdate",
        "date",
        "日期",
    ),
    "source": ("distributor", "provider", "journal-title", "pubdata", "source", "来源"),
}
"""Elements and attributes of NITF, NewsML and similar formats, by field."""
_DATE_ATTRIBUTES = ("iso-8601-date", "norm", "datetime", "value", "when", "when-iso")
_MAX_FIELD_CHARS = 200
_BODY_ELEMENTS = ("body.content", "inlineXML")


def read(entry: SourceFile, text: str, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft per row of an export, else one for the whole document."""
    if (citations := citation_xml.reader(text)) is not None:
        yield from citations(entry, text, rules)
        return
    row = _row(text)
    if row == _TOO_DEEP:
        yield Skipped(entry.path, f"The XML is damaged ({xml_items.ELEMENTS_TOO_DEEP}).")
        return
    if not row:
        yield _whole_document(entry, text, rules.latest)
        return
    of_wiki = "<mediawiki" in text[:1_000]
    try:
        for number, item in enumerate(xml_items.items(text, frozenset({row})), start=1):
            row_entry = entry.at(f"{entry.path}!{number}")
            fields = _fields(item)
            if of_wiki and isinstance(written := fields.get("text"), str):
                fields["text"] = wiki_text.plain_text(written)
            yield json_records.draft_of(row_entry, fields, rules.latest)
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Skipped(entry.path, f"The XML is damaged ({error}).")


def _row(text: str) -> str:
    """The name of the row elements: several, each with fields for a title and a text."""
    counts: Counter[str] = Counter()
    good: Counter[str] = Counter()
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(
            xml_items.clean(text[:1_000_000]).encode("utf-8", "replace"), parser
        )
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if any("depth" in error.message for error in parser.error_log):
        return _TOO_DEEP
    if root is None:
        return ""
    for _, element in zip(range(_MAX_ELEMENTS), root.iter(), strict=False):
        name = xml_items.name(element)
        has_fields = len(element) or len(element.attrib) >= _MIN_ATTRIBUTES
        if name and has_fields and element is not root:
            counts[name] += 1
            meant = {json_fields.field_of(field) for field in _fields(element)}
            whole = not len(element) or _is_flat(element)
            good[name] += "body" in meant and len(meant - {"", "body"}) > 0 and whole
    rows = [name for name, count in good.items() if count > 1 and count * 2 > counts[name]]
    return rows[0] if rows else _only_row(root, good)


def _only_row(root: XmlElement, good: Counter[str]) -> str:
    """The name of the only element with fields, if it has nearly all text of the document."""
    names = {name for name, count in good.items() if count == 1}
    for _, element in zip(range(_MAX_ELEMENTS), root.iter(), strict=False):
        if xml_items.name(element) in names and _is_flat(element):
            inner, row = (
                len("".join(map(str, node.itertext())).strip()) for node in (element, root)
            )
            return xml_items.name(element) if inner > _MIN_TEXT_SHARE * row else ""
    return ""


def _is_flat(element: XmlElement) -> bool:
    """Whether an element has fields with text, and no text between them."""
    beside = [element.text, *(node.tail for node in element)]
    return not any(text and text.strip() for text in beside)


def _fields(element: XmlElement) -> dict[str, object]:
    """The fields of an element by name; the name may be an attribute."""
    fields: dict[str, object] = {}
    if not len(element):  # a row whose fields are attributes
        attributes: dict[str, object] = {
            str(name): str(value) for name, value in element.attrib.items()
        }
        return {**attributes, "text": element.text} if (element.text or "").strip() else attributes
    done = {inner for revision in _older(element) for inner in revision.iter()}
    for node in element.iter():
        if node is element or node in done or not isinstance(node.tag, str):
            continue
        name = node.get("name") or node.get("key") or xml_items.name(node).rpartition(":")[2]
        if not any(isinstance(inner.tag, str) for inner in node):
            fields.setdefault(name, node.text or "")
        elif json_fields.field_of(name) == "body" and not _has_fields(node):
            fields.setdefault(name, "\n".join(map(str, node.itertext())))
            done.update(node.iter())
    for attribute, value in element.attrib.items():
        if json_fields.field_of(str(attribute)) in _ATTRIBUTE_FIELDS:
            fields.setdefault(str(attribute), str(value))
    return fields


_ATTRIBUTE_FIELDS = frozenset({"title", "date", "source", "author", "url"})
"""Fields of a row that attributes of its element may state beside the elements inside."""


def _has_fields(element: XmlElement) -> bool:
    """Whether the elements inside a text are fields themselves, not its paragraphs."""
    return any(
        node is not element and json_fields.field_of(xml_items.name(node))
        for node in element.iter()
    )


def _older(element: XmlElement) -> list[XmlElement]:
    """The revisions of a page of a wiki but the newest, which is the last of the latest time."""
    revisions = list(xml_items.children(element, "revision"))
    if len(revisions) < 2:
        return []
    times = [xml_items.text(xml_items.child(revision, "timestamp")) for revision in revisions]
    newest = max(range(len(times)), key=lambda number: (times[number], number))
    return [revision for number, revision in enumerate(revisions) if number != newest]


def _whole_document(entry: SourceFile, text: str, latest: datetime.date) -> Draft:
    """A draft of other XML: title, date and author if it has them, and all its text."""
    soup = xml_text.parsed(text[:MAX_RECORD_FILE_CHARS])
    draft = Draft(entry)
    for field, names in _NEWS.items():
        for element in (body for name in names if isinstance(body := soup.find(name), Tag)):
            _put(draft, field, element, latest)
    text_element = next((body for name in _BODY_ELEMENTS if (body := soup.find(name))), soup)
    visible_text = soup.get_text("\n")
    _set_apart(soup)
    blocks = page_blocks(markup_tree.parsed(f"<body>{text_element}</body>"))
    draft.paragraphs = [block.plain for block in blocks.blocks]
    draft.see(visible_text)
    if len(text) > MAX_RECORD_FILE_CHARS:
        draft.cut_off(f"only the first {MAX_RECORD_FILE_CHARS} characters were read")
    return draft


_INLINE = frozenset(("b", "i", "em", "strong", "a", "sup", "sub", "span", "u", "br", "img"))
"""Elements that HTML knows as parts of a line, and as blocks of their own."""
_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th", "li", "ul", "ol")
)


def _set_apart(soup: BeautifulSoup) -> None:
    """Rename elements that HTML does not know: between texts to spans, others to divisions."""
    for element in soup.find_all(name=True):
        above = element.parent
        if element.name in _INLINE | _BLOCKS or above is None:
            continue
        between = any(type(node) is NavigableString and node.strip() for node in above.children)
        element.name = "span" if between else "div"
        element.prefix = None


def _person(element: Tag) -> str:
    """The name of a person in elements for both of its parts; or empty."""
    given, family = (element.find(list(names)) for names in (_GIVEN, _FAMILY))
    return f"{given.get_text().strip()} {family.get_text().strip()}" if given and family else ""


_GIVEN = ("given-names", "firstname", "forename", "given")
_FAMILY = ("surname", "lastname", "family")


def _day(element: Tag) -> str:
    """The day in elements for year, month and day; or empty."""
    parts = [element.find(name) for name in ("year", "month", "day")]
    return "-".join(part.get_text().strip() for part in parts if part) if all(parts) else ""


def _put(draft: Draft, field: str, element: Tag, latest: datetime.date) -> None:
    """Put the text of an element into a field; a date may be an attribute."""
    text = " ".join((element.get_text(" ").strip() or str(element.get("name", ""))).split())
    origin = f"element {element.name}"
    if field == "date":
        values = [str(element[name]) for name in _DATE_ATTRIBUTES if element.get(name)]
        for value in (*values, _day(element), text):
            draft.put("date", dates.moment(value, latest), origin)
    elif field == "author":
        name = _person(element) or re.sub(r"^by ", "", text, flags=re.IGNORECASE)
        draft.put("author", name, origin)
    elif len(text) <= _MAX_FIELD_CHARS:
        draft.put(field, text, origin)
