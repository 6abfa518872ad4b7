"""Reads notes of Evernote into drafts, with their files."""

import base64
import binascii
import re
from collections.abc import Iterator

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.records import feed_items, feed_texts
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.formats.xml_items import child, children, text
from index.ingest.heads import field_labels, header_fields, header_lines
from index.ingest.source_file import SourceFile, member_name


def note(
    entry: SourceFile, element: XmlElement, feed: feed_items.Feed, rules: ExtractionRules
) -> Draft:
    """The draft of a note, with its attached files."""
    del feed
    draft = Draft(entry)
    draft.put("title", text(child(element, "title")), "note title")
    attributes = child(element, "note-attributes")
    draft.put("author", text(child(attributes, "author")), "note author")
    draft.put("url", text(child(attributes, "source-url")), "note source")
    tags = ",".join(text(node) for node in children(element, "tag"))
    draft.put("keywords", header_lines.keywords(tags), "note tags")
    content = re.sub(
        r"^\s*(?:<\?xml[^<>]*\?>|<!DOCTYPE[^<>]*>|\s)+", "", text(child(element, "content"))
    )
    feed_texts.put_markup(draft, content)
    if draft.has("url"):
        _put_head(draft, rules)
    day = re.match(r"(\d{4})(\d\d)(\d\d)T", text(child(element, "created")))
    if day is not None:
        draft.put("date", dates.moment("-".join(day.groups()), rules.latest), "note created")
    draft.parts = list(_resources(entry, element))
    return draft


_HEAD_LINES = 5
"""The number of lines at the beginning of a clipped page that may have its day and outlet."""


def _put_head(draft: Draft, rules: ExtractionRules) -> None:
    """Put the day and the outlet that a clipped page states; the note was made later."""
    head = list(filter(header_lines.is_header, draft.paragraphs[:_HEAD_LINES]))
    labels = [label for line in head for label in field_labels.scan(line)]
    header_fields.put_fields(draft, labels, rules.latest)
    days = (dates.first_labelled(line, rules.latest) for line in head)
    draft.put("date", next(filter(None, days), None), "head of the page")


def _resources(entry: SourceFile, element: XmlElement) -> Iterator[SourceFile]:
    """The files in a note except pictures."""
    for number, node in enumerate(children(element, "resource"), start=1):
        kind = text(child(node, "mime"))
        if kind.startswith(("image/", "audio/", "video/")):
            continue
        named = text(child(child(node, "resource-attributes"), "file-name"))
        label = member_name(named) or f"file {number}"
        try:
            data = base64.b64decode(text(child(node, "data")))
        except (ValueError, binascii.Error):
            continue
        if data:
            yield entry.member(label, "", data)
