"""Recognises the scanned pages of folders before a build, page by page in several processes.

Results are cached (see index.ingest.scans.store), so an interrupted run continues where it stopped,
and only new pages are recognised. Attachments of mails are read by the build.
"""

import contextlib
import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.indexing import file_signature
from index.indexing.build_resources import BuildResources
from index.indexing.listing import files_without_rows
from index.indexing.named_folders import distinct_folders
from index.indexing.progress import Progress, no_progress
from index.ingest.files.format import MAX_FILE_BYTES
from index.ingest.formats.printed import pdf
from index.ingest.scans import pdf_scans, pictures, recogniser
from index.ingest.scans.pages import most_scans
from index.ingest.scans.scanned_page import EMPTY, ScannedPage
from index.ingest.scans.store import ScanStore, content_key, current_store
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError
from index.system import parallel
from index.system.reader_pool import Confinement
from index.system.regular_file import read_regular
from index.system.typed_codec import TypedCodec

PAGE_MEMORY = 1_024
"""Megabytes of memory that a process needs to recognise a page."""
_MEMBER_PAGES = 20
"""Pages per task for a file inside an archive; its bytes are sent with each task."""
_AHEAD = 2
KeyAndPages = tuple[str, tuple[int, ...]]
"""The key of a file, and its new scanned pages."""
_NUMBERS: TypedCodec[tuple[int, ...]] = TypedCodec(tuple[int, ...])
_PAGES: TypedCodec[tuple[ScannedPage, ...]] = TypedCodec(tuple[ScannedPage, ...])


@dataclass(frozen=True, slots=True)
class ScanTask:
    """The pages of one file to recognise, with the file's kind and key; pages count from 1.

    `data` is the content of a file inside an archive, None for a file on disk.
    """

    file: str
    kind: str
    key: str
    numbers: tuple[int, ...]
    data: bytes | None = None


def read_ahead(
    folders: Sequence[str], resources: BuildResources, progress: Progress = no_progress
) -> int:
    """Recognise all new scanned pages in the folders; return their number.

    The work is done in separate processes: one per gigabyte of `resources.memory`, at least one, at
    most `resources.jobs`. A page that crashes its process is cached as an empty one.
    """
    store = current_store()
    if store is None or not recogniser.installed():
        return 0
    done = 0
    number = max(1, min(resources.jobs, resources.memory // PAGE_MEMORY))
    confined = Confinement(_PAGES)
    pool = parallel.ProcessPool(number, "spawn", _AHEAD, confined)
    listed = _ScannableFiles(distinct_folders(folders)[0])
    files = list(_file_tasks(listed, store))
    total = sum(len(task.numbers) for task in files)
    spoilt = functools.partial(_without, store)
    if files:
        progress(0, total)
    for task, pages in parallel.ordered_map(
        itertools.chain(files, _member_tasks(listed, store)), _recognised, pool, spoilt
    ):
        for number, page in zip(task.numbers, pages, strict=False):
            store.put(task.key, number, page)
        done += len(task.numbers)
        progress(done, max(done, total))
    return done


class _ScannableFiles:
    """The files of folders that may have scanned pages, listed again for those inside archives."""

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = folders
        self._packed = True

    def on_disk(self) -> Iterator[SourceFile]:
        """The files on disk; afterwards it is known whether archives have others."""
        packed = False
        for entry in self._entries():
            packed = packed or entry.data is not None
            if entry.data is None:
                yield entry
        self._packed = packed

    def in_archives(self) -> Iterator[SourceFile]:
        """The files inside archives, with their bytes."""
        return (entry for entry in self._entries() if entry.data is not None)

    def _entries(self) -> Iterator[SourceFile]:
        for entry in files_without_rows(self._folders) if self._packed else ():
            if isinstance(entry, SourceFile) and entry.kind in {"pdf", "picture"}:
                yield entry


def _file_tasks(listed: _ScannableFiles, store: ScanStore) -> Iterator[ScanTask]:
    """Tasks for files on disk; a file without new pages is not opened again."""
    signatures: dict[str, bytes] = {}

    def new() -> Iterator[SourceFile]:
        for entry in listed.on_disk():
            signature = signatures[entry.file] = file_signature.state_signature(entry)
            if not signature or not store.was_read(signature):
                yield entry

    for entry, (key, numbers) in _looked_at(new(), store):
        yield from (ScanTask(entry.file, entry.kind, key, (number,)) for number in numbers)
        if not numbers and signatures[entry.file]:
            store.record_read(signatures[entry.file])


def _member_tasks(listed: _ScannableFiles, store: ScanStore) -> Iterator[ScanTask]:
    """Tasks for files inside archives."""
    for entry, (key, numbers) in _looked_at(listed.in_archives(), store):
        for start in range(0, len(numbers), _MEMBER_PAGES):
            some = tuple(numbers[start : start + _MEMBER_PAGES])
            yield ScanTask(entry.file, entry.kind, key, some, entry.data)


def _looked_at(
    entries: Iterable[SourceFile], store: ScanStore
) -> Iterator[tuple[SourceFile, KeyAndPages]]:
    """Files with their keys and new scanned pages, found in a sandboxed process.

    A file that crashes that process has none. The process does not say the key: a file that has
    taken it over could name another's.
    """
    pool = parallel.ProcessPool(1, "spawn", _AHEAD, Confinement(_NUMBERS))
    found = parallel.ordered_map(entries, functools.partial(_unread, store), pool, _emptied)
    for entry, numbers in found:
        with contextlib.suppress(OSError):
            data = _content(entry.file, entry.data) if numbers else b""
            most = most_scans(len(data))
            yield entry, (content_key(data), tuple(n for n in numbers[:most] if n > 0))


def _emptied(entry: SourceFile, _: object) -> tuple[SourceFile]:
    return (dataclasses.replace(entry, data=b""),)


def _unread(store: ScanStore, entry: SourceFile) -> tuple[int, ...]:
    """The new scanned pages of a file; none if it cannot be read, which the build reports."""
    try:
        data = _content(entry.file, entry.data)
        numbers = pdf.scanned_pages(data) if entry.kind == "pdf" else pictures.pages_of(data)
    except (OSError, UnreadableError):
        return ()
    key = content_key(data)
    return tuple(number for number in numbers if store.page_ahead(key, number) is None)


def _content(file: str, data: bytes | None) -> bytes:
    """The bytes of a file inside an archive, or of one on disk; OSError if they are too many."""
    return read_regular(file, MAX_FILE_BYTES) if data is None else data


def _recognised(task: ScanTask) -> tuple[ScannedPage, ...]:
    """The pages of a task, recognised, before one that cannot be read, which the build reports."""
    pages: list[ScannedPage] = []
    with contextlib.suppress(OSError, UnreadableError):
        data = _content(task.file, task.data)
        if content_key(data) != task.key:
            return ()
        opened = pdf.opened(data) if task.kind == "pdf" else pictures.opened(data)
        read_page = pdf_scans.recognised if task.kind == "pdf" else pictures.recognised
        with opened as document:
            pages.extend(read_page(document, number) for number in task.numbers)
    return tuple(pages)


def _without(store: ScanStore, task: ScanTask, _: object) -> tuple[ScanTask]:
    """The task without pages; each of its new pages is cached as an empty one."""
    for number in task.numbers:
        if store.page_ahead(task.key, number) is None:
            store.put(task.key, number, EMPTY)
    return (dataclasses.replace(task, numbers=()),)
