"""Finds the files that crash the process reading them, by reading them in a separate process.

A malicious file can crash a parser written in C and its process with it. Only that file is then
skipped, with a reason; the build continues.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

from index.indexing import extract
from index.ingest.scans.store import scans_folder
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import TOO_MUCH_MEMORY
from index.report import Skipped
from index.system import patience, sandbox, worker_process
from index.system.parallel import Harm

READ_TIMEOUT_SECONDS = 300.0
"""The time limit for reading one file, in seconds of the clock; on a busy machine as many of the
processor."""

NO_MEMORY = 77
"""The exit code of a reader that exceeded its memory limit."""
TAKEN_OVER = (
    "Its reader answered for other files than it was given: the file is made to do harm. Nothing "
    "else was touched by it."
)
"""The reason for skipping a file whose reader does not tell the truth."""
TOO_COSTLY = (
    "Its text takes more memory or time to be analysed than a report may. Nothing else was touched "
    "by it."
)
"""The reason for skipping a file that is read, but ends the process that analyses it."""
_REASONS = {Harm.REFUSED: TAKEN_OVER, Harm.ENDED: TOO_COSTLY}
_MAX_NUMBER_CHARS = 20
CONTEXT = multiprocessing.get_context("fork")


def crashing_files(files: Sequence[SourceFile]) -> dict[str, Skipped]:
    """Maps the path of each file whose reader crashed or timed out to a Skipped."""
    skipped: dict[str, Skipped] = {}
    start = 0
    while start < len(files):
        number, reason = _first_crashing(files, start)
        if number < len(files):
            skipped[files[number].path] = Skipped(files[number].path, reason)
        start = number + 1
    return skipped


FolderEntries = tuple[tuple[str, SourceFile | Skipped], ...]
"""Files with their folders."""


def without_harm(
    entries: FolderEntries, harm_of: Callable[[FolderEntries], Harm]
) -> tuple[FolderEntries, ...]:
    """The same files; one that crashes or stalls its reader becomes a Skipped.

    So does one whose reader alone answers for other files, or whose text alone ends the process
    that analyses it. What several do together is blamed on none: they are in two parts then, of
    which the first does no harm.
    """
    crashes = crashing_files([entry for _, entry in entries if not isinstance(entry, Skipped)])
    kept = tuple((folder, crashes.get(entry.path, entry)) for folder, entry in entries)
    while (harm := harm_of(kept)) is not Harm.NONE and not _are_skipped(kept):
        found = _last_of_harmful(kept, harm_of)
        folder, entry = kept[found]
        alone = Harm.NONE if isinstance(entry, Skipped) else harm_of((kept[found],))
        if alone is not harm:
            is_together = harm is Harm.ENDED and alone is Harm.NONE and found
            return (kept[:found], kept[found:]) if is_together else (kept,)
        skipped = Skipped(entry.path, _REASONS[harm])
        kept = (*kept[:found], (folder, skipped), *kept[found + 1 :])
    return (kept,)


def halves(entries: FolderEntries) -> tuple[FolderEntries, ...]:
    """The files in two parts; one file stays as it is."""
    middle = len(entries) // 2
    return (entries[:middle], entries[middle:]) if middle else (entries,)


def _are_skipped(entries: FolderEntries) -> bool:
    return all(isinstance(entry, Skipped) for _, entry in entries)


def _last_of_harmful(entries: FolderEntries, harm_of: Callable[[FolderEntries], Harm]) -> int:
    """The number of the file with which the first harm is done that those before it do not do."""
    low, high = 0, len(entries)  # those before `low` do none, those before `high` do
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if harm_of(entries[:middle]) is Harm.NONE else (low, middle)
    return low


def _first_crashing(files: Sequence[SourceFile], start: int) -> tuple[int, str]:
    """The number of the first file that crashes its reader, and why; len(files) if none does."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(
        target=_read, args=(files, start, theirs, scans_folder()), daemon=True
    )
    process.start()
    theirs.close()
    number, reason = start, ""
    try:
        while patience.is_answered(ours, process.pid, READ_TIMEOUT_SECONDS):
            number = _number(ours.recv_bytes(_MAX_NUMBER_CHARS), start, len(files))
        reason = timeout_reason()
    except (EOFError, OSError, ValueError):
        process.join(READ_TIMEOUT_SECONDS)
        reason = end_reason(process.exitcode)
    finally:
        process.kill()
        process.join()
        ours.close()
    return number, reason


def _number(message: bytes, start: int, end: int) -> int:
    """The number in a message; ValueError if no such number may come."""
    number = int(message)
    if not start <= number <= end:
        raise ValueError(number)
    return number


def _read(
    files: Sequence[SourceFile], start: int, numbers: Connection, writable: tuple[str, ...]
) -> None:
    """Reads files one after the other, sending the number of each before reading it."""
    worker_process.close_inherited(numbers.fileno())
    sandbox.enter(writable=writable)
    rules = extract.RulesCache()
    for number in range(start, len(files)):
        numbers.send_bytes(str(number).encode())
        try:
            for _ in extract.read(files[number], rules[files[number].root]):
                pass
        except MemoryError:
            os._exit(NO_MEMORY)
    numbers.send_bytes(str(len(files)).encode())
    numbers.close()
    os._exit(0)


def timeout_reason(seconds: float | None = None) -> str:
    """The reason for skipping a file that takes longer; READ_TIMEOUT_SECONDS if not given."""
    return (
        f"Its reader did not come to an end within {seconds or READ_TIMEOUT_SECONDS:.0f} seconds."
    )


def end_reason(code: int | None) -> str:
    """A sentence on how the reader ended, from its exit code."""
    if code == NO_MEMORY:
        return TOO_MUCH_MEMORY
    if code == worker_process.NO_THREAD:
        return "There is not enough memory to begin a process for it."
    name = f"with code {code}"
    if code is not None and code < 0:
        name = f"by {signal.Signals(-code).name}"
    cause = ", maybe for want of memory" if name.endswith("SIGKILL") else ""
    return (
        f"Its reader was ended {name}{cause}: the file is damaged or made to do harm. Nothing else "
        "was touched by it."
    )
