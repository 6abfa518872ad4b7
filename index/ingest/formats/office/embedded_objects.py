"""Finds the files inside office files: attachments, sheets, slides and PDFs in a document.

An object is kept as the file itself or in a compound file (OLE). Objects that are nothing but a
picture, a formula or a control of a form have no file.
"""

import itertools
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from index.ingest import decode
from index.ingest.formats.compound import SIGNATURE, CompoundFile
from index.ingest.formats.office import mail
from index.ingest.formats.office.compound_writer import compound_file
from index.ingest.formats.package import Package, relations
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError

MAX_OBJECTS, MAX_OBJECT_BYTES = 100, 64 << 20
"""The largest number of objects that are taken from a file, and their size in all, in bytes."""
RELATIONS = frozenset({"package", "oleObject"})
"""The types of relations to objects in Open XML."""
_ATTACHMENT, _CONTENTS = "\x01ole10native", "contents"
_WHOLE = ("package", "embeddedodf")
"""Streams that are a file, in lower case."""
_MAIN = {
    "worddocument": ".doc",
    "workbook": ".xls",
    "book": ".xls",
    "powerpoint document": ".ppt",
    "__properties_version1.0": ".msg",
}
"""The main stream of a file that is a compound file itself, in lower case, and its ending."""
_STORAGE = re.compile(r"(?:MBD[0-9A-F]{8}|ObjectPool/_[^/]+|Root Entry/[^/]+)(?=/)", re.IGNORECASE)
"""The folders in which .xls and .doc keep their objects."""
_SIGNATURES = {b"PK\3\4": "", b"%PDF": ".pdf", b"{\\rtf": ".rtf"}
"""The first bytes of files that are objects themselves, and their endings."""
_RTF_OBJECT = re.compile(rb"\\objdata\b([0-9A-Fa-f\s]{32,})")


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file inside another; the name may be empty, `ending` says what it is, if known."""

    name: str
    ending: str
    data: bytes


def members(entry: SourceFile, parts: Iterable[tuple[str, bytes]]) -> list[SourceFile]:
    """The files in objects, each given with the name of its part, as members of an office file."""
    return _members(entry, ((name, _file_in(data)) for name, data in parts))


def _members(
    entry: SourceFile, files: Iterable[tuple[str, EmbeddedFile | None]]
) -> list[SourceFile]:
    """The files as members; those without a name are named after their part."""
    named: list[tuple[str, bytes]] = []
    left = MAX_OBJECT_BYTES
    for part, file in itertools.islice(files, MAX_OBJECTS):
        if file is None:
            continue
        left -= len(file.data)
        if left < 0:
            break
        stem = part.rpartition("/")[2]
        if stem.lower().endswith(".bin") or "." not in stem:
            stem = stem.removesuffix(".bin") + file.ending
        named.append((file.name or stem, file.data))
    return list(mail.members(entry, named))


def _file_in(data: bytes) -> EmbeddedFile | None:
    """The file in the bytes of an object; None if there is none."""
    if not data.startswith(SIGNATURE):
        return _bare_file(data)
    try:
        file = CompoundFile(data)
        return _file_of({name: file.stream(name) for name in file.names if "/" not in name}, data)
    except UnreadableError:
        return None


def _bare_file(data: bytes) -> EmbeddedFile | None:
    """A file that is no compound file; None for anything else."""
    endings = (ending for mark, ending in _SIGNATURES.items() if data.startswith(mark))
    ending = next(endings, None)
    return None if ending is None else EmbeddedFile("", ending, data)


def _file_of(streams: Mapping[str, bytes], whole: bytes = b"") -> EmbeddedFile | None:
    """The file that the streams of an object keep; `whole` is the compound file around them."""
    by_name = {name.lower(): data for name, data in streams.items()}
    if attachment := by_name.get(_ATTACHMENT):
        return _attachment(attachment)
    for name in _WHOLE:
        if by_name.get(name):
            return EmbeddedFile("", "", by_name[name])
    if file := _bare_file(by_name.get(_CONTENTS, b"")):
        return file
    ending = next((end for name, end in _MAIN.items() if name in by_name), "")
    return EmbeddedFile("", ending, whole or compound_file(streams)) if ending else None


def _attachment(data: bytes) -> EmbeddedFile | None:
    """The file in a stream of the packager of Windows, behind its name and two paths."""
    try:
        at = data.index(b"\0", 6)
        name = decode.decode(data[6:at]).text
        at = data.index(b"\0", at + 1) + 5
        at += 4 + struct.unpack_from("<I", data, at)[0]
        (size,) = struct.unpack_from("<I", data, at)
    except (struct.error, ValueError):
        return None
    content = data[at + 4 : at + 4 + size]
    return EmbeddedFile(re.split(r"[\\/]", name)[-1][:200], "", content) if content else None


def in_package(entry: SourceFile, package: Package, parts: Iterable[str]) -> list[SourceFile]:
    """The files in the objects to which some parts of an Open XML file refer."""
    paths = (
        path
        for part in parts
        for path, kind in relations(package, part).values()
        if kind in RELATIONS and package.has(path)
    )
    return members(entry, ((path, package.read(path)) for path in dict.fromkeys(paths)))


def in_compound(entry: SourceFile, file: CompoundFile) -> list[SourceFile]:
    """The files in the objects of a .doc or .xls file."""
    storages: dict[str, dict[str, str]] = {}
    for name in file.names:
        if match := _STORAGE.match(name):
            storages.setdefault(match[0], {})[name[match.end() + 1 :]] = name
    return _members(entry, _objects(file, storages))


def _objects(
    file: CompoundFile, storages: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, EmbeddedFile | None]]:
    """The files in folders of a compound file."""
    for number, storage in enumerate(storages.values(), start=1):
        try:
            streams = {name: file.stream(path) for name, path in storage.items() if "/" not in name}
        except UnreadableError:
            continue
        if sum(map(len, streams.values())) <= MAX_OBJECT_BYTES:
            yield f"object{number}", _file_of(streams)


def in_rtf(entry: SourceFile, data: bytes) -> list[SourceFile]:
    """The files in the objects of an RTF file, which are written in hexadecimal digits."""
    return _members(entry, _rtf_objects(data))


def _rtf_objects(data: bytes) -> Iterator[tuple[str, EmbeddedFile | None]]:
    for number, match in enumerate(_RTF_OBJECT.finditer(data), start=1):
        digits = b"".join(match[1].split())
        native = bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))
        yield f"object{number}", _native_file(native)


def _native_file(data: bytes) -> EmbeddedFile | None:
    """The file in an object of the first version of OLE; None for a link and a damaged one."""
    try:
        kind, length = struct.unpack_from("<II", data, 4)
        name = data[12 : 12 + length].rstrip(b"\0")
        at = 12 + length
        for _ in range(2):  # two names
            at += 4 + struct.unpack_from("<I", data, at)[0]
        (size,) = struct.unpack_from("<I", data, at)
    except struct.error:
        return None
    if kind != _EMBEDDED:
        return None
    content = data[at + 4 : at + 4 + size]
    return _attachment(bytes(4) + content) if name == b"Package" else _file_in(content)


_EMBEDDED = 2
"""The kind of an object that is in the file, not a link."""


def inflated(data: bytes) -> bytes:
    """The data of an object in slides, which is compressed behind its size; empty if damaged."""
    try:
        return zlib.decompressobj().decompress(data[4:], MAX_OBJECT_BYTES)
    except zlib.error:
        return b""
