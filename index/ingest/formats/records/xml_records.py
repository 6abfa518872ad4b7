"""Reads XML other than feeds: an export with one report per row, or one text."""

import itertools
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats import xml_items
from index.ingest.formats.plain_text import wiki_text
from index.ingest.formats.printed import ocr_xml
from index.ingest.formats.records import (
    article_xml,
    citation_xml,
    json_records,
    table_day_order,
    xml_groups,
    xml_outlet,
)
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.source_file import SourceFile
from index.ingest.structured import (
    column_meanings,
    column_names,
    json_fields,
    person_parts,
)
from index.ingest.structured.json_shapes import NAMING_FIELDS
from index.ingest.unreadable import UnreadableError
from index.report import Skipped

_TOO_DEEP = "<"  # not a possible name of an element
_MAX_ELEMENTS = 20_000
"""The number of elements that are examined for rows."""
_MIN_ATTRIBUTES = 3
"""The least number of attributes of a row that has no elements."""
_MIN_TEXT_SHARE = 0.9
"""The smallest share of the text of a document that a single row must contain."""


def read(entry: SourceFile, text: str, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft per row of an export, else one for the whole document."""
    if (citations := citation_xml.reader(text)) is not None:
        yield from citations(entry, text, rules)
        return
    if ocr_xml.is_written(text):
        try:
            yield ocr_xml.draft_of(entry, text, rules)
        except UnreadableError as error:
            yield Skipped(entry.path, str(error))
        return
    row = "" if article_xml.is_one_text(text) else _row(text)
    if row == _TOO_DEEP:
        yield Skipped(entry.path, f"The XML is damaged ({xml_items.ELEMENTS_TOO_DEEP}).")
        return
    if not row:
        yield article_xml.draft_of(entry, text, rules.latest)
        return
    of_wiki, (items, outlet) = "<mediawiki" in text[:1_000], _rows(text, row)
    try:
        first = list(itertools.islice(items, column_meanings.COMPARED_ROWS))
        meanings = column_meanings.meanings(first, json_fields.field_of)
        yield from column_meanings.notices(entry.path, meanings)
        orders = table_day_order.of_fields(
            first, lambda name: (meanings.get(name) or json_fields.field_of(name)) == "date"
        )
        for number, fields in enumerate(itertools.chain(first, items), start=1):
            if fields.keys() <= _BARE and any(set(other) - _BARE for other in first):
                continue  # an element of the same name that describes the others
            if of_wiki and isinstance(written := fields.get("text"), str):
                fields["text"] = wiki_text.plain_text(written)
            ordered = table_day_order.years_first(fields, orders) if orders else fields
            named = column_meanings.renamed(ordered, meanings)
            yield from json_records.drafts_of(
                entry.at(f"{entry.path}!{number}"), _with_outlet(named, outlet), rules.latest
            )
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Skipped(entry.path, f"The XML is damaged ({error}).")


def _rows(text: str, row: str) -> tuple[Iterator[dict[str, object]], str]:
    """The fields of each row with those of its group, and the outlet of all."""
    begin = xml_outlet.beginning(text)
    groups = xml_groups.names(begin, row)
    elements = xml_items.items(text, frozenset({row}))
    rows = (xml_groups.with_group(_fields(node), node, groups) for node in elements)
    return rows, xml_outlet.of_rows(begin, row)


def _with_outlet(fields: dict[str, object], outlet: str) -> dict[str, object]:
    """The fields of a row with the outlet of all, if it has none of its own."""
    known = not outlet or json_fields.values_of(fields, "source")
    return fields if known else {**fields, _OUTLET: outlet}


_OUTLET = f"outlet of the export{json_fields.MEANS}source"
"""The name under which a row has the outlet of all."""
_BARE = frozenset({"text", "name"})
"""The fields of an element that has only a name and a text."""


def _row(text: str) -> str:
    """The name of the row elements: several, each with fields for a title and a text."""
    counts: Counter[str] = Counter()
    good: Counter[str] = Counter()
    described: Counter[str] = Counter()
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
            whole = not len(element) or _is_flat(element)
            meant = {json_fields.field_of(field) for field in _fields(element)} if whole else set()
            good[name] += "body" in meant and len(meant - {"", "body"}) > 0
            described[name] += {"title", "description", "date"} <= meant
    for kinds in (good, described):
        rows = [name for name, count in kinds.items() if count > 1 and count * 2 > counts[name]]
        if rows:
            return xml_groups.innermost(root, rows)
    return _row_by_values(root, counts) or _only_row(root, good) or _record(root)


def _record(root: XmlElement) -> str:
    """The name of the root, if it is one report: flat fields, among them a title and a text."""
    if any(len(element) for element in root) or not _is_flat(root):
        return ""
    meant = {json_fields.field_of(xml_items.name(element)) for element in root}
    return xml_items.name(root) if {"title", "body", "date"} <= meant else ""


def _row_by_values(root: XmlElement, counts: Counter[str]) -> str:
    """The name of the elements whose fields are a text and its title or day by what they hold."""
    count = max(counts.values(), default=0)
    if count < 2:
        return ""
    most = [name for name, number in counts.items() if number == count]
    name = xml_groups.innermost(root, most) if most else ""
    elements = (element for element in root.iter() if xml_items.name(element) == name)
    rows = []
    for element in itertools.islice(elements, _COMPARED):
        rows.append(_fields(element))
        if len(rows[-1]) < _MIN_ATTRIBUTES:
            return ""
    meant = set(column_meanings.meanings(rows, json_fields.field_of).values())
    if "body" not in meant:
        return ""
    meant |= {json_fields.field_of(field) for fields in rows for field in fields} - {""}
    return name if "title" in meant and len(meant) > 2 else ""


_COMPARED = 50
"""The number of elements whose values are compared."""


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
    around: dict[str, XmlElement | None] = {}
    for node in element.iter():
        if node is element or node in done or not isinstance(node.tag, str):
            continue
        name = _name(node, element)
        for composed, whole, parts in _composed(name, node):
            _add(fields, composed, whole)
            done.update(parts)
        if name == "identifier" and (node.text or "").startswith(("http://", "https://")):
            _add(fields, "url", node.text or "")
        if not any(isinstance(inner.tag, str) for inner in node):
            beside = name in fields and around.get(name) is node.getparent()
            around[name] = node.getparent()
            _add(fields, name, node.text or node.get("literal") or "", beside=beside)
        elif json_fields.field_of(name) == "body" and not _has_fields(node):
            fields.setdefault(name, "\n".join(map(str, node.itertext())))
            done.update(node.iter())
    for name, value in _named(element):
        fields.setdefault(name, value)
    return fields


def _named(element: XmlElement) -> Iterator[tuple[str, str]]:
    """The attributes that say which report an element is."""
    for name, value in element.attrib.items():
        if json_fields.field_of(str(name)) in NAMING_FIELDS:
            yield str(name), str(value)
        elif column_names.names_outlet(str(name)):
            yield column_meanings.meant(str(name), "source"), str(value)


def _name(node: XmlElement, row: XmlElement) -> str:
    """The name of a field: that of its element or an attribute, or of the element around it.

    The name of the row, as article and story, is not that of a field in it.
    """
    name = node.get("name") or node.get("key") or xml_items.name(node).rpartition(":")[2]
    above = node.getparent()
    if len(node) or json_fields.field_of(name) or above is None or above is row:
        return name
    outer = above.get("name") or xml_items.name(above).rpartition(":")[2]
    return outer if json_fields.field_of(outer) in _FROM_AROUND else name


_FROM_AROUND = frozenset({"title", "author", "source", "date", "body", "url", "keywords"})


def _composed(name: str, node: XmlElement) -> Iterator[tuple[str, str, list[XmlElement]]]:
    """A day and a person in parts: the name of the field, its value, and the elements read so."""
    if day := _day(node):
        yield "date", day, _parts_alone(node)
    if person := _person(name, node):
        yield name, person, list(node.iter())


def _day(node: XmlElement) -> str:
    """The day in attributes of an element, or in elements inside: year, month and day; or empty."""
    values = {str(name).lower(): str(value) for name, value in node.attrib.items()}
    for part in node if len(node) <= _MAX_PARTS_OF_DAY else ():
        if isinstance(part.tag, str) and not len(part):
            values.setdefault(xml_items.name(part).lower(), (part.text or "").strip())
    parts = [next((values[name] for name in names if name in values), "") for names in _DAY_PARTS]
    return "-".join(parts) if all(map(str.isdecimal, parts)) and len(parts[0]) == 4 else ""


def _parts_alone(node: XmlElement) -> list[XmlElement]:
    """The elements inside one of a day, if they are its parts and nothing else."""
    known = set(itertools.chain.from_iterable(_DAY_PARTS))
    inside = [part for part in node if isinstance(part.tag, str)]
    return inside if all(xml_items.name(part).lower() in known for part in inside) else []


_MAX_PARTS_OF_DAY = 10
"""The largest number of elements inside one of a day: those of its parts, its hour and its zone."""
_DAY_PARTS = (("year", "y", "yyyy"), ("month", "m", "mm"), ("day", "d", "dd"))
"""The names of attributes, or of elements inside, that have the parts of a day."""


def _person(name: str, node: XmlElement) -> str:
    """The name of an author in elements inside, one for each part of it; or empty."""
    if not len(node) or json_fields.field_of(name) != "author":
        return ""
    parts = {xml_items.name(part): part.text or "" for part in node if isinstance(part.tag, str)}
    whole = bool(parts) and parts.keys() <= person_parts.NAME_PARTS
    return person_parts.joined(dict(parts)) if whole else ""


def _add(fields: dict[str, object], name: str, value: str, *, beside: bool = False) -> None:
    """Add a value; people, keywords and places of a row may be several of one name.

    So may be the parts of a text, of which each stands `beside` the one before.
    """
    known = fields.get(name)
    several = _SEVERAL_BESIDE if beside else _SEVERAL
    if known is None or json_fields.field_of(name) not in several:
        fields.setdefault(name, value)
    elif isinstance(known, list):
        known.append(value)  # no copy, which would take the square of many values
    else:
        fields[name] = [known, value]


_SEVERAL = frozenset({"author", "keywords"})
_SEVERAL_BESIDE = _SEVERAL | {"body", "description", ""}
"""Fields, and those of unknown names, of which a row may have several."""


def _has_fields(element: XmlElement) -> bool:
    """Whether the elements inside a text are fields themselves, not its paragraphs."""
    known: set[object] = set()
    for node in element.iterdescendants():
        if node.tag not in known:
            known.add(node.tag)
            if json_fields.field_of(xml_items.name(node)):
                return True
    return False


def _older(element: XmlElement) -> list[XmlElement]:
    """The revisions of a page of a wiki but the newest, which is the last of the latest time."""
    revisions = list(xml_items.children(element, "revision"))
    if len(revisions) < 2:
        return []
    times = [xml_items.text(xml_items.child(revision, "timestamp")) for revision in revisions]
    newest = max(range(len(times)), key=lambda number: (times[number], number))
    return [revision for number, revision in enumerate(revisions) if number != newest]
