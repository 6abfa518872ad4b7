"""Reads XML: each item of a feed or an export is a report; other XML is one text."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import xml_items
from index.ingest.formats.records import evernote, feed_items, xml_records
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.source_file import SourceFile
from index.report import Skipped

_MAX_ITEMS = 100_000
_MAX_CHARS = 64_000_000
"""The largest number of items and of code points that are read; the rest is cut and reported."""
_START = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF)[\s>]")
"""The beginning of a feed behind the warnings of a server, and how far it is looked for."""
_BEGINNING = 16_384
_ITEMS = frozenset({"item", "entry", "note", "url", "outline", "sitemap"})


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """A draft for each item, with its number in the path; a single one for other XML."""
    markup = decode.decode(data, entry.charset).text
    kind, text = _document(markup[:_MAX_CHARS])
    if kind not in _READERS:
        yield from xml_records.read(entry, text, rules)
        return
    feed = feed_items.Feed()
    count = 0
    try:
        for item in xml_items.items(text, _READERS[kind][0]):
            count += 1
            if count > _MAX_ITEMS:
                break
            draft = _READERS[kind][1](entry.at(f"{entry.path}!{count}"), item, feed, rules)
            if draft is not None:
                yield draft
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Skipped(entry.path, f"The XML is damaged ({error}).")
    if count > _MAX_ITEMS or len(markup) > _MAX_CHARS:
        yield Skipped(entry.path, "The feed is too long; its last items were not read.")
    yield from feed.skipped_items(entry)
    if not count and kind in {"opml", "urlset", "sitemapindex"}:
        yield Skipped(entry.path, "There is no report in it.")
    elif not count:
        yield from xml_records.read(entry, text, rules)


def _document(text: str) -> tuple[str, str]:
    """The name of the root element, and the document from its beginning, with a single root."""
    kind = _root(text)
    if kind not in _READERS and (start := _START.search(text, 0, _BEGINNING)) is not None:
        text = text[start.start() :]
        kind = _root(text)
    if kind in _REPEATED:
        text = f"<{kind}s>{text[_prologue(text) :]}</{kind}s>"
    return kind, text


_Read = Callable[[SourceFile, XmlElement, feed_items.Feed, ExtractionRules], Draft | Skipped | None]
_READERS: dict[str, tuple[frozenset[str], _Read]] = {
    "rss": (frozenset({"item"}), feed_items.item),
    "channel": (frozenset({"item"}), feed_items.item),
    "rdf": (frozenset({"item"}), feed_items.item),
    "feed": (frozenset({"entry"}), feed_items.item),
    "entry": (frozenset({"entry"}), feed_items.item),
    "en-export": (frozenset({"note"}), evernote.note),
    "urlset": (frozenset({"url"}), feed_items.address),
    "sitemapindex": (frozenset({"sitemap"}), feed_items.address),
    "opml": (frozenset({"body"}), feed_items.outlines),
}
_REPEATED = frozenset({"doc", "reuters"})
"""Roots that stand one behind the other in a file, as collections of texts are written."""
_ROOT = re.compile(
    r"\s*(?:<\?[^<>]{0,2000}\?>|<!--.{0,8000}?-->|<!doctype[^<>\[]{0,500}(?:\[.{0,4000}?\])?\s*>)",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"\s*<(?:[A-Za-z][\w.-]{0,30}:)?([A-Za-z][\w.-]{0,60})")


def _prologue(text: str) -> int:
    """Where the root element begins, behind declarations and comments."""
    at = 1 if text.startswith("\ufeff") else 0
    for _ in range(50):
        match = _ROOT.match(text, at)
        if match is None:
            break
        at = match.end()
    return at


def _root(text: str) -> str:
    """The name of the root element in lower case; or empty."""
    match = _NAME.match(text, _prologue(text))
    return match[1].lower() if match is not None else ""


def _is_feed(sample: Sample) -> int:
    """CERTAIN if the root is that of a feed or an export; other XML is recognised by its name."""
    head = sample.start[:16_384]
    if not head.startswith(b"<"):
        return NO
    return CERTAIN if _root(head.decode("utf-8", "replace")) in _KNOWN else NO


_KNOWN = frozenset(
    {
        *("rss", "feed", "rdf", "urlset", "sitemapindex", "opml", "en-export", "mediawiki"),
        *("doc", "docs", "reuters", "pubmedarticleset", "modscollection", "mysqldump", "nitf"),
    }
)
"""Roots that only feeds, exports and collections of texts have."""
FORMAT = Format(
    kind="xml",
    endings=(".xml", ".rss", ".atom", ".rdf", ".enex", ".opml", ".wxr", ".sgm", ".sgml"),
    sniff=_is_feed,
    read_drafts=read,
)
