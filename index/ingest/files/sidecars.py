"""Finds the file that describes a text beside it, and what it says: 001.txt and 001.json."""

import collections
import json
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from index.ingest import decode
from index.ingest.structured.json_shapes import JsonItem

MAX_SIDECAR_BYTES = 64 << 10
"""The largest size of a file that describes the one beside it."""
_ENDINGS = (".json", ".meta.json", ".xml", ".meta.xml")
_NAMES = frozenset({"meta", "metadata", "info", "header", "record"})
"""Names, without ending, of the file that describes the only text in its folder."""
_MAX_VALUE_CHARS, _MAX_VALUES = 1_000, 100
"""The longest value, in code points, and the most values, of a description in XML."""


def of_texts(texts: Iterable[str], sizes: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Each text with the file that may describe it; `sizes` has those of all files by names."""
    texts = list(texts)
    stems = collections.Counter(map(_stem, texts))
    alone = collections.Counter(map(_folder, texts))
    by_folder = {_folder(name): name for name in sizes if _describes_folder(name)}
    for name in texts:
        stem, folder = _stem(name), _folder(name)
        if stems[stem] > 1:
            continue
        beside = next((f"{stem}{end}" for end in _ENDINGS if f"{stem}{end}" in sizes), "")
        if not beside and alone[folder] == 1:
            beside = by_folder.get(folder, "")
        if beside and sizes[beside] <= MAX_SIDECAR_BYTES:
            yield name, beside


def record(name: str, data: bytes) -> JsonItem:
    """The only object in a file of that name; empty for another file."""
    if name.lower().endswith(".xml"):
        return _of_xml(data)
    try:
        loaded = json.loads(decode.decode(data).text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _of_xml(data: bytes) -> JsonItem:
    """The short texts of elements by their names; none of a document, which has long ones."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return {}
    found: dict[str, list[str]] = {}
    for node in root.iter("*") if root is not None else ():
        text = (node.text or "").strip()
        if not len(node) and text:
            found.setdefault(etree.QName(node).localname, []).append(text)
    values = [text for texts in found.values() for text in texts]
    if len(values) > _MAX_VALUES or any(len(text) > _MAX_VALUE_CHARS for text in values):
        return {}
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}


def _describes_folder(name: str) -> bool:
    file = name.rpartition("/")[2].lower()
    return "/" in name and file.endswith((".json", ".xml")) and file.partition(".")[0] in _NAMES


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _folder(name: str) -> str:
    return name.rpartition("/")[0]
