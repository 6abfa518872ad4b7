"""Which of some files ends the process that reads it: each is tried apart from all others.

A parser in C that a made-up file leads astray takes its process with it. The file costs itself and
a sentence, not the build.
"""

import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection

from index import sandbox
from index.ingest import extract
from index.ingest.source_file import SourceFile
from index.report import Skipped

PATIENCE = 300.0
"""Seconds after which a reader is taken to go on for ever."""

_NO_MEMORY = 77
"""The exit code of a reader that took more memory than it may."""
_CONTEXT = multiprocessing.get_context("fork")


def harmful(files: Sequence[SourceFile]) -> dict[str, Skipped]:
    """By path, the files whose reading ended its process or came to no end, each with why."""
    found: dict[str, Skipped] = {}
    start = 0
    while start < len(files):
        place, why = _first_harmful(files, start)
        if place < len(files):
            found[files[place].path] = Skipped(files[place].path, why)
        start = place + 1
    return found


def _first_harmful(files: Sequence[SourceFile], start: int) -> tuple[int, str]:
    """The place of the first file that ends its reader, and why; the end where none does."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_read, args=(files, start, theirs), daemon=True)
    process.start()
    theirs.close()
    place, why = start, ""
    try:
        while ours.poll(PATIENCE):
            place = ours.recv()
        why = f"Its reader did not come to an end within {PATIENCE:.0f} seconds."
    except EOFError:
        process.join(PATIENCE)
        why = _why(process.exitcode)
    finally:
        process.kill()
        process.join()
        ours.close()
    return place, why


def _read(files: Sequence[SourceFile], start: int, told: Connection) -> None:
    """Read files one after the other, telling the number of each before it is read."""
    sandbox.enter()
    rules = extract.RulesCache()
    for place in range(start, len(files)):
        told.send(place)
        try:
            for _ in extract.read(files[place], rules[files[place].root]):
                pass
        except MemoryError:
            os._exit(_NO_MEMORY)
    told.send(len(files))
    told.close()
    os._exit(0)


def _why(code: int | None) -> str:
    """The sentence for how a reader ended: by a signal, or by itself."""
    if code == _NO_MEMORY:
        return extract.TOO_MUCH_MEMORY
    name = f"with code {code}"
    if code is not None and code < 0:
        name = f"by {signal.Signals(-code).name}"
    want = ", maybe for want of memory" if name.endswith("SIGKILL") else ""
    return (
        f"Its reader was ended {name}{want}: the file is damaged or made to do harm. Nothing else "
        "was touched by it."
    )
