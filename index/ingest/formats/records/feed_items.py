"""Reads feed items, sitemap URLs and outlines into drafts."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.file_authors import DEFAULT_AUTHORS
from index.ingest.formats.records import feed_texts
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.formats.xml_items import child, children, name, text
from index.ingest.heads import header_lines, title_outlet
from index.ingest.source_file import SourceFile
from index.ingest.structured import field_values
from index.report import Skipped
from index.report_date import ReportDate

_DATES = (
    *("pubDate", "pubdate", "published", "dcterms:issued", "dcterms:created", "dc:date", "date"),
    *("issued", "created", "wp:post_date", "updated", "modified", "dcterms:modified"),
)
_OTHER_TYPES = frozenset(
    {
        *(
            "COMMENT",
            "attachment",
            "nav_menu_item",
            "revision",
            "custom_css",
            "customize_changeset",
        ),
        *("wp_global_styles", "wp_navigation", "wp_template", "wp_template_part", "wp_block"),
        *("oembed_cache", "user_request", "wp_font_face", "wp_font_family"),
    }
)
"""Types of items in exports of WordPress and Blogger other than posts and pages."""
_MAIL = re.compile(r"^[^\s@]+@[^\s@]+ \((.+)\)$")
_KIND, _SETTINGS = "http://schemas.google.com/g/2005#kind", re.compile(r"#(?:settings|template)$")
"""How feeds of Google say what an entry is, and which entries of Blogger are no posts."""
_SEARCH = re.compile(
    r"Google (?:Alerts?|News|快[讯訊]|アラート)\s[-–—]|.{1,200} - (?:BingNews|Google News)$"
)
"""The title of a feed of what a search finds, which is no outlet."""
_SECTION = re.compile(r"<!\[CDATA\[(.{0,2000})\]\]>", re.DOTALL)
"""A title in a section of characters that was escaped once more than the feed needs."""


@dataclass(slots=True)
class Feed:
    """The properties of a feed, and counts of items that are not reports."""

    people: dict[str, str] | None = None
    other_items: int = 0
    empty_items: int = 0

    def skipped_items(self, entry: SourceFile) -> Iterator[Skipped]:
        """Sentences about the items that are not reports."""
        if self.other_items:
            yield Skipped(
                entry.path,
                f"{self.other_items} of its items are files, menus, comments or versions of posts.",
                remark=True,
            )
        if self.empty_items:
            yield Skipped(
                entry.path,
                f"{self.empty_items} of its addresses have no title and no text.",
                remark=True,
            )


def item(
    entry: SourceFile, element: XmlElement, feed: Feed, rules: ExtractionRules
) -> Draft | None:
    """The draft of a feed item; None for an item of an export that is not a post."""
    kind = text(child(element, "wp:post_type", "blogger:type"))
    if kind in _OTHER_TYPES or _is_setting(element):
        feed.other_items += 1
        return None
    latest = rules.latest
    draft = Draft(entry)
    draft.put("title", _plain(child(element, "title", "media:title", "dc:title")), "feed title")
    for date in _DATES:
        draft.put("date", _date(text(child(element, date)), latest), f"feed {date}")
    above = element.getparent()
    draft.put("source", _source(element), "feed source")
    draft.put("author", _people(element, feed, above), "feed author")
    if (of_feed := _plain(_title_above(above))) and _SEARCH.match(of_feed):
        draft.put("source", title_outlet.named_in(draft.text("title")), "feed title")
    else:
        draft.put("source", of_feed, "title of the feed")
    title_outlet.take(draft)
    draft.put("url", _link(element), "feed link")
    words = (
        text(category) or category.get("label") or category.get("term") or ""
        for category in _categories(element)
    )
    draft.put("keywords", header_lines.keywords(",".join(words)), "feed category")
    feed_texts.put_texts(draft, element, _plain(_title_above(above)))
    return draft


def _is_setting(element: XmlElement) -> bool:
    """Whether an entry of Blogger's export is a setting or a template."""
    return any(
        category.get("scheme") == _KIND and _SETTINGS.search(category.get("term") or "")
        for category in _categories(element)
    )


def _categories(element: XmlElement) -> Iterator[XmlElement]:
    return children(element, "category", "dc:subject")


def _title_above(above: XmlElement | None) -> XmlElement | None:
    """The title of a feed, from its channel; in RDF that is a sibling of the items.

    An element of the channel that was not closed stands around the items.
    """
    while above is not None:
        channel = child(above, "channel")
        title = child(channel if channel is not None else above, "title")
        if title is not None:
            return title
        above = above.getparent()
    return None


def _source(element: XmlElement) -> str:
    """The outlet that published an item."""
    source = child(
        element, "source", "Source", "prism:publicationName", "dc:source", "dc:publisher"
    )
    if source is None:
        return ""
    title = child(source, "title")
    source_name = _plain(title) if title is not None else _plain(source)
    return "" if source_name.startswith(("http://", "https://")) else source_name


def _people(element: XmlElement, feed: Feed, above: XmlElement | None) -> str:
    """The authors of an item, else those of an Atom feed."""
    names: list[str] = []
    for node in children(
        element, "author", "dc:creator", "creator", "itunes:author", "media:credit"
    ):
        person = child(node, "name")
        author = _plain(person if person is not None else node)
        match = _MAIL.match(author)
        author = match[1] if match else author
        if author and author not in names:
            names.append(author)
    if not names and above is not None and name(above) == "feed":
        names = [_plain(child(node, "name")) for node in children(above, "author")]
    known = _display_names(feed, above)
    named = [known.get(label, label) for label in names if "@" not in label or " " in label]
    return ", ".join(label for label in named if label.lower() not in DEFAULT_AUTHORS)


def _display_names(feed: Feed, above: XmlElement | None) -> dict[str, str]:
    """The display names of authors by login, in an export."""
    if feed.people is None:
        feed.people = {}
        for node in children(above, "wp:author"):
            login = text(child(node, "wp:author_login"))
            feed.people[login] = text(child(node, "wp:author_display_name")) or login
    return feed.people


def _plain(element: XmlElement | None) -> str:
    """A short text without tags and entities, unless it is declared as plain text."""
    if element is None:
        return ""
    content = feed_texts.markup_of(element) if element.get("mode") == "base64" else text(element)
    if section := _SECTION.fullmatch(content):
        content = section[1]
    return content if element.get("type") == "text" else feed_texts.without_tags(content)


def _date(text: str, latest: datetime.date) -> ReportDate | None:
    if not text or " -" in text[:20]:
        return None  # exports write a negative year for a missing date
    return dates.of_message(text, latest) or partial_dates.read(text, latest)


_LINKS = ("origLink", "link", "guid", "id")
"""The elements with the address of an item, the best first; links of FeedBurner are its own."""


def _link(element: XmlElement) -> str:
    """The URL of an item, which is text in RSS and an attribute in Atom."""
    nodes = (node for wanted in _LINKS for node in children(element, wanted))
    for node in nodes:
        if node.get("rel", "alternate") != "alternate" or node.get("isPermaLink") == "false":
            continue
        address = (text(node) or node.get("href") or "").replace("&amp;", "&")
        if name(node) == "link" and address:
            address = _absolute(node, address)
        if address.startswith(("http://", "https://")):
            return field_values.direct(address)
    return ""


def _absolute(node: XmlElement, address: str) -> str:
    """An address with the one that `xml:base` declares before it, or that of the feed."""
    above = node.getparent()
    channel = above.getparent() if above is not None else None
    links = (text(link) or link.get("href") or "" for link in children(channel, "link"))
    base = node.base or next((link for link in links if link.startswith("http")), "")
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def address(
    entry: SourceFile, element: XmlElement, feed: Feed, rules: ExtractionRules
) -> Draft | None:
    """The draft of a URL in a sitemap of news or videos; None without a title."""
    news, video = child(element, "news:news"), child(element, "video:video")
    title = text(child(news, "news:title")) or _plain(child(video, "video:title"))
    if not title:
        feed.empty_items += 1
        return None
    draft = Draft(entry)
    draft.put("title", title, "sitemap title")
    shown = text(child(video, "video:publication_date"))
    day = text(child(news, "news:publication_date")) or shown or text(child(element, "lastmod"))
    draft.put("date", _date(day, rules.latest), "sitemap date")
    source = text(child(child(news, "news:publication"), "news:name"))
    draft.put("source", source, "sitemap publication")
    draft.put("url", text(child(element, "loc")), "sitemap address")
    draft.put(
        "keywords", header_lines.keywords(text(child(news, "news:keywords"))), "sitemap keywords"
    )
    feed_texts.put_markup(draft, text(child(video, "video:description")))
    return draft


def outlines(
    entry: SourceFile, element: XmlElement, feed: Feed, rules: ExtractionRules
) -> Draft | Skipped:
    """The draft of an outline as lines; None for a list of feeds."""
    del feed
    nodes = [node for node in element.iter() if name(node) == "outline"]
    file = entry.at(entry.path.rpartition("!")[0])
    if any(node.get("xmlUrl") for node in nodes):
        return Skipped(
            file.path, f"It is a list of {len(nodes)} feeds (OPML), with no report in it."
        )
    draft = Draft(file)
    above = element.getparent()
    head = child(above, "head")
    draft.put("title", text(child(head, "title")), "outline title")
    draft.put("author", text(child(head, "ownerName")), "outline owner")
    draft.put("date", _date(text(child(head, "dateCreated")), rules.latest), "outline created")
    lines = (
        feed_texts.without_tags(node.get(key) or "") for node in nodes for key in ("text", "_note")
    )
    draft.paragraphs = [part for line in lines for part in line.splitlines() if part.strip()]
    draft.add_visible("\n".join(draft.paragraphs))
    return draft
