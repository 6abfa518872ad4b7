"""Reads Word 2003 XML (.doc, .xml): paragraphs and table rows."""

from collections.abc import Iterator

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.compound import Properties, parsed_time, put_properties
from index.ingest.formats.package import parse_xml
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.xml_elements import (
    XmlElement,
    first_descendant,
    local_name,
    text_of,
    text_of_runs,
)

_LEFT_OUT = frozenset({"binData", "instrText", "delText", "docPr", "styles", "fonts", "lists"})


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a file into the draft; UnreadableError if it is damaged."""
    root = parse_xml(data)
    body = first_descendant(root, "body")
    lines = list(_lines(root if body is None else body))
    draft.add_visible("\n".join(lines))
    lost_lines.read(draft, lines, rules)
    metadata = first_descendant(root, "DocumentProperties")
    if metadata is not None:
        title, author = text_of(metadata, "Title"), text_of(metadata, "Author")
        put_properties(
            draft,
            rules,
            "Word",
            Properties(title, author, parsed_time(text_of(metadata, "Created"))),
        )


def _lines(root: XmlElement) -> Iterator[str]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name == "p":
            yield text_of_runs(element)
        elif name == "tr":
            yield " | ".join(" ".join(_lines(cell)) for cell in element if local_name(cell) == "tc")
        elif name and name not in _LEFT_OUT:
            waiting.extend(reversed(element))
