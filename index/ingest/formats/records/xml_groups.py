"""Tells groups of reports in an XML export from reports: issues of a paper, days, rubrics.

What a group says of its day and its outlet holds for the reports in it.
"""

import itertools
from collections import Counter
from collections.abc import Sequence

from index.ingest.formats import xml_items
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.structured import column_meanings, column_names, json_fields

_COMPARED_ELEMENTS = 50
"""The number of elements of one name that are looked into."""
_MAX_NAMES = 8
"""The number of names of elements that are compared."""
_OF_REPORTS = frozenset({"date", "author", "source", "url"})
"""Fields that the sections of a report do not have."""
_OF_GROUPS = ("date", "source")


def innermost(root: XmlElement, rows: Sequence[str]) -> str:
    """The name of the elements that are reports, of several in each other that can be rows."""
    chosen = rows[0]
    for inner in rows[1:_MAX_NAMES]:
        elements = _outermost(root, chosen)[:_COMPARED_ELEMENTS]
        parts = [_outermost(element, inner) for element in elements]
        several = any(len(reports) > 1 for reports in parts)
        if (several or all(map(_is_around, elements, parts))) and all(
            map(_is_group, elements, parts)
        ):
            chosen = inner
    return chosen


def _outermost(element: XmlElement, name: str) -> list[XmlElement]:
    """The elements of a name inside another that are in no other of that name."""
    found: list[XmlElement] = []
    inside: set[XmlElement] = set()
    for node in element.iter():
        if node is not element and node not in inside and xml_items.name(node) == name:
            found.append(node)
            inside.update(node.iter())
    return found


def _is_around(element: XmlElement, reports: Sequence[XmlElement]) -> bool:
    """Whether an element has nothing but reports inside, and is named by a day or an outlet."""
    fields = {_field_of(str(name)) for name in element.attrib}
    return len(element) == len(reports) and bool(fields) and fields <= set(_OF_GROUPS)


def _is_group(element: XmlElement, reports: Sequence[XmlElement]) -> bool:
    """Whether an element has no text besides that of the reports in it.

    It may have a title if the reports have some too, and say more of themselves than the sections
    of one do.
    """
    inside = {node for report in reports for node in report.iter()}
    outside = {_field(node) for node in element.iter() if node not in inside and not len(node)}
    outside.update(_field_of(str(name)) for name in element.attrib)
    own = {_field(node) for node in inside if not len(node)}
    of_reports = "title" in own and not own.isdisjoint(_OF_REPORTS)
    return "body" not in outside and ("title" not in outside or of_reports)


def _field(node: XmlElement) -> str:
    return _field_of(xml_items.name(node))


def _field_of(name: str) -> str:
    name = name.rpartition(":")[2]
    return json_fields.field_of(name) or ("source" if column_names.names_outlet(name) else "")


def names(root: XmlElement | None, row: str) -> frozenset[str]:
    """The names of the elements around rows that come again; one around them all is no group."""
    if root is None:
        return frozenset()
    counts = Counter(map(xml_items.name, root.iter()))
    rows = (element for element in root.iter() if xml_items.name(element) == row)
    around = {
        xml_items.name(above)
        for element in itertools.islice(rows, _COMPARED_ELEMENTS)
        for above in element.iterancestors()
    }
    return frozenset(name for name in around if counts[name] > 1)


def with_group(
    fields: dict[str, object], element: XmlElement, groups: frozenset[str]
) -> dict[str, object]:
    """The fields of a report with the day and the outlet of its groups, if it has none itself."""
    missing = [field for field in _OF_GROUPS if not json_fields.values_of(fields, field)]
    if not missing or not groups:
        return fields
    further: dict[str, object] = {}
    for above in element.iterancestors():
        if xml_items.name(above) in groups:
            inside = itertools.islice(above, _COMPARED_ELEMENTS)
            for name, value in xml_items.stated(above, inside):
                field = _field_of(name)
                if field in missing and value:
                    further[column_meanings.meant(name, field)] = value
                    missing.remove(field)
    return {**fields, **further}
