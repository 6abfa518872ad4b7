"""Reads the texts of a feed's item: its content, and what other elements say beside it."""

import base64
import binascii
import itertools
import re

from bs4 import BeautifulSoup
from lxml import etree

from index.ingest import character_references, decode
from index.ingest.draft import Draft, letters, tidy_line
from index.ingest.formats.records import further_texts
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.formats.xml_items import children, name
from index.ingest.heads import header_lines
from index.ingest.webpage import page
from index.ingest.webpage.tree.entities import unescaped

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
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>|&[#\w]{2,30};")
_ESCAPED = re.compile(r"&lt;(?:p|br|div|span|table|ul|img|a)\b", re.IGNORECASE)
"""The tag of a paragraph that was escaped once more than the feed needs."""
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w{1,30}|et_pb_\w{1,30})"
    r"(?: [^\[\]]{0,500})?\]"
)
"""A sign in the text of WordPress that its program replaces."""
_AROUND = re.compile(r"<(p|div|span|b|i|em|strong|h[1-6])>([^<>]{1,1000})</\1>", re.IGNORECASE)
"""A title in an element that was escaped once more than the feed needs."""
_BLOCK = re.compile(r"<(?:p|div|li|table|h[1-6]|br)\b", re.IGNORECASE)


def put_texts(draft: Draft, element: XmlElement, feed_title: str) -> None:
    """The paragraphs of an item, from its longest text; full content is preferred to a summary.

    A text that says something else, as a summary of its own words, is kept too.
    """
    names = draft.text("title"), tidy_line(feed_title)
    texts = [markup_of(part) for wanted in _BODIES for part in children(element, wanted)]
    for group in children(element, "media:group"):
        texts += map(markup_of, children(group, "media:description"))
    texts = [_without_closing(markup, *names) for markup in texts if markup.strip()]
    texts = [markup for markup in texts if markup.strip()]
    if not texts:
        return
    lengths = [len(re.sub(r"<[^<>]*>|\s", "", markup)) for markup in texts]
    best = next(
        position for position, length in enumerate(lengths) if length * 5 >= max(lengths) * 4
    )
    put_markup(draft, texts.pop(best))
    for plain in map(without_tags, texts[:_MAX_FURTHER]):
        if letters(plain) not in letters(names[0]) and further_texts.is_missing(draft, plain):
            _put_further(draft, plain)
    _add_unknown(draft, element)
    if best == 0 and texts and lengths[-1] * 2 < lengths[0]:
        draft.put("description", without_tags(texts[-1]), "feed summary")


_MAX_FURTHER = 20
"""The largest number of further texts of an item that are compared with what was read of it."""


def _add_unknown(draft: Draft, element: XmlElement) -> None:
    """Add the texts of elements that nobody knows, which only one program writes."""
    unknown = (node for node in element if _is_unknown(name(node)) and _may_be_text(node))
    for node in itertools.islice(unknown, _MAX_FURTHER):
        plain = without_tags(markup_of(node))
        if further_texts.says_more(draft, plain):
            draft.paragraphs += [line for line in plain.splitlines() if line.strip()]
            draft.note("paragraphs", f"with the text of the fields {name(node)}")
            draft.add_visible(plain)


def _may_be_text(node: XmlElement) -> bool:
    """Whether an element has text that is no address, which BeautifulSoup takes for a mistake."""
    begin = (node.text or "").lstrip()[:12]
    return bool(begin) and "://" not in begin


def _is_unknown(named: str) -> bool:
    return bool(named) and named not in _BODIES and _FIELDS.match(named) is None


_FIELDS = re.compile(
    r"wp:|(?:dc:|dcterms:|media:)?(?:title|creator|author|rights|copyright|credit|subject|source)$"
    r"|link$|comments$|guid$|id$|category$|contributor$|thumbnail$|enclosure$"
)
"""Elements that are fields of an item, say who may use it, or are kept by WordPress beside it."""


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
    closing = tidy_line(without_tags(last))
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


def markup_of(element: XmlElement) -> str:
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


def without_tags(content: str) -> str:
    """A short text without tags and entities."""
    plain = unescaped(
        BeautifulSoup(content, "lxml").get_text() if _TAG.search(content) else content
    )
    around = _AROUND.fullmatch(plain.strip())
    return around[2] if around else plain
