"""Elements of XML by their local names; strict files have other namespaces than usual ones."""

from lxml import etree

XmlElement = etree._Element  # noqa: SLF001 - lxml has no public name for it

TOO_DEEP = "Its elements are nested deeper than is read, and there is no text above them."


def has_only_depth(root: XmlElement, parser: etree.XMLParser) -> bool:
    """Whether the parser has stopped at elements nested too deep before it came to any text."""
    stopped = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    return stopped and not any(str(text).strip() for text in root.itertext())


def local_name(element: XmlElement) -> str:
    """The name of an element without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parent_name(element: XmlElement) -> str:
    """The name of the parent of an element without its namespace; empty for the root."""
    parent = element.getparent()
    return local_name(parent) if parent is not None else ""


def attribute(element: XmlElement, name: str) -> str:
    """An attribute by its name without namespace; empty if it is missing."""
    value = element.get(name)
    if value is not None:
        return str(value)
    ends = "}" + name
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).endswith(ends)), ""
    )


def first_descendant(root: XmlElement, name: str) -> XmlElement | None:
    """The first descendant with that name."""
    return next((element for element in root.iter() if local_name(element) == name), None)


def text_of(root: XmlElement, name: str) -> str:
    """The text of the first descendant with that name; or empty."""
    element = first_descendant(root, name)
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def text_of_runs(paragraph: XmlElement) -> str:
    """The text of a paragraph's runs; a tab or a line break in it becomes a space."""
    parts = []
    for element in paragraph.iter():
        name = local_name(element)
        if name == "t":
            parts.append(element.text or "")
        elif name in {"br", "tab"}:
            parts.append(" ")
    return "".join(parts)
