"""Reads the objects in OpenDocument packages: charts and formulas in place, others as files.

An object is a folder of the package, which is a document of its own, or a file of another program.
"""

import io
import itertools
import zipfile
from collections.abc import Iterator

from index.ingest.formats.office import embedded_objects, equations
from index.ingest.formats.package import Package
from index.ingest.formats.xml_elements import XmlElement, attribute, first_descendant, local_name
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError

_TYPES = {
    "text": "text",
    "spreadsheet": "spreadsheet",
    "presentation": "presentation",
    "drawing": "graphics",
}
"""The kinds of documents by the element below their body, and the end of their media type."""
_ENDINGS = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp", "drawing": ".odg"}
_OBJECTS = frozenset({"object", "object-ole"})
_PICTURES = ("Pictures/", "ObjectReplacements/", "Thumbnails/")
"""Folders of a document that have no text."""


def put_in_place(content: XmlElement, package: Package | None, *, tables: bool) -> None:
    """Put the words of charts and formulas where they are shown; `package` is None if it is flat.

    Without `tables`, the values of charts are left out, which a spreadsheet has in its cells.
    """
    found = (element for element in content.iter() if local_name(element) == "object")
    for element in itertools.islice(found, embedded_objects.MAX_OBJECTS):
        inner = _document(element, package)
        if inner is None:
            continue
        formula = inner if local_name(inner) == "math" else first_descendant(inner, "math")
        if formula is not None:
            words = equations.of_mathml(formula)
            for child in list(element):
                element.remove(child)
            element.tag, element.text = "formula", words
        elif (
            chart := first_descendant(inner, "chart")
        ) is not None and chart.getparent() is not None:
            for table in [node for node in chart.iter() if local_name(node) == "table"]:
                if not tables and (parent := table.getparent()) is not None:
                    parent.remove(table)
            if package is not None:
                element.append(chart)


def _document(element: XmlElement, package: Package | None) -> XmlElement | None:
    """The root of the document in an object; None if there is none."""
    if package is None:
        return element[0] if len(element) else None
    path = f"{_path(element)}/content.xml"
    try:
        return package.xml(path) if package.is_first(path) else None
    except UnreadableError:
        return None


def members(entry: SourceFile, content: XmlElement, package: Package) -> list[SourceFile]:
    """The files in the objects of a package."""
    return embedded_objects.members(entry, _files(content, package))


def _files(content: XmlElement, package: Package) -> Iterator[tuple[str, bytes]]:
    found = (element for element in content.iter() if local_name(element) in _OBJECTS)
    paths = dict.fromkeys(map(_path, found))
    for path in itertools.islice(paths, embedded_objects.MAX_OBJECTS):
        try:
            if package.has(path):
                yield path, package.read(path)
            elif package.has(f"{path}/content.xml"):
                yield from _folder(path, package)
        except UnreadableError:
            continue


def _folder(path: str, package: Package) -> Iterator[tuple[str, bytes]]:
    """The document in a folder of the package, as a package of its own with its name."""
    body = first_descendant(package.xml(f"{path}/content.xml"), "body")
    kind = (
        next((local_name(child) for child in body if local_name(child)), "")
        if body is not None
        else ""
    )
    if kind not in _TYPES:
        return
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{_TYPES[kind]}")
        for name in package.names():
            inner = name.removeprefix(f"{path}/")
            if inner != name and not inner.startswith(_PICTURES):
                archive.writestr(inner, package.read(name))
    yield path + _ENDINGS[kind], out.getvalue()


def _path(element: XmlElement) -> str:
    """The path that an object names, relative to the package."""
    return attribute(element, "href").removeprefix("./").strip("/")
