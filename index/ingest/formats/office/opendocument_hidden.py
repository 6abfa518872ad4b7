"""Takes out of an OpenDocument file what it hides, and tells which slides and cells it hides."""

from collections.abc import Iterator

from index.ingest.formats.records.tabular.hidden_cells import HiddenCells
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name

_SHOWN = frozenset({"", "true"})
"""What the attribute `text:display` says of text that is seen."""


def take_out(content: XmlElement, styles: XmlElement | None) -> None:
    """Empty what a content hides: sections, paragraphs that say so, text by its style."""
    roots = [content] if styles is None else [content, styles]
    hidden = {name for root in roots for name in _hidden_styles(root)}
    for element in list(content.iter()):
        unseen = _hidden_by(element, hidden)
        if unseen is not None:
            for child in list(unseen):
                unseen.remove(child)
            unseen.text = None


def _hidden_by(element: XmlElement, hidden: set[str]) -> XmlElement | None:
    """The element that is hidden by this one: by its style, or because it says so; or None."""
    kind = local_name(element)
    if kind in {"span", "p", "h"}:
        return element if attribute(element, "style-name") in hidden else None
    says_so = attribute(element, "is-hidden") == "true"
    if kind == "hidden-paragraph":
        return element.getparent() if says_so else None
    display = attribute(element, "display") if kind == "section" else ""
    return element if display == "none" or (display == "condition" and says_so) else None


def slides(content: XmlElement, styles: XmlElement | None) -> list[int]:
    """The numbers of the slides that are not shown with the others."""
    hidden = _styles_with(content, styles, "drawing-page-properties", "visibility", "hidden")
    pages = (element for element in content.iter() if local_name(element) == "page")
    return [
        number
        for number, page in enumerate(pages, start=1)
        if attribute(page, "style-name") in hidden
    ]


def cells(content: XmlElement, styles: XmlElement | None) -> HiddenCells:
    """The sheets and the rows with cells that a spreadsheet hides."""
    hidden = _styles_with(content, styles, "table-properties", "display", "false")
    found = HiddenCells()
    for element in content.iter():
        kind = local_name(element)
        if kind == "table" and attribute(element, "style-name") in hidden:
            found.sheets.append(attribute(element, "name"))
        elif kind == "table-row" and attribute(element, "visibility") in {"collapse", "filter"}:
            found.rows += any(local_name(node) == "p" for node in element.iter())
    return found


def _styles_with(
    content: XmlElement, styles: XmlElement | None, properties: str, name: str, value: str
) -> set[str]:
    """The names of the styles with this value of a property."""
    return {
        attribute(style, "name")
        for root in (content, styles)
        if root is not None
        for element in root.iter()
        if local_name(element) == properties and attribute(element, name) == value
        if (style := element.getparent()) is not None
    }


def _hidden_styles(root: XmlElement) -> Iterator[str]:
    """The names of the styles that hide text."""
    for element in root.iter():
        if local_name(element) == "text-properties":
            style = element.getparent()
            if style is not None and attribute(element, "display") not in _SHOWN:
                yield attribute(style, "name")


def is_unseen(element: XmlElement) -> bool:
    """Whether it is a field of slides without a value, as <number>, or describes a picture."""
    if local_name(element) in {"title", "desc"}:
        return _PICTURE in str(element.tag)
    return (element.text or "").startswith("<") and local_name(element) in _FIELDS


_FIELDS = frozenset({"page-number", "date-time", "header", "footer"})
_PICTURE = ":svg-compatible:"
