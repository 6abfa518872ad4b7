"""Reads feed items, sitemap URLs and outlines into drafts."""

import base64
import binascii
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from lxml import etree

from index.ingest import (
    character_references,
    dates,
    decode,
    header_lines,
    partial_dates,
    title_outlet,
)
from index.ingest.draft import Draft, letters, tidy_line
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats.file_authors import DEFAULT_AUTHORS
from index.ingest.formats.records import further_texts
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.formats.xml_items import child, children, name, text
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page
from index.ingest.webpage.entities import unescaped
from index.report import Skipped
from index.report_date import ReportDate

_BODIES = (
    *("content:encoded", "encoded", "content", "full-text", "fulltext", "description", "summary"),
    *(
        "xhtml:body",
        "fullitem",
        "media:description",
        "dc:description",
        "dcterms:abstract",
        "itunes:summary",
        "excerpt:encoded",
        "text",
        "body",
    ),
)
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
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>|&[#\w]{2,30};")
_ESCAPED = re.compile(r"&lt;(?:p|br|div|span|table|ul|img|a)\b", re.IGNORECASE)
"""The tag of a paragraph that was escaped once more than the feed needs."""
_KIND, _SETTINGS = "http://schemas.google.com/g/2005#kind", re.compile(r"#(?:settings|template)$")
"""How feeds of Google say what an entry is, and which entries of Blogger are no posts."""
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w{1,30}|et_pb_\w{1,30})"
    r"(?: [^\[\]]{0,500})?\]"
)
"""A sign in the text of WordPress that its program replaces."""
_AROUND = re.compile(r"<(p|div|span|b|i|em|strong|h[1-6])>([^<>]{1,1000})</\1>", re.IGNORECASE)
"""A title in an element that was escaped once more than the feed needs."""
_SECTION = re.compile(r"<!\[CDATA\[(.{0,2000})\]\]>", re.DOTALL)
"""A title in a section of characters that was escaped once more than the feed needs."""
_BLOCK = re.compile(r"<(?:p|div|li|table|h[1-6]|br)\b", re.IGNORECASE)


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
            )
        if self.empty_items:
            yield Skipped(
                entry.path, f"{self.empty_items} of its addresses have no title and no text."
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
    draft.put("source", _plain(_title_above(above)), "title of the feed")
    title_outlet.take(draft)
    draft.put("url", _link(element), "feed link")
    words = (
        text(category) or category.get("label") or category.get("term") or ""
        for category in _categories(element)
    )
    draft.put("keywords", header_lines.keywords(",".join(words)), "feed category")
    _body(draft, element, _plain(_title_above(above)))
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
    source = child(element, "source", "prism:publicationName", "dc:source", "dc:publisher")
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


def _body(draft: Draft, element: XmlElement, feed_title: str) -> None:
    """The paragraphs of an item, from its longest text; full content is preferred to a summary.

    A text that says something else, as a summary of its own words, is kept too.
    """
    names = draft.text("title"), tidy_line(feed_title)
    texts = [_markup(part) for wanted in _BODIES for part in children(element, wanted)]
    for group in children(element, "media:group"):
        texts += map(_markup, children(group, "media:description"))
    texts = [_without_closing(markup, *names) for markup in texts if markup.strip()]
    texts = [markup for markup in texts if markup.strip()]
    if not texts:
        return
    lengths = [len(re.sub(r"<[^<>]*>|\s", "", markup)) for markup in texts]
    best = next(
        position for position, length in enumerate(lengths) if length * 5 >= max(lengths) * 4
    )
    put_markup(draft, texts.pop(best))
    for plain in map(_without_tags, texts):
        if letters(plain) not in letters(names[0]) and further_texts.is_missing(draft, plain):
            _put_further(draft, plain)
    if best == 0 and texts and lengths[-1] * 2 < lengths[0]:
        draft.put("description", _without_tags(texts[-1]), "feed summary")


def _put_further(draft: Draft, plain: str) -> None:
    """Put a text that the paragraphs do not have: the first is the description."""
    if "description" in draft.values:
        draft.paragraphs.append(plain)
    else:
        draft.put("description", plain, "feed summary")
    draft.add_visible(plain)


def _without_closing(markup: str, title: str, feed_title: str) -> str:
    """A text without a last paragraph that only says of what it is, or is a link to all of it.

    WordPress writes it in its language: The post … appeared first on …
    """
    at = markup.rfind("<p")
    if at < 0:
        return markup
    last = markup[at : at + _MAX_CLOSING_MARKUP]
    closing = tidy_line(_without_tags(last))
    if "<a" in last and len(closing) <= _MAX_CLOSING_CHARS and header_lines.is_noise(closing):
        return markup[:at]
    if not title or not feed_title:
        return markup
    long = len(closing) > len(title) + len(feed_title) + _MAX_CLOSING_CHARS
    return markup if long or title not in closing or feed_title not in closing else markup[:at]


_MAX_CLOSING_CHARS, _MAX_CLOSING_MARKUP = 40, 4_000
"""The most code points around the names in such a paragraph, and of its markup."""


def put_markup(draft: Draft, markup: str) -> None:
    """Put a text into the draft: an HTML fragment, or plain text with empty lines."""
    if "<" not in markup and _ESCAPED.search(markup):
        markup = character_references.decoded(markup)
    markup = _SHORTCODE.sub("", markup)
    if not _TAG.search(markup):
        draft.add_visible(markup)
        draft.paragraphs = [line for line in re.split(r"[\r\n]+", markup) if line.strip()]
        return
    if not _BLOCK.search(markup) or _EMPTY_LINE.search(markup):
        # As in WordPress, an empty line ends a paragraph.
        markup = "<p>" + _EMPTY_LINE.sub("</p>\n<p>", markup) + "</p>"
    page.read_all(draft, markup)


def _markup(element: XmlElement) -> str:
    """The content of an element as an HTML fragment."""
    kind = element.get("type") or ""
    packed = element.get("mode") == "base64" or kind == "application/octet-stream"
    if len(element):
        return (element.text or "") + "".join(map(_inner_markup, element))
    content = element.text or ""
    if packed:
        try:
            return decode.decode(base64.b64decode(content)).text
        except (ValueError, binascii.Error):
            return content
    if kind in {"text", "text/plain"}:
        return content.replace("&", "&amp;").replace("<", "&lt;") if "<" in content else content
    return content


def _inner_markup(node: XmlElement) -> str:
    """An element inside a text and what follows it, which may be markup in a CDATA section."""
    tail = node.tail or ""
    marked = _BLOCK.search(tail) is not None
    return etree.tostring(node, encoding="unicode", with_tail=not marked) + (tail if marked else "")


def _plain(element: XmlElement | None) -> str:
    """A short text without tags and entities, unless it is declared as plain text."""
    if element is None:
        return ""
    content = _markup(element) if element.get("mode") == "base64" else text(element)
    if section := _SECTION.fullmatch(content):
        content = section[1]
    return content if element.get("type") == "text" else _without_tags(content)


def _without_tags(content: str) -> str:
    plain = unescaped(
        BeautifulSoup(content, "lxml").get_text() if _TAG.search(content) else content
    )
    around = _AROUND.fullmatch(plain.strip())
    return around[2] if around else plain


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
            return address
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
    put_markup(draft, text(child(video, "video:description")))
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
    lines = (_without_tags(node.get(key) or "") for node in nodes for key in ("text", "_note"))
    draft.paragraphs = [part for line in lines for part in line.splitlines() if part.strip()]
    draft.add_visible("\n".join(draft.paragraphs))
    return draft
