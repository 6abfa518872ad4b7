"""XML: each item of an RSS or Atom feed is a report; other XML is read as one text."""

import datetime
import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from bs4 import BeautifulSoup
from bs4.element import Tag

from index.ingest import dates, decode, header_lines
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import xml_text
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page
from index.ingest.webpage.blocks import page_blocks
from index.report import Skipped

#: Items and code points of a feed that are read; the rest is cut, and said.
_MOST_ITEMS = 5_000
_LONGEST = 4_000_000
_BODIES = ("content:encoded", "encoded", "content", "description", "summary", "text", "body")
_DATES = ("pubDate", "published", "dc:date", "date", "issued", "updated")


def read(entry: SourceFile, data: bytes, guide: ExtractionRules) -> Iterator[Draft | Skipped]:
    """A draft for each item, with its number in the path; one for XML that is no feed."""
    whole = decode.decode(data, entry.charset).text
    text = whole[:_LONGEST]
    soup = xml_text.parsed(text)
    items = soup.find_all(["item", "entry"], limit=_MOST_ITEMS)
    outlet = next((found.get_text() for found in soup.find_all("title", limit=1)), "")
    for number, item in enumerate(items, start=1):
        yield _item(entry.at(f"{entry.path}!{number}"), item, outlet, guide.latest)
    if not items:
        yield _other(entry, soup)
    if len(items) == _MOST_ITEMS or len(text) < len(whole):
        yield Skipped(entry.path, "The feed is too long; its last items were not read.")


def _item(entry: SourceFile, item: Tag, outlet: str, latest: datetime.date) -> Draft:
    """What an item of a feed says."""
    draft = Draft(entry)
    draft.put("title", _plain(_child(item, "title")), "feed title")
    for name in _DATES:
        draft.put("date", _date(_child(item, name), latest), f"feed {name}")
    draft.put("source", _plain(_child(item, "source")), "feed source")
    author = item.find("author")
    person = author.find("name") if isinstance(author, Tag) else None
    draft.put(
        "author",
        person.get_text() if isinstance(person, Tag) else _child(item, "author"),
        "feed author",
    )
    draft.put("author", _child(item, "dc:creator") or _child(item, "creator"), "feed creator")
    draft.put("source", outlet, "title of the feed")
    draft.put("url", _link(item), "feed link")
    draft.put(
        "keywords",
        header_lines.keywords(
            ",".join(
                found.get_text() or str(found.get("term", ""))
                for found in item.find_all("category")
            )
        ),
        "feed category",
    )
    for name in _BODIES:
        if not draft.paragraphs:
            page.read_all(draft, _child(item, name))
    return draft


def _child(item: Tag, name: str) -> str:
    """The text of a child element, by its name with or without prefix."""
    for child in item.find_all(name.rpartition(":")[2], recursive=False):
        if ":" not in name or child.prefix == name.partition(":")[0] or child.name == name:
            nested = name == "content" and any(isinstance(part, Tag) for part in child.contents)
            return child.decode_contents() if nested else child.get_text()
    found = item.find(name, recursive=False)
    return found.get_text() if isinstance(found, Tag) else ""


def _plain(text: str) -> str:
    return BeautifulSoup(text, "lxml").get_text() if "<" in text or "&" in text else text


def _date(text: str, latest: datetime.date) -> datetime.date | None:
    try:
        date: datetime.date | None = parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        date = dates.moment(text, latest) if text else None
    return date if date is not None and dates.EARLIEST <= date <= latest else None


def _link(item: Tag) -> str:
    """The address of an item: text in RSS, an attribute in Atom."""
    for found in item.find_all("link", limit=10):
        address = found.get_text().strip() or str(found.get("href", ""))
        if (
            address.startswith(("http://", "https://"))
            and found.get("rel", "alternate") == "alternate"
        ):
            return address
    guid = item.find("guid")
    address = guid.get_text().strip() if isinstance(guid, Tag) else ""
    return address if address.startswith(("http://", "https://")) else ""


def _other(entry: SourceFile, soup: BeautifulSoup) -> Draft:
    """XML of another kind: its title element, its date element, and all its text."""
    draft = Draft(entry)
    for name in ("title", "headline", "标题"):
        found = soup.find(name)
        draft.put("title", found.get_text() if isinstance(found, Tag) else "", f"element {name}")
    page_of = page_blocks(
        BeautifulSoup(f"<body>{soup}</body>", "lxml", multi_valued_attributes=None)
    )
    draft.paragraphs = [block.plain for block in page_of.blocks]
    return draft


_ROOT = re.compile(rb"(?:<\?xml|<\?xml-stylesheet|<!doctype)[^>]{0,1000}>\s{0,200}", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[a-z]{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|opml|en-export)[\s>]")


def _is_feed(sample: Sample) -> int:
    """Whether the root is that of a feed or an export; other XML is read under its own name."""
    start = sample.markup
    while (match := _ROOT.match(start)) is not None:
        start = start[match.end() :]
    return CERTAIN if _FEED.match(start) else NO


FORMAT = Format(kind="xml", endings=(".xml", ".rss", ".atom"), sniff=_is_feed, read_drafts=read)
