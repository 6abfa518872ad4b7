"""Attachments: links between a saved page and the files in the same folder.

Only the file name of a link counts: a saved page keeps its original links, and the linked files
are put beside it.
"""

import functools
import hashlib
import html
import re
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.indexing import file_types
from index.ingest.files import archive_names, zip_files
from index.ingest.source_file import SourceFile
from index.system.regular_file import open_regular

_END = re.compile(
    rb"(?:%s)(?=[\"'\s>?#])" % "|".join(map(re.escape, file_types.ATTACHABLE_ENDINGS)).encode(),
    re.IGNORECASE,
)
"""The end of a link to an attachment; links are searched backwards from it."""
_BEGIN = re.compile(rb"href\s*=\s*[\"']?\s*$", re.IGNORECASE)
_MAX_LINK_BYTES = 1_000
"""The longest link, in bytes."""
_SEARCHED_BYTES = 4 << 20
"""Bytes of a page that are searched for links."""
_PAGES = frozenset({"html"})


def of_page(entry: SourceFile, text: str) -> tuple[str, ...]:
    """The paths of the files beside a page that it links to, in the order of the page."""
    names = list(dict.fromkeys(_linked(text.encode("utf-8", "replace"))))
    if not names:
        return ()
    siblings = _siblings(entry)
    return tuple(_sibling(entry.path, name) for name in names if name in siblings)


def page_of(entry: SourceFile) -> str:
    """The path of the first page in the same folder that links to the file; empty if none does."""
    if entry.kind not in file_types.ATTACHABLE or not entry.file:
        return ""
    name = _name(entry.path)
    page = _pages(*_location(entry)).get(name, "")
    return _sibling(entry.path, page) if page else ""


def _linked(page: bytes) -> Iterator[str]:
    """The names of the files that a page links to."""
    page = page[:_SEARCHED_BYTES]
    for match in _END.finditer(page):
        before = page[max(match.start() - _MAX_LINK_BYTES, 0) : match.end()]
        link = re.split(rb"[\"'<>=]", before)[-1]
        if not _BEGIN.search(before[: len(before) - len(link)][-30:]):
            continue
        for encoding in ("utf-8", "gb18030"):
            try:
                text = link.decode(encoding)
            except UnicodeDecodeError:
                continue
            path = urllib.parse.unquote(html.unescape(text).strip())
            yield path.replace("\\", "/").rpartition("/")[2]
            break


def _name(path: str) -> str:
    return re.split(r"[/!]", path)[-1]


def _sibling(path: str, name: str) -> str:
    """The path of another file in the same folder or archive."""
    return path[: len(path) - len(_name(path))] + name


def _location(entry: SourceFile) -> tuple[str, str, int]:
    """A file's folder, or its archive and the folder inside; and the time of the last change."""
    file = Path(entry.file)
    inside = entry.depth == 1 and entry.file.lower().endswith(".zip")
    location = file if inside else file.parent
    folder = str(PurePosixPath(entry.path.rpartition("!")[2]).parent) if inside else ""
    return str(location), folder, _changed(str(location))


def _changed(location: str) -> int:
    """The time of the last change of a folder or an archive; 0 if it cannot be read."""
    try:
        return Path(location).stat().st_mtime_ns
    except OSError:
        return 0


def _siblings(entry: SourceFile) -> frozenset[str]:
    """The names of the attachable files in the same folder."""
    return _names(*_location(entry)) if entry.file else frozenset()


def siblings_hash(entry: SourceFile) -> bytes:
    """A hash of the names of the attachable files in the same folder."""
    return _hash(_siblings(entry))


@functools.lru_cache(maxsize=16)
def _hash(names: frozenset[str]) -> bytes:
    """Cached, so that a folder of many pages is hashed once."""
    text = "\n".join(sorted(names)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).digest()


@functools.lru_cache(maxsize=16)
def _names(location: str, folder: str, changed: int) -> frozenset[str]:
    del changed  # only a part of the cache key
    return frozenset(name for name, _ in _files(location, folder, file_types.ATTACHABLE))


@functools.lru_cache(maxsize=16)
def _pages(location: str, folder: str, changed: int) -> dict[str, str]:
    """Maps the name of each linked file to the name of the first page that links to it."""
    del changed
    page_by_file: dict[str, str] = {}
    for page, path in sorted(_files(location, folder, _PAGES)):
        for name in _linked(_read(location, path)):
            page_by_file.setdefault(name, page)
    return page_by_file


def _files(location: str, folder: str, wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Names and paths of the files of the wanted kinds in a folder, on disk or in an archive."""
    try:
        if folder:
            named = _archive(location, _changed(location)).folders.get(folder, [])
        else:
            named = [(path.name, str(path)) for path in Path(location).iterdir()]
    except zip_files.MEMBER_ERRORS:
        return
    for name, path in named:
        if file_types.by_name(name) in wanted and not name.startswith("."):
            yield name, path


@dataclass(frozen=True, slots=True)
class _Archive:
    """An open archive, with the names in each of its folders and the names that it stores."""

    members: zipfile.ZipFile
    folders: dict[str, list[tuple[str, str]]]


@functools.lru_cache(maxsize=1)
def _archive(location: str, changed: int) -> _Archive:
    """An archive, opened once for all of its folders and pages: its list of members may be long."""
    del changed
    archive = zip_files.opened(location)
    folders: dict[str, list[tuple[str, str]]] = {}
    for stored, name in archive_names.zip_names(archive).items():
        path = PurePosixPath(name)
        folders.setdefault(str(path.parent), []).append((path.name, stored))
    return _Archive(archive, folders)


def _read(location: str, path: str) -> bytes:
    """The beginning of a page; empty if it cannot be read, which is reported when it is indexed."""
    try:
        if not Path(location).is_file():
            with open_regular(path) as stream:
                return stream.read(_SEARCHED_BYTES)
        with _archive(location, _changed(location)).members.open(path) as member:
            return member.read(_SEARCHED_BYTES)
    except zip_files.MEMBER_ERRORS:
        return b""
