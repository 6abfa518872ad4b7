"""Stores recognised pages, so that each is read once even if a run is interrupted.

The name of a stored page consists of a hash of its source file and the version of the recogniser,
so a moved or copied file costs nothing. A page that cannot be stored is read again.

Sandboxed readers write below the folder `inside` alone, where a file that has taken one over may
store false pages of any file; those of files on disk and in archives are stored before a build, by
the process that hashed the file, and are looked for first.
"""

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from index.ingest.files.scans_folder import current_scans_folder
from index.ingest.scans import recogniser
from index.ingest.scans.recogniser import RecognisedLine
from index.ingest.scans.scanned_page import ScannedPage
from index.system.regular_file import read_regular
from index.system.zstandard_limit import unpack

_LIMIT = 16 << 20
"""The largest decompressed size of a stored page, in bytes."""
_LINES, _PICTURE = ".lines", ".webp"
_INSIDE = "inside"
"""The folder, below that of the store, in which sandboxed readers store pages."""


def current_store() -> "ScanStore | None":
    """The store in use; None if pages are not stored."""
    return store_in(current_scans_folder())


def store_in(folder: str | None) -> "ScanStore | None":
    """The store in a folder; None if pages are not stored."""
    return ScanStore(folder) if folder else None


def scans_folder() -> tuple[str, ...]:
    """The folder in which a sandboxed reader stores pages, made if it is missing; none if none is.

    Without a recogniser nothing is stored.
    """
    store = current_store()
    if store is None or not recogniser.installed():
        return ()
    folder = store.readers.folder
    with contextlib.suppress(OSError):
        Path(folder).mkdir(parents=True, exist_ok=True)
    return (folder,)


_KEY = re.compile("[0-9a-f]{32}")


def content_key(data: bytes) -> str:
    """The key of a file by its content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class ScanStore:
    """Recognised pages in a folder, which several processes may use at once."""

    folder: str

    @property
    def readers(self) -> "ScanStore":
        """The store in which sandboxed readers put the pages that they have recognised."""
        return ScanStore(str(Path(self.folder) / _INSIDE))

    def page(self, key: str, number: int) -> ScannedPage | None:
        """A page of a file, counted from 1; None if it was not read yet."""
        ahead = self.page_ahead(key, number)
        return self.readers.page_ahead(key, number) if ahead is None else ahead

    def page_ahead(self, key: str, number: int) -> ScannedPage | None:
        """The same among those that were stored before a build."""
        return _unpacked(self._path(key, number, recogniser.version()))

    def page_of_any_version(self, key: str, number: int) -> ScannedPage | None:
        """A page of a file, read by any version of the recogniser; None if there is none."""
        read = self._files(key, number, _LINES)
        return _unpacked(read[-1]) if read else None

    def preview(self, key: str, number: int) -> bytes | None:
        """The small picture of a page in WebP; None if there is none."""
        pictures = self._files(key, number, _PICTURE)
        try:
            return pictures[-1].read_bytes() if pictures else None
        except OSError:
            return None

    def _files(self, key: str, number: int, ending: str) -> list[Path]:
        """The files of a page by version; those that readers have stored come first."""
        stores = (self.readers, self)
        return [path for store in stores for path in store.versions(key, number, ending)]

    def versions(self, key: str, number: int, ending: str) -> list[Path]:
        """The files of a page in this folder, by version."""
        return sorted(self._path(key, number, "").parent.glob(f"{number:05d}-*{ending}"))

    def put(self, key: str, number: int, page: ScannedPage) -> None:
        """Store a page; its lines come last, so whoever finds them finds the picture."""
        lines = [(line.text, line.confidence, line.box) for line in page.lines]
        text = json.dumps((page.width, page.height, page.turned, lines), ensure_ascii=False)
        path = self._path(key, number, recogniser.version())
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            if page.preview:
                _write(path.with_suffix(_PICTURE), page.preview)
            _write(path, zstandard.compress(text.encode("utf-8", "replace")))

    def was_read(self, signature: bytes) -> bool:
        """Whether all scanned pages of a file with this signature were read."""
        return self._mark(signature).exists()

    def record_read(self, signature: bytes) -> None:
        """Record that all scanned pages of a file with this signature were read."""
        with contextlib.suppress(OSError):
            self._mark(signature).parent.mkdir(parents=True, exist_ok=True)
            self._mark(signature).touch()

    def _mark(self, signature: bytes) -> Path:
        name = hashlib.blake2b(signature + recogniser.version().encode(), digest_size=16)
        return Path(self.folder) / "seen" / name.hexdigest()

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let only one process recognise at a time, because each needs a gigabyte."""
        try:
            import fcntl  # noqa: PLC0415 - not on every system

            folder = Path(self.folder)
            folder.mkdir(parents=True, exist_ok=True)
            lock = (folder / "lock").open("wb")
        except (ImportError, OSError):
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _path(self, key: str, number: int, version: str) -> Path:
        if not _KEY.fullmatch(key):  # whoever made an index may have named any file
            key = "none"
        name = f"{number:05d}-{version.replace(' ', '-').replace('.', '_')}{_LINES}"
        return Path(self.folder) / key[:2] / key / name


def _unpacked(path: Path) -> ScannedPage | None:
    """The page in a file; None if it is missing or damaged."""
    try:
        unpacked = unpack(read_regular(path, _LIMIT), _LIMIT)
        width, height, turned, lines = json.loads(unpacked)
        read = tuple(RecognisedLine(text, share, tuple(box)) for text, share, box in lines)
    except (OSError, ValueError, TypeError, zstandard.ZstdError):
        return None
    return ScannedPage(read, width, height, turned)


def _write(path: Path, data: bytes) -> None:
    """Write a file atomically."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)
