"""Recognises folders in which archiving programs save one page in several formats.

ArchiveBox saves a page as fetched, as one file, as PDF and as text, with an index that contains its
URL. Only one of these files is read, because the others have the same content.
"""

import json
from collections.abc import Collection, Sequence
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
        index = json.loads(read_regular(folder / _INDEX, _MAX_INDEX_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(index, dict) or not {"url", "timestamp"} <= index.keys():
        return None
    if not {"history", "archive_path", "canonical", "base_url"} & index.keys():
        return None
    forms = (name for name in _FORMS if _has_content(folder / name))
    form = next(forms, None)
    return None if form is None else Snapshot(form, str(index["url"]))


def _has_content(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def reports(names: Sequence[str]) -> Sequence[str]:
    """The names in a folder without those of files that describe a whole archive."""
    excluded = {name for mark, files in _ARCHIVE_FILES.items() if mark in names for name in files}
    return [name for name in names if name not in excluded] if excluded else names
