"""Recognises the scanned pages of folders before a build, page by page in several processes.

Results are cached (see index.ingest.scans.store), so an interrupted run continues where it stopped,
and only new pages are recognised. Attachments of mails are read by the build.
"""

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.indexing import file_signature
from index.indexing.build_resources import BuildResources
from index.indexing.listing import files_without_rows
from index.indexing.progress import Progress, no_progress
from index.ingest.draft import UnreadableError
from index.ingest.format import MAX_FILE_BYTES
from index.ingest.formats.printed import pdf
from index.ingest.scans import pdf_scans, pictures, recogniser
from index.ingest.scans.scanned_page import EMPTY
from index.ingest.scans.store import ScanStore, content_key, current_store, scans_folder
from index.ingest.source_file import SourceFile
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
_KEY_AND_PAGES: TypedCodec[KeyAndPages] = TypedCodec(KeyAndPages)
_NOTHING: TypedCodec[None] = TypedCodec(type(None))


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
    confined = Confinement(_NOTHING, scans_folder())
    pool = parallel.ProcessPool(number, "spawn", _AHEAD, confined)
    listed = _ScannableFiles(folders)
    files = list(_file_tasks(listed, store))
    total = sum(len(task.numbers) for task in files)
    work, spoilt = functools.partial(_read, store), functools.partial(_without, store)
    if files:
        progress(0, total)
    for task, _ in parallel.ordered_map(
        itertools.chain(files, _member_tasks(listed, store)), work, pool, spoilt
    ):
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

    A file that crashes that process has none.
    """
    pool = parallel.ProcessPool(1, "spawn", _AHEAD, Confinement(_KEY_AND_PAGES))
    return parallel.ordered_map(entries, functools.partial(_unread, store), pool, _emptied)


def _emptied(entry: SourceFile, _: object) -> SourceFile:
    return dataclasses.replace(entry, data=b"")


def _unread(store: ScanStore, entry: SourceFile) -> KeyAndPages:
    """The key of a file, and its new scanned pages.

    There are none if the file cannot be read, which the build reports.
    """
    try:
        data = _content(entry.file, entry.data)
        numbers = pdf.scanned_pages(data) if entry.kind == "pdf" else pictures.pages_of(data)
    except (OSError, UnreadableError):
        return "", ()
    key = content_key(data)
    return key, tuple(number for number in numbers if store.page(key, number) is None)


def _content(file: str, data: bytes | None) -> bytes:
    """The bytes of a file inside an archive, or of one on disk; OSError if they are too many."""
    return read_regular(file, MAX_FILE_BYTES) if data is None else data


def _read(store: ScanStore, task: ScanTask) -> None:
    """Recognise pages and cache them; the build reports unreadable ones."""
    try:
        data = _content(task.file, task.data)
        if content_key(data) != task.key:
            return
        if task.kind == "pdf":
            with pdf.opened(data) as document:
                for number in task.numbers:
                    store.put(task.key, number, pdf_scans.recognised(document, number))
        else:
            with pictures.opened(data) as picture:
                for number in task.numbers:
                    store.put(task.key, number, pictures.recognised(picture, number))
    except (OSError, UnreadableError):
        return


def _without(store: ScanStore, task: ScanTask, _: object) -> ScanTask:
    """The task without pages; each of its new pages is cached as an empty one."""
    for number in task.numbers:
        if store.page(task.key, number) is None:
            store.put(task.key, number, EMPTY)
    return dataclasses.replace(task, numbers=())
