"""Reads the items of an XML document one at a time; element names have standard prefixes.

The prefixes are the usual ones of feeds, whatever the document uses. Elements without a known
namespace have no prefix.
"""

import io
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from index.ingest import character_references
from index.ingest.formats import xml_text
from index.ingest.formats.xml_elements import XmlElement

MAX_ELEMENT_DEPTH = 500
ELEMENTS_TOO_DEEP = "its elements lie too deep in each other"
"""Maximum depth of nested elements, and the error for a deeper document."""
_PREFIXES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://schemas.google.com/blogger/2018": "blogger",
    "http://www.google.com/schemas/sitemap-video/1.1": "video",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
"""Entities of HTML that XML does not define."""
_BARE = re.compile(r"&(?![A-Za-z][A-Za-z0-9]{1,30};|#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};)")
_XML = frozenset({"lt", "gt", "amp", "quot", "apos"})


def stated(element: XmlElement, inside: Iterable[XmlElement]) -> Iterator[tuple[str, str]]:
    """What an element says itself: its attributes, and those `inside` with nothing but a text."""
    yield from ((str(attribute), str(value)) for attribute, value in element.attrib.items())
    for node in inside:
        if name(node) and not len(node):
            yield name(node), (node.text or "").strip()


def name(element: XmlElement) -> str:
    """The name of an element with its prefix; empty for a comment or an instruction."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if not tag.startswith("{"):
        return tag
    space, _, local = tag[1:].partition("}")
    if "wordpress.org/export/" in space:
        prefix = "excerpt" if "excerpt" in space else "wp"
    elif "prismstandard.org/namespaces/" in space:
        prefix = "prism"
    else:
        prefix = _PREFIXES.get(space, _PREFIXES.get(space + "/", ""))
    return f"{prefix}:{local}" if prefix else local


def children(element: XmlElement | None, *names: str) -> Iterator[XmlElement]:
    """The children with these names, in document order."""
    for node in element if element is not None else ():
        if name(node) in names:
            yield node


def child(element: XmlElement | None, *names: str) -> XmlElement | None:
    """The first non-empty child with the first name that exists; None if there is none."""
    for wanted in names:
        for node in children(element, wanted):
            if node.text or len(node) or node.attrib:
                return node
    return None


def text(element: XmlElement | None) -> str:
    """All text in an element."""
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def clean(source: str) -> str:
    """A parsable document: HTML entities replaced, bare ampersands escaped."""
    source = xml_text.whole_references(xml_text.undeclared(source))
    source = _NAMED.sub(_written_out, source)
    return _BARE.sub("&amp;", source)


def _written_out(reference: re.Match[str]) -> str:
    if reference[1] in _XML:
        return reference[0]
    known = character_references.decoded(reference[0])
    return known if known != reference[0] else f"&amp;{reference[1]};"


def items(source: str, wanted: frozenset[str]) -> Iterator[XmlElement]:
    """The outermost elements with these names; each is emptied after use.

    Elements before an item are available as far as they were read.
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
    inside: XmlElement | None = None
    done: XmlElement | None = None
    depth = 0
    for event, element in events:
        depth += 1 if event == "start" else -1
        if depth > MAX_ELEMENT_DEPTH:
            raise ValueError(ELEMENTS_TOO_DEEP)
        if event == "start":
            if inside is None and name(element) in wanted:
                inside = element
        elif inside is not None and element is inside:
            yield inside
            inside.clear()
            _forget(done)  # the previous item: the parser is still inside this one
            done, inside = inside, None


def _forget(element: XmlElement | None) -> None:
    """Remove an element from the document, so that memory does not grow with every item."""
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)
