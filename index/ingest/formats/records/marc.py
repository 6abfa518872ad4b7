"""Reads library records: MARC 21, UNIMARC and CNMARC, in their exchange form and in XML."""

import re
from collections.abc import Iterator

from lxml import etree

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import xml_items
from index.ingest.formats.records import bibliography
from index.ingest.formats.records.bibliography import MAX_ENTRIES
from index.ingest.formats.records.citation_tags import Fields
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.source_file import SourceFile
from index.report import Skipped

_LEADER = re.compile(rb"\d{5}[a-z ][a-z ][a-z0-9 ]{2}[a-z0-9 ]\d{2}\d{5}")
_RECORD, _FIELD, _PART = b"\x1d", b"\x1e", "\x1f"
_LEADER_SIZE, _ENTRY_SIZE = 24, 12
_MARC_21 = {
    "245": ("title", "abnp"), "100": ("author", "a"), "110": ("author", "a"),
    "700": ("author", "a"), "710": ("author", "a"), "520": ("text", "ab"), "500": ("text", "a"),
    "505": ("text", "art"), "260": ("publisher", "b"), "264": ("publisher", "b"),
    "650": ("keywords", "a"), "653": ("keywords", "a"), "773": ("source", "t"),
    "856": ("url", "u"),
}  # fmt: skip
"""Fields of MARC 21 and their subfields, by tag."""
_UNIMARC = {
    "200": ("title", "aehi"), "700": ("author", "a"), "701": ("author", "a"),
    "702": ("author", "a"), "711": ("author", "a"), "330": ("text", "a"), "300": ("text", "a"),
    "327": ("text", "a"), "210": ("publisher", "c"), "606": ("keywords", "a"),
    "610": ("keywords", "a"), "461": ("source", "t"), "463": ("source", "t"),
    "856": ("url", "u"),
}  # fmt: skip
"""Fields of UNIMARC and CNMARC."""
_DATES = (("260", "c"), ("264", "c"), ("773", "g"), ("210", "d"))
_PUNCTUATION = " /:;,.=\u3000"
MarcField = tuple[str, list[tuple[str, str]]]
"""A tag, and the subfields with their codes."""


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft for each record of a file in the exchange form (ISO 2709)."""
    records = [_fields(record) for record in data.split(_RECORD)[:MAX_ENTRIES] if record.strip()]
    yield from _drafts(entry, records, rules)


def read_xml(entry: SourceFile, text: str, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """One draft for each record of MARCXML."""
    try:
        records = [_of_xml(item) for item in xml_items.items(text, frozenset({"record"}))]
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Skipped(entry.path, f"The XML is damaged ({error}).")
        return
    yield from _drafts(entry, records[:MAX_ENTRIES], rules)


def _drafts(
    entry: SourceFile, records: list[list[MarcField]], rules: ExtractionRules
) -> Iterator[Draft | Skipped]:
    empty = True
    for number, record in enumerate(records, start=1):
        fields = _meant(record)
        if fields.keys() & {"title", "text"}:
            empty = False
            yield from bibliography.drafts(entry, fields, number, rules)
    if empty:
        yield Skipped(entry.path, "There is no record with a title in it.")


def _fields(record: bytes) -> list[MarcField]:
    """The fields of a record in the exchange form: a directory gives tag, length and place."""
    directory, _, rest = record.lstrip()[_LEADER_SIZE:].partition(_FIELD)
    fields: list[MarcField] = []
    for at in range(0, len(directory) - _ENTRY_SIZE + 1, _ENTRY_SIZE):
        entry = directory[at : at + _ENTRY_SIZE]
        if not entry.isdigit():
            continue
        size, start = int(entry[3:7]), int(entry[7:12])
        text = decode.decode(rest[start : start + size].rstrip(_FIELD)).text
        parts = text.split(_PART)[1:]
        fields.append((entry[:3].decode(), [(part[0], part[1:]) for part in parts if part]))
    return fields


def _of_xml(item: XmlElement) -> list[MarcField]:
    """The fields of a record in XML."""
    return [
        (
            field.get("tag") or "",
            [(part.get("code") or "", xml_items.text(part)) for part in field],
        )
        for field in xml_items.children(item, "datafield")
    ]


def _meant(record: list[MarcField]) -> Fields:
    """The fields of an entry; a record with a field 245 is MARC 21."""
    tags = _MARC_21 if any(tag == "245" for tag, _ in record) else _UNIMARC
    fields: Fields = {}
    for tag, parts in record:
        name, codes = tags.get(tag, ("", ""))
        value = " ".join(text.strip() for code, text in parts if code in codes and text.strip())
        if name and value:
            value = value if name == "text" else value.strip(_PUNCTUATION)
            fields.setdefault(name, []).append(value)
        for code, text in parts:
            if (tag, code) in _DATES:
                fields.setdefault("date", []).append(text.strip(_PUNCTUATION + "[]c©"))
    return fields


def is_marc_xml(text: str) -> bool:
    """Whether an XML document has records of MARC."""
    return "MARC21/slim" in text[:2_000] or "<datafield" in text[:4_000]


def _is_marc(sample: Sample) -> int:
    leader = _LEADER.match(sample.start) is not None
    return CERTAIN if leader and _FIELD in sample.start else NO


FORMAT = Format(
    kind="marc", endings=(".mrc", ".marc", ".iso2709"), sniff=_is_marc, read_drafts=read
)
