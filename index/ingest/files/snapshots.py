"""Recognises folders in which archiving programs save one page in several formats.

ArchiveBox saves a page as fetched, as one file, as PDF and as text, with an index that contains its
URL. Only one of these files is read, because the others have the same content.
"""

import functools
import itertools
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.system.regular_file import read_regular

_FORMS = (
    *("singlefile.html", "output.html", "dom/output.html", "singlefile/singlefile.html"),
    *("readability/content.html", "mercury/content.html", "output.pdf", "pdf/output.pdf"),
    *("htmltotext.txt", "readability/content.txt"),
)
"""The saved formats of a page, the most complete first."""
_INDEX = "index.json"
_MAX_INDEX_BYTES = 4 << 20
"""The largest index that is read, in bytes."""
_ARCHIVE_FILES = {
    "ArchiveBox.conf": frozenset({"index.html", "index.json", "robots.txt", "sources", "logs"}),
    "hts-cache": frozenset({"index.html", "hts-cache", "hts-log.txt", "cookies.txt"}),
}
"""Files of an archive that are not reports, by a file that identifies the archive."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The file of a page to read, as a path in its folder, and the URL of the page."""

    form: str
    url: str


def snapshot(folder: Path, names: Collection[str]) -> Snapshot | None:
    """The snapshot in a folder; None if the folder is not a snapshot."""
    if _INDEX not in names:
        return None
    try:
        index = read_regular(folder / _INDEX, _MAX_INDEX_BYTES)
    except (OSError, ValueError):
        return None
    return _described(index, lambda form: _has_content(folder / form))


def _described(index: bytes, has_content: Callable[[str], bool]) -> Snapshot | None:
    """The snapshot that an index describes, in the best format that has content."""
    try:
        page = json.loads(index)
    except (ValueError, RecursionError):
        return None
    if not isinstance(page, dict) or not {"url", "timestamp"} <= page.keys():
        return None
    if not {"history", "archive_path", "canonical", "base_url"} & page.keys():
        return None
    form = next(filter(has_content, _FORMS), None)
    return None if form is None else Snapshot(form, str(page["url"]))


@dataclass(frozen=True, slots=True)
class ArchivedSnapshots:
    """The snapshots in an archive of files, by their folders, whose names end with a slash.

    `others` has the names in a folder that describe a whole archive of pages.
    """

    folders: Mapping[str, Snapshot]
    others: Mapping[str, frozenset[str]]

    def url_of(self, name: str) -> str | None:
        """The URL of the page in a member, empty if it is of no snapshot; None for a left out one.

        What lies in the folder of a snapshot beside the file to read is left out.
        """
        for folder in _folders(name) if self.folders or self.others else ():
            if (page := self.folders.get(folder)) is not None:
                return page.url if name == folder + page.form else None
            if name.removeprefix(folder).partition("/")[0] in self.others.get(folder, ()):
                return None
        return ""


def of_archive(
    sizes: Mapping[str, int], content_of: Callable[[str, int], bytes]
) -> ArchivedSnapshots:
    """The snapshots in an archive; `sizes` has those of its members by their names."""
    folders: dict[str, Snapshot] = {}
    others: dict[str, frozenset[str]] = {}
    left = _MAX_INDEXES_BYTES
    for name, size in sizes.items():
        for folder in itertools.islice(_folders(name), 2):
            mark = name.removeprefix(folder).partition("/")[0]
            if mark in _ARCHIVE_FILES:
                others[folder] = _ARCHIVE_FILES[mark]
        if name.rpartition("/")[2] == _INDEX and size <= min(left, _MAX_INDEX_BYTES):
            left -= size
            folder = name.removesuffix(_INDEX)
            has_content = functools.partial(_is_filled, sizes, folder)
            if (page := _described(content_of(name, size), has_content)) is not None:
                folders[folder] = page
    return ArchivedSnapshots(folders, others)


def is_mark(name: str) -> bool:
    """Whether a member of an archive says that it is one of pages; an index.json is a list too."""
    return not _ARCHIVE_FILES.keys().isdisjoint(name.split("/"))


def _is_filled(sizes: Mapping[str, int], folder: str, form: str) -> bool:
    return sizes.get(folder + form, 0) > 0


def _folders(name: str) -> Iterator[str]:
    """The folders around a member, the innermost first; the last one is the archive itself."""
    parts = name.split("/")[:-1]
    for count in range(len(parts), -1, -1):
        yield "".join(f"{part}/" for part in parts[:count])


_MAX_INDEXES_BYTES = 32 << 20
"""The size in bytes of the indexes of an archive that are looked at."""


def _has_content(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def reports(names: Sequence[str]) -> Sequence[str]:
    """The names in a folder without those of files that describe a whole archive."""
    excluded = {name for mark, files in _ARCHIVE_FILES.items() if mark in names for name in files}
    return [name for name in names if name not in excluded] if excluded else names
