"""Reads one document in a program of its own: what a server does with a file that a reader sends.

A server has threads, so that it cannot fork a process that reads. The program says a line of JSON
for each text; it is sandboxed as all readers are.
"""

import contextlib
import json
import os
import selectors
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from index.errors import ReaderEndedError
from index.indexing.joined_text import joined_text
from index.system.deadline import current_deadline

READING_SECONDS = 45.0
MEMORY_BYTES = 768 << 20
MAX_LINE_BYTES = 16 << 20
"""Bytes of a text in JSON."""
WAITING_CHECK_SECONDS = 0.1
"""Seconds between two checks that somebody still waits for the text."""
_PIECE_BYTES = 1 << 16


def document_text_apart(path: Path, max_chars: int) -> str | None:
    """What `document_text` with `cuts` gives, by a program that is ended after READING_SECONDS.

    It is ended with the time of the answer, too; AbandonedError if nobody waits for it any more.
    """
    command = [sys.executable, "-m", __name__, str(path)]
    with subprocess.Popen(  # noqa: S603 - this very file
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            return joined_text(path, _texts(process), max_chars, cuts=True)
        finally:
            process.kill()


def _texts(process: subprocess.Popen[bytes]) -> Iterator[str]:
    """The texts that the program says; ReaderEndedError if it does not come to their end."""
    with contextlib.suppress(ValueError, RecursionError):  # of a program that was taken over
        for line in _lines(process):
            text = json.loads(line)
            if text == "":
                return
            if not isinstance(text, str):
                break
            yield text
    raise ReaderEndedError("Its reader crashed or took too long.")


def _lines(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """The whole lines that the program writes in time."""
    if process.stdout is None:
        return
    deadline = current_deadline().within(READING_SECONDS)
    line = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not deadline.over() and len(line) <= MAX_LINE_BYTES:
            if not selector.select(WAITING_CHECK_SECONDS):
                continue
            piece = os.read(process.stdout.fileno(), _PIECE_BYTES)
            if not piece:
                return
            first, *others = piece.split(b"\n")
            line += first
            for other in others:
                yield bytes(line)
                line = bytearray(other)


def main() -> None:
    """Say the texts of the document that the command line names, then an empty one."""
    from index.indexing.document import document_texts  # noqa: PLC0415 - the same
    from index.system import sandbox  # noqa: PLC0415 - the same

    sandbox.enter(MEMORY_BYTES)
    for text in (*document_texts(Path(sys.argv[1])), ""):
        sys.stdout.write(json.dumps(text) + "\n")


if __name__ == "__main__":
    main()
