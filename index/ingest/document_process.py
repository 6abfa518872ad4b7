"""Reads one document in a program of its own: what a server does with a file that a reader sends.

A server has threads, so that it cannot fork a process that reads. The program says a line of JSON
for each text; it is sandboxed as all readers are.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from index.ingest.read_apart import ReaderEndedError

READING_SECONDS = 45.0
MEMORY_BYTES = 768 << 20
MAX_LINE_BYTES = 16 << 20
"""Bytes of a text in JSON."""


def document_text_apart(path: Path, most: int) -> str | None:
    """The same as `document_text`, by a program that is ended after READING_SECONDS."""
    from index.ingest.document import joined_text  # noqa: PLC0415 - readers take long to load

    command = [sys.executable, "-m", __name__, str(path)]
    with subprocess.Popen(  # noqa: S603 - this very file
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        ending = threading.Timer(READING_SECONDS, process.kill)
        ending.start()
        try:
            return joined_text(path, _lines(process), most)
        finally:
            ending.cancel()
            process.kill()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[str]:
    ended = False
    while process.stdout and (line := process.stdout.readline(MAX_LINE_BYTES)):
        text = json.loads(line) if line.endswith(b"\n") else ""
        ended = text == ""
        if not isinstance(text, str) or ended:
            break
        yield text
    if not ended:
        raise ReaderEndedError("Its reader crashed or took too long.")


def main() -> None:
    """Say the texts of the document that the command line names, then an empty one."""
    from index.ingest.document import document_texts  # noqa: PLC0415 - the same
    from index.system import sandbox  # noqa: PLC0415 - the same

    sandbox.enter(MEMORY_BYTES)
    for text in (*document_texts(Path(sys.argv[1])), ""):
        sys.stdout.write(json.dumps(text) + "\n")


if __name__ == "__main__":
    main()
