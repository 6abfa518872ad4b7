"""Tells what nobody sees of an Office file: rows, prompts, alternatives of other programs."""

from collections.abc import Iterable

from index.ingest.draft import Draft
from index.ingest.formats.office.word_package import attribute_value, child_at
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name
from index.ingest.line_wrapping import width

_OFF = frozenset({"0", "false", "off"})
_KNOWN_NAMESPACES = ("http://schemas.microsoft.com/", "http://schemas.openxmlformats.org/")
"""How the namespaces begin that a program for these files may know."""
_MAX_PROMPT_WIDTH = 60
"""The widest text in a control, in columns, that only says what to enter."""


def is_on(mark: XmlElement | None) -> bool:
    """Whether a mark of Word, which may say no, is there and says yes."""
    return mark is not None and attribute_value(mark) not in _OFF


def is_prompt(control: XmlElement) -> bool:
    """Whether a control shows what to enter instead of a value; a long text says more than that."""
    if not is_on(child_at(control, "sdtPr", "showingPlcHdr")):
        return False
    letters = "".join(node.text or "" for node in control.iter() if local_name(node) == "t")
    return width(letters) <= _MAX_PROMPT_WIDTH


def is_shape(element: XmlElement) -> bool:
    """Whether an element is a shape, a picture or a group of them that its slide hides."""
    first = next(iter(element), None)  # its properties
    if first is None or not local_name(first).startswith("nv"):
        return False
    return any(
        local_name(node) == "cNvPr" and attribute(node, "hidden") in {"1", "true"} for node in first
    )


def note_slides(draft: Draft, numbers: Iterable[int]) -> None:
    """Say which slides, counted from 1, are not shown with the others."""
    if hidden := ", ".join(map(str, numbers)):
        draft.note("paragraphs", f"the file hides slides {hidden[:_MAX_SAID_CHARS]}")


_MAX_SAID_CHARS = 200
"""The most of the numbers of slides that is said, in code points."""


def shown(element: XmlElement) -> XmlElement:
    """The visible one of several alternatives, or the element itself.

    It is the first that a program knows, by the namespaces that it requires.
    """
    if local_name(element) != "AlternateContent":
        return element
    alternatives = (node for node in element if local_name(node) in {"Choice", "Fallback"})
    return min(alternatives, key=_rank, default=element)


def _rank(alternative: XmlElement) -> int:
    if local_name(alternative) == "Fallback":
        return 1
    return 0 if _is_known(alternative) else 2


def _is_known(choice: XmlElement) -> bool:
    prefixes = attribute(choice, "Requires").split()
    namespaces = (choice.nsmap.get(prefix, "") for prefix in prefixes)
    return all(space.startswith(_KNOWN_NAMESPACES) for space in namespaces)
