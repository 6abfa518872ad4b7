"""Folders that archiving programs write: many forms of one page, and indexes of their own.

ArchiveBox keeps a page as it was fetched, as one file, as a PDF and as text beside each other, with
an index that says its address. One of them is read; the others are the same page.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

#: The forms of a page, the fullest first.
_FORMS = (
    *("singlefile.html", "output.html", "dom/output.html", "singlefile/singlefile.html"),
    *("readability/content.html", "mercury/content.html", "output.pdf", "pdf/output.pdf"),
    *("htmltotext.txt", "readability/content.txt"),
)
_INDEX = "index.json"
#: Bytes of an index that is looked into.
_LONGEST = 4 << 20
#: Files of a whole archive that are no reports, by a name that only such an archive holds.
_OWN = {
    "ArchiveBox.conf": frozenset({"index.html", "index.json", "robots.txt", "sources", "logs"}),
    "hts-cache": frozenset({"index.html", "hts-cache", "hts-log.txt", "cookies.txt"}),
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The form of a page that is read, as a path in its folder, and the address it had."""

    form: str
    url: str


def snapshot(folder: Path, names: Collection[str]) -> Snapshot | None:
    """The page that a folder is a snapshot of; None where it is another folder."""
    if _INDEX not in names:
        return None
    try:
        path = folder / _INDEX
        if path.stat().st_size > _LONGEST:
            return None
        index = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(index, dict) or not {"url", "timestamp"} <= index.keys():
        return None
    if not {"history", "archive_path", "canonical", "base_url"} & index.keys():
        return None
    forms = (name for name in _FORMS if _is_there(folder / name))
    form = next(forms, None)
    return None if form is None else Snapshot(form, str(index["url"]))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def reports(names: Sequence[str]) -> Sequence[str]:
    """The names in a folder without those of files that belong to an archive as a whole."""
    own = {name for mark, files in _OWN.items() if mark in names for name in files}
    return [name for name in names if name not in own] if own else names
