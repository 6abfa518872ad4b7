"""Reads packages, which are ZIP archives of XML (ODF, Open XML, OFD, XPS), within size limits.

All sizes are checked before anything is decompressed.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from lxml import etree

from index.ingest.files import zip_files
from index.ingest.formats.xml_elements import TOO_DEEP, XmlElement, has_only_depth
from index.ingest.unreadable import UnreadableError

PART_LIMIT = 32 << 20
"""The largest part that is parsed, in bytes."""
_READ_LIMIT = 256 << 20
"""Bytes of all parts that are read, those that are read several times counted as often."""
_MAX_TAGS = 16_000_000
"""Tags of all parts that are parsed, counted as their bytes are: ten seconds of work."""
MAX_ARCHIVE_BYTES = 128 << 20
"""The largest sum of the decompressed parts of an archive."""
_NEVER_READ = (
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".webp", ".svg"),
    *(".ttf", ".otf", ".woff", ".woff2", ".odttf", ".mp3", ".mp4", ".m4a", ".avi", ".wav", ".mov"),
)
"""Images, sounds and fonts: they are never decompressed, so they do not count."""
READ_ONCE = "parts that the file names several times were read once"
"""The remark about a package that names a page, a slide or a sheet again."""
_DAMAGED = (OSError, EOFError, KeyError, ValueError, RuntimeError, NotImplementedError)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive of an office file; UnreadableError if it is damaged, encrypted or a bomb."""
    try:
        archive = zip_files.opened(data)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        locked = data.startswith(b"\xd0\xcf\x11\xe0")
        reason = (
            "The file is encrypted or of an old format."
            if locked
            else f"The file is damaged ({error})."
        )
        raise UnreadableError(reason) from error
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise UnreadableError("The file is encrypted.")
    sizes = (
        info.file_size
        for info in archive.infolist()
        if not info.filename.lower().endswith(_NEVER_READ)
    )
    if sum(sizes) > MAX_ARCHIVE_BYTES:
        raise UnreadableError(f"It unpacks to more than {MAX_ARCHIVE_BYTES >> 20} MB.")
    return archive


class Package:
    """The parts of a package by their paths, upper or lower case; failures are UnreadableErrors."""

    def __init__(self, data: bytes) -> None:
        self._archive = open_archive(data)
        self._left = _READ_LIMIT
        self._tags = _MAX_TAGS
        self._names = {_plain(name).lower(): name for name in self._archive.namelist()}
        self._named: set[str] = set()
        self.repeats = False
        """Whether a part was named again where each is read once (`is_first`)."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def names(self) -> Iterator[str]:
        """The paths of all parts, in the order of the archive."""
        return map(_plain, self._archive.namelist())

    def has(self, path: str) -> bool:
        """Whether a part exists."""
        return _plain(path).lower() in self._names

    def is_first(self, path: str) -> bool:
        """Whether a part exists and was not asked for here before.

        Pages, slides, sheets and notes are, as each is read once: a file could name one for ever.
        """
        name = _plain(path).lower()
        if name not in self._names:
            return False
        self.repeats |= name in self._named
        is_first = name not in self._named
        self._named.add(name)
        return is_first

    def read(self, path: str) -> bytes:
        """The bytes of a part; raises UnreadableError if it is missing, damaged or too large."""
        name = self._names.get(_plain(path).lower())
        if name is None:
            raise UnreadableError(f"The file is damaged (its part {path} is missing).")
        self._left -= self._archive.getinfo(name).file_size
        if self._left < 0:
            raise UnreadableError(f"Its parts together are larger than {_READ_LIMIT >> 20} MB.")
        if self._archive.getinfo(name).file_size > PART_LIMIT:
            raise UnreadableError(f"A part of it is larger than {PART_LIMIT >> 20} MB.")
        try:
            return self._archive.read(name)
        except (*_DAMAGED, zlib.error, zipfile.BadZipFile) as error:
            raise UnreadableError(f"The file is damaged ({error}).") from error

    def xml(self, path: str) -> XmlElement:
        """The root of a part in XML; UnreadableError as `read`, or if there are too many tags."""
        data = self.read(path)
        self._tags -= data.count(b"<")
        if self._tags < 0:
            raise UnreadableError(f"Its parts together have more than {_MAX_TAGS:,} tags.")
        return parse_xml(data)


def parse_xml(data: bytes) -> XmlElement:
    """The root of a document in XML, repaired where it can be; no entity or network is used."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"The file is damaged ({error}).") from error
    if root is None:
        raise UnreadableError("The file is damaged (its XML is empty).")
    if has_only_depth(root, parser):
        raise UnreadableError(TOO_DEEP)
    return root


def resolve(base: str, path: str) -> str:
    """Resolves a path in a package relative to the part `base`."""
    return _plain(path if path.startswith(("/", "\\")) else str(PurePosixPath(base).parent / path))


def relations(package: Package, path: str) -> dict[str, tuple[str, str]]:
    """For a part of Open XML the paths that it names by ids, each with its kind."""
    part = PurePosixPath(path)
    beside = f"{part.parent}/_rels/{part.name}.rels"
    if not package.has(beside):
        return {}
    return {
        element.get("Id", ""): (
            resolve(path, element.get("Target", "")),
            element.get("Type", "").rpartition("/")[2],
        )
        for element in package.xml(beside)
        if element.get("TargetMode") != "External" and isinstance(element.tag, str)
    }


def addresses(package: Package, path: str) -> dict[str, str]:
    """For a part of Open XML the addresses outside the file that it names by ids."""
    part = PurePosixPath(path)
    beside = f"{part.parent}/_rels/{part.name}.rels"
    if not package.has(beside):
        return {}
    return {
        element.get("Id", ""): element.get("Target", "")
        for element in package.xml(beside)
        if element.get("TargetMode") == "External" and isinstance(element.tag, str)
    }


def _plain(path: str) -> str:
    """A path without its root, `.` and `..`."""
    parts: list[str] = []
    for part in re.split(r"[/\\]+", path):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
