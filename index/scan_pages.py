"""Reads the scanned pages of folders ahead of a build, page by page in several processes.

What was read is kept (see index.ingest.scans.store), so that a run that was stopped goes on where
it was, and only new pages are read again. What is attached to mails is read by the build.
"""

import dataclasses
import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import parallel
from index.build_resources import BuildResources
from index.ingest import corpus, file_signature
from index.ingest.draft import UnreadableError
from index.ingest.format import MAX_FILE_BYTES
from index.ingest.formats import pdf
from index.ingest.scans import pdf_scans, pictures, recogniser
from index.ingest.scans.scanned_page import EMPTY
from index.ingest.scans.store import ScanStore, content_key, current
from index.ingest.source_file import SourceFile
from index.run import Progress, silent

#: Megabytes that a process takes to recognise a page.
PAGE_MEMORY = 1_024
#: Pages of a file inside an archive that go to a process at a time, with the bytes of the file.
_MEMBER_PAGES = 20
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class ScanTask:
    """Pages to read of a file of a kind, with its key; pages count from 1.

    `data` is the content of a file inside an archive, None for one on the disk.
    """

    file: str
    kind: str
    key: str
    numbers: tuple[int, ...]
    data: bytes | None = None


def read_ahead(
    folders: Sequence[str], resources: BuildResources, progress: Progress = silent
) -> int:
    """Read all scanned pages in the folders that were not read yet; how many they were.

    In processes apart: one for each gigabyte of `resources.memory`, at least one, at most
    `resources.jobs`. A page that ends its process is kept as an empty one.
    """
    store = current()
    if store is None or not recogniser.installed():
        return 0
    done = 0
    number = max(1, min(resources.jobs, resources.memory // PAGE_MEMORY))
    pool = parallel.ProcessPool(number, "spawn", _AHEAD, sandboxed=True)
    files = list(_file_tasks(folders, store))
    total = sum(len(task.numbers) for task in files)
    work, spoilt = functools.partial(_read, store), functools.partial(_without, store)
    if files:
        progress(0, total)
    for task, _ in parallel.ordered_map(
        itertools.chain(files, _member_tasks(folders, store)), work, pool, spoilt
    ):
        done += len(task.numbers)
        progress(done, max(done, total))
    return done


def _file_tasks(folders: Sequence[str], store: ScanStore) -> Iterator[ScanTask]:
    """The pages to read in files on the disk; a file that has none is not opened again."""
    for entry in _entries(folders):
        if entry.data is not None:
            continue
        signature = file_signature.state_signature(entry)
        if signature and store.seen(signature):
            continue
        key, numbers = _unread(entry, store)
        yield from (ScanTask(entry.file, entry.kind, key, (number,)) for number in numbers)
        if signature and not numbers:
            store.see(signature)


def _member_tasks(folders: Sequence[str], store: ScanStore) -> Iterator[ScanTask]:
    """The pages to read in files inside archives."""
    for entry in _entries(folders):
        if entry.data is None:
            continue
        key, numbers = _unread(entry, store)
        for start in range(0, len(numbers), _MEMBER_PAGES):
            some = tuple(numbers[start : start + _MEMBER_PAGES])
            yield ScanTask(entry.file, entry.kind, key, some, entry.data)


def _entries(folders: Sequence[str]) -> Iterator[SourceFile]:
    """The files that may have scanned pages."""
    for _, entry in corpus.all_entries(folders):
        if isinstance(entry, SourceFile) and entry.kind in {"pdf", "picture"}:
            yield entry


def _unread(entry: SourceFile, store: ScanStore) -> tuple[str, list[int]]:
    """The key of a file, and its scanned pages that were not read.

    There are none where the file cannot be read, which the build says.
    """
    try:
        data = Path(entry.file).read_bytes() if entry.data is None else entry.data
        if len(data) > MAX_FILE_BYTES:
            return "", []
        numbers = pdf.scanned_pages(data) if entry.kind == "pdf" else pictures.pages_of(data)
    except (OSError, UnreadableError):
        return "", []
    key = content_key(data)
    return key, [number for number in numbers if store.page(key, number) is None]


def _read(store: ScanStore, task: ScanTask) -> None:
    """Read pages and keep them; what cannot be read is left to the build, which says why."""
    try:
        data = Path(task.file).read_bytes() if task.data is None else task.data
        if content_key(data) != task.key:
            return
        if task.kind == "pdf":
            with pdf.opened(data) as document:
                for number in task.numbers:
                    store.keep(task.key, number, pdf_scans.recognised(document, number))
        else:
            with pictures.opened(data) as picture:
                for number in task.numbers:
                    store.keep(task.key, number, pictures.recognised(picture, number))
    except (OSError, UnreadableError):
        return


def _without(store: ScanStore, task: ScanTask) -> ScanTask:
    """The task without pages, after each of them that was not read was kept as an empty one."""
    for number in task.numbers:
        if store.page(task.key, number) is None:
            store.keep(task.key, number, EMPTY)
    return dataclasses.replace(task, numbers=())
