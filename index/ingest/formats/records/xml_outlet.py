"""Finds the outlet of all rows of an XML export: in an attribute of its root, or above the rows."""

import itertools

from lxml import etree

from index.ingest.formats import xml_items
from index.ingest.formats.xml_elements import XmlElement
from index.ingest.structured import column_names, column_values, json_fields

_MAX_CHARS = 200_000
"""The beginning of a document in which its outlet and groups are looked for, in code points."""


def beginning(text: str) -> XmlElement | None:
    """The root of a document with its first elements; None for one that cannot be parsed."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(
            xml_items.clean(text[:_MAX_CHARS]).encode("utf-8", "replace"), parser
        )
    except (etree.XMLSyntaxError, ValueError):
        return None


def of_rows(root: XmlElement | None, row: str) -> str:
    """The outlet that is stated around the rows; empty if none is."""
    if root is None:
        return ""
    above = itertools.takewhile(lambda node: xml_items.name(node) != row, root)
    stated = xml_items.stated(root, above)
    return next((value for name, value in stated if _is_outlet(name, value)), "")


def _is_outlet(name: str, value: str) -> bool:
    """Whether a value is as short as a name, and is named as an outlet or has the form of one."""
    if not value or not column_values.are_names([value]):
        return False
    named = json_fields.field_of(name) == "source" or column_names.names_outlet(name)
    return named or column_values.are_outlets([value])
