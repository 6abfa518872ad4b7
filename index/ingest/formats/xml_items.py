"""The items of an XML document, one at a time, with what stands above them; names have prefixes.

Prefixes are those that feeds agree on, whatever a document calls them; without one stands what has
no namespace, or one that nobody knows.
"""

import html
import io
import re
from collections.abc import Iterator

from lxml import etree

from index.ingest.formats import xml_text

ItemElement = etree._Element  # noqa: SLF001 - lxml has no public name for it
#: Elements in elements that are looked into, and what is said of a document with more.
MAX_DEPTH = 500
ELEMENTS_TOO_DEEP = "its elements lie too deep in each other"
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
#: References that HTML knows and XML does not.
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_BARE = re.compile(r"&(?![A-Za-z][A-Za-z0-9]{1,30};|#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};)")
_XML = frozenset({"lt", "gt", "amp", "quot", "apos"})


def name(element: ItemElement) -> str:
    """The name of an element with its prefix; empty for what is no element."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if not tag.startswith("{"):
        return tag
    space, _, local = tag[1:].partition("}")
    if "wordpress.org/export/" in space:
        prefix = "excerpt" if "excerpt" in space else "wp"
    else:
        prefix = _PREFIXES.get(space, _PREFIXES.get(space + "/", ""))
    return f"{prefix}:{local}" if prefix else local


def children(element: ItemElement | None, *names: str) -> Iterator[ItemElement]:
    """The children of some names, in the order of the document."""
    for one in element if element is not None else ():
        if name(one) in names:
            yield one


def child(element: ItemElement | None, *names: str) -> ItemElement | None:
    """The first child of the first name that there is, itself not empty; or None."""
    for wanted in names:
        for one in children(element, wanted):
            if one.text or len(one) or one.attrib:
                return one
    return None


def text(element: ItemElement | None) -> str:
    """All text in an element."""
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def clean(source: str) -> str:
    """A document that can be parsed: references of HTML written out, ampersands escaped."""
    source = xml_text.whole_references(xml_text.undeclared(source))
    source = _NAMED.sub(_written_out, source)
    return _BARE.sub("&amp;", source)


def _written_out(reference: re.Match[str]) -> str:
    if reference[1] in _XML:
        return reference[0]
    known = html.unescape(reference[0])
    return known if known != reference[0] else f"&amp;{reference[1]};"


def items(source: str, wanted: frozenset[str]) -> Iterator[ItemElement]:
    """The elements of some names that lie in no other of them, each emptied once it was used.

    What stands above an item is there as far as it was read before it.
    """
    stream = io.BytesIO(clean(source).encode("utf-8", "replace"))
    events = etree.iterparse(
        stream,
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        huge_tree=True,
    )
    inside: ItemElement | None = None
    done: ItemElement | None = None
    depth = 0
    for event, element in events:
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise ValueError(ELEMENTS_TOO_DEEP)
        if event == "start":
            if inside is None and name(element) in wanted:
                inside = element
        elif inside is not None and element is inside:
            yield inside
            inside.clear()
            _forget(done)  # the one before: the parser still stands in this one
            done, inside = inside, None


def _forget(element: ItemElement | None) -> None:
    """Take an element out of the document, which else would grow with every item."""
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)
