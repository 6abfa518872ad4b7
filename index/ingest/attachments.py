"""Attachments: which files beside a page it links to, and which page beside a file links to it.

A link counts by the name of its file, wherever it leads: who saves a page keeps its links and puts
the files beside it.
"""

import functools
import hashlib
import html
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from index.ingest import containers, file_types
from index.ingest.source_file import SourceFile
from index.regular_file import open_regular

#: How a link to one ends. It is looked for from its end: its beginning may stand anywhere.
_END = re.compile(
    rb"(?:%s)(?=[\"'\s>?#])" % "|".join(map(re.escape, file_types.ATTACHABLE_ENDINGS)).encode(),
    re.IGNORECASE,
)
_BEGIN = re.compile(rb"href\s*=\s*[\"']?\s*$", re.IGNORECASE)
_LINK = 1_000  # bytes of a link
#: Bytes of a page that are looked at.
_LONGEST = 4 << 20
_PAGES = frozenset({"html"})


def of_page(entry: SourceFile, text: str) -> tuple[str, ...]:
    """The paths of the files beside a page that it links to, in the order of the page."""
    names = list(dict.fromkeys(_linked(text.encode("utf-8", "replace"))))
    if not names:
        return ()
    there = _beside(entry)
    return tuple(_sibling(entry.path, name) for name in names if name in there)


def page_of(entry: SourceFile) -> str:
    """The path of the first page beside a file that links to it; empty where none does."""
    if entry.kind not in file_types.ATTACHABLE or not entry.file:
        return ""
    name = _name(entry.path)
    page = _pages(*_place(entry)).get(name, "")
    return _sibling(entry.path, page) if page else ""


def _linked(page: bytes) -> Iterator[str]:
    """The names of the files that a page links to."""
    page = page[:_LONGEST]
    for match in _END.finditer(page):
        before = page[max(match.start() - _LINK, 0) : match.end()]
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


def _place(entry: SourceFile) -> tuple[str, str, int]:
    """Where a file lies: its folder, or its archive and the folder in that; and when it changed."""
    file = Path(entry.file)
    inside = entry.depth == 1 and entry.file.lower().endswith(".zip")
    place = file if inside else file.parent
    folder = str(PurePosixPath(entry.path.rpartition("!")[2]).parent) if inside else ""
    try:
        return str(place), folder, place.stat().st_mtime_ns
    except OSError:
        return str(place), folder, 0


def _beside(entry: SourceFile) -> frozenset[str]:
    """The names of the files that lie where an entry does."""
    return _names(*_place(entry)) if entry.file else frozenset()


def beside(entry: SourceFile) -> bytes:
    """A hash of the names of the files that lie where an entry does."""
    return _hash(_beside(entry))


@functools.lru_cache(maxsize=16)
def _hash(names: frozenset[str]) -> bytes:
    """Once for a folder of many pages; a frozenset keeps its own hash."""
    text = "\n".join(sorted(names)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).digest()


@functools.lru_cache(maxsize=16)
def _names(place: str, folder: str, changed: int) -> frozenset[str]:
    del changed  # it only tells one state of a folder from another
    return frozenset(name for name, _ in _files(place, folder, file_types.ATTACHABLE))


@functools.lru_cache(maxsize=16)
def _pages(place: str, folder: str, changed: int) -> dict[str, str]:
    """For each file that a page in a folder links to the first of these pages, by their names."""
    del changed
    found: dict[str, str] = {}
    for page, path in sorted(_files(place, folder, _PAGES)):
        for name in _linked(_read(place, path)):
            found.setdefault(name, page)
    return found


def _files(place: str, folder: str, wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Names and paths of the files of some kinds in a folder, on the disk or in an archive."""
    try:
        if folder:
            with open_regular(place) as file, zipfile.ZipFile(file) as archive:
                names = containers.zip_names(archive)
            paths = [(PurePosixPath(name), stored) for stored, name in names.items()]
            named = [(path.name, stored) for path, stored in paths if str(path.parent) == folder]
        else:
            named = [(path.name, str(path)) for path in Path(place).iterdir()]
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return
    for name, path in named:
        if file_types.of(name) in wanted and not name.startswith("."):
            yield name, path


def _read(place: str, path: str) -> bytes:
    """The beginning of a page; empty where it cannot be read, which its own reading says."""
    try:
        if not Path(place).is_file():
            with open_regular(path) as stream:
                return stream.read(_LONGEST)
        with (
            open_regular(place) as file,
            zipfile.ZipFile(file) as archive,
            archive.open(path) as member,
        ):
            return member.read(_LONGEST)
    except (
        OSError,
        KeyError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
    ):
        return b""
