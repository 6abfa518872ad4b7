"""Converts equations of office files to one line of text, such as (a)/(b), x^2 and √(n)."""

from index.ingest.formats.office.word_package import attribute_value, child_at
from index.ingest.formats.xml_elements import XmlElement, local_name

_PROPERTIES = frozenset(
    {"rPr", "ctrlPr", "fPr", "radPr", "dPr", "naryPr", "sSupPr", "sSubPr", "mPr", "accPr"}
)


def text(element: XmlElement) -> str:
    """The text of an equation."""
    name = local_name(element)
    if name == "t":
        return element.text or ""
    if name in _PROPERTIES:
        return ""
    read = _READERS.get(name)
    return read(element) if read is not None else _all(element)


def _all(element: XmlElement | None) -> str:
    return "".join(map(text, element)) if element is not None else ""


def _part(element: XmlElement, name: str) -> str:
    return _all(child_at(element, name))


def _grouped(inner: str) -> str:
    """Adds brackets unless the text is one number or name."""
    return inner if inner.isalnum() or not inner else f"({inner})"


def _fraction(element: XmlElement) -> str:
    return f"{_grouped(_part(element, 'num'))}/{_grouped(_part(element, 'den'))}"


def _root(element: XmlElement) -> str:
    return f"{_part(element, 'deg')}√{_grouped(_part(element, 'e'))}"


def _script(element: XmlElement) -> str:
    below, above = _part(element, "sub"), _part(element, "sup")
    marks = (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
    if local_name(element) == "sPre":
        return marks + _part(element, "e")
    return _part(element, "e") + marks


def _sum(element: XmlElement) -> str:
    sign = attribute_value(child_at(element, "naryPr", "chr")) or "∫"
    below, above = _part(element, "sub"), _part(element, "sup")
    marks = (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")
    return f"{sign}{marks} {_part(element, 'e')}"


def _brackets(element: XmlElement) -> str:
    properties = child_at(element, "dPr")
    begin, end = child_at(properties, "begChr"), child_at(properties, "endChr")
    between = attribute_value(child_at(properties, "sepChr")) or "|"
    inner = between.join(_all(node) for node in element if local_name(node) == "e")
    return (
        (attribute_value(begin) if begin is not None else "(")
        + inner
        + (attribute_value(end) if end is not None else ")")
    )


def _matrix(element: XmlElement) -> str:
    rows = (node for node in element if local_name(node) == "mr")
    return "; ".join(", ".join(map(_all, row)) for row in rows)


def _limit(element: XmlElement) -> str:
    return f"{_part(element, 'e')}_{_grouped(_part(element, 'lim'))}"


def _function(element: XmlElement) -> str:
    return f"{_part(element, 'fName')} {_part(element, 'e')}"


def _lines(element: XmlElement) -> str:
    return "; ".join(_all(node) for node in element if local_name(node) == "e")


_READERS = {
    "f": _fraction,
    "rad": _root,
    "sSup": _script,
    "sSub": _script,
    "sSubSup": _script,
    "sPre": _script,
    "nary": _sum,
    "d": _brackets,
    "m": _matrix,
    "limLow": _limit,
    "limUpp": _limit,
    "func": _function,
    "eqArr": _lines,
}


def of_mathml(element: XmlElement) -> str:
    """The text of an equation in MathML."""
    name = local_name(element)
    if name in _WRITTEN_AGAIN or not name:
        return ""
    parts = [of_mathml(child) for child in element]
    if name == "mfrac" and len(parts) == 2:
        return f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    if name in {"msqrt", "mroot"}:
        degree = parts.pop() if name == "mroot" and len(parts) == 2 else ""
        return f"{degree}√{_grouped(''.join(parts))}"
    if marks := _MARKS.get(name):
        above = zip(marks, parts[1:], strict=False)
        return "".join((*parts[:1], *(f"{mark}{_grouped(part)}" for mark, part in above if part)))
    return (element.text or "").strip() + "".join(parts)


_WRITTEN_AGAIN = frozenset({"annotation", "annotation-xml"})
_MARKS = {
    "msub": "_", "msup": "^", "msubsup": "_^", "munder": "_", "mover": "^", "munderover": "_^",
}  # fmt: skip
"""Elements of MathML with parts below or above the first, and the marks before these."""
