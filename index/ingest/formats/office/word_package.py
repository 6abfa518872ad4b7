"""Reads the parts of a Word file: a ZIP archive, strict or not, or one XML document.

Elements are compared without their namespace, because strict files use another one.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from index.ingest.files import zip_files
from index.ingest.formats.xml_elements import (
    TOO_DEEP,
    XmlElement,
    attribute,
    has_only_depth,
    local_name,
)
from index.ingest.unreadable import UnreadableError

MAX_PART_BYTES = 48 << 20
"""The largest part that is parsed, in bytes."""
_R = "relationships}"
_STRICT = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
"""A parser that reads a damaged part as far as possible."""
_LENIENT = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, recover=True
)


class Related(NamedTuple):
    """The target of a relationship: the last word of its type, and the name of the part."""

    type: str
    target: str


def attribute_value(element: XmlElement | None, name: str = "val") -> str:
    """An attribute by its local name; empty if it is missing."""
    return attribute(element, name) if element is not None else ""


def child_at(element: XmlElement | None, *path: str) -> XmlElement | None:
    """The first child with the first name, its first child with the next, …; None if missing."""
    for name in path:
        if element is None:
            return None
        element = next((node for node in element if local_name(node) == name), None)
    return element


def reference(element: XmlElement) -> Iterator[str]:
    """The ids of relationships in the attributes of an element."""
    for name, target in element.attrib.items():
        if _R in str(name):
            yield str(target)


def parsed(data: bytes) -> tuple[XmlElement | None, bool]:
    """The root of a part, None if it is unreadable, and whether the part is damaged."""
    if len(data) > MAX_PART_BYTES:
        raise UnreadableError(f"Its text is larger than {MAX_PART_BYTES >> 20} MB.")
    try:
        return etree.fromstring(data, _STRICT), False
    except (etree.XMLSyntaxError, ValueError):
        try:
            root = etree.fromstring(data, _LENIENT)
        except (etree.XMLSyntaxError, ValueError):
            return None, True
    if root is not None and has_only_depth(root, _LENIENT):
        raise UnreadableError(TOO_DEEP)
    return root, True


class WordPackage:
    """The parts of a file by name, parsed on demand."""

    def __init__(self, data: bytes) -> None:
        """UnreadableError if the data has no parts."""
        self.damaged = False
        self._roots: dict[str, XmlElement | None] = {}
        self._archive: zipfile.ZipFile | None = None
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            self._names = self._flat(data)
        else:
            self._archive = zip_files.opened(data)
            self._names = {info.filename.lstrip("/"): info for info in self._archive.infolist()}

    def _flat(self, data: bytes) -> dict[str, zipfile.ZipInfo]:
        """The parts of a single XML document."""
        root, self.damaged = parsed(data)
        if root is None:
            raise UnreadableError("The Word file is damaged.")
        if local_name(root) != "package":
            self._roots["word/document.xml"] = root
            return {}
        for part in root:
            content = child_at(part, "xmlData")
            if content is not None and len(content):
                self._roots[attribute_value(part, "name").lstrip("/")] = content[0]
        return {}

    def names(self) -> list[str]:
        """The names of all parts of an archive."""
        return list(self._names)

    def data(self, name: str) -> bytes:
        """The bytes of a part; empty if it is missing or too large."""
        info = self._names.get(name)
        if info is None or self._archive is None:
            return b""
        with self._archive.open(info) as stream:
            return stream.read(MAX_PART_BYTES + 1)

    def root(self, name: str) -> XmlElement | None:
        """The root element of a part; None if it is missing."""
        if name not in self._roots:
            data = self.data(name)
            root, damaged = parsed(data) if data else (None, False)
            self.damaged = self.damaged or damaged
            self._roots[name] = root
        return self._roots[name]

    def related(self, name: str) -> dict[str, Related]:
        """The targets of a part's relationships by id; without a name, those of the file."""
        folder, base = posixpath.split(name)
        root = self.root(posixpath.join(folder, "_rels", f"{base}.rels"))
        parts: dict[str, Related] = {}
        for node in root if root is not None else ():
            if attribute_value(node, "TargetMode") == "External":
                continue
            target = attribute_value(node, "Target").split("#")[0]
            path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            kind = attribute_value(node, "Type").rpartition("/")[2]
            parts[attribute_value(node, "Id")] = Related(kind, posixpath.normpath(path).lstrip("/"))
        return parts

    def main(self) -> str:
        """The name of the main document part."""
        for relation in self.related("").values():
            if relation.type == "officeDocument":
                return relation.target
        return "word/document.xml"
