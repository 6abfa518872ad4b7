"""Takes the text out of an OpenDocument file that its styles hide."""

from collections.abc import Iterator

from index.ingest.formats.xml_elements import XmlElement, attribute, local_name

_SHOWN = frozenset({"", "true"})
"""What the attribute `text:display` says of text that is seen."""


def take_out(content: XmlElement, styles: XmlElement | None) -> None:
    """Empty the spans of a content, and its paragraphs, whose style hides them."""
    roots = [content] if styles is None else [content, styles]
    hidden = {name for root in roots for name in _hidden(root)}
    if not hidden:
        return
    for element in content.iter():
        unseen = local_name(element) in {"span", "p", "h"}
        if unseen and attribute(element, "style-name") in hidden:
            for child in list(element):
                element.remove(child)
            element.text = None


def _hidden(root: XmlElement) -> Iterator[str]:
    """The names of the styles that hide text."""
    for element in root.iter():
        if local_name(element) == "text-properties":
            style = element.getparent()
            if style is not None and attribute(element, "display") not in _SHOWN:
                yield attribute(style, "name")
